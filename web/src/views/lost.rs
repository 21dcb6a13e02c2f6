//! An address that leads nowhere.

use leptos::prelude::*;

use crate::browser::page;
use crate::text::{Key, t};

/// Says so, and leads back.
pub fn lost() -> AnyView {
    page::set_title(t(Key::lost_title));
    view! {
        <section class="notice mild">
            <h1>{t(Key::lost_title)}</h1>
            <p class="evidence">{t(Key::lost_why)}</p>
            <div class="next"><a class="button" href="/">{t(Key::lost_home)}</a></div>
        </section>
    }
    .into_any()
}
