//! The moment when the page has nothing to do.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::{set_timeout, window};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// How long the page lies still before work is done ahead of its time.
const STILL: Duration = Duration::from_secs(3);
/// What shows that somebody is about to do something.
const SIGNS: [&str; 4] = ["pointerdown", "pointermove", "keydown", "dragenter"];

/// Calls `then` once: when the page lay still for three seconds, or at the first sign of somebody using it.
pub fn when_at_rest(then: impl FnOnce() + 'static) {
    let then = Rc::new(Cell::new(Some(then)));
    let timed = then.clone();
    set_timeout(
        move || {
            if let Some(then) = timed.take() {
                then();
            }
        },
        STILL,
    );
    let listener = Closure::<dyn FnMut()>::new(move || {
        if let Some(then) = then.take() {
            then();
        }
    });
    let once = web_sys::AddEventListenerOptions::new();
    once.set_once(true);
    once.set_passive(true);
    for sign in SIGNS {
        let _ = window().add_event_listener_with_callback_and_add_event_listener_options(
            sign,
            listener.as_ref().unchecked_ref(),
            &once,
        );
    }
    listener.forget();
}
