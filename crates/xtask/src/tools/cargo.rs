//! Tools from crates: Trunk, and the command lines of wasm-bindgen and of the splitter.

use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::{Catalogue, home, install_lock, text};
use crate::failure::Outcome;
use crate::project::Project;
use crate::step;

/// The folder with the program, after installing it where it is missing.
pub fn ensure(project: &Project, catalogue: &Catalogue, name: &str) -> Outcome<PathBuf> {
    let entry = catalogue.entry("cargo", name)?;
    let version = text(entry, "version")?;
    let folder = entry["folder"].as_str().unwrap_or(name);
    let binary = entry["binary"].as_str().unwrap_or(name);
    let root = home(project, folder, version);
    let program = root.join("bin").join(format!("{binary}{EXE_SUFFIX}"));
    if program.is_file() {
        return Ok(root.join("bin"));
    }
    let _lock = install_lock(project, folder)?;
    if program.is_file() {
        return Ok(root.join("bin"));
    }

    // Tools that wait for one another share what they are made of.
    let workshop = build_folder(entry, folder);
    let build = project.cache.join(format!("build-{workshop}"));
    let mut command = project.cargo();
    // From outside of the repository: its .cargo/config.toml and profiles are not for tools.
    command
        .current_dir(&project.cache)
        .args(["install", "--bin", binary, "--force", "--root"])
        .arg(&root)
        .env("CARGO_TARGET_DIR", &build)
        // Compiled once, run for seconds: little optimisation is the quickest in sum.
        .arg("--debug")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_PROFILE_DEV_INCREMENTAL", "false")
        .env("CARGO_PROFILE_DEV_DEBUG_ASSERTIONS", "false")
        .env("CARGO_PROFILE_DEV_OVERFLOW_CHECKS", "false")
        .env("CARGO_PROFILE_DEV_PANIC", "abort")
        .env_remove("RUSTFLAGS");
    match entry["path"].as_str() {
        Some(path) => command.arg("--path").arg(project.path(path)),
        None => command.args([name, "--version", version]),
    };
    if let Some(level) = entry["opt-level"].as_u64() {
        command.env("CARGO_PROFILE_DEV_OPT_LEVEL", level.to_string());
    }
    if entry["locked"].as_bool() == Some(true) {
        command.arg("--locked");
    }
    if let Some(features) = entry["features"].as_str() {
        command.args(["--no-default-features", "--features", features]);
    }
    step::run(
        project,
        &format!("installing {name} {version} into {}", root.display()),
        &mut command,
    )?;
    if nobody_else_waits(project, catalogue, workshop) {
        // Some hundred MB that nobody needs again.
        let _ = fs::remove_dir_all(&build);
    }
    Ok(root.join("bin"))
}

/// Whether everything that is compiled in this folder is installed.
fn nobody_else_waits(project: &Project, catalogue: &Catalogue, workshop: &str) -> bool {
    catalogue.names("cargo").iter().all(|name| {
        let Ok(entry) = catalogue.entry("cargo", name) else {
            return true;
        };
        let folder = entry["folder"].as_str().unwrap_or(name);
        build_folder(entry, folder) != workshop
            || text(entry, "version").is_ok_and(|version| home(project, folder, version).is_dir())
    })
}

/// The name of the folder that a tool is compiled in: tools of one package share it.
fn build_folder<'a>(entry: &'a Value, folder: &'a str) -> &'a str {
    let package = entry["path"]
        .as_str()
        .and_then(|path| path.rsplit('/').next());
    package.unwrap_or(folder)
}
