//! Programs of the system that only tests need: installed with apt where we
//! are root and apt exists (CI), otherwise named with the line to type.

use std::env;
use std::path::PathBuf;

use super::{Catalogue, text};
use crate::failure::{Failure, Outcome};
use crate::project::{Project, which};
use crate::step;

/// Other names under which a program may be installed.
fn aliases(program: &str) -> &'static [&'static str] {
    match program {
        "chromium" => &["chromium-browser", "google-chrome", "google-chrome-stable"],
        "gpg" => &["gpg2"],
        _ => &[],
    }
}

/// Finds a program: by `CHARTROOM_<NAME>`, on `PATH`, or in its usual place.
pub fn find(program: &str) -> Option<PathBuf> {
    let variable = variable(program);
    if let Some(path) = env::var_os(variable).filter(|path| !path.is_empty()) {
        return Some(PathBuf::from(path));
    }
    which(program)
        .or_else(|| aliases(program).iter().find_map(|alias| which(alias)))
        .or_else(|| {
            let mac = PathBuf::from("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
            (program == "chromium" && mac.is_file()).then_some(mac)
        })
}

/// The environment variable that names a program for the tests.
pub fn variable(program: &str) -> String {
    format!("CHARTROOM_{}", program.to_uppercase().replace('-', "_"))
}

/// Installs what is missing where that is possible. What stays missing is
/// found out by asking [`require`] later; this only fails where apt itself does.
pub fn install_missing(project: &Project, catalogue: &Catalogue) -> Outcome {
    let mut packages = Vec::new();
    for program in catalogue.names("apt") {
        if find(&program).is_none() {
            packages.push(text(catalogue.entry("apt", &program)?, "package")?.to_owned());
        }
    }
    if packages.is_empty() || which("apt-get").is_none() || !is_root(project) {
        return Ok(());
    }
    step::run(
        project,
        "refreshing the list of system packages",
        project
            .command("apt-get")
            .arg("update")
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )?;
    step::run(
        project,
        &format!("installing system packages: {}", packages.join(" ")),
        project
            .command("apt-get")
            .args(["install", "--yes", "--no-install-recommends"])
            .args(&packages)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )?;
    Ok(())
}

/// The program, or a failure that names the line which installs it.
pub fn require(catalogue: &Catalogue, program: &str) -> Outcome<PathBuf> {
    if let Some(path) = find(program) {
        return Ok(path);
    }
    let entry = catalogue.entry("apt", program)?;
    Err(
        Failure::new(format!("{program} is missing ({})", text(entry, "for")?)).advise(format!(
            "Install it: sudo apt-get install --no-install-recommends {}   (or set {})",
            text(entry, "package")?,
            variable(program)
        )),
    )
}

fn is_root(project: &Project) -> bool {
    project
        .command("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
