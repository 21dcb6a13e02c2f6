//! Functions of JavaScript that are told what happens.

use js_sys::Function;
use wasm_bindgen::prelude::*;

use crate::object::Object;

#[wasm_bindgen(module = "/src/listener.js")]
extern "C" {
    fn keep(callback: &Function) -> u32;
    fn forget(number: u32);
    fn call(number: u32, event: &JsValue);
}

/// A function that is known here by a number. A number may go where a [`Function`] may not: into
/// callbacks of which other platforms want to send copies between threads.
pub struct Listener(u32);

impl Listener {
    /// Keeps `callback` until this is dropped.
    pub fn new(callback: &Function) -> Listener {
        Listener(keep(callback))
    }

    /// Calls it.
    pub fn tell(&self, event: Object) {
        call(self.0, &event.into());
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        forget(self.0);
    }
}
