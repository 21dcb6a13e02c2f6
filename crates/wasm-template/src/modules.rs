//! The way to the modules beside this one.

use std::cell::RefCell;

use chartroom_render::modules::Modules;
use js_sys::{Function, Uint8Array};
use wasm_bindgen::prelude::*;

thread_local! {
    static ASK: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Takes the function that passes questions on: `(module, question) => answer | undefined`, where
/// `module` is `crypto`, `schema` or `zones`. While a module is not loaded, it answers `undefined` and
/// remembers who asked.
#[wasm_bindgen]
pub fn connect(ask: Function) {
    ASK.set(Some(ask));
}

fn ask(module: &str, question: &[u8]) -> Option<Vec<u8>> {
    let function = ASK.with_borrow(Clone::clone)?;
    let question = Uint8Array::from(question);
    let answer = function.call2(&JsValue::NULL, &module.into(), &question);
    let answer: Uint8Array = answer.ok()?.dyn_into().ok()?;
    Some(answer.to_vec())
}

/// The modules as the renderer knows them.
pub fn modules() -> Modules {
    Modules {
        crypto: Some(|question| ask("crypto", question)),
        schema: Some(|question| ask("schema", question)),
        zones: Some(|question| ask("zones", question)),
    }
}
