//! How the document came: the request, its answer, and lines that do the same in a terminal.

use chartroom_oci::Digest;
use leptos::prelude::*;

use crate::components::command_line;
use crate::state::{app, registries};
use crate::text::{Key, size, t};

use super::artifact::Artifact;

/// The address and the lines of a manifest, or of a blob when one is given.
pub fn exchange(
    artifact: &Artifact,
    blob: Option<&Digest>,
    media_type: &str,
    bytes: u64,
) -> AnyView {
    let Some(found) = &artifact.found else {
        return view! { <div class="exchange"><p class="soft">{t(Key::manifest_local)}</p></div> }
            .into_any();
    };
    let reference = &found.reference;
    let app = app();
    let scheme = if untrack(|| registries::plain_http(app, &reference.registry)) {
        "http://"
    } else {
        "https://"
    };
    let target = reference.target().unwrap_or_default();
    let path = match blob {
        Some(digest) => ["/blobs/", &digest.to_string()].concat(),
        None => ["/manifests/", &target].concat(),
    };
    let path = ["/v2/", &reference.repository, &path].concat();
    let url = [scheme, reference.host(), &path].concat();
    let (crane, curl) = match blob {
        Some(digest) => (
            ["crane blob ", &found.place(), "@", &digest.to_string()].concat(),
            ["curl -sL ", &url].concat(),
        ),
        None => (
            ["crane manifest ", &reference.to_string()].concat(),
            ["curl -sL -H 'Accept: ", media_type, "' ", &url].concat(),
        ),
    };
    view! {
        <div class="exchange">
            <p class="status">
                "GET "{path}" "<span class="state ok">"200"</span>" "<span class="soft">{media_type.to_owned()}", "{size(bytes)}</span>
            </p>
            {command_line(crane)}
            {command_line(curl)}
        </div>
    }
    .into_any()
}

/// The headers of the answer, as the browser shows them.
pub fn headers(artifact: &Artifact) -> AnyView {
    let list = artifact
        .found
        .as_ref()
        .map(|found| found.headers.clone())
        .unwrap_or_default();
    if list.is_empty() {
        return view! { <p class="empty">{t(Key::manifest_no_headers)}</p> }.into_any();
    }
    let rows = list
        .into_iter()
        .map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> })
        .collect_view();
    view! { <dl class="headers">{rows}</dl> }.into_any()
}
