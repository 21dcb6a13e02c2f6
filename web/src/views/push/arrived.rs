//! After the push: where the chart is, and the lines that get it from there.

use leptos::prelude::*;

use crate::components::{command_line, copy_button, digest};
use crate::state::App;
use crate::state::push::{Push, Stage};
use crate::state::reference;
use crate::text::{Key, fill, t};

/// What came of the push.
pub fn arrived(_app: App, push: Push) -> AnyView {
    let Ok(plan) = push.plan.get_untracked() else { return ().into_any() };
    let place = ["oci://", &plan.reference.registry, "/", &plan.reference.repository].concat();
    let pinned = [&place, "@", &plan.manifest_digest.to_string()].concat();
    let lines = ["helm pull ", "helm install my-release ", "helm show values "]
        .into_iter()
        .map(|verb| command_line([verb, &pinned].concat()))
        .collect_view();
    let open = fill(Key::pushed_open, &[("what", &[&plan.name, " ", &plan.version].concat())]);
    view! {
        <section class="arrived" aria-label=t(Key::pushed_title)>
            <h2 class="section-title"><span class="state ok" aria-hidden="true">"✓"</span>{fill(Key::pushed_said, &[("what", &plan.reference.to_string())])}</h2>
            <p class="arrived-digest">
                {t(Key::pushed_digest)}" "{digest(&plan.manifest_digest)}{copy_button(plan.manifest_digest.to_string(), t(Key::digest))}
            </p>
            {lines}
            <p class="arrived-next">
                <a class="button primary" href=reference::href(&plan.reference)>{open}</a>
                <button type="button" class="button" on:click=move |_| push.stage.set(Stage::Planned)>{t(Key::push_again)}</button>
            </p>
        </section>
    }
    .into_any()
}
