//! The path under the header; every part but the last is a link.

use leptos::prelude::*;

use crate::state::app;
use crate::text::{Key, t};

/// The path of the view, where it has one.
pub fn crumbs() -> AnyView {
    let crumbs = app().crumbs;
    (move || {
        let parts = crumbs.get();
        (!parts.is_empty()).then(|| {
            let items = parts
                .into_iter()
                .map(|part| match part.href {
                    Some(href) => view! { <li><a href=href>{part.text}</a></li> }.into_any(),
                    None => view! { <li aria-current="page">{part.text}</li> }.into_any(),
                })
                .collect_view();
            view! { <nav class="crumbs" aria-label=t(Key::crumbs)><ol>{items}</ol></nav> }
                .into_any()
        })
    })
    .into_any()
}
