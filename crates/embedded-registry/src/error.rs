//! Errors as the distribution specification writes them.

use bytes::Bytes;
use http::{Response, StatusCode, header};

use crate::{Body, StoreError, StoreErrorKind};

/// A code of the distribution specification, or one of the few that registries added to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// The blob is not in this repository.
    BlobUnknown,
    /// An upload cannot go on like this.
    BlobUploadInvalid,
    /// There is no such upload.
    BlobUploadUnknown,
    /// A digest is malformed, not supported, or not that of the content.
    DigestInvalid,
    /// A manifest names content the repository does not hold.
    ManifestBlobUnknown,
    /// A manifest is not acceptable.
    ManifestInvalid,
    /// There is no such manifest.
    ManifestUnknown,
    /// A repository name is malformed.
    NameInvalid,
    /// There is no such repository.
    NameUnknown,
    /// Content is too large, or not as large as announced.
    SizeInvalid,
    /// A tag is malformed.
    TagInvalid,
    /// A chunk does not follow the one before.
    RangeInvalid,
    /// A page size is no number.
    PaginationNumberInvalid,
    /// Somebody has to say who they are.
    Unauthorized,
    /// Whoever asks may not.
    Denied,
    /// The endpoint or the method is not known.
    Unsupported,
    /// Too many uploads or requests at once.
    TooManyRequests,
    /// There is no room left to store content.
    StorageFull,
    /// Something is wrong on this side.
    Unknown,
}

impl ErrorCode {
    /// The code as it is written in the response.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BlobUnknown => "BLOB_UNKNOWN",
            Self::BlobUploadInvalid => "BLOB_UPLOAD_INVALID",
            Self::BlobUploadUnknown => "BLOB_UPLOAD_UNKNOWN",
            Self::DigestInvalid => "DIGEST_INVALID",
            Self::ManifestBlobUnknown => "MANIFEST_BLOB_UNKNOWN",
            Self::ManifestInvalid => "MANIFEST_INVALID",
            Self::ManifestUnknown => "MANIFEST_UNKNOWN",
            Self::NameInvalid => "NAME_INVALID",
            Self::NameUnknown => "NAME_UNKNOWN",
            Self::SizeInvalid => "SIZE_INVALID",
            Self::TagInvalid => "TAG_INVALID",
            Self::RangeInvalid => "RANGE_INVALID",
            Self::PaginationNumberInvalid => "PAGINATION_NUMBER_INVALID",
            Self::Unauthorized => "UNAUTHORIZED",
            Self::Denied => "DENIED",
            Self::Unsupported => "UNSUPPORTED",
            Self::TooManyRequests => "TOOMANYREQUESTS",
            Self::StorageFull => "STORAGE_FULL",
            Self::Unknown => "UNKNOWN",
        }
    }
}

/// Builds the response to a request that failed: `{"errors":[{"code":…,"message":…}]}`.
#[must_use]
pub fn error_response(status: StatusCode, code: &str, message: &str) -> Response<Bytes> {
    let text = serde_json::json!({ "errors": [{ "code": code, "message": message }] }).to_string();
    let mut response = Response::new(Bytes::from(text));
    *response.status_mut() = status;
    let length = response.body().len();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static("application/json"),
    );
    headers.insert(header::CONTENT_LENGTH, header::HeaderValue::from(length));
    response
}

/// A request that is not done, with everything its response needs.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    code: ErrorCode,
    message: String,
    headers: Vec<(&'static str, String)>,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            headers: Vec::new(),
        }
    }

    /// A 400.
    pub(crate) fn bad(code: ErrorCode, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// A 404.
    pub(crate) fn missing(code: ErrorCode, message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, message)
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn response(self) -> Response<Body> {
        let mut response =
            error_response(self.status, self.code.as_str(), &self.message).map(Body::Bytes);
        for (name, value) in self.headers {
            if let Ok(value) = header::HeaderValue::from_str(&value) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        let (status, code) = match error.kind() {
            StoreErrorKind::Full => (StatusCode::INSUFFICIENT_STORAGE, ErrorCode::StorageFull),
            StoreErrorKind::UploadUnknown => (StatusCode::NOT_FOUND, ErrorCode::BlobUploadUnknown),
            StoreErrorKind::OutOfOrder => {
                (StatusCode::RANGE_NOT_SATISFIABLE, ErrorCode::RangeInvalid)
            }
            StoreErrorKind::Busy => (StatusCode::TOO_MANY_REQUESTS, ErrorCode::TooManyRequests),
            StoreErrorKind::Damaged | StoreErrorKind::Failed => {
                (StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::Unknown)
            }
        };
        Self::new(status, code, error.to_string())
    }
}
