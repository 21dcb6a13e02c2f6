//! The shape of what will come.

use leptos::prelude::*;

use crate::text::{Key, t};

/// A few grey lines in the place of text.
pub fn skeleton(lines: usize) -> AnyView {
    let bones = (0..lines)
        .map(|_| view! { <p class="skeleton"></p> })
        .collect_view();
    view! {
        <div class="bones" aria-busy="true">
            <span class="visually-hidden">{t(Key::loading)}</span>
            {bones}
            <p class="skeleton skeleton-short"></p>
        </div>
    }
    .into_any()
}
