//! `cargo xtask check`: what needs no test to run. Formatting, lints on both
//! platforms with warnings as errors, documentation, advisories.

use crate::crate_list::{Crates, Platform};
use crate::failure::Outcome;
use crate::products::WASM;
use crate::project::{Project, which};
use crate::step;
use crate::tally::Tally;
use crate::tools::{self, Catalogue};

/// Runs all checks, a failing one does not keep the others from running.
pub fn check(project: &Project) -> Outcome<Tally> {
    let catalogue = Catalogue::read(project)?;
    tools::rust::targets(project, &catalogue)?;
    let crates = Crates::read(project)?;
    let mut tally = Tally::default();
    let mut attempt = |title: &str, command: &mut std::process::Command| {
        tally.add(match step::run(project, title, command) {
            Ok(_) => Tally::pass(),
            Err(failure) => {
                step::note(&failure.to_string());
                Tally::fail(title)
            }
        });
    };

    attempt(
        "formatting",
        project.cargo().args(["fmt", "--all", "--check"]),
    );
    attempt(
        "clippy, native",
        project
            .cargo()
            .args(["clippy", "--locked", "--keep-going", "--all-targets"])
            .args(crates.packages(&[Platform::Pure, Platform::Native]))
            .args(["--", "-D", "warnings"]),
    );
    attempt(
        "clippy, wasm32",
        project
            .cargo()
            .args(["clippy", "--locked", "--keep-going", "--target", WASM])
            .args(crates.packages(&[Platform::Pure, Platform::Web]))
            .args(["--", "-D", "warnings"]),
    );
    attempt(
        "documentation",
        project
            .cargo()
            .env("RUSTDOCFLAGS", "-D warnings")
            .args(["doc", "--locked", "--no-deps"])
            .args(crates.packages(&[Platform::Pure, Platform::Native])),
    );
    attempt(
        "documentation, wasm32",
        project
            .cargo()
            .env("RUSTDOCFLAGS", "-D warnings")
            .args(["doc", "--locked", "--no-deps", "--target", WASM])
            .args(crates.packages(&[Platform::Web])),
    );
    if which("cargo-deny").is_some() {
        attempt(
            "licences and sources (cargo-deny)",
            project
                .cargo()
                .args(["deny", "check", "bans", "licenses", "sources"]),
        );
    } else {
        tally.add(Tally::skip(
            "licences and sources: cargo-deny is not there (cargo install cargo-deny)",
        ));
    }
    Ok(tally)
}
