//! The line at fault and its neighbours.

use leptos::html;
use leptos::prelude::*;

use crate::text::{Key, t};

/// Lines shown before and after the one at fault.
const AROUND: usize = 2;

/// Some lines of `text` with one of them chosen, and whether `action` was found in it and marked. Nothing where the text
/// has no such line.
pub fn excerpt(text: &str, line: usize, action: &str) -> Option<(AnyView, bool)> {
    let first = line.saturating_sub(AROUND).max(1);
    let frame = NodeRef::<html::Div>::new();
    let mark = NodeRef::<html::Mark>::new();
    let mut is_marked = false;
    let rows: Vec<AnyView> = text
        .lines()
        .enumerate()
        .skip(first - 1)
        .take(line + AROUND + 1 - first)
        .map(|(index, content)| {
            let number = index + 1;
            let marked = (number == line).then(|| cut(content, action)).flatten();
            is_marked |= marked.is_some();
            let content = match marked {
                Some((before, after)) => {
                    view! { {before.to_owned()}<mark node_ref=mark>{action.to_owned()}</mark>{after.to_owned()} }.into_any()
                }
                None => content.to_owned().into_any(),
            };
            view! {
                <div class="row" class:chosen=number == line>
                    <a aria-hidden="true" tabindex="-1">{number}</a>
                    <span>{content}</span>
                </div>
            }
            .into_any()
        })
        .collect();
    // Lines of templates are long: what failed shall be in sight.
    Effect::new(move |_| {
        if let (Some(frame), Some(mark)) = (frame.get(), mark.get()) {
            let beyond = mark.offset_left() + mark.offset_width() - frame.client_width();
            if beyond > 0 {
                frame.set_scroll_left(mark.offset_left() - frame.client_width() / 3);
            }
        }
    });
    let rows = view! {
        <div class="code excerpt" node_ref=frame tabindex="0" role="group" aria-label=t(Key::fault_lines)>
            <div class="code-rows">{rows}</div>
        </div>
    };
    Some((rows.into_any(), is_marked))
}

/// What stands before and behind `part` in a line.
fn cut<'a>(line: &'a str, part: &str) -> Option<(&'a str, &'a str)> {
    if part.is_empty() {
        return None;
    }
    line.split_once(part)
}
