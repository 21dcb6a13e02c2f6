//! Responses the server makes itself.

use chartroom_embedded_registry::error_response;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};

use crate::payload::Payload;

/// A response of this server.
pub type Reply = Response<Payload>;

/// An error as registries write it.
pub(crate) fn error(status: StatusCode, code: &str, message: &str) -> Reply {
    error_response(status, code, message).map(Payload::Bytes)
}

/// A short text.
pub(crate) fn text(status: StatusCode, kind: &'static str, text: String) -> Reply {
    let mut response = Response::new(Payload::Bytes(text.into()));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// Sets a header whose value is known to be one; a value that is none is left out.
pub(crate) fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// Adds what keeps content of registries from acting as part of the app: whoever pushes a blob
/// decides its bytes, and it is served from the app's own origin.
pub(crate) fn isolate(headers: &mut HeaderMap) {
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("sandbox; default-src 'none'; frame-ancestors 'none'"),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
}
