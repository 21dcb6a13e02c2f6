//! The header: mark, reference field, menu.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::text::{Key, t};

use super::reference_field::ReferenceField;
use super::rose::rose;

/// The header of every view.
pub fn header() -> AnyView {
    let path = use_location().pathname;
    let current = move |href: &'static str| move || (path.get() == href).then_some("page");
    view! {
        <a class="skip" href="#content" rel="external">{t(Key::skip)}</a>
        <header class="header">
            <a class="mark" href="/">{rose()}"Chartroom"</a>
            <div class="field-slot">
                {move || (path.get() != "/").then(|| view! { <ReferenceField id="reference" /> })}
            </div>
            <nav class="menu" aria-label=t(Key::menu)>
                <a href="/push" aria-current=current("/push")>{t(Key::menu_push)}</a>
                <a href="/settings" aria-current=current("/settings")>{t(Key::menu_settings)}</a>
            </nav>
        </header>
    }
    .into_any()
}
