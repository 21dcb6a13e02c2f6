//! Where the registry keeps its content.

use std::fmt;
use std::ops::Range;

use bytes::Bytes;
use chartroom_oci::Digest;

use crate::Record;

/// Keeps blobs, manifests and tags, repository by repository.
///
/// The registry checks names, digests and documents before it calls; the store keeps what it is
/// given, whole or not at all. Every method that returns `Ok` for a change has made it durable as
/// far as the store can. All methods may be called from several threads at once where the type is
/// `Sync`.
pub trait Store {
    /// The repositories that hold a manifest, in ASCII order.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn repositories(&self) -> Result<Vec<String>, StoreError>;

    /// The tags of a repository in ASCII order; `None` when there is no such repository.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn tags(&self, repository: &str) -> Result<Option<Vec<String>>, StoreError>;

    /// The size of a blob (or of a manifest, by its digest); `None` when the repository does not hold it.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn blob_size(&self, repository: &str, digest: &Digest) -> Result<Option<u64>, StoreError>;

    /// Reads a part of a blob into memory; `None` when the repository does not hold it.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn read_blob(
        &self,
        repository: &str,
        digest: &Digest,
        range: Range<u64>,
    ) -> Result<Option<Bytes>, StoreError>;

    /// Takes a blob of another repository into this one; without `from`, of any. False when there
    /// is none.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn mount(
        &self,
        repository: &str,
        digest: &Digest,
        from: Option<&str>,
    ) -> Result<bool, StoreError>;

    /// Removes a blob that no manifest of the repository uses.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn delete_blob(&self, repository: &str, digest: &Digest) -> Result<Deletion, StoreError>;

    /// Begins an upload and names it; the name is letters, digits and hyphens.
    ///
    /// # Errors
    /// When the store cannot be written, or [`StoreErrorKind::Busy`].
    fn start_upload(&self, repository: &str) -> Result<String, StoreError>;

    /// How many bytes an upload holds; `None` when there is no such upload in the repository.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn upload_size(&self, repository: &str, id: &str) -> Result<Option<u64>, StoreError>;

    /// Adds bytes to an upload that holds exactly `offset` bytes.
    ///
    /// # Errors
    /// [`StoreErrorKind::UploadUnknown`], [`StoreErrorKind::OutOfOrder`] when somebody else wrote
    /// meanwhile, [`StoreErrorKind::Full`], or another fault; none of the bytes then count.
    fn append(
        &self,
        repository: &str,
        id: &str,
        offset: u64,
        chunk: &[u8],
    ) -> Result<(), StoreError>;

    /// Makes an upload a blob of its repository. False when its content has another digest; the
    /// upload is gone either way.
    ///
    /// # Errors
    /// [`StoreErrorKind::UploadUnknown`], [`StoreErrorKind::Full`], or another fault.
    fn commit(&self, repository: &str, id: &str, digest: &Digest) -> Result<bool, StoreError>;

    /// Drops an upload. False when there is no such upload.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn cancel(&self, repository: &str, id: &str) -> Result<bool, StoreError>;

    /// Finds a manifest; its bytes are read as a blob of its digest.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn manifest(&self, repository: &str, selector: &Selector)
    -> Result<Option<Record>, StoreError>;

    /// Keeps a manifest and points its tags at it, if the repository holds all it needs.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn put_manifest(&self, repository: &str, manifest: NewManifest) -> Result<Stored, StoreError>;

    /// Removes a tag; its manifest stays. False when there is no such tag.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn delete_tag(&self, repository: &str, tag: &str) -> Result<bool, StoreError>;

    /// Removes a manifest and all tags that point at it. False when there is no such manifest.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn delete_manifest(&self, repository: &str, digest: &Digest) -> Result<bool, StoreError>;

    /// The manifests of a repository whose subject is `digest`, in the order of their digests.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn referrers(&self, repository: &str, digest: &Digest) -> Result<Vec<Record>, StoreError>;
}

/// How a manifest is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selector {
    /// By a tag.
    Tag(String),
    /// By its digest.
    Digest(Digest),
}

impl fmt::Display for Selector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag(tag) => formatter.write_str(tag),
            Self::Digest(digest) => digest.fmt(formatter),
        }
    }
}

/// A manifest to keep, checked by the registry.
#[derive(Clone, Debug)]
pub struct NewManifest {
    /// The document exactly as it came.
    pub bytes: Bytes,
    /// What the registry read in it.
    pub record: Record,
    /// The tags to point at it.
    pub tags: Vec<String>,
    /// What the repository must hold: digest and size.
    pub needs: Vec<(Digest, u64)>,
}

/// What became of a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stored {
    /// It is kept and its tags point at it.
    Kept,
    /// Nothing was changed, because this content is not in the repository.
    Missing(Digest),
    /// Nothing was changed, because this content has another size than the manifest says.
    Size {
        /// The content.
        digest: Digest,
        /// The size it has.
        actual: u64,
    },
}

/// What became of a blob that was to be deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deletion {
    /// It is gone.
    Deleted,
    /// It was not there.
    Unknown,
    /// A manifest of the repository uses it, so it stays.
    InUse(Digest),
}

/// Why a store could not do what it was asked.
#[derive(Debug)]
pub struct StoreError {
    kind: StoreErrorKind,
    message: String,
}

/// The kinds of [`StoreError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreErrorKind {
    /// There is no room left; what was begun is undone.
    Full,
    /// There is no such upload.
    UploadUnknown,
    /// A chunk does not begin where the upload ends.
    OutOfOrder,
    /// Too many uploads at once.
    Busy,
    /// What is stored cannot be understood and is left as it is.
    Damaged,
    /// Anything else.
    Failed,
}

impl StoreError {
    /// Makes an error from its kind and a sentence a person understands.
    #[must_use]
    pub fn new(kind: StoreErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
        }
    }

    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> StoreErrorKind {
        self.kind
    }

    pub(crate) fn upload_unknown() -> Self {
        Self::new(
            StoreErrorKind::UploadUnknown,
            "there is no such upload in this repository",
        )
    }

    pub(crate) fn out_of_order(offset: u64, size: u64) -> Self {
        Self::new(
            StoreErrorKind::OutOfOrder,
            format!("the chunk begins at byte {offset}, but the upload holds {size} bytes"),
        )
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for StoreError {}
