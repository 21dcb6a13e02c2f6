//! Render: values on the left, what `helm template` prints on the right, errors where they are.

mod editor;
mod fault;
mod options;
mod sheets;

use std::sync::Arc;

use leptos::prelude::*;

use crate::components::{command_line, skeleton};
use crate::state::render::{Render, suspects};
use crate::state::{Opened, app};
use crate::text::{Key, t};
use crate::views::chart::Sheet;

/// The tab.
pub fn render(sheet: Sheet, chart: Arc<Opened>) -> AnyView {
    let render = Render::of(app(), chart.clone());
    render.go();
    let jump = RwSignal::new(None::<usize>);
    let suspects = Memo::new(move |_| {
        render.fault.with(|fault| {
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
    let right = move || {
        match (render.sheets.get(), render.fault.with(Option::is_some)) {
        (Some(shown), _) => sheets::sheets(render, shown, jump),
        (None, true) => ().into_any(),
        (None, false) => view! {
            {skeleton(14)}
            <p class="render-wait"><button type="button" class="button" on:click=move |_| render.cancel()>{t(Key::cancel)}</button></p>
        }
        .into_any(),
    }
    };
    let stale = move || {
        let shown = render.fault.with(Option::is_some) && render.sheets.with(Option::is_some);
        shown.then(|| view! { <p class="stale">{t(Key::render_stale)}</p> })
    };
    view! {
        {options::options(render)}
        <div class="render-layout">
            {editor::editor(render, suspects, go_to)}
            <div class="render-result">
                {move || render.fault.get().map(|fault| fault::fault(render, fault, suspects, go_to))}
                {stale}
                {right}
            </div>
        </div>
        {move || command_line(line(sheet, render))}
    }
    .into_any()
}

/// The line that renders the same in a terminal.
fn line(sheet: Sheet, render: Render) -> String {
    let chart = render.chart();
    let wish = render.wish.get();
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
    for line in wish.set.lines().map(str::trim).filter(|l| !l.is_empty()) {
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
