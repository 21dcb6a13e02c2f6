//! Plain JavaScript objects, made by hand: a serializer would cost more bytes than all DTOs.

use chartroom_oci::Json;
use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::JsValue;

/// An object under construction.
pub struct Object(js_sys::Object);

impl Object {
    /// An empty object.
    pub fn new() -> Object {
        Object(js_sys::Object::new())
    }

    /// The object with one more member.
    pub fn with(self, key: &str, value: impl Into<JsValue>) -> Object {
        // Setting a member of a fresh plain object cannot fail.
        let _ = Reflect::set(&self.0, &JsValue::from_str(key), &value.into());
        self
    }

    /// The object with one more member if there is a value; else the member is left out.
    pub fn with_some(self, key: &str, value: Option<impl Into<JsValue>>) -> Object {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }
}

impl From<Object> for JsValue {
    fn from(object: Object) -> JsValue {
        object.0.into()
    }
}

/// A copy of bytes that JavaScript owns.
pub fn bytes(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

/// An array of things that become values.
pub fn array<T: Into<JsValue>>(items: impl IntoIterator<Item = T>) -> JsValue {
    let array = Array::new();
    for item in items {
        array.push(&item.into());
    }
    array.into()
}

/// Notes as an array of lines of Helm's log.
pub fn log(notes: &[String]) -> JsValue {
    let line = |note: &String| format!("level=INFO msg=\"{}\"", note.replace('"', "\\\""));
    array(notes.iter().map(line))
}

/// The strings of a JSON array that JavaScript wrote.
pub fn texts(json: &str) -> Vec<String> {
    match Json::parse(json) {
        Ok(Json::Array(items)) => {
            let texts = items.iter().filter_map(Json::as_str);
            texts.map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}
