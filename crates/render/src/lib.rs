//! Charts rendered as Helm renders them.

pub mod capabilities;
pub mod command;
mod convert;
pub mod crypto;
pub mod engine;
pub mod failure;
pub mod functions;
mod glob;
mod gojson;
pub mod ignore;
pub mod kinds;
pub mod library;
pub mod lint;
pub mod log;
pub mod manifests;
pub mod modules;
pub mod objects;
pub mod output;
pub mod pattern;
pub mod random;
pub mod schema;
pub mod sprig;
pub mod template;
mod text;
pub mod tree;
pub mod url;
pub mod values;
