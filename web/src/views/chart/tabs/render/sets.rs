//! `--set`, a line for each: Enter adds one, Backspace in an empty one takes it away, several pasted lines spread.

use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;

use crate::browser::page;
use crate::state::render::Render;
use crate::text::{Key, fill, t};

/// A line with a name that stays while others come and go.
type Line = (u32, String);

/// The lines of `--set`.
pub fn sets(render: Render) -> AnyView {
    let mut before = render.wish.with_untracked(|wish| wish.set.clone());
    if before.is_empty() {
        before.push(String::new());
    }
    // What is typed draws nothing anew; lines that come or go do.
    let lines: Vec<Line> = (0..).zip(before).collect();
    let next = StoredValue::new(lines.len() as u32);
    let lines = StoredValue::new(lines);
    let drawn = RwSignal::new(());
    let tell = move || {
        let set = lines.with_value(|lines| lines.iter().map(|line| line.1.clone()).collect());
        render.change(|wish| wish.set = set);
    };
    // Puts lines behind the one at `at` and goes to the last of them.
    let add = move |at: usize, texts: Vec<String>| {
        let first = next.get_value();
        let last = first + texts.len() as u32;
        next.set_value(last);
        lines.update_value(|lines| {
            lines.splice(at + 1..at + 1, (first..).zip(texts));
        });
        drawn.set(());
        go_to(last - 1);
        tell();
    };
    // Takes a line away and goes to its neighbour.
    let remove = move |at: usize| {
        lines.update_value(|lines| {
            lines.remove(at);
        });
        drawn.set(());
        go_to(lines.with_value(|lines| lines[at.saturating_sub(1)].0));
        tell();
    };
    let row = move |at: usize, (which, text): Line, is_alone: bool| {
        let n = (at + 1).to_string();
        let label = fill(Key::render_set_n, &[("n", &n)]);
        let typed = move |event: ev::Event| {
            let value = event_target_value(&event);
            lines.update_value(|lines| lines[at].1 = value);
            tell();
        };
        let key = move |event: ev::KeyboardEvent| match event.key().as_str() {
            "Enter" if !event.is_composing() => {
                event.prevent_default();
                add(at, vec![String::new()]);
            }
            "Backspace" if !is_alone && lines.with_value(|lines| lines[at].1.is_empty()) => {
                event.prevent_default();
                remove(at);
            }
            _ => {}
        };
        let paste = move |event: ev::ClipboardEvent| {
            let Some(pasted) = event
                .clipboard_data()
                .and_then(|data| data.get_data("text").ok())
            else {
                return;
            };
            let mut pasted = spread(&pasted);
            // One line goes where the caret is, as everywhere.
            if pasted.len() < 2 {
                return;
            }
            event.prevent_default();
            // The first line joins what stands there; the others come behind.
            let rest = pasted.split_off(1);
            lines.update_value(|lines| lines[at].1.push_str(&pasted[0]));
            add(at, rest);
        };
        let away = (!is_alone).then(|| {
            let label = fill(Key::render_set_remove, &[("n", &n)]);
            view! { <button type="button" class="copy" aria-label=label on:click=move |_| remove(at)>"×"</button> }
        });
        view! {
            <li>
                <input
                    id=name(which)
                    type="text"
                    class="mono"
                    aria-label=label
                    placeholder="a.b=c"
                    autocapitalize="off"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=text
                    on:input=typed
                    on:keydown=key
                    on:paste=paste
                />
                {away}
            </li>
        }
        .into_any()
    };
    let rows = move || {
        drawn.track();
        let lines = lines.get_value();
        let is_alone = lines.len() == 1;
        let rows = lines.into_iter().enumerate();
        rows.map(|(at, line)| row(at, line, is_alone))
            .collect::<Vec<AnyView>>()
    };
    let more = move |_| add(lines.with_value(Vec::len) - 1, vec![String::new()]);
    view! {
        <div class="render-sets" role="group" aria-label="--set">
            <span class="label">
                <code>"--set"</code>
                <button type="button" class="copy" on:click=more>{t(Key::render_set_add)}</button>
            </span>
            <ul>{rows}</ul>
        </div>
    }
    .into_any()
}

/// The id of a line.
fn name(which: u32) -> String {
    ["render-set-", &which.to_string()].concat()
}

/// Puts the caret into a line, once it is there.
fn go_to(which: u32) {
    set_timeout(move || page::focus(&name(which)), Duration::ZERO);
}

/// What was pasted, by lines; `--set` itself, as it is copied from a command, and quotes around the whole are left out.
fn spread(pasted: &str) -> Vec<String> {
    let lines = pasted.lines().map(|line| {
        let line = line.trim().trim_end_matches('\\').trim_end();
        let line = line
            .strip_prefix("--set")
            .map_or(line, |rest| rest.trim_start_matches(['=', ' ']));
        let bare = |quote: char| line.strip_prefix(quote)?.strip_suffix(quote);
        bare('\'').or_else(|| bare('"')).unwrap_or(line).to_owned()
    });
    lines.filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn pasted_lines() {
        assert_eq!(spread("a=1\r\n\n b.c=2 \n"), ["a=1", "b.c=2"]);
        assert_eq!(
            spread("--set a=1 \\\n  --set 'b=x y' \\\n  --set=c=\"d\""),
            ["a=1", "b=x y", "c=\"d\""]
        );
        assert!(spread(" \n").is_empty());
    }
}
