//! Errors as JavaScript sees them: `{ code, message, advice, … }`. The advice is the code of a
//! sentence, which `npm/lib/thrown.js` puts in its place.

use chartroom_chart::ChartError;
use chartroom_helm::{HelmError, HelmErrorKind};
use chartroom_oci::ReferenceError;
use chartroom_registry::RegistryError;
use wasm_bindgen::JsValue;

use crate::object::{self, Object};

/// An error ready to be thrown.
pub type Thrown = JsValue;

/// Something that can be thrown.
pub trait IntoThrown {
    /// The object to throw.
    fn into_thrown(self) -> Thrown;
}

/// An error of this layer.
pub fn thrown(code: &str, message: &str) -> Thrown {
    Object::new()
        .with("code", code)
        .with("message", message)
        .into()
}

impl IntoThrown for ChartError {
    fn into_thrown(self) -> Thrown {
        let position = self.file().map(|file| {
            Object::new()
                .with("file", file)
                .with_some("line", self.line())
        });
        Object::new()
            .with("code", self.code())
            .with("message", self.to_string())
            .with("advice", self.advice_code())
            .with_some("position", position)
            .with("warnings", object::log(self.warnings()))
            .into()
    }
}

impl IntoThrown for ReferenceError {
    fn into_thrown(self) -> Thrown {
        Object::new()
            .with("code", "REFERENCE_INVALID")
            .with("message", self.to_string())
            .with("advice", "REFERENCE_INVALID")
            .into()
    }
}

impl IntoThrown for RegistryError {
    fn into_thrown(self) -> Thrown {
        registry_error(&self, &self.to_string()).into()
    }
}

/// A registry's error, with the text of whoever asked.
fn registry_error(error: &RegistryError, message: &str) -> Object {
    let request = error.method().map(|method| {
        Object::new()
            .with("method", method)
            .with_some("url", error.url())
    });
    let words = error.errors().first().map(|first| {
        Object::new()
            .with("code", first.code.as_str())
            .with("message", first.message.as_str())
    });
    Object::new()
        .with("code", error.code())
        .with("message", message)
        .with("advice", error.code())
        .with_some("status", error.http_status())
        .with_some("request", request)
        .with_some("registry", words)
}

impl IntoThrown for HelmError {
    fn into_thrown(self) -> Thrown {
        let message = self.to_string();
        match self.kind() {
            HelmErrorKind::Registry(error) => registry_error(error, &message),
            _ => Object::new()
                .with("code", self.code())
                .with("message", message)
                .with("advice", self.advice_code()),
        }
        .into()
    }
}
