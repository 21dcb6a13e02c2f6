//! The graduated rule under the header: at rest a border, under way the progress of whatever that is.

use leptos::prelude::*;

use crate::state::app;

/// The neat line. Decoration for eyes: the live region says the same in words.
pub fn neat_line() -> AnyView {
    let activity = app().activity;
    view! {
        <div
            class="neat"
            class:under-way=move || activity.is_running()
            style:--done=move || activity.done().to_string()
            aria-hidden="true"
        ></div>
    }
    .into_any()
}
