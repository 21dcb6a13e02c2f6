//! What went wrong between the client and a registry.

use chartroom_gotext::cut;
use std::fmt;

use chartroom_oci::go_quote;

use crate::error_body::OciError;
use crate::message::{Method, Response};
use crate::transport::{TransportError, TransportErrorKind};
use crate::url::without_query;

/// What went wrong, as a closed choice. [`code`](ErrorKind::code) is the same as a stable text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The connection failed.
    Network,
    /// The browser blocked the request, or the connection failed; it does not say which.
    CorsOrNetwork,
    /// Nothing came in time.
    Timeout,
    /// Cancelled by the caller.
    Aborted,
    /// The answer, or the blob, is larger than allowed here.
    TooLarge,
    /// The certificate is not trusted.
    Tls,
    /// A redirect that must not be followed.
    Redirect,
    /// The registry wants to know who asks, or did not accept the answer.
    Unauthorized,
    /// The registry knows who asks and refuses.
    Denied,
    /// No such manifest: no such tag or digest.
    ManifestUnknown,
    /// No such blob.
    BlobUnknown,
    /// No such repository.
    NameUnknown,
    /// The repository's name is not allowed there.
    NameInvalid,
    /// 404 without a better reason.
    NotFound,
    /// The registry refuses the manifest.
    ManifestInvalid,
    /// The manifest names a blob the registry does not have.
    ManifestBlobUnknown,
    /// The registry refuses the uploaded blob or its digest.
    UploadInvalid,
    /// The tag exists and may not be moved.
    TagImmutable,
    /// Storage or quota is used up, or the body is too long for the registry.
    Quota,
    /// The registry does not do this.
    Unsupported,
    /// Too many requests (429).
    TooManyRequests,
    /// The registry failed (5xx).
    Server,
    /// A status that makes no sense here.
    UnexpectedStatus,
    /// Bytes that do not have the digest they were asked by.
    DigestMismatch,
    /// More or fewer bytes than promised.
    SizeMismatch,
    /// What answers is no registry (a web page, most often).
    NotARegistry,
    /// An answer that cannot be understood.
    InvalidResponse,
    /// Pages of a list that never end.
    EndlessPagination,
    /// A link to the next page on another host.
    LinkForeign,
    /// An upload was accepted without saying where to put the bytes.
    UploadLocationMissing,
    /// The bytes are to be put on another host.
    UploadLocationForeign,
    /// The token server is one that must not be asked.
    TokenRealmRefused,
    /// The token server gave no usable token.
    TokenInvalid,
    /// A registry, repository, tag or digest that cannot be put into an address.
    InvalidReference,
    /// The proxy in between refused.
    ProxyDenied,
}

impl ErrorKind {
    /// The stable code of this kind.
    pub fn code(self) -> &'static str {
        match self {
            ErrorKind::Network => "NETWORK",
            ErrorKind::CorsOrNetwork => "CORS_OR_NETWORK",
            ErrorKind::Timeout => "TIMEOUT",
            ErrorKind::Aborted => "ABORTED",
            ErrorKind::TooLarge => "TOO_LARGE",
            ErrorKind::Tls => "TLS",
            ErrorKind::Redirect => "REDIRECT_REFUSED",
            ErrorKind::Unauthorized => "UNAUTHORIZED",
            ErrorKind::Denied => "DENIED",
            ErrorKind::ManifestUnknown => "MANIFEST_UNKNOWN",
            ErrorKind::BlobUnknown => "BLOB_UNKNOWN",
            ErrorKind::NameUnknown => "NAME_UNKNOWN",
            ErrorKind::NameInvalid => "NAME_INVALID",
            ErrorKind::NotFound => "NOT_FOUND",
            ErrorKind::ManifestInvalid => "MANIFEST_INVALID",
            ErrorKind::ManifestBlobUnknown => "MANIFEST_BLOB_UNKNOWN",
            ErrorKind::UploadInvalid => "BLOB_UPLOAD_INVALID",
            ErrorKind::TagImmutable => "TAG_IMMUTABLE",
            ErrorKind::Quota => "QUOTA_EXCEEDED",
            ErrorKind::Unsupported => "UNSUPPORTED",
            ErrorKind::TooManyRequests => "TOO_MANY_REQUESTS",
            ErrorKind::Server => "SERVER_ERROR",
            ErrorKind::UnexpectedStatus => "UNEXPECTED_STATUS",
            ErrorKind::DigestMismatch => "DIGEST_MISMATCH",
            ErrorKind::SizeMismatch => "SIZE_MISMATCH",
            ErrorKind::NotARegistry => "NOT_A_REGISTRY",
            ErrorKind::InvalidResponse => "INVALID_RESPONSE",
            ErrorKind::EndlessPagination => "ENDLESS_PAGINATION",
            ErrorKind::LinkForeign => "LINK_FOREIGN_HOST",
            ErrorKind::UploadLocationMissing => "UPLOAD_LOCATION_MISSING",
            ErrorKind::UploadLocationForeign => "UPLOAD_LOCATION_FOREIGN_HOST",
            ErrorKind::TokenRealmRefused => "TOKEN_REALM_REFUSED",
            ErrorKind::TokenInvalid => "TOKEN_INVALID",
            ErrorKind::InvalidReference => "INVALID_REFERENCE",
            ErrorKind::ProxyDenied => "PROXY_DENIED",
        }
    }

    /// One sentence: what a person can do about it.
    pub fn advice(self) -> &'static str {
        match self {
            ErrorKind::Network => {
                "Check that the registry is running and that its name and port are right."
            }
            ErrorKind::CorsOrNetwork => {
                "The registry is unreachable, or it does not allow this page (CORS): check the address, or go through a proxy."
            }
            ErrorKind::Timeout => {
                "Try again; if it stays slow, look at the network between here and the registry."
            }
            ErrorKind::Aborted => {
                "Start again when you are ready; what is already uploaded is not sent twice."
            }
            ErrorKind::TooLarge => "Raise the size limit if you trust this registry.",
            ErrorKind::Tls => {
                "The registry's certificate is not trusted: install its authority's certificate, or use the name the certificate was made for."
            }
            ErrorKind::Redirect => "The registry redirects where it should not: ask its operator.",
            ErrorKind::Unauthorized => {
                "Sign in to the registry, or check the user name and the password or token."
            }
            ErrorKind::Denied => {
                "This is not allowed with this sign-in, or without one: ask for the right (often write access, or that the repository or project be created)."
            }
            ErrorKind::ManifestUnknown => {
                "Look at the list of versions: this tag or digest does not exist."
            }
            ErrorKind::BlobUnknown => {
                "The registry lost this content or never had it: push the chart again."
            }
            ErrorKind::NameUnknown => {
                "Check the repository's name; on some registries it has to be created before the first push."
            }
            ErrorKind::NameInvalid => {
                "Use lower-case letters, digits and single separators, and the number of path components this registry wants."
            }
            ErrorKind::NotFound => {
                "Check the name; some registries also answer so when you are not signed in."
            }
            ErrorKind::ManifestInvalid => {
                "The registry does not take this kind of manifest: check whether it supports OCI artifacts."
            }
            ErrorKind::ManifestBlobUnknown => {
                "Push again: the registry misses a part of the chart."
            }
            ErrorKind::UploadInvalid => {
                "Push again; if it repeats, something between here and the registry changes the bytes."
            }
            ErrorKind::TagImmutable => {
                "This version exists and may not be overwritten: raise the version."
            }
            ErrorKind::Quota => {
                "The registry is full or limits the size: delete something, or ask for more."
            }
            ErrorKind::Unsupported => "This registry does not offer this operation.",
            ErrorKind::TooManyRequests => "Wait a little; signing in often raises the limit.",
            ErrorKind::Server => "The registry failed: try again later, or ask its operator.",
            ErrorKind::UnexpectedStatus => {
                "What answers does not behave like a registry: check the address."
            }
            ErrorKind::DigestMismatch => {
                "Do not use these bytes: they are not what the digest promises; a cache or proxy may be broken, or somebody changed them."
            }
            ErrorKind::SizeMismatch => {
                "Try again: the transfer was cut short, or the registry does not hold what it promises."
            }
            ErrorKind::NotARegistry => {
                "What answers is a web page, not a registry: check host and port."
            }
            ErrorKind::InvalidResponse => {
                "What answers does not follow the OCI distribution protocol: check the address, or report it to the registry's operator."
            }
            ErrorKind::EndlessPagination => {
                "The registry's list never ends: report it to its operator."
            }
            ErrorKind::LinkForeign => {
                "The registry's list continues on another host, which is not followed."
            }
            ErrorKind::UploadLocationMissing => {
                "The registry hides the header Location: its operator has to expose it (CORS), or go through a proxy."
            }
            ErrorKind::UploadLocationForeign => {
                "The registry wants the upload on another host, which neither Helm nor Chartroom follows: ask its operator to set its external address."
            }
            ErrorKind::TokenRealmRefused => {
                "The registry names a token server that must not be trusted: check the address of the registry."
            }
            ErrorKind::TokenInvalid => {
                "The token server does not work as it should: try again, or ask the registry's operator."
            }
            ErrorKind::InvalidReference => {
                "Check how the reference is written: host[:port]/repository, then :tag or @digest."
            }
            ErrorKind::ProxyDenied => {
                "The proxy does not allow this registry: add it to its list, or use another route."
            }
        }
    }
}

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
        let kind = classify(status, &errors, not_found);
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
                    text.push_str(&texts.join("; "));
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

    /// Whether trying the same again may help.
    pub fn is_retryable(&self) -> bool {
        matches!(
            self.0.kind,
            ErrorKind::Network
                | ErrorKind::CorsOrNetwork
                | ErrorKind::Timeout
                | ErrorKind::TooManyRequests
                | ErrorKind::Server
                | ErrorKind::SizeMismatch
        )
    }
}

/// The kind of a status: what the status alone decides, then the registry's codes and words, then
/// the rest of the status.
fn classify(status: u16, errors: &[OciError], not_found: ErrorKind) -> ErrorKind {
    let says = |word: &str| {
        errors
            .iter()
            .any(|e| cut(&e.message.to_ascii_lowercase(), word).is_some())
    };
    let coded = errors.iter().find_map(|error| {
        Some(match error.code.as_str() {
            "PROXY_DENIED" => ErrorKind::ProxyDenied,
            "PROXY_TIMEOUT" => ErrorKind::Timeout,
            "PROXY_UNREACHABLE" => ErrorKind::Network,
            "TAG_IMMUTABLE" | "TAG_ALREADY_EXISTS" => ErrorKind::TagImmutable,
            "MANIFEST_UNKNOWN" => ErrorKind::ManifestUnknown,
            "BLOB_UNKNOWN" => ErrorKind::BlobUnknown,
            "NAME_UNKNOWN" => ErrorKind::NameUnknown,
            "NAME_INVALID" => ErrorKind::NameInvalid,
            "MANIFEST_INVALID" | "MANIFEST_UNVERIFIED" => ErrorKind::ManifestInvalid,
            "MANIFEST_BLOB_UNKNOWN" => ErrorKind::ManifestBlobUnknown,
            "BLOB_UPLOAD_INVALID"
            | "BLOB_UPLOAD_UNKNOWN"
            | "DIGEST_INVALID"
            | "SIZE_INVALID"
            | "RANGE_INVALID" => ErrorKind::UploadInvalid,
            "TOOMANYREQUESTS" => ErrorKind::TooManyRequests,
            "UNSUPPORTED" => ErrorKind::Unsupported,
            _ => return None,
        })
    });
    match (status, coded) {
        (_, Some(kind @ (ErrorKind::ProxyDenied | ErrorKind::TagImmutable))) => kind,
        // ECR, Harbor, GitLab and Google all say it in words, under different codes.
        (400..=499, _) if says("immutable") => ErrorKind::TagImmutable,
        (400..=499, _) if says("quota") => ErrorKind::Quota,
        (401, _) => ErrorKind::Unauthorized,
        (403, _) => ErrorKind::Denied,
        (429, _) => ErrorKind::TooManyRequests,
        (500.., None) => match status {
            501 => ErrorKind::Unsupported,
            507 => ErrorKind::Quota,
            _ => ErrorKind::Server,
        },
        (_, Some(kind)) => kind,
        (404, None) => not_found,
        (405, None) => ErrorKind::Unsupported,
        (408, None) => ErrorKind::Timeout,
        (413, None) => ErrorKind::Quota,
        _ => ErrorKind::UnexpectedStatus,
    }
}

/// Go's `http.StatusText`.
fn go_status_text(status: u16) -> &'static str {
    STATUS_TEXTS
        .lines()
        .find_map(|line| line.strip_prefix(&format!("{status} ")))
        .unwrap_or_default()
}

/// One text for all: a table of texts would be larger.
const STATUS_TEXTS: &str = "\
100 Continue
101 Switching Protocols
102 Processing
103 Early Hints
200 OK
201 Created
202 Accepted
203 Non-Authoritative Information
204 No Content
205 Reset Content
206 Partial Content
207 Multi-Status
208 Already Reported
226 IM Used
300 Multiple Choices
301 Moved Permanently
302 Found
303 See Other
304 Not Modified
305 Use Proxy
307 Temporary Redirect
308 Permanent Redirect
400 Bad Request
401 Unauthorized
402 Payment Required
403 Forbidden
404 Not Found
405 Method Not Allowed
406 Not Acceptable
407 Proxy Authentication Required
408 Request Timeout
409 Conflict
410 Gone
411 Length Required
412 Precondition Failed
413 Request Entity Too Large
414 Request URI Too Long
415 Unsupported Media Type
416 Requested Range Not Satisfiable
417 Expectation Failed
418 I'm a teapot
421 Misdirected Request
422 Unprocessable Entity
423 Locked
424 Failed Dependency
425 Too Early
426 Upgrade Required
428 Precondition Required
429 Too Many Requests
431 Request Header Fields Too Large
451 Unavailable For Legal Reasons
500 Internal Server Error
501 Not Implemented
502 Bad Gateway
503 Service Unavailable
504 Gateway Timeout
505 HTTP Version Not Supported
506 Variant Also Negotiates
507 Insufficient Storage
508 Loop Detected
510 Not Extended
511 Network Authentication Required";

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
