//! `cargo xtask bench`: ours beside the others in one run, as ratios.

use crate::failure::{Failure, Outcome};
use crate::parity;
use crate::products::{Product, Workshop};
use crate::project::Project;
use crate::step;
use crate::tools::{self, Catalogue};

/// Runs all benchmarks, or the named ones: `open`, `registry`, `edit`, `render`.
pub fn bench(project: &Project, wanted: &[String]) -> Outcome {
    let catalogue = Catalogue::read(project)?;
    tools::node::require(project, &catalogue)?;
    let workshop = Workshop::new(project, &catalogue);
    let all = ["open", "registry", "edit", "render"];
    if let Some(unknown) = wanted.iter().find(|name| !all.contains(&name.as_str())) {
        return Err(Failure::new(format!("there is no benchmark \"{unknown}\""))
            .advise(format!("Benchmarks: {}", all.join(" "))));
    }
    let chosen = |name: &str| wanted.is_empty() || wanted.iter().any(|wanted| wanted == name);
    if chosen("render") {
        render(project, &catalogue)?;
    }
    let pages: Vec<&str> = ["open", "registry", "edit"]
        .into_iter()
        .filter(|name| chosen(name))
        .collect();
    if pages.is_empty() {
        return Ok(());
    }
    let package = workshop.make(Product::Npm)?;
    for name in pages {
        tools::node::packages(project, "tests/bench")?;
        let mut command = project.command("node");
        command
            .arg(format!("tests/bench/{name}.mjs"))
            .env("CHARTROOM_NPM", &package);
        if name == "registry" {
            command.env("CHARTROOM_SERVER", workshop.make(Product::Server)?);
            step::run(
                project,
                "building our native client",
                project
                    .cargo()
                    .args(["build", "--locked", "--profile", "native"])
                    .args(["-p", "chartroom-tests", "--example", "client"]),
            )?;
            command.env(
                "CHARTROOM_CLIENT",
                project.cargo_target.join("native/examples/client"),
            );
            command.env(
                "CHARTROOM_HELM",
                tools::go::ensure(project, &catalogue, "helm")?,
            );
            if let Some(path) = tools::apt::find("docker-registry") {
                command.env("CHARTROOM_DOCKER_REGISTRY", path);
            }
        }
        let finished = step::run(project, &format!("benchmark: {name}"), &mut command)?;
        println!("{}", finished.text);
    }
    Ok(())
}

/// `helm template` and Helm as a library, beside ours, over the real charts.
fn render(project: &Project, catalogue: &Catalogue) -> Outcome {
    let mut command = project.command(parity::example(project, "bench")?);
    command
        .arg(tools::go::ensure(project, catalogue, "helm")?)
        .arg(parity::example(project, "helm")?)
        .arg(parity::oracle(project)?)
        .arg(parity::charts(project)?);
    let finished = step::run(project, "benchmark: render", &mut command)?;
    println!("{}", finished.text);
    Ok(())
}
