//! The kinds of what goes wrong, each with its code and its advice.

use chartroom_gotext::cut;

use crate::error_body::OciError;

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
            ErrorKind::InvalidReference => "REFERENCE_INVALID",
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
    /// The kind of a status: what the status alone decides, then the registry's codes and words,
    /// then the rest of the status. `not_found` is what a bare 404 means.
    pub(crate) fn of_status(status: u16, errors: &[OciError], not_found: ErrorKind) -> ErrorKind {
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
}
