//! How Go spells floats and strings: what every crate of Go's formats needs.
//!
//! Floats become decimal text and are read back exactly. The standard library does the same faster, with tables and code that cost 17 KB of compressed
//! wasm. Charts have few floats and pages have little room, so this does it with plain long
//! arithmetic, and with shortcuts for the numbers that people write. The answers are the same as
//! those of Rust and of Go: the nearest float, ties to even; the shortest digits that read back as
//! the same float, and among those the closest.

mod advice;
mod base64;
mod big;
mod cut;
mod index;
mod json;
mod number;
mod quote;
mod read;
mod sort;
mod unicode;
mod write;

pub use advice::advice;
pub use base64::base64;
pub use cut::{cut, has, join};
pub use index::Index;
pub use json::push_json_string;
pub use number::{push_go_float, push_json_float};
pub use quote::{push_quoted, quote, quote_bytes};
pub use read::parse;
pub use sort::sort_by;
pub use unicode::{is_digit, is_letter, is_print};
pub use write::{shortest, shortest_single};
