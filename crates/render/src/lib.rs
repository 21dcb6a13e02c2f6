//! Charts rendered as Helm renders them.

pub mod capabilities;
pub mod command;
mod convert;
#[cfg(feature = "crypto")]
pub mod crypto;
pub mod engine;
pub mod functions;
mod glob;
mod gojson;
pub mod ignore;
pub mod kinds;
pub mod lint;
pub mod log;
pub mod manifests;
pub mod objects;
pub mod pattern;
pub mod random;
pub mod schema;
pub mod sprig;
pub mod template;
mod text;
pub mod tree;
pub mod url;
pub mod values;
