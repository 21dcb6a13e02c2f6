//! A line for a terminal, with its copy button.

use leptos::prelude::*;

use super::copy_button;

/// `$ line` and a button that copies it without the `$`.
pub fn command_line(line: String) -> AnyView {
    let what = line.split(' ').take(2).collect::<Vec<_>>().join(" ");
    view! { <div class="line-box"><code>{line.clone()}</code>{copy_button(line, &what)}</div> }
        .into_any()
}
