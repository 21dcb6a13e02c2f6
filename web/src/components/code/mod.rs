//! Text that machines read: numbered rows, links to lines, only the rows in sight in the document.

mod highlight;
mod html;
mod selection;
mod text;

pub use highlight::Language;
pub use html::escape;
pub use selection::Selection;
pub use text::CodeText;

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use wasm_bindgen::JsCast;

use crate::browser::settle;

use super::window::Rows;

/// The height of a row, as the style sheet has it.
pub const ROW: f64 = 20.0;

/// Lines that are coloured before the text is shown; a longer piece is shown first.
const AT_ONCE: usize = 400;

/// A text in a scrolling box. `found` are lines to mark (of a search), `jump` a line to bring into sight.
pub fn code(
    label: String,
    text: Arc<CodeText>,
    found: Signal<Arc<Vec<u32>>>,
    jump: Signal<Option<usize>>,
) -> AnyView {
    code_of(label, Signal::stored(text), found, jump)
}

/// A text that changes, in a box that stays where it was scrolled to.
pub fn code_of(
    label: String,
    text: Signal<Arc<CodeText>>,
    found: Signal<Arc<Vec<u32>>>,
    jump: Signal<Option<usize>>,
) -> AnyView {
    let rows = Rows::new(ROW);
    let count = Signal::derive(move || text.with(|text| text.len()));
    let range = rows.range(count);
    let location = use_location();
    let hash = location.hash;
    let chosen = Memo::new(move |_| Selection::parse(&hash.get()));
    // The address names lines: bring them into sight when it does so first, or newly.
    Effect::new(move |_| {
        let there = rows.frame.get().is_some();
        if let (Some(selection), true) = (chosen.get(), there) {
            rows.reveal(selection.first as usize - 1);
        }
    });
    Effect::new(move |_| {
        if let Some(line) = jump.get() {
            rows.show(line);
        }
    });
    let coloured = RwSignal::new(());
    let window = move || {
        coloured.track();
        let (first, last) = range.get();
        let text = text.get();
        if !text.colour(first, last, AT_ONCE) {
            let text = text.clone();
            spawn_local(async move {
                settle::turn().await;
                text.colour(first, last, usize::MAX);
                let _ = coloured.try_set(());
            });
        }
        text.html(first, last, chosen.get(), &found.get())
    };
    let navigate = use_navigate();
    let click = move |event: ev::MouseEvent| {
        let Some(link) = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .and_then(|element| element.closest("a[data-line]").ok().flatten())
        else {
            return;
        };
        let Some(line) = link
            .get_attribute("data-line")
            .and_then(|line| line.parse::<u32>().ok())
        else {
            return;
        };
        event.prevent_default();
        let selection = match chosen.get_untracked() {
            Some(before) if event.shift_key() => before.to(line),
            _ => Selection {
                first: line,
                last: line,
            },
        };
        let address = [
            location.pathname.get_untracked().as_str(),
            &query(&location.search.get_untracked()),
            "#",
            &selection.to_string(),
        ]
        .concat();
        navigate(
            &address,
            NavigateOptions {
                scroll: false,
                replace: true,
                ..Default::default()
            },
        );
    };
    let offset = move || ["translateY(", &rows.extent(range.get().0), ")"].concat();
    let digits = move || {
        let digits = count.get().to_string().len();
        [&(digits + 3).to_string(), "ch"].concat()
    };
    view! {
        <div
            class="code"
            node_ref=rows.frame
            tabindex="0"
            role="region"
            aria-label=label
            style:--digits=digits
            on:scroll=move |_| rows.measure()
            on:click=click
        >
            <div class="code-rows" style:height=move || rows.extent(count.get())>
                <div class="code-window" style:transform=offset inner_html=window></div>
            </div>
        </div>
    }
    .into_any()
}

/// The query of an address with its question mark, whether or not it came with one.
fn query(search: &str) -> String {
    let search = search.trim_start_matches('?');
    if search.is_empty() {
        String::new()
    } else {
        ["?", search].concat()
    }
}
