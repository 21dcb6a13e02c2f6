//! What stands in flags: name, namespace, Kubernetes version, `--set`, and the switches.

use chartroom_chart::Chart;
use leptos::ev;
use leptos::prelude::*;

use crate::state::render::{Render, Wish};
use crate::text::{Key, t};

use super::sets::sets;

type Text = fn(&mut Wish) -> &mut String;
type Switch = fn(&mut Wish) -> &mut bool;

/// The row of fields above the texts.
pub fn options(render: Render) -> AnyView {
    let texts: [(&'static str, Key, &'static str, Text); 3] = [
        ("render-name", Key::render_name, "release-name", |wish| {
            &mut wish.name
        }),
        (
            "render-namespace",
            Key::render_namespace,
            "default",
            |wish| &mut wish.namespace,
        ),
        ("render-kube", Key::render_kube, "1.36", |wish| {
            &mut wish.kube_version
        }),
    ];
    let mut switches: Vec<(Key, Switch)> = vec![
        (Key::render_crds, |wish| &mut wish.crds),
        (Key::render_upgrade, |wish| &mut wish.upgrade),
        (Key::render_hooks, |wish| &mut wish.hooks),
        (Key::render_tests, |wish| &mut wish.tests),
    ];
    let chart = render.chart();
    if has_schema(&chart.chart) {
        switches.push((Key::render_schema, |wish| &mut wish.schema));
    }
    let texts = texts.map(|(id, key, hint, part)| text(render, id, key, hint, part));
    let switches: Vec<AnyView> = switches
        .into_iter()
        .map(|(key, part)| switch(render, key, part))
        .collect();
    view! {
        <div class="render-options">
            {Vec::from(texts)}
            {sets(render)}
            <div class="render-switches">{switches}</div>
        </div>
    }
    .into_any()
}

/// Whether values are held against a schema, the chart's own or that of one inside it.
fn has_schema(chart: &Chart) -> bool {
    chart.schema().is_some() || chart.dependencies.iter().any(has_schema)
}

fn text(render: Render, id: &'static str, key: Key, hint: &'static str, part: Text) -> AnyView {
    let typed = move |event: ev::Event| {
        let value = event_target_value(&event);
        render.change(|wish| *part(wish) = value);
    };
    let value = render
        .wish
        .with_untracked(|wish| part(&mut wish.clone()).clone());
    view! {
        <div>
            <label for=id>{t(key)}</label>
            <input id=id type="text" class="mono" placeholder=hint value=value autocapitalize="off" spellcheck="false" on:input=typed />
        </div>
    }
    .into_any()
}

fn switch(render: Render, key: Key, part: Switch) -> AnyView {
    let chosen = render.wish.with_untracked(|wish| *part(&mut wish.clone()));
    let change = move |event: ev::Event| {
        let now = event_target_checked(&event);
        render.change(|wish| *part(wish) = now);
    };
    view! { <label><input type="checkbox" prop:checked=chosen on:change=change />{t(key)}</label> }
        .into_any()
}
