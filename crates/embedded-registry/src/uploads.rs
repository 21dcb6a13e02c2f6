//! Uploading blobs: in one request, in two, in chunks, or by mounting.

use chartroom_oci::Digest;
use http::request::Parts;
use http::{Method, Response, StatusCode, header};

use crate::error::Refusal;
use crate::query::Query;
use crate::range::{chunk, progress};
use crate::registry::{Outcome, Step, built, digest, text};
use crate::upload::{Incoming, Receiver, Then, Work};
use crate::{Body, ErrorCode, Registry, Store, StoreErrorKind, is_repository_name};

/// Longest name of an upload that is looked up.
const MAX_UPLOAD_ID: usize = 64;

impl<S: Store> Registry<S> {
    /// `POST /v2/<name>/blobs/uploads/`
    pub(crate) fn start_upload(&self, name: &str, head: &Parts) -> Result<Step, Refusal> {
        let query = Query::of(&head.uri);
        if let Some(wanted) = query.get("mount") {
            let wanted = digest(wanted)?;
            let from = query.get("from").filter(|from| is_repository_name(from));
            if self.store.mount(name, &wanted, from)? {
                return created(name, &wanted).map(Step::Answer);
            }
            // Nothing to mount: the specification turns the request into the start of an upload.
            return self.open(name).map(Step::Answer);
        }
        if let Some(algorithm) = query.get("digest-algorithm")
            && !matches!(algorithm, "sha256" | "sha512")
        {
            return Err(Refusal::bad(
                ErrorCode::DigestInvalid,
                format!("the digest algorithm {algorithm:?} is not supported"),
            ));
        }
        let Some(expected) = query.get("digest") else {
            return self.open(name).map(Step::Answer);
        };
        let expected = digest(expected)?;
        self.announced(head, 0)?;
        let id = self.store.start_upload(name)?;
        let incoming = Incoming {
            name: name.to_owned(),
            id,
            offset: 0,
            start: 0,
            end: None,
            then: Then::CommitIfAny(expected),
        };
        Ok(Step::Receive(Receiver {
            work: Work::Upload(incoming),
        }))
    }

    fn open(&self, name: &str) -> Outcome {
        let id = self.store.start_upload(name)?;
        at(name, &id, 0, StatusCode::ACCEPTED)
    }

    /// `GET /v2/<name>/blobs/uploads/<id>`
    pub(crate) fn upload_status(&self, name: &str, id: &str) -> Outcome {
        let size = self.size(name, id)?;
        at(name, id, size, StatusCode::NO_CONTENT)
    }

    /// `DELETE /v2/<name>/blobs/uploads/<id>`
    pub(crate) fn cancel_upload(&self, name: &str, id: &str) -> Outcome {
        self.size(name, id)?;
        if self.store.cancel(name, id)? {
            built(
                Response::builder().status(StatusCode::NO_CONTENT),
                Body::empty(),
            )
        } else {
            Err(unknown())
        }
    }

    /// `PATCH` and `PUT /v2/<name>/blobs/uploads/<id>`
    pub(crate) fn continue_upload(
        &self,
        name: &str,
        id: &str,
        head: &Parts,
    ) -> Result<Step, Refusal> {
        let then = if head.method == Method::PUT {
            let query = Query::of(&head.uri);
            let expected = query.get("digest").ok_or_else(|| {
                Refusal::bad(
                    ErrorCode::DigestInvalid,
                    "the last request of an upload must carry the parameter digest",
                )
            })?;
            Then::Commit(digest(expected)?)
        } else {
            Then::Continue
        };
        let size = self.size(name, id)?;
        let length = self.announced(head, size)?;
        let mut end = None;
        if let Some(value) = head.headers.get(header::CONTENT_RANGE) {
            let range = value
                .to_str()
                .map_err(|_| ())
                .and_then(chunk)
                .map_err(|()| {
                    Refusal::bad(
                        ErrorCode::BlobUploadInvalid,
                        "Content-Range of a chunk is written <first>-<last>, without a unit",
                    )
                })?;
            if range.start != size {
                return Err(out_of_order(name, id, range.start, size));
            }
            if length.is_some_and(|length| length != range.end - range.start) {
                return Err(Refusal::bad(
                    ErrorCode::SizeInvalid,
                    "Content-Range and Content-Length of the chunk do not agree",
                ));
            }
            end = Some(range.end);
        }
        let incoming = Incoming {
            name: name.to_owned(),
            id: id.to_owned(),
            offset: size,
            start: size,
            end,
            then,
        };
        Ok(Step::Receive(Receiver {
            work: Work::Upload(incoming),
        }))
    }

    /// Takes a piece of the body.
    pub(crate) fn receive(&self, incoming: &mut Incoming, piece: &[u8]) -> Result<(), Refusal> {
        if piece.is_empty() {
            return Ok(());
        }
        let next = incoming.offset.saturating_add(piece.len() as u64);
        let refused = if next > self.limits.blob {
            self.too_large()
        } else if incoming.end.is_some_and(|end| next > end) {
            Refusal::bad(
                ErrorCode::SizeInvalid,
                "the chunk is longer than its Content-Range",
            )
        } else {
            match self
                .store
                .append(&incoming.name, &incoming.id, incoming.offset, piece)
            {
                Ok(()) => {
                    incoming.offset = next;
                    return Ok(());
                }
                Err(error) if error.kind() == StoreErrorKind::OutOfOrder => {
                    let size = self.size(&incoming.name, &incoming.id)?;
                    return Err(out_of_order(
                        &incoming.name,
                        &incoming.id,
                        incoming.offset,
                        size,
                    ));
                }
                Err(error) => error.into(),
            }
        };
        // None of these can be continued, so nothing of the upload is left behind.
        let _ = self.store.cancel(&incoming.name, &incoming.id);
        Err(refused)
    }

    /// Ends the body.
    pub(crate) fn received(&self, incoming: Incoming) -> Outcome {
        if incoming.end.is_some_and(|end| end != incoming.offset) {
            return Err(Refusal::bad(
                ErrorCode::SizeInvalid,
                "the chunk is shorter than its Content-Range",
            ));
        }
        let (name, id) = (&incoming.name, &incoming.id);
        match incoming.then {
            Then::Continue => at(name, id, incoming.offset, StatusCode::ACCEPTED),
            // Clients that only ask whether one request is enough send no body: the upload is open.
            Then::CommitIfAny(digest)
                if incoming.offset == incoming.start
                    && !crate::hash::is_digest_of(&digest, b"") =>
            {
                at(name, id, 0, StatusCode::ACCEPTED)
            }
            Then::Commit(digest) | Then::CommitIfAny(digest) => {
                if self.store.commit(name, id, &digest)? {
                    created(name, &digest)
                } else {
                    Err(Refusal::bad(
                        ErrorCode::DigestInvalid,
                        format!("the content that was sent does not have the digest {digest}"),
                    ))
                }
            }
        }
    }

    fn size(&self, name: &str, id: &str) -> Result<u64, Refusal> {
        let plain = id.len() <= MAX_UPLOAD_ID
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !plain || id.is_empty() {
            return Err(unknown());
        }
        self.store.upload_size(name, id)?.ok_or_else(unknown)
    }

    /// Refuses a body that says beforehand that it is too large; gives its length if it says one.
    fn announced(&self, head: &Parts, offset: u64) -> Result<Option<u64>, Refusal> {
        let length =
            text(&head.headers, "content-length").and_then(|text| text.parse::<u64>().ok());
        if length.is_some_and(|length| offset.saturating_add(length) > self.limits.blob) {
            return Err(self.too_large());
        }
        Ok(length)
    }

    fn too_large(&self) -> Refusal {
        Refusal::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            ErrorCode::SizeInvalid,
            format!(
                "the blob is larger than the {} bytes this registry takes",
                self.limits.blob
            ),
        )
    }
}

fn unknown() -> Refusal {
    Refusal::missing(
        ErrorCode::BlobUploadUnknown,
        "there is no such upload in this repository",
    )
}

fn location(name: &str, id: &str) -> String {
    format!("/v2/{name}/blobs/uploads/{id}")
}

fn at(name: &str, id: &str, size: u64, status: StatusCode) -> Outcome {
    let builder = Response::builder()
        .status(status)
        .header(header::LOCATION, location(name, id))
        .header(header::RANGE, progress(size))
        .header("docker-upload-uuid", id);
    built(builder, Body::empty())
}

fn created(name: &str, digest: &Digest) -> Outcome {
    let builder = Response::builder()
        .status(StatusCode::CREATED)
        .header(header::LOCATION, format!("/v2/{name}/blobs/{digest}"))
        .header("docker-content-digest", digest.to_string());
    built(builder, Body::empty())
}

fn out_of_order(name: &str, id: &str, start: u64, size: u64) -> Refusal {
    Refusal::new(
        StatusCode::RANGE_NOT_SATISFIABLE,
        ErrorCode::RangeInvalid,
        format!("the chunk begins at byte {start}, but the upload holds {size} bytes"),
    )
    .with("location", location(name, id))
    .with("range", progress(size))
}
