//! Requests and answers: as much of HTTP as a client of registries needs.
//!
//! The `http` crate's types cost 10 KB of compressed wasm more. With the feature `http` there are
//! conversions from and to them.

use std::fmt;

use bytes::Bytes;

use crate::url::Address;

/// What is to be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// `GET`
    Get,
    /// `HEAD`
    Head,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `DELETE`
    Delete,
}

impl Method {
    /// The method as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Head => "HEAD",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        }
    }
}

/// Names of headers, in lower case.
pub mod header {
    /// What the answer may be.
    pub const ACCEPT: &str = "accept";
    /// Who asks.
    pub const AUTHORIZATION: &str = "authorization";
    /// What was done to the body on top.
    pub const CONTENT_ENCODING: &str = "content-encoding";
    /// How many bytes the body has.
    pub const CONTENT_LENGTH: &str = "content-length";
    /// What the body is.
    pub const CONTENT_TYPE: &str = "content-type";
    /// Where the next page is.
    pub const LINK: &str = "link";
    /// Where to go on.
    pub const LOCATION: &str = "location";
    /// When to ask again.
    pub const RETRY_AFTER: &str = "retry-after";
    /// Which program asks.
    pub const USER_AGENT: &str = "user-agent";
    /// How to say who asks.
    pub const WWW_AUTHENTICATE: &str = "www-authenticate";
}

/// Headers, in their order. Names are in lower case.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// No headers.
    pub fn new() -> Headers {
        Headers::default()
    }

    /// Adds a header. What cannot be a header's value is left out.
    pub fn append(&mut self, name: &str, value: &str) {
        if is_header_value(value) {
            self.0.push((name.to_ascii_lowercase(), value.to_owned()));
        }
    }

    /// Adds a header in place of those of the same name. What cannot be a header's value is left
    /// out, and the others stay.
    pub fn insert(&mut self, name: &str, value: &str) {
        if is_header_value(value) {
            self.0.retain(|(own, _)| own != name);
            self.append(name, value);
        }
    }

    /// All headers, name and value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The values of a name, those that are no ASCII text too.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.iter()
            .filter(move |(own, _)| *own == name)
            .map(|(_, value)| value)
    }

    /// The first value of a name, if it is ASCII text.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.first(name).filter(|value| value.is_ascii())
    }

    /// Whether there is a header of a name.
    pub fn contains(&self, name: &str) -> bool {
        self.first(name).is_some()
    }

    fn first(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Names only: a value may be a secret.
impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.iter().map(|(name, _)| name))
            .finish()
    }
}

/// Whether a text may be a header's value (RFC 9110, section 5.5).
pub fn is_header_value(text: &str) -> bool {
    text.bytes().all(|b| (b >= b' ' && b != 0x7f) || b == b'\t')
}

/// A request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// What is to be done.
    pub method: Method,
    /// The absolute address.
    pub url: String,
    /// The headers.
    pub headers: Headers,
    /// The body; empty when there is none.
    pub body: Bytes,
}

impl Request {
    /// A request without headers and body. `None` if `url` is no absolute address.
    pub fn new(method: Method, url: &str) -> Option<Request> {
        Some(Request {
            method,
            url: Address::parse(url)?.to_string(),
            headers: Headers::new(),
            body: Bytes::new(),
        })
    }
}

/// An answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Response {
    /// The status, `200`.
    pub status: u16,
    /// The headers.
    pub headers: Headers,
    /// The whole body.
    pub body: Bytes,
    /// The address that answered after redirects; `None` means the request's own.
    pub url: Option<String>,
}

#[cfg(any(feature = "http", test))]
mod convert {
    use super::{Bytes, Headers, Request, Response};

    /// # Errors
    /// When the address or a header is none to that crate.
    impl TryFrom<Request> for http::Request<Bytes> {
        type Error = http::Error;

        fn try_from(request: Request) -> Result<Self, http::Error> {
            let mut made = http::Request::builder()
                .method(request.method.as_str())
                .uri(request.url);
            for (name, value) in request.headers.iter() {
                let mut value = http::HeaderValue::try_from(value)?;
                value.set_sensitive(name == super::header::AUTHORIZATION);
                made = made.header(name, value);
            }
            made.body(request.body)
        }
    }

    impl From<http::Response<Bytes>> for Response {
        fn from(response: http::Response<Bytes>) -> Response {
            let mut headers = Headers::new();
            for (name, value) in response.headers() {
                headers.append(name.as_str(), &String::from_utf8_lossy(value.as_bytes()));
            }
            Response {
                status: response.status().as_u16(),
                headers,
                body: response.into_body(),
                url: None,
            }
        }
    }
}
