//! The rules about templates and custom resource definitions.

use std::rc::Rc;

use chartroom_gotemplate::Options as Engine;

use super::documents::{self, Object};
use super::{Options, Report, Severity, deprecations, enter, names};
use crate::capabilities::Capabilities;
use crate::engine::{self, Host, Release};
use crate::folder::Folder;
use crate::library::Library;
use crate::objects;
use crate::schema::{self, Schemas};
use crate::text::quoted;
use crate::tree::Node;
use crate::values::{Mood, coalesce, import_values, settle_dependencies};

const PATH: &str = "templates/";
const CRDS: &str = "crds/";

pub(super) fn check(
    folder: &Folder,
    options: &Options,
    schemas: &Schemas,
    engine: &Engine<'_>,
    report: &mut Report,
) {
    match enter(folder, "templates", report) {
        Some(true) => {}
        Some(false) => return,
        None => {
            report.add(Severity::Warning, PATH, "directory does not exist");
            return;
        }
    }
    let chart = match folder.load(&mut report.warnings) {
        Ok(chart) => Rc::new(chart),
        Err(error) => {
            report.add(Severity::Error, PATH, error.to_string());
            return;
        }
    };
    let mut root = Node::new(&chart);
    let warnings = &mut report.warnings;
    // What goes wrong here goes unsaid.
    let settled = settle_dependencies(&mut root, &options.values, warnings)
        .and_then(|()| import_values(&mut root, warnings))
        .and_then(|()| coalesce(&root, &options.values, Mood::Coalesce, warnings));
    let Ok(values) = settled else {
        return;
    };
    let values = match coalesce(&root, &values, Mood::Coalesce, warnings) {
        Ok(values) => values,
        Err(error) => {
            report.add(Severity::Error, PATH, error);
            return;
        }
    };
    if !options.skip_schema
        && let Err(list) = schema::check_tree(
            &root,
            &values,
            schemas,
            &options.modules,
            options.debug,
            warnings,
        )
    {
        let text = format!(
            "values don't meet the specifications of the schema(s) in the following \
             chart(s):\n{list}"
        );
        report.add(Severity::Error, PATH, text);
        return;
    }
    let mut capabilities = Capabilities::default();
    if let Some(version) = &options.kube_version {
        capabilities.kube_version = version.clone();
    }
    let version = {
        let number = |text: &str| text.parse().unwrap_or(0);
        let kube = &capabilities.kube_version;
        (number(&kube.major), number(&kube.minor))
    };
    let release = Release {
        name: "test-release".to_owned(),
        namespace: options.namespace.clone(),
        is_install: false,
        is_upgrade: false,
        revision: 0,
    };
    let mut host = Host {
        now: options.now,
        running: options.running,
        random: super::random(options),
        lint: true,
        modules: options.modules,
        ..Host::default()
    };
    let capabilities = objects::capabilities(&capabilities);
    let rendered = engine::render(
        &Library::default(),
        &root,
        &values,
        &release,
        &capabilities,
        &mut host,
        engine,
    );
    report.warnings.append(&mut host.log);
    let rendered = match rendered {
        Ok(rendered) => rendered,
        Err(error) => {
            report.add(Severity::Error, PATH, error.text());
            return;
        }
    };
    for template in chart.templates() {
        let name = &template.name;
        report.check(Severity::Error, name, extension_complaint(name));
        let extension = extension(name).to_lowercase();
        if extension != ".yaml" && extension != ".yml" {
            continue;
        }
        let text = rendered.get(&format!("{}/{name}", root.name()));
        let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
            continue;
        };
        report.check(Severity::Warning, name, indent_complaint(text));
        let (objects, failure) = documents::read(text);
        for object in objects.iter().flatten() {
            check_object(object, text, name, version, report);
        }
        if let Some(failure) = failure {
            let text = format!("unable to parse YAML: {failure}");
            report.add(Severity::Error, name, text);
            return;
        }
    }
}

fn check_object(object: &Object, text: &str, path: &str, version: (u64, u64), report: &mut Report) {
    let (kind, name) = (object.kind.as_str(), object.name.as_str());
    report.check(Severity::Warning, path, names::complaint(kind, name));
    if !object.api_version.is_empty() && !kind.is_empty() {
        let warning = deprecations::warning(&object.api_version, kind, version);
        report.check(Severity::Warning, path, warning);
    }
    let selects = matches!(
        kind,
        "Deployment" | "ReplicaSet" | "DaemonSet" | "StatefulSet"
    );
    if selects && !text.contains("matchLabels") && !text.contains("matchExpressions") {
        let text = format!(
            "a {kind} must contain matchLabels or matchExpressions, and {} does not",
            quoted(name)
        );
        report.add(Severity::Error, path, text);
    }
    if kind == "List" {
        match documents::has_item_annotation(text, "helm.sh/resource-policy") {
            Ok(false) => {}
            Ok(true) => report.add(
                Severity::Error,
                path,
                "annotation 'helm.sh/resource-policy' within List objects are ignored",
            ),
            Err(error) => {
                report.add(
                    Severity::Error,
                    path,
                    format!("unable to parse YAML: {error}"),
                );
            }
        }
    }
}

/// The last part of a name from its last dot on.
fn extension(name: &str) -> &str {
    let base = name.rsplit('/').next().unwrap_or(name);
    base.rfind('.').map_or("", |at| &base[at..])
}

fn extension_complaint(name: &str) -> Option<String> {
    let extension = extension(name);
    (![".yaml", ".yml", ".tpl", ".txt"].contains(&extension)).then(|| {
        format!(
            "file extension '{extension}' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt"
        )
    })
}

fn indent_complaint(text: &str) -> Option<String> {
    let line = text.lines().find(|line| !line.trim().is_empty())?;
    line.starts_with([' ', '\t']).then(|| {
        format!(
            "document starts with an illegal indent: {}, which may cause parsing problems",
            quoted(line)
        )
    })
}

pub(super) fn check_crds(folder: &Folder, report: &mut Report) {
    if enter(folder, "crds", report) != Some(true) {
        return;
    }
    let chart = match folder.load(&mut report.warnings) {
        Ok(chart) => chart,
        Err(error) => {
            report.add(Severity::Error, CRDS, error.to_string());
            return;
        }
    };
    for crd in chart.crds() {
        let text = String::from_utf8_lossy(&crd.bytes);
        let (objects, failure) = documents::read(&text);
        for object in objects.iter().flatten() {
            if !object.api_version.starts_with("apiextensions.k8s.io") {
                let text = "apiVersion is not in 'apiextensions.k8s.io'";
                report.add(Severity::Error, &crd.name, text);
            }
            if object.kind != "CustomResourceDefinition" {
                let text = "object kind is not 'CustomResourceDefinition'";
                report.add(Severity::Error, &crd.name, text);
            }
        }
        if let Some(failure) = failure {
            let text = format!("unable to parse YAML: {failure}");
            report.add(Severity::Error, &crd.name, text);
            return;
        }
    }
}
