//! A line for a terminal, with its copy button.

use leptos::prelude::*;

use super::copy_button;

/// `$ line` and a button that copies it without the `$`.
pub fn command_line(line: String) -> AnyView {
    let what = line.split(' ').take(2).collect::<Vec<_>>().join(" ");
    // A word is broken only where it is longer than the box: `--version` shall not end a line with its first hyphen.
    let words = line
        .split_inclusive(' ')
        .map(|word| view! { <span>{word.trim_end().to_owned()}</span>" " }.into_any())
        .collect_view();
    view! { <div class="line-box"><code>{words}</code>{copy_button(line, &what)}</div> }.into_any()
}
