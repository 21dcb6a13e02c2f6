//! The live region: what changed, for people who listen.

use leptos::prelude::*;

use crate::state::app;

/// Says whatever [`App::say`](crate::state::App::say) was given last.
pub fn live() -> AnyView {
    let said = app().said;
    view! { <div class="visually-hidden" role="status" aria-live="polite">{move || said.get()}</div> }.into_any()
}
