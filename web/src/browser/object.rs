//! Reading plain JavaScript objects.

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The member `name`; `undefined` when there is none.
pub fn member(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// A member that is text.
pub fn text(object: &JsValue, name: &str) -> Option<String> {
    member(object, name).as_string()
}

/// A member that is a number.
pub fn number(object: &JsValue, name: &str) -> Option<f64> {
    member(object, name).as_f64()
}

/// The items of a member that is a list; none when it is not.
pub fn items(object: &JsValue, name: &str) -> Vec<JsValue> {
    member(object, name)
        .dyn_into::<Array>()
        .map(|list| list.iter().collect())
        .unwrap_or_default()
}

/// Sets a member.
pub fn set(object: &JsValue, name: &str, value: &JsValue) {
    // Fails for frozen objects only, and these are made here.
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}
