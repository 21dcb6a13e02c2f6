//! Manifest: the exact document, printed but never altered; every descriptor in it leads to what it names.

mod artifact;
mod blob;
mod document;
mod exchange;
mod graph;

use leptos::ev;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

use chartroom_oci::Descriptor;
use chartroom_oci::document::Document;

use crate::browser::page;
use crate::state::pull::Found;
use crate::views::chart::Sheet;

pub use artifact::Artifact;

/// The manifest of something in a registry.
pub fn manifest(sheet: Sheet, found: Found) -> AnyView {
    let files = sheet
        .chart
        .with(|chart| chart.here())
        .map(|chart| chart.chart.raw_files().len());
    show(Artifact::remote(found, files))
}

/// The manifest that a push of a dropped chart would make.
pub fn planned(sheet: Sheet) -> AnyView {
    match sheet
        .chart
        .with(|chart| chart.here())
        .map(|chart| Artifact::planned(&chart))
    {
        Some(Ok(artifact)) => show(artifact),
        Some(Err(text)) => {
            view! { <section class="notice"><p class="evidence"><code>{text}</code></p></section> }
                .into_any()
        }
        None => ().into_any(),
    }
}

fn show(artifact: Artifact) -> AnyView {
    let query = use_query_map();
    let base = use_location().pathname.get_untracked();
    let chosen = Memo::new(move |_| {
        query
            .with(|query| query.get("blob"))
            .filter(|digest| !digest.is_empty())
    });
    let keys = window_event_listener(ev::keydown, move |event| {
        let plain = !(event.ctrl_key() || event.meta_key() || event.alt_key());
        if event.key() == "Backspace"
            && plain
            && !page::is_typing()
            && chosen.get_untracked().is_some()
        {
            event.prevent_default();
            page::back();
        }
    });
    on_cleanup(move || keys.remove());
    let document = Document::parse(&artifact.manifest.bytes).ok();
    let descriptors: Vec<Descriptor> = document
        .as_ref()
        .map(|document| {
            document
                .descriptors()
                .into_iter()
                .map(|(_, found)| found)
                .collect()
        })
        .unwrap_or_default();
    artifact.check_small(&descriptors);
    let graph = graph::graph(&artifact, &descriptors, &base, chosen);
    let body = move || match chosen.get() {
        Some(digest) => match descriptors
            .iter()
            .find(|known| known.digest.to_string() == digest)
        {
            Some(descriptor) => blob::blob(&artifact, descriptor.clone(), &base),
            None => document::document(&artifact, &base),
        },
        None => document::document(&artifact, &base),
    };
    view! { <div class="chart-body wide"><div class="manifest-layout">{graph}<div class="sheet">{body}</div></div></div> }.into_any()
}
