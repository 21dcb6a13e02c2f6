//! The table of time zones, loaded for charts that name one.
//!
//! It answers the questions that `chartroom-wasm-template` cannot answer itself; both are bytes,
//! see `chartroom_render::modules`.

use std::mem::ManuallyDrop;

use chartroom_render::zones::Zones;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    /// The table is read once in the life of the module. Nothing ends it, so
    /// nothing need be dropped.
    static ZONES: ManuallyDrop<Zones> = ManuallyDrop::default();
}

/// The answer to a question; empty for bytes that are none.
#[wasm_bindgen]
pub fn answer(question: &[u8]) -> Vec<u8> {
    ZONES.with(|zones| zones.answer(question))
}
