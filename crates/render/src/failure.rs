//! Why a chart cannot be rendered: Helm's text, and the same facts as data.

use std::fmt;

use chartroom_gotemplate::{Error, ErrorKind, Place};

use crate::values::Warnings;

/// What kind of failure it is. Each has a stable [code](FailureKind::code).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FailureKind {
    /// The chart is a library or of a type nobody knows.
    NotInstallable,
    /// Charts that `Chart.yaml` lists are not in `charts/`.
    DependencyMissing,
    /// The release cannot have that name.
    ReleaseName,
    /// Values do not fit together: those of chart, subcharts and person.
    Values,
    /// Values break a schema.
    Schema,
    /// The chart wants another Kubernetes.
    KubeVersion,
    /// A template is none.
    Parse,
    /// A template stopped.
    #[default]
    Template,
    /// A rendered text is no YAML.
    Manifest,
    /// A template wanted too much.
    Limit,
    /// The caller cancelled.
    Cancelled,
}

impl FailureKind {
    /// The stable name for programs.
    pub fn code(self) -> &'static str {
        match self {
            FailureKind::NotInstallable => "CHART_NOT_INSTALLABLE",
            FailureKind::DependencyMissing => "DEPENDENCY_MISSING",
            FailureKind::ReleaseName => "RELEASE_NAME_INVALID",
            FailureKind::Values => "VALUES_INVALID",
            FailureKind::Schema => "VALUES_SCHEMA",
            FailureKind::KubeVersion => "KUBE_VERSION",
            FailureKind::Parse => "TEMPLATE_INVALID",
            FailureKind::Template => "TEMPLATE_ERROR",
            FailureKind::Manifest => "MANIFEST_INVALID",
            FailureKind::Limit => "TEMPLATE_LIMIT",
            FailureKind::Cancelled => "ABORTED",
        }
    }
}

/// A place in a template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spot {
    /// Path of the template, the root chart's name in front.
    pub template: String,
    /// Line, counted from 1.
    pub line: u32,
    /// Column in bytes, counted from 1; 0 where it is not known.
    pub column: u32,
    /// The part of the action that Go names; empty for templates that cannot be read.
    pub action: String,
}

impl Spot {
    fn of(place: &Place) -> Spot {
        Spot {
            template: place.file.to_text().into_owned(),
            line: place.line,
            // Go counts columns from 0.
            column: place.column.map_or(0, |column| column + 1),
            action: place.action.to_text().into_owned(),
        }
    }
}

/// Why a chart cannot be rendered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RenderError {
    /// What `helm template` prints behind `Error: `.
    pub text: String,
    /// What Helm wrote to its log before.
    pub warnings: Warnings,
    /// What kind of failure it is.
    pub kind: FailureKind,
    /// The template that failed, and where in it if that is known (otherwise line 0).
    pub spot: Option<Box<Spot>>,
    /// The calls that led there, outermost first: `include`, `template`, `tpl`.
    pub includes: Vec<Spot>,
    /// What the chart's author says, where `fail` or `required` ended the render.
    pub said: Option<Box<str>>,
    /// The document that is no YAML, where that is the failure.
    pub rendered: Option<Box<Broken>>,
    /// What there is of the release; nothing where none had begun to exist.
    pub release: Option<Box<Unfinished>>,
}

/// A document that is no YAML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Broken {
    /// All of it.
    pub text: String,
}

/// A release that failed while it was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unfinished {
    /// What Helm prints of it with `--debug`.
    pub manifest: String,
}

impl RenderError {
    pub(crate) fn new(kind: FailureKind, text: impl Into<String>) -> Self {
        RenderError {
            text: text.into(),
            kind,
            ..RenderError::default()
        }
    }

    /// A failure of the engine.
    pub(crate) fn of(error: &Error) -> Self {
        let mut spots: Vec<Spot> = Vec::new();
        for place in error.places() {
            let spot = Spot::of(place);
            // A `with` or `range` around an action has the same place as what it calls.
            if spots.last() != Some(&spot) {
                spots.push(spot);
            }
        }
        // What `tpl` is given lies in no file; its place is that of the call.
        let is_file = |spot: &Spot| spot.template.contains('/');
        while spots.len() > 1 && spots.last().is_some_and(|spot| !is_file(spot)) {
            spots.pop();
        }
        let spot = spots.pop().map(Box::new);
        spots.retain(is_file);
        let is_parse = error.chain().any(|level| level.kind() == ErrorKind::Parse);
        RenderError {
            text: error.text(),
            kind: match error.kind() {
                ErrorKind::Limit => FailureKind::Limit,
                ErrorKind::Cancelled => FailureKind::Cancelled,
                _ if is_parse && spots.is_empty() => FailureKind::Parse,
                _ => FailureKind::Template,
            },
            said: said(error),
            spot,
            includes: spots,
            ..RenderError::default()
        }
    }

    /// The same failure of a release that had begun to exist, and that much of its manifest.
    pub(crate) fn of_release(mut self, manifest: String, debug: bool) -> Self {
        if !debug {
            self.text.push_str(HINT);
        }
        self.release = Some(Box::new(Unfinished { manifest }));
        self
    }

    /// What to do about it, in one sentence.
    pub fn advice(&self) -> &'static str {
        match self.kind {
            FailureKind::NotInstallable => {
                "A library chart is used by other charts; render one of those."
            }
            FailureKind::DependencyMissing => {
                "Run `helm dependency build` and package the chart again."
            }
            FailureKind::ReleaseName => {
                "Choose a name of small letters, digits and dashes, at most 53 characters long."
            }
            FailureKind::Values => {
                "Give a table of values where the chart or a subchart wants one."
            }
            FailureKind::Schema => {
                "Change the values that are named, or skip the check of the chart's schema."
            }
            FailureKind::KubeVersion => "Choose a Kubernetes version that the chart supports.",
            FailureKind::Parse => "The template itself has to be corrected; no values can help.",
            FailureKind::Template if self.said.is_some() => {
                "The chart's author asks for this: set the values that the message names."
            }
            FailureKind::Template => {
                "Look at the values that this line of the template uses: one is missing, or not of \
                 the kind that is expected."
            }
            FailureKind::Manifest => {
                "Look at the rendered text: a value with a colon, a line break or wrong indentation \
                 often needs quotes."
            }
            FailureKind::Limit => {
                "The template does not end or makes too much text; raise the limits if it has to."
            }
            FailureKind::Cancelled => "Start again when you are ready.",
        }
    }
}

/// Helm adds this to whatever goes wrong once a release has begun to exist.
const HINT: &str = "\n\nUse --debug flag to render out invalid YAML";

/// What `fail` and `required` put around the chart's own words.
pub(crate) const SAID: (&str, &str) = ("HELM_ERR_START", "HELM_ERR_END");

fn said(error: &Error) -> Option<Box<str>> {
    error.chain().find_map(|level| {
        let text = level.text();
        let (_, rest) = text.split_once(SAID.0)?;
        Some(rest[..rest.rfind(SAID.1)?].into())
    })
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for RenderError {}
