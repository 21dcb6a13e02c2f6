//! The margin: facts beside the text, as a printed chart has them beside the water.

use std::sync::Arc;

use leptos::prelude::*;

use crate::components::date::{date, written_date};
use crate::components::{command_line, digest};
use crate::state::Opened;
use crate::text::{Key, count, size, t};

use super::Sheet;
use super::tabs::overview::annotations;

/// The margin of the overview.
pub fn margin(sheet: Sheet, chart: Arc<Opened>) -> AnyView {
    view! {
        <aside class="margin" aria-label=t(Key::fact_about)>
            {install(sheet)}
            {facts(sheet, &chart)}
            {maintainers(&chart)}
            {links(&chart)}
            {keywords(&chart)}
        </aside>
    }
    .into_any()
}

fn install(sheet: Sheet) -> AnyView {
    (move || {
        let found = sheet.found.with(|found| found.here())?;
        let place = super::helm_place(&found.reference);
        let pinned = [&place, "@", &found.manifest.digest.to_string()].concat();
        let lines = match &found.reference.tag {
            Some(tag) => {
                let version = tag.replace('_', "+");
                vec![
                    ["helm install my-release ", &place, " --version ", &version].concat(),
                    ["helm pull ", &place, " --version ", &version].concat(),
                ]
            }
            None => vec![["helm install my-release ", &pinned].concat()],
        };
        let lines = lines.into_iter().map(command_line).collect_view();
        Some(
            view! {
                <section>
                    <h2>{t(Key::fact_install)}</h2>
                    {lines}
                    <details class="small">
                        <summary class="soft">{t(Key::pinned_lines)}</summary>
                        {command_line(["helm pull ", &pinned].concat())}
                    </details>
                </section>
            }
            .into_any(),
        )
    })
    .into_any()
}

fn facts(sheet: Sheet, chart: &Arc<Opened>) -> AnyView {
    let metadata = &chart.chart.metadata;
    let row = |name: Key, value: &str| {
        (!value.is_empty()).then(|| view! { <dt>{t(name)}</dt><dd>{value.to_owned()}</dd> })
    };
    let annotation = |name: &str| metadata.annotations.get(name).cloned().unwrap_or_default();
    let created = match (sheet.is_local(), chart.modified) {
        (true, Some(modified)) => Some(date(modified)),
        _ => None,
    };
    let pushed = move || {
        let found = sheet.found.with(|found| found.here())?;
        let manifest = found.manifest.parse().ok()?;
        let created = manifest.annotations().get("org.opencontainers.image.created")?.to_owned();
        Some(view! { <dt>{t(Key::fact_created)}</dt><dd>{written_date(&created)}</dd> }.into_any())
    };
    let files = chart.chart.raw_files().len();
    let provenance = if chart.provenance.is_some() { Key::fact_provenance_yes } else { Key::fact_provenance_no };
    view! {
        <section>
            <h2>{t(Key::fact_about)}</h2>
            <dl class="facts">
                {row(Key::fact_chart, &metadata.version)}
                {row(Key::fact_app, &metadata.app_version)}
                {row(Key::fact_kube, &metadata.kube_version)}
                {row(Key::fact_type, &metadata.chart_type)}
                {created.map(|created| view! { <dt>{t(Key::fact_created)}</dt><dd>{created}</dd> })}
                {pushed}
                <dt>{t(Key::fact_size)}</dt>
                <dd>{size(chart.bytes.len() as u64)}", "{count(Key::files_n, files)}</dd>
                <dt>{t(Key::digest)}</dt>
                <dd>{digest(&chart.digest)}</dd>
                <dt>{t(Key::fact_provenance)}</dt>
                <dd>{t(provenance)}</dd>
                {row(Key::fact_license, &annotation("artifacthub.io/license"))}
                {row(Key::fact_category, &annotation("artifacthub.io/category"))}
            </dl>
        </section>
    }
    .into_any()
}

fn maintainers(chart: &Arc<Opened>) -> AnyView {
    let list = &chart.chart.metadata.maintainers;
    if list.is_empty() {
        return ().into_any();
    }
    let rows = list
        .iter()
        .map(|person| {
            let name = if person.name.is_empty() { person.email.clone() } else { person.name.clone() };
            let href = if is_web(&person.url) {
                Some(person.url.clone())
            } else if person.email.contains('@') {
                Some(["mailto:", &person.email].concat())
            } else {
                None
            };
            match href {
                Some(href) => view! { <li>{outside(href, name)}</li> }.into_any(),
                None => view! { <li>{name}</li> }.into_any(),
            }
        })
        .collect_view();
    view! { <section><h2>{t(Key::fact_maintainers)}</h2><ul class="plain">{rows}</ul></section> }.into_any()
}

fn links(chart: &Arc<Opened>) -> AnyView {
    let metadata = &chart.chart.metadata;
    let mut list: Vec<(String, String)> = Vec::new();
    if is_web(&metadata.home) {
        list.push((metadata.home.clone(), t(Key::fact_home).to_owned()));
    }
    list.extend(annotations::links(metadata));
    for source in metadata.sources.iter().filter(|source| is_web(source) && **source != metadata.home) {
        list.push((source.clone(), bare(source)));
    }
    if list.is_empty() {
        return ().into_any();
    }
    let rows = list.into_iter().map(|(href, text)| view! { <li>{outside(href, text)}</li> }).collect_view();
    view! { <section><h2>{t(Key::fact_links)}</h2><ul class="plain">{rows}</ul></section> }.into_any()
}

fn keywords(chart: &Arc<Opened>) -> AnyView {
    let list = &chart.chart.metadata.keywords;
    if list.is_empty() {
        return ().into_any();
    }
    let rows = list.iter().map(|word| view! { <li>{word.clone()}</li> }).collect_view();
    view! { <section><h2>{t(Key::fact_keywords)}</h2><ul class="chips">{rows}</ul></section> }.into_any()
}

/// Whether a text from a chart may become a link: the web and nothing else.
pub fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// An address without what every address has.
fn bare(url: &str) -> String {
    let text = url.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
    text.to_owned()
}

/// A link that leaves the page.
pub fn outside(href: String, text: String) -> AnyView {
    view! { <a href=href target="_blank" rel="noopener noreferrer">{text}</a> }.into_any()
}
