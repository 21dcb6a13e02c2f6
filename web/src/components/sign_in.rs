//! The dialog that asks for a name and a password of a registry.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use crate::state::app;
use crate::state::registries::{self, Keep};
use crate::text::{Key, fill, t};

/// Opens when [`App::sign_in`](crate::state::App) names a registry. A native `<dialog>` traps the focus and returns it.
pub fn sign_in() -> AnyView {
    let app = app();
    let dialog = NodeRef::<html::Dialog>::new();
    let name = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let tab = RwSignal::new(false);
    Effect::new(move |_| {
        let wanted = app.sign_in.get();
        if let (Some(dialog), Some(host)) = (dialog.get(), wanted) {
            name.set(registries::name_at(app, &host).unwrap_or_default());
            password.set(String::new());
            let _ = dialog.show_modal();
        }
    });
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if let Some(host) = app.sign_in.get_untracked() {
            let keep = if tab.get_untracked() {
                Keep::Tab
            } else {
                Keep::Memory
            };
            registries::sign_in(
                app,
                &host,
                &name.get_untracked(),
                &password.get_untracked(),
                keep,
            );
            password.set(String::new());
            app.say(fill(Key::signed_in_said, &[("host", &host)]));
        }
        close();
    };
    let host = move || app.sign_in.get().unwrap_or_default();
    view! {
        <dialog node_ref=dialog aria-labelledby="sign-in-title" on:close=move |_| app.sign_in.set(None)>
            <form class="form" on:submit=submit>
                <h2 id="sign-in-title">{move || fill(Key::sign_in_to, &[("host", &host())])}</h2>
                <p class="small soft">{t(Key::sign_in_hint)}</p>
                <div class="pair">
                    <label for="sign-in-name">{t(Key::user_name)}</label>
                    <input id="sign-in-name" type="text" autocomplete="username" autocapitalize="off" spellcheck="false" required=true bind:value=name />
                </div>
                <div class="pair">
                    <label for="sign-in-password">{t(Key::password)}</label>
                    <input id="sign-in-password" type="password" autocomplete="current-password" required=true bind:value=password />
                </div>
                <div class="choice">
                    <label><input type="checkbox" bind:checked=tab />{t(Key::keep_for_tab)}</label>
                </div>
                <div class="actions">
                    <button type="button" class="button" on:click=move |_| close()>{t(Key::cancel)}</button>
                    <button type="submit" class="button primary">{t(Key::sign_in)}</button>
                </div>
            </form>
        </dialog>
    }
    .into_any()
}
