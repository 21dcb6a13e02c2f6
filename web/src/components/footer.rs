//! What stands under every view: whose registry this is.

use leptos::prelude::*;

use crate::state::app;
use crate::text::{Key, fill, t};

/// The footer.
pub fn footer() -> AnyView {
    let server = app().server;
    let line = move || {
        server.get().map(|server| {
            if server.in_page {
                t(Key::footer_in_page).to_owned()
            } else {
                fill(
                    Key::footer_server,
                    &[("version", &server.version), ("host", &server.registry)],
                )
            }
        })
    };
    view! { <footer class="footer"><span>{line}</span><span>{t(Key::footer_checked)}</span></footer> }.into_any()
}
