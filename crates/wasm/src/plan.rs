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
    /// Where the chart goes and what its manifest's digest is.
    pub fn summary(&self) -> JsValue {
        let plan = &self.0;
        Object::new()
            .with("reference", plan.reference.to_string())
            .with("registry", plan.reference.registry.as_str())
            .with("repository", plan.reference.repository.as_str())
            .with("tag", plan.tag.as_str())
            .with("manifestDigest", plan.manifest_digest.to_string())
            .into()
    }

    /// The manifest.
    pub fn manifest(&self) -> JsValue {
        bytes(&self.0.manifest)
    }

    /// The config blob.
    pub fn config(&self) -> JsValue {
        blob(&self.0.config).into()
    }

    /// The layers, in the manifest's order.
    pub fn layers(&self) -> JsValue {
        array(self.0.layers.iter().map(blob))
    }
}

fn blob(blob: &Blob) -> Object {
    describe(&blob.descriptor).with("bytes", bytes(&blob.bytes))
}
