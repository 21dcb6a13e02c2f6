//! The validator of `values.schema.json`, loaded for charts that have one.
//!
//! It answers the questions that `chartroom-wasm-template` cannot answer itself; both are bytes,
//! see `chartroom_render::modules`.

use std::mem::ManuallyDrop;

use chartroom_render::schema::Schemas;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    /// What was compiled stays as long as the module: charts are rendered again and again. Nothing ends it, so
    /// nothing need be dropped.
    static SCHEMAS: ManuallyDrop<Schemas> = ManuallyDrop::default();
}

/// The answer to a question; empty for bytes that are none.
#[wasm_bindgen]
pub fn answer(question: &[u8]) -> Vec<u8> {
    SCHEMAS.with(|schemas| chartroom_render::schema::answer(question, schemas))
}
