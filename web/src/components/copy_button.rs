//! A button that copies a text and answers in place.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::{clipboard, settle};
use crate::state::app;
use crate::text::{Key, fill, t};

/// Copies `text`; `what` names it for people who do not see what stands beside the button.
pub fn copy_button(text: String, what: &str) -> AnyView {
    copy_from(move || text.clone(), what)
}

/// Copies what `text` gives when the button is pressed.
pub fn copy_from(text: impl Fn() -> String + 'static, what: &str) -> AnyView {
    let app = app();
    let answer = RwSignal::new(None::<bool>);
    let label = fill(Key::copy_what, &[("what", what)]);
    let copy = move |_| {
        let text = text();
        spawn_local(async move {
            let done = clipboard::write(&text).await;
            answer.set(Some(done));
            app.say(t(if done { Key::copied } else { Key::copy_refused }));
            settle::sleep(Duration::from_millis(1600)).await;
            let _ = answer.try_set(None);
        });
    };
    let word = move || {
        t(match answer.get() {
            None => Key::copy,
            Some(true) => Key::copied,
            Some(false) => Key::copy_refused,
        })
    };
    view! { <button type="button" class="copy" aria-label=label on:click=copy>{word}</button> }
        .into_any()
}
