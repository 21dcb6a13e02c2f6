//! After the push: where the chart is, and the lines that get it from there.

use chartroom_helm::{Purpose, Subject};
use leptos::prelude::*;

use crate::components::{copy_button, digest};
use crate::state::push::{Push, Stage};
use crate::state::reference;
use crate::state::{App, registries};
use crate::text::{Key, fill, t};
use crate::views::chart::helm_lines;

/// What came of the push.
pub fn arrived(app: App, push: Push) -> AnyView {
    let Ok(plan) = push.plan.get_untracked() else {
        return ().into_any();
    };
    let subject = Subject {
        registry: &plan.reference.registry,
        repository: &plan.reference.repository,
        version: Some(&plan.version),
        digest: Some(&plan.manifest_digest),
        layer: None,
        provenance: plan.provenance().is_some(),
        plain_http: untrack(|| registries::plain_http(app, &plan.reference.registry)),
    };
    let lines = helm_lines(
        &subject,
        &[Purpose::Pull, Purpose::Install, Purpose::ShowValues],
    );
    let open = fill(
        Key::pushed_open,
        &[("what", &[&plan.name, " ", &plan.version].concat())],
    );
    view! {
        <section class="arrived" aria-label=t(Key::pushed_title)>
            <h2 id="pushed" tabindex="-1" class="section-title"><span class="state ok" aria-hidden="true">"✓"</span>{fill(Key::pushed_said, &[("what", &plan.reference.to_string())])}</h2>
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
