//! Where a redirect may lead.

use bytes::Bytes;
use chartroom_registry::{Origin, Redirects, TransportError, TransportErrorKind, resolve_url};
use http::{Method, Request, Response, StatusCode, header};

/// The most redirects followed for one request.
pub(crate) const MAX_REDIRECTS: usize = 5;

/// The request that `response` redirects `request` to; `None` when it does not redirect.
pub(crate) fn follow<B>(
    request: &Request<Bytes>,
    response: &Response<B>,
    redirects: Redirects,
) -> Result<Option<Request<Bytes>>, TransportError> {
    let status = response.status();
    if !matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let Some(location) = response
        .headers()
        .get(header::LOCATION)
        .and_then(|v| v.to_str().ok())
    else {
        return Ok(None);
    };
    let refused = |text: &str| TransportError::new(TransportErrorKind::Redirect, text);
    if redirects == Redirects::Refuse {
        return Err(refused("the answer is a redirect"));
    }
    let base = request.uri().to_string();
    let url =
        resolve_url(&base, location).ok_or_else(|| refused("redirect to an invalid address"))?;
    let (Some(from), Some(to)) = (Origin::of(&base), Origin::of(&url)) else {
        return Err(refused("redirect to an address that is not http"));
    };
    if from.scheme == "https" && to.scheme != "https" {
        return Err(refused("redirect from https to http"));
    }
    if to.is_private_literal() && !from.is_private_literal() {
        return Err(refused("redirect into a private network"));
    }
    let reading = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reading
        && (from != to
            || !matches!(
                status,
                StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT
            ))
    {
        return Err(refused("redirect of an upload"));
    }
    let mut next = request.clone();
    *next.uri_mut() = url
        .parse()
        .map_err(|_| refused("redirect to an invalid address"))?;
    if from != to {
        next.headers_mut().remove(header::AUTHORIZATION);
        next.headers_mut().remove(header::COOKIE);
    }
    Ok(Some(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn go(
        method: Method,
        from: &str,
        status: u16,
        to: &str,
    ) -> Result<Option<Request<Bytes>>, TransportError> {
        let request = Request::builder()
            .method(method)
            .uri(from)
            .header("Authorization", "Basic secret")
            .body(Bytes::new())
            .unwrap();
        let response = Response::builder()
            .status(status)
            .header("Location", to)
            .body(())
            .unwrap();
        follow(&request, &response, Redirects::Follow)
    }

    #[test]
    fn secrets_stay_at_home() {
        let same = go(Method::GET, "https://h/a", 307, "/b").unwrap().unwrap();
        assert!(same.headers().contains_key("authorization"));
        for elsewhere in ["https://cdn/b", "https://h:444/b"] {
            let next = go(Method::GET, "https://h/a", 307, elsewhere)
                .unwrap()
                .unwrap();
            assert!(!next.headers().contains_key("authorization"), "{elsewhere}");
        }
    }

    #[test]
    fn refuses_what_it_should() {
        assert!(go(Method::GET, "https://h/a", 302, "http://h/b").is_err());
        assert!(go(Method::GET, "https://h/a", 302, "https://169.254.169.254/b").is_err());
        assert!(
            go(
                Method::GET,
                "http://127.0.0.1/a",
                302,
                "http://127.0.0.1:1/b"
            )
            .is_ok()
        );
        assert!(go(Method::PUT, "https://h/a", 307, "https://cdn/b").is_err());
        assert!(go(Method::PUT, "https://h/a", 302, "https://h/b").is_err());
        assert!(
            go(Method::PUT, "https://h/a", 308, "https://h/b")
                .unwrap()
                .is_some()
        );
        assert!(
            go(Method::GET, "https://h/a", 200, "https://h/b")
                .unwrap()
                .is_none()
        );
        assert!(go(Method::GET, "https://h/a", 302, "ftp://h/b").is_err());
    }
}
