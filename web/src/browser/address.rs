//! Parts of addresses.

/// `text` as the value of a query; slashes stay, because they are easier to read.
pub fn part(text: &str) -> String {
    String::from(js_sys::encode_uri_component(text)).replace("%2F", "/")
}
