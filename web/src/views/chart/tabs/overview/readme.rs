//! The README, as safe HTML.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::lazy;
use crate::state::Opened;
use crate::text::{Key, count, t};

/// The README of a chart. Markdown is rendered by a script of its own, loaded with the first README.
pub fn readme(chart: &Arc<Opened>) -> AnyView {
    let Some(file) = chart.chart.readme() else {
        return view! {
            <section class="block empty"><strong>{t(Key::overview_no_readme)}</strong>{t(Key::overview_no_readme_why)}</section>
        }
        .into_any();
    };
    let text = Arc::<str>::from(String::from_utf8_lossy(&file.bytes).as_ref());
    let place = NodeRef::<html::Div>::new();
    let images = RwSignal::new(false);
    let hidden = RwSignal::new(0u32);
    let plain = RwSignal::new(false);
    let content = text.clone();
    Effect::new(move |_| {
        let Some(place) = place.get() else { return };
        let wanted = images.get();
        let text = content.clone();
        spawn_local(async move {
            match lazy::render_markdown(&place, &text, wanted).await {
                Some(found) => {
                    let _ = hidden.try_set(if wanted { 0 } else { found });
                }
                None => {
                    let _ = plain.try_set(true);
                }
            }
        });
    });
    let note = move || {
        let n = hidden.get();
        (n > 0).then(|| {
            view! {
                <div class="readme-images">
                    <span>{count(Key::readme_images, n as usize)}</span>
                    <button type="button" class="textual" on:click=move |_| images.set(true)>{t(Key::readme_load_images)}</button>
                </div>
            }
            .into_any()
        })
    };
    let fallback = move || {
        plain
            .get()
            .then(|| view! { <pre class="raw">{text.to_string()}</pre> }.into_any())
    };
    view! {
        <section class="block" aria-label=t(Key::overview_readme)>
            {note}
            <div class="readme" node_ref=place><p class="skeleton"></p><p class="skeleton"></p><p class="skeleton skeleton-short"></p></div>
            {fallback}
        </section>
    }
    .into_any()
}
