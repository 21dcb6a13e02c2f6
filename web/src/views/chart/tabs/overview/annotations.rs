//! What a chart says about itself in annotations: Artifact Hub's, which many charts carry, and all others as they are.

use std::sync::Arc;

use chartroom_chart::Metadata;
use chartroom_yaml::Json;
use leptos::prelude::*;

use crate::state::Opened;
use crate::text::{Key, t};
use crate::views::chart::margin::{is_web, outside};

/// Annotations that are shown elsewhere in their own form.
const SHOWN: [&str; 6] = [
    "artifacthub.io/changes",
    "artifacthub.io/images",
    "artifacthub.io/crds",
    "artifacthub.io/links",
    "artifacthub.io/license",
    "artifacthub.io/category",
];

/// An annotation that holds YAML.
fn list(metadata: &Metadata, name: &str) -> Vec<Json> {
    let Some(text) = metadata.annotation(name) else {
        return Vec::new();
    };
    match chartroom_yaml::yaml_to_json(text.as_bytes()) {
        Ok(Json::Array(items)) => items,
        _ => Vec::new(),
    }
}

fn member(item: &Json, name: &str) -> String {
    item.as_object()
        .and_then(|members| members.get(name))
        .and_then(Json::as_str)
        .unwrap_or_default()
        .to_owned()
}

/// `artifacthub.io/links` as address and text.
pub fn links(metadata: &Metadata) -> Vec<(String, String)> {
    list(metadata, "artifacthub.io/links")
        .iter()
        .map(|item| (member(item, "url"), member(item, "name")))
        .filter(|(url, _)| is_web(url))
        .map(|(url, name)| {
            if name.is_empty() {
                (url.clone(), url)
            } else {
                (url, name)
            }
        })
        .collect()
}

/// `artifacthub.io/changes`: what this version changed.
pub fn changes(chart: &Arc<Opened>) -> AnyView {
    let items = list(&chart.chart.metadata, "artifacthub.io/changes");
    if items.is_empty() {
        return ().into_any();
    }
    let rows = items
        .iter()
        .map(|item| {
            // Either a plain sentence, or an object with a kind and a description.
            let (kind, text) = match item.as_str() {
                Some(text) => (String::new(), text.to_owned()),
                None => (member(item, "kind"), member(item, "description")),
            };
            view! { <li><span class="kind">{kind}</span><span>{text}</span></li> }
        })
        .collect_view();
    view! { <section class="block"><h2>{t(Key::overview_changes)}</h2><ul class="changes">{rows}</ul></section> }.into_any()
}

/// `artifacthub.io/images`: the container images the chart uses.
pub fn images(chart: &Arc<Opened>) -> AnyView {
    let rows: Vec<(String, String)> = list(&chart.chart.metadata, "artifacthub.io/images")
        .iter()
        .map(|item| (member(item, "name"), member(item, "image")))
        .collect();
    table(
        t(Key::overview_images),
        t(Key::image_name),
        t(Key::image_reference),
        rows,
        false,
    )
}

/// `artifacthub.io/crds`: the custom resources the chart brings.
pub fn definitions(chart: &Arc<Opened>) -> AnyView {
    let rows: Vec<(String, String)> = list(&chart.chart.metadata, "artifacthub.io/crds")
        .iter()
        .map(|item| {
            let kind = [member(item, "kind"), member(item, "version")].join(" ");
            let name = member(item, "displayName");
            (
                if name.is_empty() {
                    member(item, "name")
                } else {
                    name
                },
                kind,
            )
        })
        .collect();
    table(
        t(Key::overview_crds),
        t(Key::image_name),
        t(Key::fact_type),
        rows,
        false,
    )
}

/// Every annotation that has no place of its own.
pub fn all(chart: &Arc<Opened>) -> AnyView {
    let rows: Vec<(String, String)> = chart
        .chart
        .metadata
        .annotations
        .iter()
        .filter(|(name, _)| !SHOWN.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    table(
        t(Key::overview_annotations),
        t(Key::annotation_key),
        t(Key::annotation_value),
        rows,
        true,
    )
}

fn table(
    title: &'static str,
    left: &'static str,
    right: &'static str,
    rows: Vec<(String, String)>,
    key: bool,
) -> AnyView {
    if rows.is_empty() {
        return ().into_any();
    }
    let rows = rows
        .into_iter()
        .map(|(name, value)| {
            let name = if key {
                view! { <code>{name}</code> }.into_any()
            } else {
                name.into_any()
            };
            let value = if is_web(&value) && !value.contains(char::is_whitespace) {
                outside(value.clone(), value)
            } else {
                view! { <code class="pre-wrap">{value}</code> }.into_any()
            };
            view! { <tr><th scope="row">{name}</th><td>{value}</td></tr> }
        })
        .collect_view();
    view! {
        <section class="block">
            <h2>{title}</h2>
            <div class="scroll-x" tabindex="0" role="region" aria-label=title>
                <table class="list">
                    <thead><tr><th scope="col">{left}</th><th scope="col">{right}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
