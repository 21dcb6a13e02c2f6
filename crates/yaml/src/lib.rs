//! YAML as Helm reads and writes it: go-yaml v2 and sigs.k8s.io/yaml.
//!
//! Three layers, each usable by itself: [`parse`] gives what go-yaml v2.4.3 decodes into
//! `interface{}`; [`to_json`] gives what sigs.k8s.io/yaml v1.6.0 decodes into a Go type; [`emit`]
//! writes JSON back as YAML. Error texts are Go's. [`scan`] is for showing YAML, [`documents()`] for
//! cutting streams apart.

mod base64;
mod compose;
mod decode;
mod emit;
mod error;
mod events;
mod gosyntax;
mod gotype;
mod input;
mod json;
mod mistake;
mod quick;
mod resolve;
mod scalar;
mod scanner;
mod sort;
mod style;
mod tag;
mod target;
mod time;
mod timestamp;
mod token;
mod unmarshal;
mod value;

pub mod documents;
pub mod scan;

pub use compose::MAX_DEPTH;
pub use decode::{parse, parse_strict};
pub use documents::documents;
pub use emit::{emit, emit_text, json_to_yaml, try_emit};
pub use error::Error;
pub use gotype::{Field, GoType, StructType};
pub use json::{Json, Number, Object};
pub use mistake::{Mistake, mistake};
pub use sort::order_newer;
pub use target::{
    easy_to_json, to_json, to_json_over, to_json_strict, value_to_json, yaml_to_json,
};
pub use value::Value;
