//! Tools from Go modules: the exact Helm, Distribution 3 and crane. Only tests
//! and benchmarks need them, so a machine without Go skips, visibly.

use std::env::consts::EXE_SUFFIX;
use std::path::PathBuf;

use super::{Catalogue, home, install_lock, text};
use crate::failure::{Failure, Outcome};
use crate::project::{Project, which};
use crate::step;

/// The program, after installing it where it is missing.
pub fn ensure(project: &Project, catalogue: &Catalogue, name: &str) -> Outcome<PathBuf> {
    let entry = catalogue.entry("go", name)?;
    let version = text(entry, "version")?;
    let package = text(entry, "package")?;
    let binary = entry["binary"].as_str().unwrap_or(name);
    let bin = home(project, name, version).join("bin");
    let program = bin.join(format!("{binary}{EXE_SUFFIX}"));
    if program.is_file() {
        return Ok(program);
    }
    if which("go").is_none() {
        return Err(
            Failure::new(format!("{name} {version} is not there, and Go is missing"))
                .advise("Install Go 1.26 or newer: https://go.dev/doc/install"),
        );
    }
    let _lock = install_lock(project, name)?;
    if program.is_file() {
        return Ok(program);
    }
    let mut command = project.command("go");
    command
        // Outside of any Go module or workspace of the person.
        .current_dir(&project.cache)
        .env("GOBIN", &bin)
        .env("GOFLAGS", "-trimpath")
        .env("CGO_ENABLED", "0")
        .args(["install", "-ldflags=-s -w"])
        .arg(format!("{package}@v{version}"));
    step::run(
        project,
        &format!("installing {name} {version} into {}", bin.display()),
        &mut command,
    )?;
    Ok(program)
}
