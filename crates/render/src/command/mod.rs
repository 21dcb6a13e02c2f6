//! `helm template` and `helm lint` as commands: arguments in; text, log and exit code out.
//!
//! Facts: `helm/helm:pkg/cmd/{template,lint,install}.go`, `pkg/cli/values/options.go`. Files come
//! from the host, so the same code serves a terminal and a page.

mod flags;
mod lint;
mod refusal;
mod template;
mod template_flags;
mod values;

use chartroom_gotemplate::Options as Engine;

use crate::folder::Folder;
use crate::gotime::Moment;
use crate::modules::Modules;

pub use flags::{Flags, Kind};
pub use lint::{lint, lint_options};
pub use refusal::Refusal;
pub use template::{template, template_options};

/// A chart as the host finds it under a path.
pub enum Found {
    /// A file: an archive, one hopes.
    Archive(Vec<u8>),
    /// A folder.
    Folder(Folder),
}

/// Where a command's files come from, and what it is told about the world.
pub trait Host {
    /// What a command looks at before it looks for its chart: certificates, credentials.
    ///
    /// # Errors
    /// Helm's text.
    fn prepare(&self) -> Result<(), String> {
        Ok(())
    }

    /// What the host logged since this was asked last: whole lines, those for `--debug` among them.
    fn log(&self) -> Vec<String> {
        Vec::new()
    }

    /// The chart at a path.
    ///
    /// # Errors
    /// Helm's text.
    fn chart(&self, path: &str) -> Result<Found, String>;

    /// A file of values or text.
    ///
    /// # Errors
    /// Helm's text: `open x: no such file or directory`.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;

    /// The whole path of what lies under a path, which errors and findings name.
    fn absolute(&self, path: &str) -> String {
        path.to_owned()
    }

    /// What `now` answers.
    fn now(&self) -> Moment;

    /// For how long the program had run then, in nanoseconds.
    fn running(&self) -> i64;

    /// The seed of everything random.
    fn seed(&self) -> [u8; 32];

    /// Where to ask for what is not built in.
    fn modules(&self) -> Modules {
        Modules::default()
    }

    /// Limits of the engine.
    fn engine(&self) -> Engine<'_> {
        Engine::default()
    }

    /// The namespace where none is given.
    fn namespace(&self) -> String {
        "default".to_owned()
    }
}

/// What a command leaves behind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// Exit code.
    pub code: i32,
    /// Files to write, with `--output-dir`.
    pub files: Vec<Written>,
}

/// A file to write.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Written {
    /// Where to; folders in between are made.
    pub path: String,
    /// What.
    pub text: String,
    /// Behind what is there, if something is there.
    pub append: bool,
}

impl Outcome {
    fn log(&mut self, lines: &[String]) {
        for line in lines {
            self.stderr.push_str(line);
            self.stderr.push('\n');
        }
    }

    fn failed(mut self, error: &str) -> Outcome {
        self.stderr.push_str(&format!("Error: {error}\n"));
        self.code = 1;
        self
    }
}
