//! The whole window is a drop target: charts are taken from a drop or a paste, wherever it happens.

use leptos::ev;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;

use crate::browser::files;
use crate::state::app;
use crate::text::{Key, count, t};

/// Listens at the window, and shows what a drop would do while something is being dragged.
pub fn drop_sheet() -> AnyView {
    let app = app();
    let dragged = RwSignal::new(0usize);
    let navigate = use_navigate();
    let take = move |list: Vec<web_sys::File>| {
        if list.is_empty() {
            return;
        }
        app.desk.take(app, list);
        navigate("/push", NavigateOptions::default());
    };
    let over = window_event_listener(ev::dragover, move |event| {
        let n = files::dragged(event.data_transfer());
        if n > 0 {
            event.prevent_default();
            if dragged.get_untracked() != n {
                dragged.set(n);
            }
        }
    });
    let leave = window_event_listener(ev::dragleave, move |event| {
        // Only leaving the window itself ends the drag; moving between elements does not.
        if event.related_target().is_none() {
            dragged.set(0);
        }
    });
    let taken = take.clone();
    let drop = window_event_listener(ev::drop, move |event| {
        let list = files::of_transfer(event.data_transfer());
        dragged.set(0);
        if !list.is_empty() {
            event.prevent_default();
            taken(list);
        }
    });
    let paste = window_event_listener(ev::paste, move |event| {
        let event: web_sys::ClipboardEvent = event.unchecked_into();
        take(files::of_transfer(event.clipboard_data()));
    });
    on_cleanup(move || {
        over.remove();
        leave.remove();
        drop.remove();
        paste.remove();
    });
    (move || {
        let n = dragged.get();
        (n > 0).then(|| {
            view! { <div class="drop-sheet"><p><strong>{count(Key::drop_n, n)}</strong>{t(Key::drop_what)}</p></div> }.into_any()
        })
    })
    .into_any()
}
