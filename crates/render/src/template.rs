//! `helm template`: from a loaded chart and a person's values to the text that is printed.
//!
//! Facts: `templates.md` 4, `helm/helm:pkg/action/install.go` and `pkg/cmd/template.go`.

use std::collections::BTreeMap;
use std::rc::Rc;

use chartroom_chart::Chart;
use chartroom_gotemplate::Options as Engine;
use chartroom_version::{Constraint, Version};

use crate::capabilities::Capabilities;
use crate::engine::{self, Host, Origins, Release};
use crate::failure::{Broken, FailureKind, Spot};
use crate::gotime::Moment;
use crate::library::Library;
use crate::log;
use crate::manifests::{self, Documents, Memory};
use crate::modules::Modules;
use crate::output::Output;
use crate::random::Random;
use crate::schema::{self, Schemas};
use crate::text::quoted;
use crate::tree::Node;
use crate::values::{Imports, Mood, Object, Warnings, coalesce, settle_dependencies};
use crate::zones::Zones;

pub use crate::failure::RenderError;

/// What to render.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What the person says over the chart's defaults.
    pub values: Object,
    /// Name, namespace and kind of the release.
    pub release: Release,
    /// The cluster.
    pub capabilities: Capabilities,
    /// What `now` answers.
    pub now: Moment,
    /// For how long the program had run then, in nanoseconds: Go shows it behind `m=+`.
    pub running: i64,
    /// Seed of everything random.
    pub seed: [u8; 32],
    /// Print custom resource definitions first.
    pub include_crds: bool,
    /// Do not look at the charts' schemas.
    pub skip_schema: bool,
    /// Names of labels that a release would get.
    pub labels: Vec<String>,
    /// Log what Helm logs with `--debug`, and keep what an error leaves to print.
    pub debug: bool,
    /// Leave tests out.
    pub skip_tests: bool,
    /// Leave all hooks out.
    pub no_hooks: bool,
    /// Where to ask for what is not built in.
    pub modules: Modules,
}

/// A rendered chart.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    /// Custom resource definitions, if they were asked for: source and text.
    pub crds: Vec<(String, String)>,
    /// Manifests and hooks in Helm's order.
    pub documents: Documents,
    /// The notes of the root chart.
    pub notes: Option<String>,
    /// What Helm writes to its log meanwhile.
    pub warnings: Vec<String>,
    /// Where lines come from, if the engine's options have a trace.
    pub origins: Origins,
}

/// A chart made ready for being rendered again and again: what does not depend on values is kept.
pub struct Renderer {
    root: Node,
    library: Library,
    imports: Imports,
    memory: Memory,
    schemas: Rc<Schemas>,
    zones: Rc<Zones>,
}

impl Renderer {
    /// Makes a chart ready. Nothing is parsed yet.
    pub fn new(chart: &Rc<Chart>) -> Renderer {
        Renderer::with_schemas(chart, &Rc::default())
    }

    /// The same with schemas that other charts' renderers make ready too: what drafts ask of a
    /// schema is then compiled once for all of them.
    pub fn with_schemas(chart: &Rc<Chart>, schemas: &Rc<Schemas>) -> Renderer {
        Renderer {
            root: Node::new(chart),
            library: Library::default(),
            imports: Imports::default(),
            memory: Memory::default(),
            schemas: Rc::clone(schemas),
            zones: Rc::default(),
        }
    }

    /// Renders the chart.
    ///
    /// # Errors
    /// With Helm's text.
    pub fn render(&self, options: &Options, engine: &Engine<'_>) -> Result<Rendered, RenderError> {
        let mut warnings = Warnings::new();
        match run(self, options, engine, &mut warnings) {
            Ok(rendered) => Ok(Rendered {
                warnings,
                ..rendered
            }),
            Err(error) => Err(RenderError { warnings, ..error }),
        }
    }
}

/// Renders a chart once.
///
/// # Errors
/// With Helm's text.
pub fn render(
    chart: &Rc<Chart>,
    options: &Options,
    engine: &Engine<'_>,
) -> Result<Rendered, RenderError> {
    Renderer::new(chart).render(options, engine)
}

fn run(
    renderer: &Renderer,
    options: &Options,
    engine: &Engine<'_>,
    warnings: &mut Warnings,
) -> Result<Rendered, RenderError> {
    let chart = &renderer.root.chart;
    let metadata = &chart.metadata;
    if !matches!(metadata.chart_type.as_str(), "" | "application") {
        let text = format!("{} charts are not installable", metadata.chart_type);
        return Err(RenderError::new(FailureKind::NotInstallable, text));
    }
    if metadata.deprecated {
        warnings.push(log::warn("this chart is deprecated", &[]));
    }
    check_dependencies(chart)
        .map_err(|text| RenderError::new(FailureKind::DependencyMissing, text))?;
    if let Err(cause) = check_release_name(&options.release.name) {
        let message = "release name check failed";
        warnings.push(log::error(message, &[("error", &cause)]));
        let text = format!("{message}: {cause}");
        return Err(RenderError::new(FailureKind::ReleaseName, text));
    }
    let mut root = renderer.root.clone();
    settle_dependencies(&mut root, &options.values, warnings)
        .and_then(|()| renderer.imports.apply(&mut root, warnings))
        .map_err(|cause| {
            let message = "chart dependencies processing failed";
            warnings.push(log::error(message, &[("error", &cause)]));
            RenderError::new(FailureKind::Values, format!("{message}: {cause}"))
        })?;
    let values = coalesce(&root, &options.values, Mood::Coalesce, warnings)
        .map_err(|text| RenderError::new(FailureKind::Values, text))?;
    if !options.skip_schema {
        schema::check_tree(
            &root,
            &values,
            &renderer.schemas,
            &options.modules,
            options.debug,
            warnings,
        )
        .map_err(|list| {
            let text = format!(
                "values don't meet the specifications of the schema(s) in the following \
                 chart(s):\n{list}"
            );
            RenderError::new(FailureKind::Schema, text)
        })?;
    }
    let is_reserved = |label: &String| RESERVED_LABELS.contains(&label.as_str());
    if options.labels.iter().any(is_reserved) {
        let text = format!(
            "user supplied labels contains system reserved label name. System labels: [{}]",
            RESERVED_LABELS.join(" ")
        );
        return Err(RenderError::new(FailureKind::Values, text));
    }
    let kube = &options.capabilities.kube_version;
    if !metadata.kube_version.is_empty() {
        let fits = match (
            Constraint::parse(&metadata.kube_version),
            Version::parse(&kube.normalized),
        ) {
            (Ok(constraint), Ok(version)) => constraint.check(&version),
            _ => false,
        };
        if !fits {
            let text = format!(
                "chart requires kubeVersion: {} which is incompatible with Kubernetes {}",
                metadata.kube_version, kube.version
            );
            return Err(RenderError::new(FailureKind::KubeVersion, text)
                .of_release(String::new(), options.debug));
        }
    }
    let capabilities = renderer.library.capabilities(&options.capabilities);
    let mut host = Host {
        now: options.now,
        running: options.running,
        random: Random::new(options.seed),
        modules: options.modules,
        zones: Rc::clone(&renderer.zones),
        ..Host::default()
    };
    let mut files = engine::render(
        &renderer.library,
        &root,
        &values,
        &options.release,
        &capabilities,
        &mut host,
        engine,
    )
    .map_err(|error| RenderError::of(&error).of_release(String::new(), options.debug))?;
    let notes = files.remove(&format!("{}/templates/NOTES.txt", root.name()));
    files.retain(|path, _| !path.ends_with("NOTES.txt"));
    let unsorted = if options.debug {
        unsorted(&files)
    } else {
        String::new()
    };
    let documents =
        manifests::sort(files, &host.raw, &renderer.memory, warnings).map_err(|error| {
            RenderError {
                spot: Some(Box::new(Spot {
                    template: error.source,
                    ..Spot::default()
                })),
                rendered: Some(Box::new(Broken {
                    text: error.rendered,
                })),
                ..RenderError::new(FailureKind::Manifest, error.text)
                    .of_release(unsorted, options.debug)
            }
        })?;
    let crds = if options.include_crds {
        crds(&root, root.name())
    } else {
        Vec::new()
    };
    Ok(Rendered {
        crds,
        documents,
        notes,
        warnings: Vec::new(),
        origins: host.origins,
    })
}

/// All texts as they are, which is what Helm has where it cannot take them apart.
fn unsorted(files: &BTreeMap<String, String>) -> String {
    let mut text = String::new();
    for (path, content) in files {
        if !content.trim().is_empty() {
            text.push_str(&format!("---\n# Source: {path}\n{content}\n"));
        }
    }
    text
}

/// Labels that Helm puts on its releases itself.
const RESERVED_LABELS: [&str; 6] = [
    "name",
    "owner",
    "status",
    "version",
    "createdAt",
    "modifiedAt",
];

/// The longest release name, in bytes.
const MAX_RELEASE_NAME: usize = 53;

/// Whether a release can have the name: parts of small letters, digits and dashes, with dots
/// between them.
///
/// # Errors
/// Helm's sentence.
pub fn check_release_name(name: &str) -> Result<(), String> {
    if name.is_empty() {
        return Err("release name \"\": no name provided".to_owned());
    }
    let is_part = |part: &str| {
        let bytes = part.as_bytes();
        let inner = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-';
        !bytes.is_empty() && bytes.iter().all(inner) && bytes[0] != b'-' && !part.ends_with('-')
    };
    if name.len() > MAX_RELEASE_NAME || !name.split('.').all(is_part) {
        return Err(format!(
            "release name {}: invalid release name, must match regex \
             ^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$ \
             and the length must not be longer than 53",
            quoted(name)
        ));
    }
    Ok(())
}

fn check_dependencies(chart: &Chart) -> Result<(), String> {
    let missing: Vec<&str> = chart
        .metadata
        .dependencies
        .iter()
        .map(|wanted| wanted.name.as_str())
        .filter(|name| !chart.dependencies.iter().any(|child| child.name() == *name))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(format!(
        "an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' \
         to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: {}",
        missing.join(", ")
    ))
}

/// Files under `crds/` of the chart, then of what it depends on, by the path Helm names.
fn crds(node: &Node, path: &str) -> Vec<(String, String)> {
    let is_manifest = |name: &str| {
        let extension = name.rsplit('.').next().unwrap_or_default();
        ["yaml", "yml", "json"]
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
    };
    let mut found: Vec<(String, String)> = node
        .chart
        .files()
        .filter(|file| file.name.starts_with("crds/") && is_manifest(&file.name))
        .map(|file| {
            (
                format!("{path}/{}", file.name),
                String::from_utf8_lossy(&file.bytes).into_owned(),
            )
        })
        .collect();
    for child in &node.dependencies {
        found.extend(crds(child, &format!("{path}/charts/{}", child.name())));
    }
    found
}

impl Rendered {
    /// The text of `helm template`.
    pub fn text(&self, options: &Options) -> String {
        Output::all(self, options).text
    }
}
