//! References.

use chartroom_oci::Reference;
use wasm_bindgen::prelude::*;

use crate::error::{IntoThrown, Thrown};
use crate::object::Object;

/// Takes a reference apart by Helm's rules.
///
/// # Errors
/// `REFERENCE_INVALID` with Helm's text.
#[wasm_bindgen(js_name = parseReference)]
pub fn parse_reference(text: &str) -> Result<JsValue, Thrown> {
    let reference = Reference::parse_helm(text).map_err(IntoThrown::into_thrown)?;
    let or_null = |text: Option<String>| text.map_or(JsValue::NULL, JsValue::from);
    Ok(Object::new()
        .with("registry", reference.registry)
        .with("repository", reference.repository)
        .with("tag", or_null(reference.tag))
        .with(
            "digest",
            or_null(reference.digest.map(|digest| digest.to_string())),
        )
        .into())
}
