//! Push: what was dropped, the plan of each, and its way into a registry.

use leptos::prelude::*;

use crate::browser::page;
use crate::state::app;
use crate::text::{Key, t};
use crate::views::home::drop_zone;

/// `/push`.
pub fn push() -> AnyView {
    let app = app();
    page::set_title(t(Key::push_title));
    app.set_crumbs(Vec::new());
    view! { <div class="push-layout">{drop_zone()}</div> }.into_any()
}
