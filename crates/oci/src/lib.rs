//! OCI nouns: digests, descriptors, manifests, references, and JSON as Go writes it.
//!
//! Everything here is plain data and pure functions: no network, no clock, no environment.
//! Bytes that came from outside are kept as they came; a digest is always computed over bytes and
//! never over something re-encoded.

pub mod document;
pub mod go_decode;
pub mod go_json;
pub mod media_type;

mod annotations;
mod descriptor;
mod digest;
pub mod ip;
pub mod json;
mod manifest;
mod reference;
mod sha256;
mod sha512;
mod verifier;

pub use annotations::Annotations;
pub use chartroom_gotext::quote as go_quote;
pub use descriptor::{Descriptor, Platform};
pub use digest::{Algorithm, Digest, DigestError};
pub use json::{Json, JsonError};
pub use manifest::{
    ImageIndex, ImageManifest, MAX_MANIFEST_SIZE, Manifest, ManifestError, RawManifest,
};
pub use reference::{Reference, ReferenceError, is_valid_repository, is_valid_tag};
pub use verifier::{Verifier, VerifyError, verify};
