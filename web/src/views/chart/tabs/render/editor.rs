//! The values: YAML as in a file for `--values`.

use std::sync::Arc;
use std::time::Duration;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use crate::state::render::{Fault, Render, Suspect};
use crate::text::{Key, fill, t};

/// The height of a line, as the style sheet has it.
const LINE: usize = 20;

/// The left side.
pub fn editor(
    render: Render,
    fault: Signal<Option<Fault>>,
    suspects: Signal<Vec<Suspect>>,
    go_to: RwSignal<Option<u32>>,
) -> AnyView {
    let area = NodeRef::<html::Textarea>::new();
    let typed = move |event: ev::Event| {
        let value = Arc::from(event_target_value(&event));
        render.change(|wish| wish.values = value);
    };
    let own = render
        .chart()
        .chart
        .values_text()
        .and_then(|bytes| String::from_utf8(bytes.to_vec()).ok());
    let fill_in = move |text: String| {
        if let Some(area) = area.get_untracked() {
            area.set_value(&text);
            // A long text is laid out before it can have the caret: that is for another turn.
            set_timeout(move || drop(area.focus()), Duration::ZERO);
        }
        render.change(|wish| wish.values = Arc::from(text));
    };
    let begin = own.map(|own| {
        view! { <button type="button" class="textual small" on:click=move |_| fill_in(own.clone())>{t(Key::render_own)}</button> }
    });
    Effect::new(move |_| {
        if let (Some(line), Some(area)) = (go_to.get(), area.get_untracked()) {
            let text = area.value();
            let (start, end) = bounds(&text, line);
            let _ = area.focus();
            let _ = area.set_selection_range(start, end);
            area.set_scroll_top((line as usize * LINE).saturating_sub(6 * LINE) as i32);
        }
    });
    let line = Memo::new(move |_| {
        let said = fault.with(|fault| line_of_values(fault.as_ref()?));
        said.or_else(|| suspects.with(|found| found.first().map(|it| it.line)))
    });
    let wrong = move || {
        let line = line.get()?;
        let text = fill(Key::render_go_line, &[("line", &line.to_string())]);
        Some(
            view! { <button type="button" class="button small" on:click=move |_| go_to.set(Some(line))>{text}</button> },
        )
    };
    let value = render.wish.with_untracked(|wish| wish.values.to_string());
    view! {
        <section class="render-values">
            <div class="file-head">
                <label class="name" for="render-values">{t(Key::render_values)}</label>
                <span class="grow"></span>
                {wrong}
                {begin}
            </div>
            <textarea
                id="render-values"
                node_ref=area
                class="mono"
                wrap="off"
                spellcheck="false"
                autocapitalize="off"
                placeholder=t(Key::render_values_hint)
                aria-invalid=move || line.get().map(|_| "true")
                prop:value=value
                on:input=typed
            ></textarea>
        </section>
    }
    .into_any()
}

/// The line of the values that a fault is about.
fn line_of_values(fault: &Fault) -> Option<u32> {
    fault.line.filter(|_| fault.is_of_values())
}

/// Where a line begins and ends, in UTF-16 as the browser counts.
fn bounds(text: &str, line: u32) -> (u32, u32) {
    let units = |text: &str| text.encode_utf16().count() as u32;
    let mut start = 0;
    for (index, content) in text.split('\n').enumerate() {
        let length = units(content);
        if index as u32 + 1 == line {
            return (start, start + length);
        }
        start += length + 1;
    }
    (start.saturating_sub(1), start.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::bounds;

    #[test]
    fn lines_are_found_as_the_browser_counts() {
        let text = "ä: 1\n\u{1f6a2}: x\nlast";
        assert_eq!(bounds(text, 1), (0, 4));
        assert_eq!(bounds(text, 2), (5, 10));
        assert_eq!(bounds(text, 3), (11, 15));
        assert_eq!(bounds(text, 9), (15, 15));
    }
}
