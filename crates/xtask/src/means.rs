//! The real clients, registries and charts that tests are held against: found, or installed.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::project::Project;
use crate::step;
use crate::tally::Tally;
use crate::tools::{self, Catalogue};

/// What was found: variables that name it for the tests, with the paths.
#[derive(Debug)]
pub struct Means(Vec<(String, PathBuf)>);

impl Means {
    /// Gives a command all of it.
    pub fn equip<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        for (variable, path) in &self.0 {
            command.env(variable, path);
        }
        command
    }
}

/// Installs and finds the real clients and registries. What is absent is
/// skipped by the tests that need it, and named here once.
pub fn gather(project: &Project, catalogue: &Catalogue, total: &mut Tally) -> Means {
    step::say("━━ means");
    let mut means = Vec::new();
    if let Err(failure) = tools::apt::install_missing(project, catalogue) {
        step::note(&failure.to_string());
    }
    for program in ["docker-registry", "skopeo", "chromium", "gpg"] {
        keep(
            tools::apt::variable(program),
            tools::apt::require(catalogue, program),
            &mut means,
            total,
        );
    }
    for program in ["crane", "helm", "distribution"] {
        let variable = tools::apt::variable(program);
        let found = match env::var_os(&variable).filter(|path| !path.is_empty()) {
            Some(path) => Ok(PathBuf::from(path)),
            None => tools::go::ensure(project, catalogue, program),
        };
        keep(variable, found, &mut means, total);
    }
    let charts = env::var_os("CHARTROOM_CHARTS").map_or_else(
        || project.path("../shared/charts"),
        |path| project.root.join(path),
    );
    let found = if charts.is_dir() {
        charts
            .canonicalize()
            .map_err(|error| Failure::new(format!("{}: {error}", charts.display())))
    } else {
        Err(Failure::new(format!(
            "the collection of real charts is not at {} (set CHARTROOM_CHARTS)",
            charts.display()
        )))
    };
    keep("CHARTROOM_CHARTS".to_owned(), found, &mut means, total);
    Means(means)
}

fn keep(
    variable: String,
    found: Outcome<PathBuf>,
    means: &mut Vec<(String, PathBuf)>,
    total: &mut Tally,
) {
    match found {
        Ok(path) => {
            step::note(&format!("{variable}={}", path.display()));
            means.push((variable, path));
        }
        Err(failure) => {
            step::note(&failure.to_string());
            total.add(Tally::skip(format!("what needs {variable}: {failure}")));
        }
    }
}
