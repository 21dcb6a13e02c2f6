//! Reading and deleting blobs.

use http::{HeaderMap, Response, StatusCode, header};

use crate::error::Refusal;
use crate::range::{Wanted, wanted};
use crate::registry::{Outcome, built, digest, etag, is_known, text};
use crate::{Body, Deletion, ErrorCode, Registry, Store};

impl<S: Store> Registry<S> {
    pub(crate) fn get_blob(&self, name: &str, reference: &str, headers: &HeaderMap) -> Outcome {
        let digest = digest(reference)?;
        let Some(size) = self.store.blob_size(name, &digest)? else {
            return Err(unknown(name, reference));
        };
        let tag = etag(&digest);
        let builder = Response::builder()
            .header("docker-content-digest", digest.to_string())
            .header(header::ETAG, &tag)
            .header(header::ACCEPT_RANGES, "bytes");
        if is_known(headers, &digest) {
            return built(builder.status(StatusCode::NOT_MODIFIED), Body::empty());
        }
        let builder = builder.header(header::CONTENT_TYPE, "application/octet-stream");
        // A range that is bound to other content than this is not a range of this.
        let bound = text(headers, "if-range").is_none_or(|condition| condition == tag);
        let range = text(headers, "range").filter(|_| bound);
        let blob = |range| Body::Blob {
            repository: name.to_owned(),
            digest: digest.clone(),
            range,
        };
        match wanted(range, size) {
            Wanted::All => built(builder.status(StatusCode::OK), blob(0..size)),
            Wanted::Part(part) => {
                let content = format!("bytes {}-{}/{size}", part.start, part.end - 1);
                built(
                    builder
                        .status(StatusCode::PARTIAL_CONTENT)
                        .header(header::CONTENT_RANGE, content),
                    blob(part),
                )
            }
            Wanted::Unsatisfiable => Err(Refusal::new(
                StatusCode::RANGE_NOT_SATISFIABLE,
                ErrorCode::RangeInvalid,
                format!("the blob has {size} bytes; the range is none of it"),
            )
            .with("content-range", format!("bytes */{size}"))),
        }
    }

    pub(crate) fn delete_blob(&self, name: &str, reference: &str) -> Outcome {
        let digest = digest(reference)?;
        match self.store.delete_blob(name, &digest)? {
            Deletion::Deleted => built(
                Response::builder().status(StatusCode::ACCEPTED),
                Body::empty(),
            ),
            Deletion::Unknown => Err(unknown(name, reference)),
            Deletion::InUse(manifest) => Err(Refusal::new(
                StatusCode::METHOD_NOT_ALLOWED,
                ErrorCode::Unsupported,
                format!("the blob is in use by the manifest {manifest}; delete that first"),
            )
            .with("allow", "GET, HEAD")),
        }
    }
}

pub(crate) fn unknown(name: &str, reference: &str) -> Refusal {
    Refusal::missing(
        ErrorCode::BlobUnknown,
        format!("the repository {name} has no blob {reference}"),
    )
}
