//! The mark: a compass rose that turns while something is really being fetched.

use leptos::prelude::*;

use crate::state::app;

/// The small rose of the header.
pub fn rose() -> AnyView {
    let activity = app().activity;
    view! {
        <svg class="rose" class:turning=move || activity.is_running() aria-hidden="true"><use href="#rose"></use></svg>
    }
    .into_any()
}

/// The large one behind the headline of the home page.
pub fn great_rose() -> AnyView {
    view! { <svg class="great-rose" aria-hidden="true"><use href="#great-rose"></use></svg> }
        .into_any()
}
