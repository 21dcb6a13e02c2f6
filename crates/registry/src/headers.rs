//! The headers of an answer that the client looks at.

/// The digest of what is sent.
pub(crate) const CONTENT_DIGEST: &str = "docker-content-digest";

/// Whoever sends this is a registry.
pub(crate) const API_VERSION: &str = "docker-distribution-api-version";
