//! Small texts kept by the browser, and the absence of it taken calmly.

use web_sys::Storage;

/// Where a text is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// Until somebody clears it.
    Browser,
    /// As long as the tab is open.
    Tab,
}

fn shelf(which: Shelf) -> Option<Storage> {
    let window = leptos::prelude::window();
    match which {
        Shelf::Browser => window.local_storage(),
        Shelf::Tab => window.session_storage(),
    }
    .ok()
    .flatten()
}

/// The text kept under `key`.
pub fn get(which: Shelf, key: &str) -> Option<String> {
    shelf(which)?.get_item(key).ok().flatten()
}

/// Keeps `text` under `key`; silently does not where storage is full or forbidden.
pub fn set(which: Shelf, key: &str, text: &str) {
    if let Some(shelf) = shelf(which) {
        let _ = shelf.set_item(key, text);
    }
}

/// Forgets what is kept under `key`.
pub fn remove(which: Shelf, key: &str) {
    if let Some(shelf) = shelf(which) {
        let _ = shelf.remove_item(key);
    }
}
