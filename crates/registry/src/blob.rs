//! Blobs: asking, fetching, deleting. Putting them is in `upload.rs`.

use bytes::Bytes;
use chartroom_oci::{Descriptor, Digest, VerifyError, verify};

use crate::cancel::Cancel;
use crate::error::RegistryError;
use crate::error_kind::ErrorKind;
use crate::message::Method;
use crate::progress::ProgressSink;
use crate::repository::RepositoryClient;
use crate::transport::Transport;

/// The largest blob fetched unless more is allowed: 64 MiB, twice what Helm 4.2.4 takes.
pub const BLOB_MAX_SIZE: u64 = 64 * 1024 * 1024;

/// Answers shorter than this are read even where a blob of fewer bytes is expected, so that the
/// words of an error come through.
const ROOM_FOR_ERRORS: u64 = 64 * 1024;

/// How a blob is moved.
#[derive(Clone, Debug)]
pub struct TransferOptions {
    /// Told about bytes as they go and come.
    pub progress: Option<ProgressSink>,
    /// Stops the transfer; the connection is dropped.
    pub cancel: Cancel,
    /// The largest blob fetched.
    pub max_size: u64,
}

impl Default for TransferOptions {
    fn default() -> Self {
        TransferOptions {
            progress: None,
            cancel: Cancel::new(),
            max_size: BLOB_MAX_SIZE,
        }
    }
}

impl<T: Transport> RepositoryClient<T> {
    /// Whether the repository has the blob: `HEAD`.
    pub async fn has_blob(&self, digest: &Digest) -> Result<bool, RegistryError> {
        let call = self.prepare(Method::Head, &format!("blobs/{digest}"), &["pull"])?;
        let answer = self.send(&call).await?;
        match answer.status() {
            // A sign-in page says 200 to everything.
            200 => answer.not_a_page().map(|()| true),
            404 => Ok(false),
            _ => Err(answer.error(ErrorKind::BlobUnknown)),
        }
    }

    /// Fetches a blob. Size and digest are those of the descriptor, or it is an error.
    pub async fn blob(
        &self,
        descriptor: &Descriptor,
        options: &TransferOptions,
    ) -> Result<Bytes, RegistryError> {
        let (digest, size) = (&descriptor.digest, Some(descriptor.size));
        self.fetch_blob(digest, size, options).await
    }

    /// Fetches a blob of which only the digest is known: it may have any size up to the limit.
    pub async fn blob_by_digest(
        &self,
        digest: &Digest,
        options: &TransferOptions,
    ) -> Result<Bytes, RegistryError> {
        self.fetch_blob(digest, None, options).await
    }

    async fn fetch_blob(
        &self,
        digest: &Digest,
        size: Option<u64>,
        options: &TransferOptions,
    ) -> Result<Bytes, RegistryError> {
        let mut call = self.prepare(Method::Get, &format!("blobs/{digest}"), &["pull"])?;
        if let Some(size) = size.filter(|size| *size > options.max_size) {
            return Err(RegistryError::new(
                ErrorKind::TooLarge,
                format!(
                    "the blob has {size} bytes, more than the limit of {}",
                    options.max_size
                ),
            )
            .at(call.method, &call.url));
        }
        call.options.max_response = size.unwrap_or(options.max_size).max(ROOM_FOR_ERRORS);
        call.options.cancel = options.cancel.clone();
        call.options.progress = options.progress.clone();
        let answer = self.send(&call).await?;
        if answer.status() != 200 {
            return Err(answer.error(ErrorKind::BlobUnknown));
        }
        let bytes = answer.response.body.clone();
        match verify(&bytes, digest, size.unwrap_or(bytes.len() as u64)) {
            Ok(()) => Ok(bytes),
            Err(error) => {
                // A sign-in page in place of the blob deserves its own words.
                answer.not_a_page()?;
                let kind = match error {
                    VerifyError::Size { .. } => ErrorKind::SizeMismatch,
                    _ => ErrorKind::DigestMismatch,
                };
                Err(answer.fault(kind, error.to_string()).because(error))
            }
        }
    }

    /// Deletes a blob. Seldom needed: registries collect what no manifest names.
    pub async fn delete_blob(&self, digest: &Digest) -> Result<(), RegistryError> {
        let call = self.prepare(Method::Delete, &format!("blobs/{digest}"), &["delete"])?;
        let answer = self.send(&call).await?;
        match answer.status() {
            200..=299 => Ok(()),
            _ => Err(answer.error(ErrorKind::BlobUnknown)),
        }
    }
}
