//! What is sent: config, layers, manifest; each with its bytes, and a bar while they go.

use bytes::Bytes;
use chartroom_helm::{BlobRole, PushPlan};
use chartroom_oci::Digest;
use chartroom_oci::document::Document;
use leptos::prelude::*;

use crate::components::graduated::graduated;
use crate::components::{copy_button, digest};
use crate::state::push::{ParcelState, Push, Stage};
use crate::text::{Key, size, t};

/// One row.
struct Parcel {
    place: usize,
    name: Key,
    digest: Digest,
    bytes: Bytes,
    /// Whether the bytes can be read by people.
    text: bool,
}

/// The table of what a plan sends.
pub fn parcels(push: Push, plan: &PushPlan) -> AnyView {
    let mut list: Vec<Parcel> = plan
        .blobs()
        .map(|blob| {
            let (place, name) = match blob.role {
                BlobRole::Config => (0, Key::plan_config),
                BlobRole::Chart => (1, Key::plan_chart),
                BlobRole::Provenance => (2, Key::plan_provenance),
            };
            Parcel {
                place,
                name,
                digest: blob.digest().clone(),
                bytes: blob.bytes.clone(),
                text: place != 1,
            }
        })
        .collect();
    list.push(Parcel {
        place: 3,
        name: Key::plan_manifest,
        digest: plan.manifest_digest.clone(),
        bytes: plan.manifest.clone(),
        text: true,
    });
    let chart = push.chart.with_value(|chart| chart.digest.to_string());
    let rows = list
        .into_iter()
        .map(|parcel| row(push, parcel, &chart))
        .collect_view();
    view! { <table class="parcels"><caption class="visually-hidden">{t(Key::plan_exact)}</caption><tbody>{rows}</tbody></table> }
        .into_any()
}

fn row(push: Push, parcel: Parcel, chart: &str) -> AnyView {
    let Parcel {
        place,
        name,
        digest: sum,
        bytes,
        text,
    } = parcel;
    let total = bytes.len() as u64;
    let shown = RwSignal::new(false);
    let going = move || {
        let pushing = push
            .stage
            .with(|stage| matches!(stage, Stage::Pushing | Stage::Pushed | Stage::Failed(_)));
        pushing.then(|| {
            let failed = move || push.stage.with(|stage| matches!(stage, Stage::Failed(_)));
            let state = move || push.parcels.with(|parcels| parcels[place].state);
            let done = Signal::derive(move || match state() {
                ParcelState::There | ParcelState::Mounted | ParcelState::Sent => 1.0,
                ParcelState::Sending if !failed() => {
                    push.parcels.with(|parcels| parcels[place].sent) as f64 / total.max(1) as f64
                }
                _ => 0.0,
            });
            let word = move || match state() {
                ParcelState::Unknown | ParcelState::Asking | ParcelState::Sending if failed() => {
                    t(Key::state_stopped).to_owned()
                }
                ParcelState::Unknown => t(Key::state_waiting).to_owned(),
                ParcelState::Asking => t(Key::state_asking).to_owned(),
                ParcelState::There => t(Key::state_there).to_owned(),
                ParcelState::Mounted => t(Key::state_mounted).to_owned(),
                ParcelState::Sent => t(Key::state_done).to_owned(),
                ParcelState::Sending => size(push.parcels.with(|parcels| parcels[place].sent)),
            };
            view! { <span class="sounding">{word}</span>{graduated(t(name).to_owned(), done)} }
                .into_any()
        })
    };
    let look = if text {
        view! {
            <button type="button" class="textual small" aria-expanded=move || shown.get().to_string() on:click=move |_| shown.update(|on| *on = !*on)>
                {move || t(if shown.get() { Key::hide } else { Key::show })}
                <span class="visually-hidden">" "{t(name)}</span>
            </button>
        }
        .into_any()
    } else {
        let href = ["/local/", chart, "?tab=files"].concat();
        view! { <a class="small" href=href>{t(Key::show)}<span class="visually-hidden">" "{t(name)}</span></a> }.into_any()
    };
    let exact = move || {
        shown.get().then(|| {
            let raw = String::from_utf8_lossy(&bytes).into_owned();
            let pretty = Document::parse(&bytes).map(|document| document.text()).unwrap_or_else(|_| raw.clone());
            view! {
                <tr class="exact-row">
                    <td colspan="5"><div class="exact-tools">{copy_button(raw, t(name))}</div><pre class="exact" tabindex="0">{pretty}</pre></td>
                </tr>
            }
            .into_any()
        })
    };
    view! {
        <tr>
            <th scope="row">{t(name)}</th>
            <td>{digest(&sum)}</td>
            <td class="bytes sounding">{size(total)}</td>
            <td class="going">{going}</td>
            <td class="look">{look}</td>
        </tr>
        {exact}
    }
    .into_any()
}
