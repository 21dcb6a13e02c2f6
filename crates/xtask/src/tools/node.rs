//! Node itself, and the npm packages of one folder.

use crate::failure::{Failure, Outcome};
use crate::fingerprint::Fingerprint;
use crate::lock::Lock;
use crate::project::{Project, which};
use crate::step;

use super::Catalogue;

/// Makes sure that a Node of at least the wanted version answers.
pub fn require(project: &Project, catalogue: &Catalogue) -> Outcome {
    let minimum = catalogue.node_minimum();
    let advice = format!(
        "Install Node {minimum} or newer: https://nodejs.org (or your system's package \"nodejs\" and \"npm\")"
    );
    if which("node").is_none() {
        return Err(Failure::new("node is missing").advise(advice));
    }
    let output = project.command("node").arg("--version").output();
    let version = output
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_default();
    let major = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse::<u64>().ok());
    match major {
        Some(major) if major >= minimum => Ok(()),
        _ => Err(Failure::new(format!("node is {version}, too old")).advise(advice)),
    }
}

/// `npm ci` in a folder of the repository, unless its lock file is unchanged.
pub fn packages(project: &Project, folder: &str) -> Outcome {
    let lock_file = format!("{folder}/package-lock.json");
    let manifest = format!("{folder}/package.json");
    let modules = project.path(folder).join("node_modules");
    let fingerprint =
        Fingerprint::of(project, folder, &[&lock_file, &manifest], "")?.inside(&modules);
    if fingerprint.is_current() {
        return Ok(());
    }
    if !project.path(&lock_file).is_file() {
        return Err(Failure::new(format!("{lock_file} is missing")));
    }
    let npm = which("npm").or_else(|| which("npm.cmd")).ok_or_else(|| {
        Failure::new("npm is missing").advise("It comes with Node: https://nodejs.org")
    })?;
    let _lock = Lock::take(&project.output("xtask/npm.lock"), "npm packages")?;
    if fingerprint.is_current() {
        return Ok(());
    }
    let mut command = project.command(npm);
    command
        .current_dir(project.path(folder))
        .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        // No package may bring its own browser.
        .env("PUPPETEER_SKIP_DOWNLOAD", "1")
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    step::run(project, &format!("npm packages of {folder}/"), &mut command)?;
    fingerprint.remember()
}
