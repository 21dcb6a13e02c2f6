//! `helm lint`: what is wrong or doubtful about a chart, in Helm's words and order.
//!
//! Facts: `helm.md` 5.8, `helm/helm:pkg/chart/v2/lint`. Helm unpacks an archive into a folder and
//! reads the folder, so `.helmignore` counts here although it does not when archives are opened.

mod address;
mod dependencies;
mod deprecations;
mod documents;
mod manifest;
mod names;
mod templates;
mod values;

use chartroom_gotext::sort_by;
use std::fmt;

use chartroom_chart::{ArchiveFile, Chart, ChartError};
use chartroom_gotemplate::Options as Engine;

use crate::capabilities::KubeVersion;
use crate::gotime::Moment;
use crate::ignore::Rules;
use crate::log;
use crate::modules::Modules;
use crate::random::Random;
use crate::schema::Schemas;
use crate::values::{Object, Warnings};

pub use deprecations::warning as deprecation;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Against custom, but it works.
    Warning,
    /// It will not work.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Info => "INFO",
            Severity::Warning => "WARNING",
            Severity::Error => "ERROR",
        })
    }
}

/// One finding; it displays as Helm's line.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The file it is about, or the part of the chart.
    pub path: String,
    /// What it is.
    pub text: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}] {}: {}", self.severity, self.path, self.text)
    }
}

/// How to lint.
#[derive(Clone, Debug)]
pub struct Options {
    /// What the person says over the chart's defaults.
    pub values: Object,
    /// `.Release.Namespace`.
    pub namespace: String,
    /// The cluster that deprecations are judged by; Helm's own without one.
    pub kube_version: Option<KubeVersion>,
    /// Do not look at the charts' schemas.
    pub skip_schema: bool,
    /// The folder that Helm would name in findings about the chart as a whole.
    pub folder: String,
    /// What `now` answers.
    pub now: Moment,
    /// For how long the program had run then, in nanoseconds: Go shows it behind `m=+`.
    pub running: i64,
    /// Seed of everything random.
    pub seed: [u8; 32],
    /// Where to ask for what is not built in.
    pub modules: Modules,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            values: Object::new(),
            namespace: "default".to_owned(),
            kube_version: None,
            skip_schema: false,
            folder: String::new(),
            now: Moment::default(),
            running: 0,
            seed: [0; 32],
            modules: Modules::default(),
        }
    }
}

/// What came out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// The findings in the order in which Helm prints them.
    pub findings: Vec<Finding>,
    /// What Helm writes to its log meanwhile.
    pub warnings: Warnings,
    /// The values that were given, with the chart's own in their tables: those that Helm lints the
    /// next chart with.
    pub values: Object,
}

impl Report {
    /// Whether the chart fails: errors, in strict mode warnings too.
    pub fn fails(&self, strict: bool) -> bool {
        let limit = if strict {
            Severity::Warning
        } else {
            Severity::Error
        };
        self.findings.iter().any(|f| f.severity >= limit)
    }

    fn add(&mut self, severity: Severity, path: &str, text: impl Into<String>) {
        self.findings.push(Finding {
            severity,
            path: path.to_owned(),
            text: text.into(),
        });
    }

    /// Notes that a rule has loaded the chart: each time Helm's log says what is old about it.
    fn loaded(&mut self, chart: &Chart) {
        let lines = chart.log();
        self.warnings
            .extend(lines.iter().map(|line| log::info(line, &[])));
    }

    fn check(&mut self, severity: Severity, path: &str, complaint: Option<String>) {
        if let Some(text) = complaint {
            self.add(severity, path, text);
        }
    }
}

/// Lints a chart that is given as the files of its folder, names relative to it.
pub fn lint(files: &[ArchiveFile], options: &Options, engine: &Engine<'_>) -> Report {
    let mut report = Report::default();
    // Two rules ask for the same schema.
    let schemas = Schemas::default();
    manifest::check(files, &mut report);
    report.values = values::check(files, options, &schemas, &mut report);
    let options = &Options {
        values: report.values.clone(),
        ..options.clone()
    };
    templates::check(files, options, &schemas, engine, &mut report);
    match load(files) {
        Err(error) => report.add(
            Severity::Error,
            "",
            format!("unable to load chart\n\t{error}"),
        ),
        Ok(chart) => {
            report.loaded(&chart);
            dependencies::check(&chart, &options.folder, &mut report);
        }
    }
    templates::check_crds(files, &mut report);
    report
}

/// The chart in a folder: files by name, `.helmignore` obeyed.
///
/// # Errors
/// Helm's, for what cannot be loaded.
pub fn load(files: &[ArchiveFile]) -> Result<Chart, LoadError> {
    let ignore = files.iter().rfind(|file| file.name == ".helmignore");
    let text = ignore.map(|file| String::from_utf8_lossy(&file.bytes).into_owned());
    let rules = Rules::parse(&text.unwrap_or_default()).map_err(LoadError::Ignore)?;
    let mut kept: Vec<ArchiveFile> = Vec::new();
    for file in files {
        if rules.ignores_file(&file.name) {
            continue;
        }
        // Of two files of one name the folder holds the later one.
        match kept.iter_mut().find(|other| other.name == file.name) {
            Some(other) => *other = file.clone(),
            None => kept.push(file.clone()),
        }
    }
    sort_by(&mut kept, |a, b| a.name.split('/').cmp(b.name.split('/')));
    Chart::from_files(kept).map_err(LoadError::Chart)
}

/// Why a folder is no chart.
#[derive(Debug)]
pub enum LoadError {
    /// `.helmignore` cannot be used.
    Ignore(String),
    /// The files make no chart.
    Chart(ChartError),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadError::Ignore(text) => f.write_str(text),
            LoadError::Chart(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for LoadError {}

fn random(options: &Options) -> Random {
    Random::new(options.seed)
}

fn file<'a>(files: &'a [ArchiveFile], name: &str) -> Option<&'a ArchiveFile> {
    files.iter().rfind(|file| file.name == name)
}

fn has_folder(files: &[ArchiveFile], folder: &str) -> bool {
    files.iter().any(|file| file.name.starts_with(folder))
}
