//! The parts of the Rust toolchain beyond the compiler.

use std::path::PathBuf;

use super::Catalogue;
use crate::failure::{Failure, Outcome};
use crate::lock::Lock;
use crate::project::{Project, which};
use crate::step;

/// Adds the wasm targets that the toolchain lacks. Targets live inside the
/// person's rustup toolchain; there is no other place for them.
pub fn targets(project: &Project, catalogue: &Catalogue) -> Outcome {
    let sysroot = project
        .command("rustc")
        .args(["--print", "sysroot"])
        .output()
        .map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()))
        .map_err(|_| Failure::new("rustc is missing").advise("Install Rust: https://rustup.rs"))?;
    for target in catalogue.wasm_targets() {
        let folder = sysroot.join("lib/rustlib").join(&target);
        if folder.is_dir() {
            continue;
        }
        let _lock = Lock::take(&project.output("xtask/targets.lock"), "the toolchain")?;
        if folder.is_dir() {
            continue;
        }
        if which("rustup").is_none() {
            return Err(Failure::new(format!(
                "the Rust toolchain has no target {target}"
            ))
            .advise("Install Rust by rustup (https://rustup.rs), or add the target with your own means."));
        }
        step::run(
            project,
            &format!("adding the Rust target {target}"),
            project.command("rustup").args(["target", "add", &target]),
        )?;
    }
    Ok(())
}
