//! A graduated bar: the neat line of one blob.

use leptos::prelude::*;

/// The bar of `what`, `done` from 0 to 1.
pub fn graduated(what: String, done: Signal<f64>) -> AnyView {
    view! {
        <div
            class="graduated"
            role="progressbar"
            aria-label=what
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=move || ((done.get() * 100.0) as u32).to_string()
            style:--done=move || done.get().to_string()
        ></div>
    }
    .into_any()
}
