//! The headers of an answer that the client looks at.

use crate::message::header;

/// The digest of what is sent.
pub(crate) const CONTENT_DIGEST: &str = "docker-content-digest";

/// Whoever sends this is a registry.
pub(crate) const API_VERSION: &str = "docker-distribution-api-version";

/// Every header that the client looks at. A transport may leave all others out.
pub static READ_HEADERS: [&str; 9] = [
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
