//! Render: values on the left, what `helm template` prints on the right, errors where they are.

mod editor;
mod excerpt;
mod fault;
mod options;
mod sets;
mod sheets;

use std::sync::Arc;

use leptos::prelude::*;

use crate::components::{command_line, skeleton};
use crate::state::render::{Render, Wish, suspects};
use crate::state::{Opened, app};
use crate::text::{Key, t};
use crate::views::chart::Sheet;

/// The tab.
pub fn render(sheet: Sheet, chart: Arc<Opened>) -> AnyView {
    let render = Render::of(app(), chart.clone());
    render.go();
    // The same fault at the next key is no other one: it stays as it stands, and is not read out again.
    let fault = Memo::new(move |_| render.fault.get());
    let suspects = Memo::new(move |_| {
        fault.with(|fault| {
            let fault = fault.as_ref()?;
            let chart = render.chart();
            let found = render.wish.with_untracked(|wish| {
                suspects(fault, chart.name(), &wish.values, &|file, line| {
                    fault::line_of(&chart, file, line)
                })
            });
            Some(found)
        })
    });
    let suspects = Signal::derive(move || suspects.get().unwrap_or_default());
    let go_to = RwSignal::new(None::<u32>);
    let is_fault = Memo::new(move |_| fault.with(Option::is_some));
    let is_shown = Memo::new(move |_| render.sheets.with(Option::is_some));
    // A fault leaves what is shown where it is.
    let scene = Memo::new(move |_| (is_shown.get(), !is_shown.get() && is_fault.get()));
    let right = move || {
        match scene.get() {
        (true, _) => {
            let stale = move || {
                is_fault.get().then(|| view! { <p class="stale">{t(Key::render_stale)}</p> })
            };
            view! { {stale}{sheets::sheets(render)} }.into_any()
        }
        (false, true) => ().into_any(),
        (false, false) => view! {
            {skeleton(14)}
            <p class="render-wait"><button type="button" class="button" on:click=move |_| render.cancel()>{t(Key::cancel)}</button></p>
        }
        .into_any(),
    }
    };
    // Nothing of it depends on what stands in the values, only on whether something does.
    let line = Memo::new(move |_| line(sheet, render));
    view! {
        {options::options(render)}
        <div class="render-layout">
            {editor::editor(render, fault.into(), suspects, go_to)}
            <div class="render-result">
                {move || fault.get().map(|fault| fault::fault(render, fault, suspects, go_to))}
                {right}
            </div>
        </div>
        {move || command_line(line.get())}
    }
    .into_any()
}

/// The line that renders the same in a terminal.
fn line(sheet: Sheet, render: Render) -> String {
    let chart = render.chart();
    render.wish.with(|wish| line_of(sheet, &chart, wish))
}

fn line_of(sheet: Sheet, chart: &Opened, wish: &Wish) -> String {
    let mut words = vec!["helm template".to_owned()];
    if !wish.name.trim().is_empty() {
        words.push(wish.name.trim().to_owned());
    }
    match sheet.reference() {
        Some(reference) => {
            let place = ["oci://", &reference.registry, "/", &reference.repository].concat();
            words.push(match &reference.digest {
                Some(digest) => [&place, "@", &digest.to_string()].concat(),
                None => place,
            });
            if reference.digest.is_none() {
                words.push(["--version ", chart.version()].concat());
            }
        }
        None => words.push(chart.file_name.clone()),
    }
    if !wish.values.trim().is_empty() {
        words.push("-f values.yaml".to_owned());
    }
    for line in wish.sets() {
        words.push(["--set '", &line.replace('\'', "'\\''"), "'"].concat());
    }
    for (flag, value) in [
        ("--namespace ", &wish.namespace),
        ("--kube-version ", &wish.kube_version),
    ] {
        if !value.trim().is_empty() {
            words.push([flag, value.trim()].concat());
        }
    }
    for (flag, on) in [
        ("--include-crds", wish.crds),
        ("--is-upgrade", wish.upgrade),
        ("--no-hooks", !wish.hooks),
        ("--skip-tests", !wish.tests),
        ("--skip-schema-validation", !wish.schema),
    ] {
        if on {
            words.push(flag.to_owned());
        }
    }
    words.join(" ")
}
