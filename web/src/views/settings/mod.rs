//! Settings: theme, registries with their routes and sign-ins.

mod known;

use leptos::prelude::*;

use crate::browser::page;
use crate::state::settings::Theme;
use crate::state::{App, app, recents};
use crate::text::{Key, t};

/// `/settings`.
pub fn settings() -> AnyView {
    let app = app();
    page::set_title(t(Key::settings_title));
    app.set_crumbs(Vec::new());
    view! {
        <article class="settings">
            <header><h1 tabindex="-1">{t(Key::settings_title)}</h1><p class="soft">{t(Key::settings_what)}</p></header>
            {theme(app)}
            {known::known(app)}
            {recent(app)}
        </article>
    }
    .into_any()
}

fn theme(app: App) -> AnyView {
    let choice = |theme: Theme, text: Key| {
        view! {
            <label>
                <input
                    type="radio"
                    name="theme"
                    value=theme.word()
                    prop:checked=move || app.settings.theme.get() == theme
                    on:change=move |_| app.settings.set_theme(theme)
                />
                {t(text)}
            </label>
        }
    };
    view! {
        <section>
            <h2 class="section-title" id="theme">{t(Key::settings_theme)}</h2>
            <div class="choice" role="radiogroup" aria-labelledby="theme">
                {choice(Theme::System, Key::theme_system)}
                {choice(Theme::Light, Key::theme_light)}
                {choice(Theme::Dark, Key::theme_dark)}
            </div>
        </section>
    }
    .into_any()
}

fn recent(app: App) -> AnyView {
    let forget = move |_| {
        for recent in app.recents.get_untracked() {
            recents::forget(app, &recent.place);
        }
    };
    view! {
        <section>
            <h2 class="section-title">{t(Key::settings_recents)}</h2>
            <p class="soft small">{t(Key::settings_recents_what)}</p>
            <p class="after"><button type="button" class="button" on:click=forget>{t(Key::settings_forget_recents)}</button></p>
        </section>
    }
    .into_any()
}
