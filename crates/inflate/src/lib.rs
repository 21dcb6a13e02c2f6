//! Inflating gzip's deflate streams: a crate of its own, so that it alone is compiled for speed.
//!
//! [`Deflate`] reads healthy streams, and [`crc32`] sums what comes out. What a stream that is not
//! healthy means is for whoever reads it.

mod crc;
mod deflate;
mod huffman;

pub use crc::crc32;
pub use deflate::{Deflate, Fault};
