//! The artifact as a small graph: the manifest, and what hangs on it.

use chartroom_oci::Descriptor;
use leptos::prelude::*;

use crate::components::digest::{shortened, tick};
use crate::text::{Key, size, t};

use super::artifact::{Artifact, noun};

/// The graph in the left margin.
pub fn graph(
    artifact: &Artifact,
    descriptors: &[Descriptor],
    base: &str,
    chosen: Memo<Option<String>>,
) -> AnyView {
    let checked = artifact.checked;
    let items = descriptors
        .iter()
        .map(|descriptor| {
            let digest = descriptor.digest.to_string();
            let own = digest.clone();
            let known = digest.clone();
            view! {
                <li>
                    <a
                        href=artifact.href(base, descriptor)
                        title=artifact.about(descriptor)
                        data-noscroll=""
                        aria-current=move || chosen.with(|chosen| chosen.as_ref() == Some(&own)).then_some("true")
                    >
                        <strong>{t(noun(&descriptor.media_type))}</strong>
                        <span class="digest">{shortened(&descriptor.digest)}</span>
                        {move || checked.with(|checked| checked.get(&known).copied()).map(tick)}
                        " "
                        <span class="sounding">{size(descriptor.size)}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    let root = [base, "?tab=manifest"].concat();
    view! {
        <nav class="graph" aria-label=t(Key::manifest_graph)>
            <a href=root data-noscroll="" aria-current=move || chosen.with(Option::is_none).then_some("true")>
                <strong>{t(Key::plan_manifest)}</strong>
                <span class="digest">{shortened(&artifact.manifest.digest)}</span>
                {tick(artifact.manifest.bytes.len() as u64)}
                " "
                <span class="sounding">{size(artifact.manifest.bytes.len() as u64)}</span>
            </a>
            <ol>{items}</ol>
            <p class="soft">{t(Key::manifest_keys)}</p>
        </nav>
    }
    .into_any()
}
