//! A request body on its way into the store.

use chartroom_oci::Digest;

use crate::Selector;

/// Takes the body of one request; made by [`Registry::begin`](crate::Registry::begin).
#[derive(Debug)]
pub struct Receiver {
    pub(crate) work: Work,
}

/// What the body is for.
#[derive(Debug)]
pub(crate) enum Work {
    /// Collect a manifest.
    Manifest {
        name: String,
        selector: Selector,
        content_type: Option<String>,
        tags: Vec<String>,
        bytes: Vec<u8>,
    },
    /// Add to an upload.
    Upload(Incoming),
}

/// Bytes for an upload.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub(crate) name: String,
    pub(crate) id: String,
    /// Where the upload stands.
    pub(crate) offset: u64,
    /// Where the body began.
    pub(crate) start: u64,
    /// Where `Content-Range` says it ends.
    pub(crate) end: Option<u64>,
    pub(crate) then: Then,
}

/// What follows when the body is complete.
#[derive(Debug)]
pub(crate) enum Then {
    /// Say how far the upload is.
    Continue,
    /// Make it a blob.
    Commit(Digest),
    /// Make it a blob, if there was a body; else the POST only opened the upload.
    CommitIfAny(Digest),
}

impl Receiver {
    /// Tells whether the body should be collected rather than written as it comes: manifests are
    /// small and looked at as a whole.
    #[must_use]
    pub const fn is_manifest(&self) -> bool {
        matches!(self.work, Work::Manifest { .. })
    }
}
