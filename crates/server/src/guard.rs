//! Who may talk to this server: the `Host` and `Origin` of every request.
//!
//! A server on the loopback interface is reachable from every page the user visits. Two things
//! keep foreign pages out:
//!
//! - **`Host`** must be a name this server has. A page that points its own name at 127.0.0.1 (DNS
//!   rebinding) is same-origin to itself, but its name stands in `Host`.
//! - **`Origin`**, where a browser sends one, must be this server's own or a listed one. Registry
//!   clients send none. Requests for which browsers send none (images, scripts, plain links)
//!   carry `Sec-Fetch-Site`, and only following a link to the app itself may cross sites.

use http::uri::Authority;
use http::{HeaderMap, Method, Request, StatusCode, header};

use crate::respond::{Reply, error};

/// The rules of one server.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    hosts: Vec<String>,
    origins: Vec<String>,
    any_address: bool,
}

/// What is known of a caller that may go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The name and port by which the server was called.
    pub host: String,
    /// A listed origin other than the server's own, to be named in CORS headers.
    pub foreign: Option<String>,
    /// The request certainly comes from the app or a listed page.
    pub from_page: bool,
}

impl Guard {
    /// Makes the rules: more host names and origins than the server's own. With `any_address` the
    /// server listens beyond the loopback interface and may be called by any IP address; an
    /// address cannot be rebound.
    #[must_use]
    pub fn new(hosts: &[String], origins: &[String], any_address: bool) -> Self {
        let hosts = hosts.iter().map(|host| host.to_ascii_lowercase()).collect();
        let origins = origins
            .iter()
            .map(|origin| origin.trim_end_matches('/').to_ascii_lowercase())
            .collect();
        Self {
            hosts,
            origins,
            any_address,
        }
    }

    /// Checks the head of a request.
    ///
    /// # Errors
    /// The refusal to send.
    pub fn check<B>(&self, request: &Request<B>) -> Result<Caller, Box<Reply>> {
        let host = self.host(request)?;
        let headers = request.headers();
        let mut origins = headers.get_all(header::ORIGIN).iter();
        match (origins.next(), origins.next()) {
            (Some(origin), None) => {
                let origin = origin.to_str().unwrap_or_default().to_ascii_lowercase();
                if same(&origin, &host) {
                    Ok(Caller {
                        host,
                        foreign: None,
                        from_page: true,
                    })
                } else if self.origins.contains(&origin) {
                    Ok(Caller {
                        host,
                        foreign: Some(origin),
                        from_page: true,
                    })
                } else {
                    Err(denied(&format!(
                        "pages of {} may not use this server; start it with --allow-origin to let them",
                        printable(&origin)
                    )))
                }
            }
            (Some(_), Some(_)) => Err(denied("the request names more than one origin")),
            (None, _) => {
                let site = headers
                    .get("sec-fetch-site")
                    .map(|value| value.to_str().unwrap_or("?"));
                match site {
                    None | Some("none") => Ok(Caller {
                        host,
                        foreign: None,
                        from_page: false,
                    }),
                    Some("same-origin") => Ok(Caller {
                        host,
                        foreign: None,
                        from_page: true,
                    }),
                    Some(_) if is_visit(request) => Ok(Caller {
                        host,
                        foreign: None,
                        from_page: false,
                    }),
                    Some(_) => Err(denied(
                        "other sites may link to the app, but not use this server",
                    )),
                }
            }
        }
    }

    fn host<B>(&self, request: &Request<B>) -> Result<String, Box<Reply>> {
        let mut hosts = request.headers().get_all(header::HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else {
            return Err(bad("a request must name one Host"));
        };
        let host = host.to_str().unwrap_or_default().to_ascii_lowercase();
        // The absolute form of a request names the host a second time.
        if request
            .uri()
            .authority()
            .is_some_and(|authority| !authority.as_str().eq_ignore_ascii_case(&host))
        {
            return Err(bad("the request names two different hosts"));
        }
        let Ok(authority) = host.parse::<Authority>() else {
            return Err(bad("the Host of the request is malformed"));
        };
        if host.contains('@') || !(self.knows(authority.host()) || self.hosts.contains(&host)) {
            return Err(denied(&format!(
                "this server is not called {}; start it with --allow-host to give it that name",
                printable(authority.host())
            )));
        }
        Ok(host)
    }

    fn knows(&self, name: &str) -> bool {
        let address = name
            .trim_start_matches('[')
            .trim_end_matches(']')
            .parse::<std::net::IpAddr>();
        match address {
            Ok(address) => {
                address.is_loopback()
                    || self.any_address
                    || self.hosts.iter().any(|host| host == name)
            }
            Err(_) => name == "localhost" || self.hosts.iter().any(|host| host == name),
        }
    }
}

/// Following a link, or typing an address: the browser shows the app, and the other page sees
/// nothing of it.
fn is_visit<B>(request: &Request<B>) -> bool {
    let path = request.uri().path();
    let inner = ["/v2", "/proxy", "/api"].iter().any(|prefix| {
        path.strip_prefix(prefix)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    let mode = request
        .headers()
        .get("sec-fetch-mode")
        .and_then(|value| value.to_str().ok());
    let dest = request
        .headers()
        .get("sec-fetch-dest")
        .and_then(|value| value.to_str().ok());
    !inner
        && request.method() == Method::GET
        && mode == Some("navigate")
        && dest == Some("document")
}

/// Tells whether an origin is this server's: behind something that ends TLS the scheme is https.
fn same(origin: &str, host: &str) -> bool {
    origin
        .strip_prefix("http://")
        .or_else(|| origin.strip_prefix("https://"))
        .is_some_and(|rest| rest == host)
}

fn printable(text: &str) -> String {
    text.chars()
        .take(100)
        .map(|letter| {
            if letter.is_ascii_graphic() {
                letter
            } else {
                '?'
            }
        })
        .collect()
}

fn denied(message: &str) -> Box<Reply> {
    Box::new(error(StatusCode::FORBIDDEN, "DENIED", message))
}

fn bad(message: &str) -> Box<Reply> {
    Box::new(error(StatusCode::BAD_REQUEST, "DENIED", message))
}

/// The response headers a page may read; those the distribution specification and its servers use.
const EXPOSED: &str = "WWW-Authenticate, Location, Link, Range, Content-Range, Accept-Ranges, Docker-Content-Digest, Docker-Upload-UUID, OCI-Subject, OCI-Filters-Applied, OCI-Tag, OCI-Chunk-Min-Length, ETag, Warning, Retry-After, RateLimit-Limit, RateLimit-Remaining";

/// Adds the CORS headers for a listed origin; never credentials.
pub(crate) fn add_cors(headers: &mut HeaderMap, caller: &Caller) {
    headers.append(header::VARY, header::HeaderValue::from_static("Origin"));
    if let Some(origin) = &caller.foreign {
        crate::respond::set(headers, header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            header::HeaderValue::from_static(EXPOSED),
        );
    }
}

/// Answers a preflight; the registry behind never sees it.
pub(crate) fn preflight() -> Reply {
    let mut reply = Reply::new(crate::payload::Payload::empty());
    *reply.status_mut() = StatusCode::NO_CONTENT;
    let headers = reply.headers_mut();
    let fixed = header::HeaderValue::from_static;
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        fixed("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
    );
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        fixed("Authorization, Accept, Content-Type, Content-Range, Range, If-Match, If-None-Match, X-Requested-By"),
    );
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, fixed("600"));
    headers.insert(
        header::ALLOW,
        fixed("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
    );
    reply
}

#[cfg(test)]
mod tests;
