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

use std::fmt;

use chartroom_gotemplate::Options as Engine;

use crate::capabilities::KubeVersion;
use crate::folder::{Folder, Look};
use crate::gotime::Moment;
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
    /// Log what Helm logs with `--debug`.
    pub debug: bool,
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
            debug: false,
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

    fn check(&mut self, severity: Severity, path: &str, complaint: Option<String>) {
        if let Some(text) = complaint {
            self.add(severity, path, text);
        }
    }
}

/// Lints the chart in a folder.
pub fn lint(folder: &Folder, options: &Options, engine: &Engine<'_>) -> Report {
    let mut report = Report::default();
    // Two rules ask for the same schema.
    let schemas = Schemas::default();
    manifest::check(folder, options, &mut report);
    report.values = values::check(folder, options, &schemas, &mut report);
    let options = &Options {
        values: report.values.clone(),
        ..options.clone()
    };
    templates::check(folder, options, &schemas, engine, &mut report);
    match folder.load(&mut report.warnings) {
        Err(error) => report.add(
            Severity::Error,
            "",
            format!("unable to load chart\n\t{error}"),
        ),
        Ok(chart) => dependencies::check(&chart, &options.folder, &mut report),
    }
    templates::check_crds(folder, &mut report);
    report
}

fn random(options: &Options) -> Random {
    Random::new(options.seed)
}

/// The bytes of a file that a rule reads by itself, or Go's reason why it cannot.
fn read(folder: &Folder, options: &Options, name: &str) -> Option<Result<Vec<u8>, String>> {
    Some(match folder.look(name)?.into_owned() {
        Look::File(bytes) => Ok(bytes),
        Look::Folder => Err(format!("read {}/{name}: is a directory", options.folder)),
        Look::Fault(error) => Err(error),
    })
}

/// Whether a rule goes on into the folder of that name; what is wrong with it is told.
fn enter(folder: &Folder, name: &str, report: &mut Report) -> Option<bool> {
    let complaint = match folder.look(name)?.into_owned() {
        Look::Folder => return Some(true),
        Look::File(_) => "not a directory".to_owned(),
        Look::Fault(error) => error,
    };
    report.add(Severity::Error, &format!("{name}/"), complaint);
    Some(false)
}
