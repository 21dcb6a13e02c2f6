//! Helpers shared by the integration tests: real registries on loopback, real
//! clients, small charts made on the spot. What is absent is skipped, loudly.

pub mod charts;
pub mod client;
pub mod helm;
pub mod registries;
pub mod scratch;

use std::env;
use std::io::Write;
use std::path::PathBuf;

/// Says that a part of a test does not run.
pub fn skip(what: &str, why: &str) {
    // One write to the stream itself: the harness swallows what `eprintln!` writes in a test that
    // passes, and pieces of a line would mix with those of other tests.
    let line = format!("skipped: {what}: {why}\n");
    let _ = std::io::stderr().write_all(line.as_bytes());
}

/// Says that a whole test does not run: `cargo xtask test` does not count it as passed.
#[allow(clippy::print_stdout)]
pub fn skip_test(what: &str, why: &str) {
    skip(what, why);
    // Captured, so that it stands in the section of this very test.
    println!("skipped: {what}: {why}");
}

/// A real program: named by a variable, or in `PATH`.
pub fn program(variable: &str, name: &str) -> Option<PathBuf> {
    if let Some(path) = env::var_os(variable).filter(|path| !path.is_empty()) {
        return Some(PathBuf::from(path));
    }
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// The root of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(PathBuf::from)
        .unwrap_or_default()
}

/// The folder of real charts with Helm's answers, where there is one.
pub fn real_charts() -> Option<PathBuf> {
    let folder = env::var_os("CHARTROOM_CHARTS")
        .map_or_else(|| root().join("../shared/charts"), PathBuf::from);
    folder.is_dir().then_some(folder)
}
