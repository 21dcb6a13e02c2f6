//! Which headers pass the proxy. Both lists name what passes; everything else stays behind:
//! cookies, hop-by-hop headers, `Origin`, forwarding headers, another server's CORS and policies.

use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue};

/// Request headers a registry needs.
const REQUEST: [HeaderName; 9] = [
    header::ACCEPT,
    header::AUTHORIZATION,
    header::CONTENT_TYPE,
    header::CONTENT_RANGE,
    header::RANGE,
    header::IF_MATCH,
    header::IF_NONE_MATCH,
    header::IF_RANGE,
    header::CACHE_CONTROL,
];

/// Response headers a client needs.
const RESPONSE: [HeaderName; 15] = [
    header::ACCEPT_RANGES,
    header::ALLOW,
    header::CONTENT_LENGTH,
    header::CONTENT_RANGE,
    header::CONTENT_TYPE,
    header::CONTENT_ENCODING,
    header::DATE,
    header::ETAG,
    header::LAST_MODIFIED,
    header::LINK,
    header::LOCATION,
    header::RANGE,
    header::RETRY_AFTER,
    header::WARNING,
    header::WWW_AUTHENTICATE,
];

/// Families of response headers that registries use.
const FAMILIES: [&str; 5] = [
    "docker-",
    "oci-",
    "ratelimit",
    "x-ratelimit-",
    "x-registry-",
];

/// What goes to the registry.
pub(crate) fn outgoing(headers: &HeaderMap) -> HeaderMap {
    let mut kept = HeaderMap::new();
    for name in REQUEST {
        for value in headers.get_all(&name) {
            kept.append(name.clone(), value.clone());
        }
    }
    kept.insert(
        header::USER_AGENT,
        HeaderValue::from_static(concat!("chartroom-server/", env!("CARGO_PKG_VERSION"))),
    );
    // What passes is what the registry stores: nothing is unpacked on the way.
    kept.insert(
        header::ACCEPT_ENCODING,
        HeaderValue::from_static("identity"),
    );
    kept
}

/// What comes back.
pub(crate) fn incoming(headers: &HeaderMap) -> HeaderMap {
    let mut kept = HeaderMap::new();
    for (name, value) in headers {
        if RESPONSE.contains(name)
            || FAMILIES
                .iter()
                .any(|family| name.as_str().starts_with(family))
        {
            kept.append(name.clone(), value.clone());
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes() {
        let mut headers = HeaderMap::new();
        for name in [
            "accept",
            "authorization",
            "cookie",
            "origin",
            "referer",
            "host",
            "connection",
            "x-custom",
            "te",
            "upgrade",
            "proxy-authorization",
            "x-forwarded-for",
            "forwarded",
            "sec-fetch-site",
            "transfer-encoding",
            "set-cookie",
            "location",
            "docker-content-digest",
            "oci-subject",
            "access-control-allow-origin",
            "strict-transport-security",
            "clear-site-data",
            "content-security-policy",
            "refresh",
            "service-worker-allowed",
            "keep-alive",
            "trailer",
            "www-authenticate",
            "x-requested-by",
        ] {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static("x"));
        }
        let names = |headers: HeaderMap| {
            let mut names: Vec<String> = headers.keys().map(ToString::to_string).collect();
            names.sort();
            names
        };
        assert_eq!(
            names(outgoing(&headers)),
            ["accept", "accept-encoding", "authorization", "user-agent"]
        );
        assert_eq!(
            names(incoming(&headers)),
            [
                "docker-content-digest",
                "location",
                "oci-subject",
                "www-authenticate"
            ]
        );
    }
}
