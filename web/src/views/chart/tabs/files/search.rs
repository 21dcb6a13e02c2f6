//! A search over all files of the chart.

use std::sync::Arc;

use leptos::prelude::*;

use crate::state::Opened;
use crate::text::{Key, count, fill, t};

/// Lines shown at most; more would help nobody.
const MOST: usize = 400;

/// The lines of any file that have `wanted`; going to one ends the search.
pub fn search(chart: &Arc<Opened>, base: &str, wanted: &str, field: RwSignal<String>) -> AnyView {
    let needle = wanted.to_lowercase();
    let mut total = 0usize;
    let mut groups = Vec::new();
    for file in chart.chart.raw_files() {
        let Ok(text) = std::str::from_utf8(&file.bytes) else {
            continue;
        };
        let mut rows = Vec::new();
        for (index, line) in text.lines().enumerate() {
            if !line.to_lowercase().contains(&needle) {
                continue;
            }
            total += 1;
            if total > MOST {
                break;
            }
            let number = (index + 1).to_string();
            let href = [&super::href(base, &file.name), "#L", &number].concat();
            let shown: String = line.trim().chars().take(240).collect();
            rows.push(view! {
                <a href=href data-noscroll="" on:click=move |_| field.set(String::new())>
                    <span class="sounding">{number}</span>
                    <span>{shown}</span>
                </a>
            });
        }
        if !rows.is_empty() {
            groups.push(
                view! { <section><h3>{file.name.clone()}</h3>{rows.collect_view()}</section> }
                    .into_any(),
            );
        }
        if total > MOST {
            break;
        }
    }
    let note = match total {
        0 => fill(Key::files_none_found, &[("text", wanted)]),
        n if n > MOST => fill(Key::files_too_many, &[("n", &MOST.to_string())]),
        n => count(Key::hits_n, n),
    };
    view! {
        <div class="file-head"><span role="status">{note}</span></div>
        <div class="search-results" tabindex="0" role="region" aria-label=t(Key::files_find)>{groups}</div>
    }
    .into_any()
}
