//! What a rejected fetch means.

use chartroom_registry::{Origin, TransportError, TransportErrorKind};
use wasm_bindgen::prelude::*;

use crate::environment::{get, is_browser, is_offline, page_protocol};

/// Reads the reason of a rejection. Browsers say nothing but `TypeError` for everything from a
/// wrong name to CORS; Node puts the reason into `cause`.
pub(crate) fn describe(reason: &JsValue, url: &str) -> TransportError {
    let text = |object: &JsValue, name: &str| get(object, name).and_then(|value| value.as_string());
    let message = text(reason, "message")
        .or_else(|| reason.as_string())
        .unwrap_or_else(|| "the request failed".to_owned());
    match text(reason, "name").as_deref() {
        Some("AbortError") => return TransportError::new(TransportErrorKind::Aborted, message),
        Some("TimeoutError") => return TransportError::new(TransportErrorKind::Timeout, message),
        _ => {}
    }
    if let Some(cause) = get(reason, "cause") {
        let code = text(&cause, "code").unwrap_or_default();
        let detail = text(&cause, "message")
            .filter(|text| !text.is_empty())
            .unwrap_or_else(|| code.clone());
        let message = if detail.is_empty() {
            message
        } else {
            format!("{message}: {detail}")
        };
        return TransportError::new(kind_of_code(&code), message);
    }
    blocked(url, message)
}

/// The error of a request of which a browser only says that there is no answer.
pub(crate) fn blocked(url: &str, message: String) -> TransportError {
    if !is_browser() {
        return TransportError::new(TransportErrorKind::Network, message);
    }
    if is_offline() {
        return TransportError::new(
            TransportErrorKind::Network,
            "there is no network connection",
        );
    }
    let local = Origin::of(url).is_some_and(|origin| origin.is_private_literal());
    if page_protocol().as_deref() == Some("https:") && url.starts_with("http://") && !local {
        let text = "a page on https may not ask a registry on http (mixed content)";
        return TransportError::new(TransportErrorKind::Cors, text);
    }
    let text = format!("{message}: blocked by the browser (CORS) or unreachable");
    TransportError::new(TransportErrorKind::Cors, text)
}

/// The kinds of the error codes of Node and undici.
fn kind_of_code(code: &str) -> TransportErrorKind {
    match code {
        "ECONNREFUSED" | "ENOTFOUND" | "EHOSTUNREACH" | "ENETUNREACH" => {
            TransportErrorKind::Refused
        }
        "ETIMEDOUT"
        | "UND_ERR_CONNECT_TIMEOUT"
        | "UND_ERR_HEADERS_TIMEOUT"
        | "UND_ERR_BODY_TIMEOUT" => TransportErrorKind::Timeout,
        code if code.as_bytes().windows(4).any(|piece| piece == b"CERT")
            || code.starts_with("ERR_TLS")
            || code.starts_with("UNABLE_TO_") =>
        {
            TransportErrorKind::Tls
        }
        _ => TransportErrorKind::Network,
    }
}
