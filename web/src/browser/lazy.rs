//! Script that is loaded when it is first wanted.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;

use super::page;

/// `import(url)`: wasm-bindgen has no word for it, so `web/lazy/early.js` lends one.
fn load(url: &str) -> Option<Promise> {
    let import: Function = Reflect::get(&window(), &JsValue::from_str("chartroomImport"))
        .ok()?
        .dyn_into()
        .ok()?;
    import
        .call1(&JsValue::NULL, &JsValue::from_str(url))
        .ok()?
        .dyn_into()
        .ok()
}

/// The module whose address stands in `<meta name=NAME>`; `None` when it could not be loaded.
pub async fn module(name: &str) -> Option<JsValue> {
    let url = page::meta(name)?;
    JsFuture::from(load(&url)?).await.ok()
}

/// Renders `markdown` into `target` as safe HTML; gives the number of images from other sites in it.
///
/// `None` when the renderer could not be loaded (offline, first README): the text is shown as it is then.
pub async fn render_markdown(target: &Element, markdown: &str, images: bool) -> Option<u32> {
    let module = module("chartroom-markdown").await?;
    let render: Function = Reflect::get(&module, &JsValue::from_str("render"))
        .ok()?
        .dyn_into()
        .ok()?;
    let found = render
        .call3(
            &JsValue::NULL,
            target,
            &JsValue::from_str(markdown),
            &JsValue::from_bool(images),
        )
        .ok()?;
    Some(found.as_f64().unwrap_or_default() as u32)
}

/// The bytes of a file of our own origin.
pub async fn fetch(url: &str) -> Option<Vec<u8>> {
    let response = JsFuture::from(window().fetch_with_str(url)).await.ok()?;
    let get = |name: &str| Reflect::get(&response, &JsValue::from_str(name)).ok();
    if !get("ok")?.as_bool()? {
        return None;
    }
    let read: Function = get("arrayBuffer")?.dyn_into().ok()?;
    let buffer = JsFuture::from(Promise::from(read.call0(&response).ok()?))
        .await
        .ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec())
}
