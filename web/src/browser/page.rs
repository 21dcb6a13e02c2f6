//! The document itself: title, focus, theme, address.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Names the page: `what · Chartroom`.
pub fn set_title(what: &str) {
    let title = if what.is_empty() {
        "Chartroom".to_owned()
    } else {
        [what, " · Chartroom"].concat()
    };
    document().set_title(&title);
}

/// Sets or removes `data-NAME` of the root element, which the style sheet reads.
pub fn mark(name: &str, value: Option<&str>) {
    if let Some(root) = document().document_element() {
        let name = ["data-", name].concat();
        let _ = match value {
            Some(value) => root.set_attribute(&name, value),
            None => root.remove_attribute(&name),
        };
    }
}

/// The content of `<meta name=NAME>`: the build puts names of lazy files there.
pub fn meta(name: &str) -> Option<String> {
    let selector = ["meta[name='", name, "']"].concat();
    document()
        .query_selector(&selector)
        .ok()??
        .get_attribute("content")
}

/// Moves the focus to the element with this id.
pub fn focus(id: &str) {
    if let Some(element) = document().get_element_by_id(id)
        && let Ok(element) = element.dyn_into::<HtmlElement>()
    {
        let _ = element.focus();
    }
}

/// Moves the focus to the element with this id where it was lost, because what had it is no longer there.
pub fn keep_focus(id: &str) {
    if document()
        .active_element()
        .is_none_or(|element| element.tag_name() == "BODY")
    {
        focus(id);
    }
}

/// Goes back to where one was before.
pub fn back() {
    if let Ok(history) = window().history() {
        let _ = history.back();
    }
}

/// The host the page itself came from, `127.0.0.1:8750`.
pub fn host() -> String {
    window().location().host().unwrap_or_default()
}

/// `https://host` the page came from.
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// Whether `host` may be within reach: always when it is this machine, else unless the browser knows it is offline.
pub fn is_online(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "127.0.0.1" | "[::1]") || window().navigator().on_line()
}

/// Whether the focus is somewhere one types.
pub fn is_typing() -> bool {
    document().active_element().is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
            || element.has_attribute("contenteditable")
    })
}
