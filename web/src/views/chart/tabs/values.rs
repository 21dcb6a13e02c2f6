//! Values: the file as written, with an outline and a search.

use std::sync::Arc;

use chartroom_yaml::scan;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::settle;
use crate::components::code::{CodeText, Language, code};
use crate::components::copy_button;
use crate::components::window::Rows;
use crate::state::Opened;
use crate::text::{Key, count, grouped, size, t};

/// The height of a row of the outline, as the style sheet has it.
const ROW: f64 = 24.0;

/// The values of a chart.
pub fn values(chart: Arc<Opened>) -> AnyView {
    let text = chart
        .chart
        .values_text()
        .and_then(|bytes| CodeText::of_bytes(bytes, Language::Yaml));
    let Some(text) = text.map(Arc::new) else {
        return view! { <p class="empty"><strong>{t(Key::values_none)}</strong>{t(Key::values_none_why)}</p> }.into_any();
    };
    let jump = RwSignal::new(None::<usize>);
    let finder = Finder::new(text.clone(), jump);
    let schema = chart.chart.schema().map(|_| {
        view! { <a href="?tab=files&file=values.schema.json">{t(Key::values_schema)}</a> }
    });
    let bytes = text.text().len() as u64;
    view! {
        <div class="toolbar">
            {finder.field(t(Key::values_find))}
            <span class="grow"></span>
            {schema}
            <span class="sounding">{count(Key::lines_n, text.len())}", "{size(bytes)}</span>
            {copy_button(text.text().to_owned(), "values.yaml")}
        </div>
        <div class="values-layout">
            {outline(&text, jump)}
            {code("values.yaml".to_owned(), text, finder.found, jump.into())}
        </div>
    }
    .into_any()
}

/// A key of the outline: its line, how deep it stands, its name.
type Entry = (usize, usize, String);

/// The keys that are worth a line of the outline.
fn keys(text: &CodeText) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut columns: Vec<usize> = Vec::new();
    for entry in scan::outline(text.text()) {
        columns.retain(|column| *column < entry.column);
        // Three levels are enough to find one's way; the text has the rest.
        if columns.len() < 3 {
            entries.push((entry.line, columns.len(), entry.key.to_owned()));
        }
        columns.push(entry.column);
    }
    entries
}

/// The keys as an indented list; choosing one goes to its line.
fn outline(text: &Arc<CodeText>, jump: RwSignal<Option<usize>>) -> AnyView {
    let entries = RwSignal::new(Arc::new(Vec::new()));
    let text = text.clone();
    // Reading a long file for its keys takes a while; the text itself is there before.
    spawn_local(async move {
        settle::turn().await;
        let _ = entries.try_set(Arc::new(keys(&text)));
    });
    let rows = Rows::new(ROW);
    let total = Memo::new(move |_| entries.with(|entries| entries.len()));
    let range = rows.range(total.into());
    let window = move || {
        let (first, last) = range.get();
        let entries = entries.get();
        entries[first.min(entries.len())..last.min(entries.len())]
            .iter()
            .map(|(line, depth, key)| {
                let line = *line;
                let href = ["#L", &(line + 1).to_string()].concat();
                view! {
                    <a href=href data-noscroll="" style:--depth=depth.to_string() on:click=move |_| jump.set(Some(line))>
                        <span>{key.clone()}</span>
                        <span class="sounding">{line + 1}</span>
                    </a>
                }
            })
            .collect_view()
    };
    let offset = move || ["translateY(", &rows.extent(range.get().0), ")"].concat();
    view! {
        <nav class="outline" aria-label=t(Key::values_outline)>
            <div class="outline-frame" node_ref=rows.frame on:scroll=move |_| rows.measure()>
                <div style:height=move || rows.extent(total.get())><div style:transform=offset>{window}</div></div>
            </div>
        </nav>
    }
    .into_any()
}

/// A search in one text: Enter goes to the next line found.
#[derive(Clone, Copy)]
pub struct Finder {
    /// The lines found.
    pub found: Signal<Arc<Vec<u32>>>,
    wanted: RwSignal<String>,
    at: RwSignal<usize>,
    jump: RwSignal<Option<usize>>,
}

impl Finder {
    /// A search in `text` that brings lines into sight through `jump`.
    pub fn new(text: Arc<CodeText>, jump: RwSignal<Option<usize>>) -> Finder {
        Finder::over(Signal::stored(text), jump)
    }

    /// A search in a text that changes: what is looked for stays.
    pub fn over(text: Signal<Arc<CodeText>>, jump: RwSignal<Option<usize>>) -> Finder {
        let wanted = RwSignal::new(String::new());
        let found = Memo::new(move |_| {
            let wanted = wanted.get();
            let wanted = wanted.trim();
            Arc::new(if wanted.is_empty() {
                Vec::new()
            } else {
                text.with(|text| text.find(wanted))
            })
        });
        Finder {
            found: found.into(),
            wanted,
            at: RwSignal::new(0),
            jump,
        }
    }

    /// The field and the number of lines found.
    pub fn field(self, label: &'static str) -> AnyView {
        let go = move |step: isize| {
            self.found.with_untracked(|found| {
                if found.is_empty() {
                    return;
                }
                let at = self.at.get_untracked().min(found.len() - 1);
                let next = (at as isize + step).rem_euclid(found.len() as isize) as usize;
                self.at.set(next);
                self.jump.set(Some(found[next] as usize));
            });
        };
        let typed = move |event: ev::Event| {
            self.wanted.set(event_target_value(&event));
            self.at.set(0);
            go(0);
        };
        let key = move |event: ev::KeyboardEvent| {
            if event.key() == "Enter" {
                event.prevent_default();
                go(if event.shift_key() { -1 } else { 1 });
            }
        };
        // Seen as `3 / 20` inside the field, so that nothing beside it moves; heard in words.
        let note = move || {
            let n = self.found.with(|found| found.len());
            (!self.wanted.with(|wanted| wanted.trim().is_empty())).then(|| {
                let at = if n == 0 {
                    String::new()
                } else {
                    [&grouped(self.at.get().min(n - 1) as u64 + 1), " / "].concat()
                };
                view! {
                    <span aria-hidden="true">{at}{grouped(n as u64)}</span>
                    <span class="visually-hidden">{count(Key::hits_n, n)}</span>
                }
            })
        };
        view! {
            <span class="finder-box">
                <input type="search" class="finder" aria-label=label placeholder=label on:input=typed on:keydown=key />
                <span class="sounding" role="status">{note}</span>
            </span>
        }
        .into_any()
    }
}
