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

/// What to do about each, by its code.
const ADVICE: &str = include_str!("advice.txt");

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
        chartroom_gotext::advice(ADVICE, self.code()).unwrap_or_default()
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

#[cfg(test)]
mod tests {
    #[test]
    fn every_code_has_an_advice() {
        let codes = include_str!("error_kind.rs").lines();
        let codes = codes.filter_map(|line| line.split_once(" => \"")?.1.strip_suffix("\","));
        for code in codes.filter(|code| !code.contains(|c: char| c.is_ascii_lowercase())) {
            let advice = chartroom_gotext::advice(super::ADVICE, code);
            assert!(advice.is_some_and(|text| text.ends_with('.')), "{code}");
        }
    }
}
