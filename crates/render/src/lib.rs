//! Charts rendered as Helm renders them.

pub mod capabilities;
mod convert;
mod gojson;
pub mod kinds;
pub mod manifests;
pub mod sprig;
mod text;
pub mod tree;
pub mod values;
