//! The plan: everything a push would send, before anything is sent.

use std::time::Duration;

use leptos::prelude::*;

use crate::browser::page;
use crate::components::{command_line, notice};
use crate::state::push::{Push, Stage, go};
use crate::state::{App, registries};
use crate::text::{Key, count, fill, size, t};

use super::{arrived, checks, fields, lint, parcels};

/// The plan of a chart, its push, and what came of it.
pub fn plan(app: App, id: u32, push: Push) -> AnyView {
    let chart = push.chart.get_value();
    let metadata = &chart.chart.metadata;
    let about = fill(
        Key::plan_about,
        &[
            ("size", &size(chart.bytes.len() as u64)),
            ("files", &count(Key::files_n, chart.chart.raw_files().len())),
            (
                "dependencies",
                &count(Key::dependencies_n, metadata.dependencies.len()),
            ),
        ],
    );
    let local = ["/local/", &chart.digest.to_string()].concat();
    let name = metadata.name.clone();
    let version = metadata.version.clone();
    let body = move || match push.plan.get() {
        Err(refusal) => view! {
            <section class="notice" role="alert">
                <h2>{t(Key::problem_plan)}</h2>
                <p class="evidence"><code>{refusal.text}</code></p>
                <p class="evidence">{refusal.advice}</p>
            </section>
        }
        .into_any(),
        Ok(plan) => checks::checks(app, push, &plan),
    };
    let parcels = move || {
        push.plan
            .get()
            .ok()
            .map(|plan| parcels::parcels(push, &plan))
    };
    let outcome = move || match push.stage.get() {
        Stage::Failed(problem) => notice(problem, Some(Callback::new(move |()| go(app, push)))),
        _ => ().into_any(),
    };
    // The button that was pressed makes way for another: whoever presses keys goes on from there.
    Effect::new(move |before: Option<()>| {
        let next = match push.stage.get() {
            Stage::Pushed => "pushed",
            _ => "push-go",
        };
        if before.is_some() {
            set_timeout(move || page::keep_focus(next), Duration::ZERO);
        }
    });
    let pushed = move || push.stage.with(|stage| *stage == Stage::Pushed);
    view! {
        <section class="plan" class:pushed=pushed aria-label=t(Key::push_title)>
            <div class="plan-head">
                <div>
                    <h1 tabindex="-1">{name}" "<small>{version}</small></h1>
                    <p>{about}" "<a href=local>{t(Key::push_local)}</a></p>
                    <p><button type="button" class="textual small" on:click=move |_| app.desk.remove(id)>{t(Key::push_remove)}</button></p>
                </div>
                {fields::fields(app, push)}
            </div>
            {body}
            {lint::lint(push)}
            {parcels}
            {outcome}
            {move || if pushed() { arrived::arrived(app, push) } else { foot(app, push) }}
        </section>
    }
    .into_any()
}

/// The button that sends it, and the line that would do the same.
fn foot(app: App, push: Push) -> AnyView {
    (move || {
        let plan = push.plan.get().ok()?;
        let line = {
            let chart = push.chart.get_value();
            let remote = crate::state::push::remote_of(&push.to.get());
            let plain = if registries::plain_http(app, &plan.reference.registry) { " --plain-http" } else { "" };
            ["helm push ", &chart.file_name, " ", &remote, plain].concat()
        };
        let target = plan.reference.to_string();
        let button = move || match push.stage.get() {
            Stage::Pushing => view! {
                <button type="button" id="push-go" class="button" on:click=move |_| push.cancel.with_value(|cancel| cancel.cancel())>{t(Key::cancel)}</button>
            }
            .into_any(),
            _ => {
                let text = fill(Key::push_to, &[("where", &target)]);
                // After a failure the likely way out stands in what is said about it.
                let failed = push.stage.with(|stage| matches!(stage, Stage::Failed(_)));
                view! { <button type="button" id="push-go" class="button" class:primary=!failed on:click=move |_| go(app, push)>{text}</button> }.into_any()
            }
        };
        Some(view! { <div class="plan-foot">{button}{command_line(line)}</div> }.into_any())
    })
    .into_any()
}
