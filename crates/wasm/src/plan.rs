//! Plans of pushes.

use std::rc::Rc;

use chartroom_helm::{Blob, PushPlan};
use wasm_bindgen::prelude::*;

use crate::document::describe;
use crate::object::{Object, array, bytes};

/// A plan, held by its JavaScript `Plan`.
#[wasm_bindgen]
pub struct PlanHandle(pub(crate) Rc<PushPlan>);

#[wasm_bindgen]
impl PlanHandle {
    /// Where the chart goes, and every byte.
    pub fn describe(&self) -> JsValue {
        let plan = &self.0;
        Object::new()
            .with("reference", plan.reference.to_string())
            .with("registry", plan.reference.registry.as_str())
            .with("repository", plan.reference.repository.as_str())
            .with("tag", plan.tag.as_str())
            .with("manifestDigest", plan.manifest_digest.to_string())
            .with("manifest", bytes(&plan.manifest))
            .with("config", blob(&plan.config))
            .with("layers", array(plan.layers.iter().map(blob)))
            .into()
    }
}

fn blob(blob: &Blob) -> Object {
    describe(&blob.descriptor).with("bytes", bytes(&blob.bytes))
}
