//! The margin: facts beside the text, as a printed chart has them beside the water.

use std::sync::Arc;

use chartroom_helm::{Purpose, Subject, lines};
use leptos::prelude::*;

use crate::components::date::{date, written_date};
use crate::components::{command_line, digest};
use crate::state::{Opened, app, registries};
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
        let version = found
            .reference
            .tag
            .as_ref()
            .map(|tag| tag.replace('_', "+"));
        let plain_http = untrack(|| registries::plain_http(app(), &found.reference.registry));
        let subject = Subject {
            registry: &found.reference.registry,
            repository: &found.reference.repository,
            version: version.as_deref(),
            digest: None,
            layer: None,
            provenance: false,
            plain_http,
        };
        let by_version = helm_lines(&subject, &[Purpose::Install, Purpose::Pull]);
        let pinned = Subject {
            digest: Some(&found.manifest.digest),
            ..subject
        };
        let pinned = helm_lines(&pinned, &[Purpose::Install, Purpose::Pull]);
        Some(
            view! {
                <section>
                    <h2>{t(Key::fact_install)}</h2>
                    {by_version}
                    <details class="small">
                        <summary class="soft">{t(Key::pinned_lines)}</summary>
                        {pinned}
                    </details>
                </section>
            }
            .into_any(),
        )
    })
    .into_any()
}

/// The lines of a chart for some purposes, in that order.
pub fn helm_lines(subject: &Subject<'_>, purposes: &[Purpose]) -> AnyView {
    let all = lines(subject);
    purposes
        .iter()
        .filter_map(|purpose| all.iter().find(|line| line.purpose == *purpose))
        .map(|line| command_line(line.line.clone()))
        .collect_view()
        .into_any()
}

fn facts(sheet: Sheet, chart: &Arc<Opened>) -> AnyView {
    let metadata = &chart.chart.metadata;
    let row = |name: Key, value: &str| {
        (!value.is_empty()).then(|| view! { <dt>{t(name)}</dt><dd>{value.to_owned()}</dd> })
    };
    let annotation = |name: &str| metadata.annotation(name).unwrap_or_default().to_owned();
    let created = match (sheet.is_local(), chart.modified) {
        (true, Some(modified)) => Some(date(modified)),
        _ => None,
    };
    let pushed = move || {
        let found = sheet.found.with(|found| found.here())?;
        let manifest = found.manifest.parse().ok()?;
        let created = manifest
            .annotations()
            .get("org.opencontainers.image.created")?
            .to_owned();
        Some(view! { <dt>{t(Key::fact_created)}</dt><dd>{written_date(&created)}</dd> }.into_any())
    };
    let files = chart.chart.raw_files().len();
    let provenance = if chart.provenance.is_some() {
        Key::fact_provenance_yes
    } else {
        Key::fact_provenance_no
    };
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
            let name = if person.name.is_empty() {
                person.email.clone()
            } else {
                person.name.clone()
            };
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
    view! { <section><h2>{t(Key::fact_maintainers)}</h2><ul class="plain">{rows}</ul></section> }
        .into_any()
}

fn links(chart: &Arc<Opened>) -> AnyView {
    let metadata = &chart.chart.metadata;
    let mut list: Vec<(String, String)> = Vec::new();
    if is_web(&metadata.home) {
        list.push((metadata.home.clone(), t(Key::fact_home).to_owned()));
    }
    list.extend(annotations::links(metadata));
    for source in metadata
        .sources
        .iter()
        .filter(|source| is_web(source) && **source != metadata.home)
    {
        list.push((source.clone(), bare(source)));
    }
    if list.is_empty() {
        return ().into_any();
    }
    let rows = list
        .into_iter()
        .map(|(href, text)| view! { <li>{outside(href, text)}</li> })
        .collect_view();
    view! { <section><h2>{t(Key::fact_links)}</h2><ul class="plain">{rows}</ul></section> }
        .into_any()
}

fn keywords(chart: &Arc<Opened>) -> AnyView {
    let list = &chart.chart.metadata.keywords;
    if list.is_empty() {
        return ().into_any();
    }
    let rows = list
        .iter()
        .map(|word| view! { <li>{word.clone()}</li> })
        .collect_view();
    view! { <section><h2>{t(Key::fact_keywords)}</h2><ul class="chips">{rows}</ul></section> }
        .into_any()
}

/// Whether a text from a chart may become a link: the web and nothing else.
pub fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// An address without what every address has.
fn bare(url: &str) -> String {
    let text = url
        .trim_start_matches("https://")
        .trim_start_matches("http://")
        .trim_end_matches('/');
    text.to_owned()
}

/// A link that leaves the page.
pub fn outside(href: String, text: String) -> AnyView {
    view! { <a href=href target="_blank" rel="noopener noreferrer">{text}</a> }.into_any()
}
