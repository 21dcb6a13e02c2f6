//! Home: one sentence, the field, the drop zone, and what is near.

mod near;

use leptos::html;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::browser::{files, page};
use crate::components::reference_field::ReferenceField;
use crate::components::rose::great_rose;
use crate::state::app;
use crate::text::{Key, t};

/// The first page.
pub fn home() -> AnyView {
    let app = app();
    page::set_title("");
    app.set_crumbs(Vec::new());
    view! {
        <div class="home">
            <section class="hero">
                {great_rose()}
                <h1>{t(Key::home_headline)}</h1>
                <p class="lead">{t(Key::home_lead_1)}" "<code>"helm push"</code>" "{t(Key::home_lead_2)}</p>
                <div class="field-slot"><ReferenceField id="reference" /></div>
            </section>
            {drop_zone()}
            <div class="columns">{near::recent(app)} {near::registry(app)}</div>
        </div>
    }
    .into_any()
}

/// The place that says what the whole window does, with a button for those who do not drag.
pub fn drop_zone() -> AnyView {
    let app = app();
    let input = NodeRef::<html::Input>::new();
    let navigate = use_navigate();
    let sample = navigate.clone();
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else {
            return;
        };
        let list = files::of_list(input.files());
        if !list.is_empty() {
            app.desk.take(app, list);
            input.set_value("");
            navigate("/push", NavigateOptions::default());
        }
    };
    view! {
        <section class="dropzone" aria-label=t(Key::home_drop_title)>
            <p><strong>{t(Key::home_drop)}</strong></p>
            <p>
                {t(Key::home_drop_what_1)}" "<code>".tgz"</code>{t(Key::home_drop_what_2)}" "<code>".prov"</code>" "
                {t(Key::home_drop_what_3)}
            </p>
            <div class="actions">
                <button
                    type="button"
                    class="button primary"
                    on:click=move |_| {
                        if let Some(input) = input.get_untracked() {
                            input.click();
                        }
                    }
                >
                    {t(Key::choose_file)}
                </button>
                <button
                    type="button"
                    class="textual"
                    on:click=move |_| {
                        app.desk.take_sample(app);
                        sample("/push", NavigateOptions::default());
                    }
                >
                    {t(Key::try_sample)}
                </button>
                <input
                    node_ref=input
                    type="file"
                    multiple=true
                    accept=".tgz,.prov,.gz,application/gzip"
                    hidden=true
                    aria-label=t(Key::choose_file)
                    on:change=chosen
                />
            </div>
        </section>
    }
    .into_any()
}
