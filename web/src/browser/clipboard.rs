//! Writing to the clipboard.

use wasm_bindgen_futures::JsFuture;

/// Puts `text` on the clipboard; false when the browser does not allow it.
pub async fn write(text: &str) -> bool {
    let clipboard = leptos::prelude::window().navigator().clipboard();
    // Pages that are not served securely have no clipboard at all.
    if clipboard.is_undefined() {
        return false;
    }
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}
