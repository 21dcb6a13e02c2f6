//! Files: everything in the archive, as a tree and as text.

mod pane;
mod search;
mod tree;

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

use crate::browser::address;
use crate::state::Opened;
use crate::text::{Key, count, size, t};

/// The files of a chart.
pub fn files(chart: Arc<Opened>) -> AnyView {
    let query = use_query_map();
    let path = use_location().pathname;
    let base = path.get_untracked();
    let first = chart
        .chart
        .readme()
        .map_or("Chart.yaml", |file| file.name.as_str())
        .to_owned();
    let chosen = Memo::new(move |_| {
        query
            .with(|query| query.get("file"))
            .filter(|file| !file.is_empty())
            .unwrap_or_else(|| first.clone())
    });
    let by_size = RwSignal::new(false);
    let wanted = RwSignal::new(String::new());
    let total: u64 = chart
        .chart
        .raw_files()
        .iter()
        .map(|file| file.bytes.len() as u64)
        .sum();
    let number = chart.chart.raw_files().len();
    let order = move |biggest: bool, text: Key| {
        view! {
            <button
                type="button"
                aria-pressed=move || (by_size.get() == biggest).to_string()
                on:click=move |_| by_size.set(biggest)
            >
                {t(text)}
            </button>
        }
    };
    let tree = {
        let (chart, base) = (chart.clone(), base.clone());
        move || tree::tree(&chart, &base, by_size.get(), chosen)
    };
    let right = move || {
        let text = wanted.get();
        if text.trim().is_empty() {
            pane::pane(chart.clone(), chosen.get())
        } else {
            search::search(&chart, &base, text.trim(), wanted)
        }
    };
    view! {
        <div class="toolbar">
            <input
                type="search"
                class="files-search"
                aria-label=t(Key::files_find)
                placeholder=t(Key::files_find)
                prop:value=move || wanted.get()
                on:input=move |event: ev::Event| wanted.set(event_target_value(&event))
            />
            <span class="switch">{order(false, Key::files_by_name)}{order(true, Key::files_by_size)}</span>
            <span class="grow"></span>
            <span class="sounding">{count(Key::files_n, number)}", "{size(total)}</span>
        </div>
        <div class="files-layout">
            {tree}
            <section class="file-pane" aria-label=t(Key::tab_files)>{right}</section>
        </div>
    }
    .into_any()
}

/// The address of a file of the chart whose page is `base`.
fn href(base: &str, file: &str) -> String {
    [base, "?tab=files&file=", &address::part(file)].concat()
}
