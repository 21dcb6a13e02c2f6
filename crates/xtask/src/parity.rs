//! `cargo xtask parity`: real Helm and `crates/render` asked the same, in bulk.

use std::env;
use std::path::{Path, PathBuf};

use crate::failure::{Doing, Failure, Outcome};
use crate::project::{Project, which};
use crate::step;
use crate::tools::{self, Catalogue};

/// Compares over the charts of a folder, or with `--generated N` over so many cases made at
/// random. What is not understood here goes on to the program that compares.
pub fn parity(project: &Project, arguments: &[String]) -> Outcome {
    let catalogue = Catalogue::read(project)?;
    let mut words = Vec::new();
    let (mut generated, mut folder) = (None, None);
    let mut given = arguments.iter();
    while let Some(word) = given.next() {
        if word == "--generated" {
            let cases = given
                .next()
                .ok_or_else(|| Failure::new("--generated wants a number"))?;
            generated = Some(cases.clone());
        } else if word.starts_with("--") {
            words.push(word.clone());
            words.extend(given.next().cloned());
        } else {
            folder = Some(
                env::current_dir()
                    .doing("find the current folder")?
                    .join(word),
            );
        }
    }
    let mut command = project.command(example(project, "parity")?);
    if let Some(cases) = generated {
        command
            .arg("generated")
            .arg("--oracle")
            .arg(oracle(project)?);
        command.arg("--cases").arg(cases);
    } else {
        command.arg("charts").arg("--helm");
        command.arg(tools::go::ensure(project, &catalogue, "helm")?);
        command.arg(match folder {
            Some(folder) => folder,
            None => charts(project)?,
        });
    }
    command.args(&words);
    let status = command.status().doing("start the comparison")?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::new("less is the same than is promised"))
}

/// A program of `crates/render/examples`, built for speed.
pub fn example(project: &Project, name: &str) -> Outcome<PathBuf> {
    step::run(
        project,
        &format!("building {name}"),
        project
            .cargo()
            .args(["build", "--locked", "--profile", "native"])
            .args(["-p", "chartroom-render", "--example", name]),
    )?;
    let suffix = env::consts::EXE_SUFFIX;
    Ok(project
        .cargo_target
        .join(format!("native/examples/{name}{suffix}")))
}

/// `tests/oracle`: Helm's own packages behind a pipe.
pub fn oracle(project: &Project) -> Outcome<PathBuf> {
    if which("go").is_none() {
        return Err(
            Failure::new("Helm's own code cannot be built, because Go is missing")
                .advise("Install Go 1.26 or newer: https://go.dev/doc/install"),
        );
    }
    let suffix = env::consts::EXE_SUFFIX;
    let program = project.output(format!("oracle{suffix}"));
    step::run(
        project,
        "building Helm's own code",
        project
            .command("go")
            .current_dir(project.path("tests/oracle"))
            .args(["build", "-trimpath"])
            // The program says of itself what the published one says.
            .args([
                "-ldflags",
                "-X helm.sh/helm/v4/internal/version.version=v4.2.4",
            ])
            .arg("-o")
            .arg(&program)
            .arg("."),
    )?;
    Ok(program)
}

/// The folder of real charts.
pub fn charts(project: &Project) -> Outcome<PathBuf> {
    let beside = project.path("../shared/charts");
    let folder = env::var_os("CHARTROOM_CHARTS").map_or(beside, PathBuf::from);
    if Path::is_dir(&folder) {
        return Ok(folder);
    }
    Err(
        Failure::new(format!("there are no charts in {}", folder.display()))
            .advise("Name a folder of charts, or set CHARTROOM_CHARTS."),
    )
}
