//! What went wrong between the client and a registry.

use std::fmt;

use chartroom_gotext::join;
use chartroom_oci::go_quote;

use crate::error_body::OciError;
use crate::error_kind::ErrorKind;
use crate::message::{Method, Response};
use crate::status::go_status_text;
use crate::transport::{TransportError, TransportErrorKind};
use crate::url::without_query;

/// An error of the client: what was asked, what came back, what it means. `Display` is the text
/// Helm (oras) prints, `METHOD "URL": response status code 403: denied: …`; the address never has
/// its query, which may hold secrets.
pub struct RegistryError(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    method: Option<Method>,
    url: String,
    status: Option<u16>,
    errors: Vec<OciError>,
    message: String,
    retry_after: Option<u64>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl RegistryError {
    /// An error that no request led to.
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> RegistryError {
        RegistryError(Box::new(Inner {
            kind,
            method: None,
            url: String::new(),
            status: None,
            errors: Vec::new(),
            message: message.into(),
            retry_after: None,
            source: None,
        }))
    }

    /// No answer came.
    pub(crate) fn transport(method: Method, url: &str, error: TransportError) -> RegistryError {
        let kind = match error.kind {
            TransportErrorKind::Network | TransportErrorKind::Refused => ErrorKind::Network,
            TransportErrorKind::Cors => ErrorKind::CorsOrNetwork,
            TransportErrorKind::Timeout => ErrorKind::Timeout,
            TransportErrorKind::Aborted => ErrorKind::Aborted,
            TransportErrorKind::TooLarge => ErrorKind::TooLarge,
            TransportErrorKind::Redirect => ErrorKind::Redirect,
            TransportErrorKind::Tls => ErrorKind::Tls,
            TransportErrorKind::Request => ErrorKind::InvalidReference,
        };
        let message = error.message.clone();
        RegistryError::new(kind, message)
            .at(method, url)
            .because(error)
    }

    /// An answer with a status that is not the one hoped for. `not_found` is what a bare 404 means
    /// at this place.
    pub(crate) fn status(
        method: Method,
        url: &str,
        response: &Response,
        not_found: ErrorKind,
    ) -> RegistryError {
        let status = response.status;
        let errors = OciError::parse(&response.body);
        let kind = ErrorKind::of_status(status, &errors, not_found);
        let mut error = RegistryError::new(kind, "").at(method, url);
        error.0.status = Some(status);
        error.0.errors = errors;
        error.0.retry_after = crate::retry::retry_after(&response.headers);
        error
    }

    /// The same with the request it happened at.
    pub(crate) fn at(mut self, method: Method, url: &str) -> RegistryError {
        self.0.method = Some(method);
        self.0.url = without_query(url).to_owned();
        self
    }

    /// The same with the error behind it.
    pub(crate) fn because(
        mut self,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> RegistryError {
        self.0.source = Some(Box::new(source));
        self
    }

    /// The same, understood otherwise.
    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> RegistryError {
        self.0.kind = kind;
        self
    }

    /// The same with the status it came with.
    pub(crate) fn with_status(mut self, status: u16) -> RegistryError {
        self.0.status = Some(status);
        self
    }

    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What went wrong, as a stable text in SCREAMING_SNAKE case.
    pub fn code(&self) -> &'static str {
        self.0.kind.code()
    }

    /// One sentence: what a person can do about it.
    pub fn advice(&self) -> &'static str {
        self.0.kind.advice()
    }

    /// The method of the request.
    pub fn method(&self) -> Option<&str> {
        self.0.method.map(Method::as_str)
    }

    /// The address of the request, without its query.
    pub fn url(&self) -> Option<&str> {
        Some(self.0.url.as_str()).filter(|url| !url.is_empty())
    }

    /// The status of the answer, if one came.
    pub fn http_status(&self) -> Option<u16> {
        self.0.status
    }

    /// The registry's own errors, if it sent any.
    pub fn errors(&self) -> &[OciError] {
        &self.0.errors
    }

    /// The registry's own code (`MANIFEST_UNKNOWN`, …), if it sent one.
    pub fn registry_code(&self) -> Option<&str> {
        self.0
            .errors
            .first()
            .map(|error| error.code.as_str())
            .filter(|code| !code.is_empty())
    }

    /// What happened, without method and address.
    pub fn message(&self) -> String {
        if !self.0.message.is_empty() {
            return self.0.message.clone();
        }
        let mut text = String::new();
        if let Some(status) = self.0.status {
            text.push_str(&format!("response status code {}: ", status));
            match self.0.errors.as_slice() {
                [] => text.push_str(go_status_text(status)),
                errors => {
                    let texts: Vec<String> = errors.iter().map(OciError::to_string).collect();
                    text.push_str(&join(&texts, "; "));
                }
            }
        }
        text
    }

    /// How many seconds the registry asked to wait.
    pub fn retry_after(&self) -> Option<u64> {
        self.0.retry_after
    }

    /// Whether what was asked for is simply not there.
    pub fn is_not_found(&self) -> bool {
        matches!(
            self.0.kind,
            ErrorKind::ManifestUnknown
                | ErrorKind::BlobUnknown
                | ErrorKind::NameUnknown
                | ErrorKind::NotFound
        )
    }
}

impl fmt::Display for RegistryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(method) = self.method() {
            write!(f, "{method} {}: ", go_quote(&self.0.url))?;
        }
        f.write_str(&self.message())
    }
}

impl fmt::Debug for RegistryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RegistryError({}, {self})", self.code())
    }
}

impl std::error::Error for RegistryError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Headers;
    use bytes::Bytes;

    fn error(status: u16, body: &'static str) -> RegistryError {
        let response = Response {
            status,
            headers: Headers::new(),
            body: Bytes::from(body),
            url: None,
        };
        RegistryError::status(
            Method::Put,
            "https://h/v2/a/x?_state=secret",
            &response,
            ErrorKind::NotFound,
        )
    }

    #[test]
    fn prints_as_oras_and_hides_the_query() {
        assert_eq!(
            error(403, r#"{"errors":[{"code":"DENIED","message":"requested access to the resource is denied"}]}"#).to_string(),
            r#"PUT "https://h/v2/a/x": response status code 403: denied: requested access to the resource is denied"#
        );
        assert_eq!(
            error(413, "<html>").to_string(),
            r#"PUT "https://h/v2/a/x": response status code 413: Request Entity Too Large"#
        );
        assert!(!format!("{:?}", error(500, "")).contains("secret"));
    }

    #[test]
    fn classifies() {
        for (status, body, kind) in [
            (401, "", ErrorKind::Unauthorized),
            (
                401,
                r#"{"errors":[{"code":"DENIED"}]}"#,
                ErrorKind::Unauthorized,
            ),
            (403, "", ErrorKind::Denied),
            (
                403,
                r#"{"errors":[{"code":"PROXY_DENIED"}]}"#,
                ErrorKind::ProxyDenied,
            ),
            (
                502,
                r#"{"errors":[{"code":"PROXY_UNREACHABLE"}]}"#,
                ErrorKind::Network,
            ),
            (502, "", ErrorKind::Server),
            (404, "", ErrorKind::NotFound),
            (
                404,
                r#"{"errors":[{"code":"NAME_UNKNOWN"}]}"#,
                ErrorKind::NameUnknown,
            ),
            (
                400,
                r#"{"errors":[{"code":"TAG_INVALID","message":"The image tag is IMMUTABLE"}]}"#,
                ErrorKind::TagImmutable,
            ),
            (
                412,
                r#"{"errors":[{"code":"PRECONDITION","message":"configured as immutable"}]}"#,
                ErrorKind::TagImmutable,
            ),
            (
                403,
                r#"{"errors":[{"code":"DENIED","message":"project quota exceeded"}]}"#,
                ErrorKind::Quota,
            ),
            (
                405,
                r#"{"errors":[{"code":"UNSUPPORTED"}]}"#,
                ErrorKind::Unsupported,
            ),
            (429, "", ErrorKind::TooManyRequests),
            (503, "<html>", ErrorKind::Server),
            (418, "", ErrorKind::UnexpectedStatus),
        ] {
            assert_eq!(error(status, body).kind(), kind, "{status} {body}");
        }
    }
}
