//! The headers of an answer that the client looks at.
//!
//! As constants: looking a header up by its text would link the names of all headers there are.

use http::{HeaderName, header};

/// The digest of what is sent.
pub(crate) const CONTENT_DIGEST: HeaderName = HeaderName::from_static("docker-content-digest");

/// Whoever sends this is a registry.
pub(crate) const API_VERSION: HeaderName =
    HeaderName::from_static("docker-distribution-api-version");

/// Every header that the client looks at. A transport may leave all others out.
pub static READ_HEADERS: [HeaderName; 9] = [
    header::CONTENT_TYPE,
    header::CONTENT_LENGTH,
    header::CONTENT_ENCODING,
    header::LINK,
    header::LOCATION,
    header::RETRY_AFTER,
    header::WWW_AUTHENTICATE,
    CONTENT_DIGEST,
    API_VERSION,
];
