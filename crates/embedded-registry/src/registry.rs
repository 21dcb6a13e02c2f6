//! The registry: from request to response.

use bytes::Bytes;
use chartroom_oci::Digest;
use http::request::Parts;
use http::response::Builder;
use http::{HeaderMap, Method, Request, Response, StatusCode, header};

use crate::error::Refusal;
use crate::upload::{Receiver, Work};
use crate::{
    Body, ErrorCode, Route, Selector, Store, is_repository_name, is_tag, supported_digest,
};

/// What the registry takes at most; every field has a default that suits charts and images.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of a manifest: 4 MiB, what the specification asks registries to take at least.
    pub manifest: usize,
    /// Bytes of a blob; unlimited unless set.
    pub blob: u64,
    /// Entries on one page of tags or repositories.
    pub page: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            manifest: 4 << 20,
            blob: u64::MAX,
            page: 10_000,
        }
    }
}

/// An OCI registry over a store.
#[derive(Debug)]
pub struct Registry<S> {
    pub(crate) store: S,
    pub(crate) limits: Limits,
}

/// What follows from the head of a request.
#[derive(Debug)]
pub enum Step {
    /// The answer is known; a body is not needed.
    Answer(Response<Body>),
    /// The body decides: [`feed`](Registry::feed) it, then [`finish`](Registry::finish).
    Receive(Receiver),
}

pub(crate) type Outcome = Result<Response<Body>, Refusal>;

impl<S: Store> Registry<S> {
    /// A registry with the usual limits.
    pub fn new(store: S) -> Self {
        Self::with_limits(store, Limits::default())
    }

    /// A registry with own limits.
    pub const fn with_limits(store: S, limits: Limits) -> Self {
        Self { store, limits }
    }

    /// The store.
    pub const fn store(&self) -> &S {
        &self.store
    }

    /// Handles a whole request; blobs in the response are still to be read from the store.
    pub fn handle(&self, request: Request<Bytes>) -> Response<Body> {
        let (head, body) = request.into_parts();
        match self.begin(&head) {
            Step::Answer(response) => response,
            Step::Receive(mut receiver) => match self.feed(&mut receiver, &body) {
                Ok(()) => self.finish(receiver),
                Err(response) => *response,
            },
        }
    }

    /// Handles a whole request and reads the blob of the response.
    pub fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        let (parts, body) = self.handle(request).into_parts();
        match body {
            Body::Bytes(bytes) => Response::from_parts(parts, bytes),
            Body::Blob {
                repository,
                digest,
                range,
            } => match self.store.read_blob(&repository, &digest, range) {
                Ok(Some(bytes)) => Response::from_parts(parts, bytes),
                Ok(None) => crate::error_response(
                    StatusCode::NOT_FOUND,
                    ErrorCode::BlobUnknown.as_str(),
                    "the blob was deleted meanwhile",
                ),
                Err(error) => crate::error_response(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    ErrorCode::Unknown.as_str(),
                    &error.to_string(),
                ),
            },
        }
    }

    /// Looks at the head of a request: answers, or says that the body is wanted.
    pub fn begin(&self, head: &Parts) -> Step {
        match self.dispatch(head) {
            Ok(Step::Answer(response)) => Step::Answer(complete(response)),
            Ok(step) => step,
            Err(refusal) => {
                let mut response = complete(refusal.response());
                if head.method == Method::HEAD {
                    *response.body_mut() = Body::empty();
                }
                Step::Answer(response)
            }
        }
    }

    /// Takes the next piece of a body.
    ///
    /// # Errors
    /// The response to send when the body cannot be taken; what came before it is dropped where
    /// it cannot be continued.
    pub fn feed(&self, receiver: &mut Receiver, piece: &[u8]) -> Result<(), Box<Response<Body>>> {
        let taken = match &mut receiver.work {
            Work::Manifest { bytes, .. } => {
                if bytes.len() + piece.len() > self.limits.manifest {
                    Err(self.manifest_too_large())
                } else {
                    bytes.extend_from_slice(piece);
                    Ok(())
                }
            }
            Work::Upload(incoming) => self.receive(incoming, piece),
        };
        taken.map_err(|refusal| Box::new(complete(refusal.response())))
    }

    /// Ends a body and answers.
    pub fn finish(&self, receiver: Receiver) -> Response<Body> {
        let outcome = match receiver.work {
            Work::Manifest {
                name,
                selector,
                content_type,
                tags,
                bytes,
            } => self.put_manifest(
                &name,
                &selector,
                content_type.as_deref(),
                tags,
                Bytes::from(bytes),
            ),
            Work::Upload(incoming) => self.received(incoming),
        };
        complete(outcome.unwrap_or_else(Refusal::response))
    }

    fn dispatch(&self, head: &Parts) -> Result<Step, Refusal> {
        let Some(route) = Route::parse(head.uri.path()) else {
            return Err(Refusal::missing(
                ErrorCode::Unsupported,
                "there is no such endpoint",
            ));
        };
        if route
            .repository()
            .is_some_and(|name| !is_repository_name(name))
        {
            return Err(Refusal::bad(
                ErrorCode::NameInvalid,
                "a repository name is made of lower-case letters, digits and single separators, at most 255 characters",
            ));
        }
        let reading = head.method == Method::GET || head.method == Method::HEAD;
        let outcome = match &route {
            Route::Ping if reading => json(StatusCode::OK, Bytes::from_static(b"{}")),
            Route::Catalog if reading => self.catalog(&head.uri),
            Route::Tags { name } if reading => self.tags(name, &head.uri),
            Route::Referrers { name, digest } if reading => self.referrers(name, digest, &head.uri),
            Route::Manifest { name, reference } if reading => {
                self.get_manifest(name, reference, &head.headers)
            }
            Route::Manifest { name, reference } if head.method == Method::PUT => {
                return self.begin_manifest(name, reference, head);
            }
            Route::Manifest { name, reference } if head.method == Method::DELETE => {
                self.delete_manifest(name, reference)
            }
            Route::Blob { name, digest } if reading => self.get_blob(name, digest, &head.headers),
            Route::Blob { name, digest } if head.method == Method::DELETE => {
                self.delete_blob(name, digest)
            }
            Route::Uploads { name } if head.method == Method::POST => {
                return self.start_upload(name, head);
            }
            Route::Upload { name, id } if reading => self.upload_status(name, id),
            Route::Upload { name, id } if head.method == Method::DELETE => {
                self.cancel_upload(name, id)
            }
            Route::Upload { name, id }
                if head.method == Method::PATCH || head.method == Method::PUT =>
            {
                return self.continue_upload(name, id, head);
            }
            _ => Err(Refusal::new(
                StatusCode::METHOD_NOT_ALLOWED,
                ErrorCode::Unsupported,
                format!("the method {} is not supported here", head.method),
            )
            .with("allow", route.methods())),
        };
        // HEAD gives the headers of GET, the length included, and no body.
        let mut response = outcome?;
        if head.method == Method::HEAD {
            with_length(&mut response);
            *response.body_mut() = Body::empty();
        }
        Ok(Step::Answer(response))
    }
}

/// Adds what every response carries.
fn complete(mut response: Response<Body>) -> Response<Body> {
    with_length(&mut response);
    response.headers_mut().insert(
        "docker-distribution-api-version",
        header::HeaderValue::from_static("registry/2.0"),
    );
    response
}

fn with_length(response: &mut Response<Body>) {
    let length = response.body().len();
    let bodiless = response.status() == StatusCode::NO_CONTENT
        || response.status() == StatusCode::NOT_MODIFIED;
    if !bodiless && !response.headers().contains_key(header::CONTENT_LENGTH) {
        response
            .headers_mut()
            .insert(header::CONTENT_LENGTH, header::HeaderValue::from(length));
    }
}

/// Ends a response; its header values come from checked names and cannot be refused.
pub(crate) fn built(builder: Builder, body: Body) -> Outcome {
    builder.body(body).map_err(|error| {
        Refusal::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            ErrorCode::Unknown,
            error.to_string(),
        )
    })
}

pub(crate) fn json(status: StatusCode, bytes: Bytes) -> Outcome {
    built(
        Response::builder()
            .status(status)
            .header(header::CONTENT_TYPE, "application/json"),
        Body::Bytes(bytes),
    )
}

/// The value of a header that must be text.
pub(crate) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Reads a digest of a path or a parameter.
pub(crate) fn digest(text: &str) -> Result<Digest, Refusal> {
    supported_digest(text).ok_or_else(|| {
        Refusal::bad(
            ErrorCode::DigestInvalid,
            format!("{text:?} is not a sha256 or sha512 digest"),
        )
    })
}

/// Reads a tag or digest of a path; `None` when it is a malformed tag, which cannot exist.
pub(crate) fn selector(reference: &str) -> Result<Option<Selector>, Refusal> {
    if reference.contains(':') {
        return digest(reference).map(|digest| Some(Selector::Digest(digest)));
    }
    Ok(is_tag(reference).then(|| Selector::Tag(reference.to_owned())))
}

/// The entity tag of content that is named by its digest.
pub(crate) fn etag(digest: &Digest) -> String {
    format!("\"{digest}\"")
}

/// Tells whether `If-None-Match` names this content.
pub(crate) fn is_known(headers: &HeaderMap, digest: &Digest) -> bool {
    let tag = etag(digest);
    text(headers, "if-none-match").is_some_and(|list| {
        list.split(',')
            .any(|item| matches!(item.trim(), "*") || item.trim().trim_start_matches("W/") == tag)
    })
}
