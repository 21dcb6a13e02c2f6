//! What a response carries.

use std::ops::Range;

use bytes::Bytes;
use chartroom_oci::Digest;

/// The body of a response: bytes at hand, or a part of a blob that the caller reads from the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// These bytes.
    Bytes(Bytes),
    /// These bytes of a blob, to be read from the store and sent piece by piece.
    Blob {
        /// The repository that holds the blob.
        repository: String,
        /// The blob.
        digest: Digest,
        /// The part of it.
        range: Range<u64>,
    },
}

impl Body {
    /// A body without bytes.
    #[must_use]
    pub const fn empty() -> Self {
        Self::Bytes(Bytes::new())
    }

    /// How many bytes the body has.
    #[must_use]
    pub fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Blob { range, .. } => range.end.saturating_sub(range.start),
        }
    }

    /// Tells whether there is nothing to send.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
