//! What the JavaScript around us offers.

use std::time::Duration;

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    // Bare names, so that windows, workers, Node, Deno and edge runtimes all find their own.
    #[wasm_bindgen(js_name = fetch, catch)]
    pub(crate) fn global_fetch(url: &str, init: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, milliseconds: i32) -> JsValue;
}

/// The member `name` of the global object, if it is there.
pub(crate) fn global(name: &str) -> Option<JsValue> {
    get(&js_sys::global(), name)
}

/// The member `name` of `object`, if it is there.
pub(crate) fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &name.into())
        .ok()
        .filter(|value| !value.is_undefined() && !value.is_null())
}

/// Sets the member `name` of a plain object.
pub(crate) fn set(object: &JsValue, name: &str, value: &JsValue) {
    // Setting a member of a plain object cannot fail.
    let _ = Reflect::set(object, &name.into(), value);
}

/// Whether this is a page or a worker of one: somewhere with cookies, a cache and CORS. Server
/// runtimes have no `location`, and some of them refuse the options that concern those.
pub(crate) fn is_browser() -> bool {
    global("location").is_some()
}

/// The `protocol` of the page, `https:`.
pub(crate) fn page_protocol() -> Option<String> {
    get(&global("location")?, "protocol")?.as_string()
}

/// Whether the browser says that there is no network at all.
pub(crate) fn is_offline() -> bool {
    global("navigator")
        .and_then(|navigator| get(&navigator, "onLine"))
        .and_then(|on| on.as_bool())
        == Some(false)
}

/// Waits.
pub(crate) async fn sleep(duration: Duration) {
    let milliseconds = i32::try_from(duration.as_millis()).unwrap_or(i32::MAX);
    let promise = Promise::new(&mut |resolve, _| {
        set_timeout(&resolve, milliseconds);
    });
    let _ = JsFuture::from(promise).await;
}
