//! The little that has to be known about addresses, over `http::Uri`.
//!
//! A full URL library would cost more than the rest of this crate (`engineering.md` 3.7).

use std::net::IpAddr;

use chartroom_gotext::sort_by;
use http::Uri;

/// Scheme, host and port: where credentials may go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin {
    /// `https` or `http`.
    pub scheme: String,
    /// The host in lower case, an IPv6 address in brackets.
    pub host: String,
    /// The port, the scheme's own when none is written.
    pub port: u16,
}

impl Origin {
    /// The origin of an absolute `http` or `https` address.
    pub fn of(url: &str) -> Option<Origin> {
        let uri: Uri = url.parse().ok()?;
        let scheme = uri.scheme_str()?.to_ascii_lowercase();
        let default = match scheme.as_str() {
            "https" => 443,
            "http" => 80,
            _ => return None,
        };
        let host = uri
            .host()
            .filter(|host| !host.is_empty())?
            .to_ascii_lowercase();
        let authority = uri.authority()?.as_str();
        let after = authority
            .rsplit('@')
            .next()
            .unwrap_or(authority)
            .get(host.len()..)?;
        let port = match after.strip_prefix(':') {
            None | Some("") => default,
            Some(port) => port.parse().ok()?,
        };
        Some(Origin { scheme, host, port })
    }

    /// Whether the host is written as an address of this machine, of a private or a link-local
    /// network: a public registry has no business naming one.
    pub fn is_private_literal(&self) -> bool {
        let host = self.host.trim_start_matches('[').trim_end_matches(']');
        match host.parse::<IpAddr>() {
            Ok(address) => is_private(address),
            Err(_) => host == "localhost" || host.ends_with(".localhost"),
        }
    }
}

fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            v4.is_loopback() || v4.is_private() || v4.is_link_local() || v4.is_unspecified()
        }
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_private(IpAddr::V4(v4)),
            None => {
                v6.is_loopback()
                    || v6.is_unspecified()
                    || v6.is_unique_local()
                    || v6.is_unicast_link_local()
            }
        },
    }
}

/// Resolves `reference` (absolute, `//host/…`, `/path`, `?query` or a relative path) against the
/// absolute address `base`. The query is kept byte for byte; a fragment is dropped.
pub fn resolve_url(base: &str, reference: &str) -> Option<String> {
    let reference = reference.trim();
    let reference = reference.split('#').next().unwrap_or_default();
    let (scheme, rest) = base.split_once("://")?;
    let (authority, base_path) = match rest.find(['/', '?', '#']) {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let base_path = without_query(base_path);
    let absolute = if has_scheme(reference) {
        reference.to_owned()
    } else if reference.starts_with("//") {
        format!("{scheme}:{reference}")
    } else if reference.starts_with('/') {
        format!("{scheme}://{authority}{reference}")
    } else if reference.is_empty() || reference.starts_with('?') {
        format!("{scheme}://{authority}{base_path}{reference}")
    } else {
        let directory = base_path.rfind('/').map_or("/", |at| &base_path[..=at]);
        let (path, query) = match reference.find('?') {
            Some(at) => reference.split_at(at),
            None => (reference, ""),
        };
        format!(
            "{scheme}://{authority}{}{query}",
            without_dots(&format!("{directory}{path}"))
        )
    };
    let uri: Uri = absolute.parse().ok()?;
    (uri.scheme().is_some() && uri.host().is_some_and(|host| !host.is_empty())).then_some(absolute)
}

fn has_scheme(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, _)| {
        !scheme.is_empty()
            && scheme
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    })
}

/// RFC 3986 section 5.2.4 for a path that starts with a slash.
fn without_dots(path: &str) -> String {
    let mut out: Vec<&str> = Vec::new();
    let mut pieces = path.split('/').skip(1).peekable();
    while let Some(piece) = pieces.next() {
        let last = pieces.peek().is_none();
        match piece {
            "." if last => out.push(""),
            "." => {}
            ".." => {
                out.pop();
                if last {
                    out.push("");
                }
            }
            piece => out.push(piece),
        }
    }
    format!("/{}", out.join("/"))
}

/// The address without its query and fragment: what may be shown.
pub fn without_query(url: &str) -> &str {
    &url[..url.find(['?', '#']).unwrap_or(url.len())]
}

/// The pairs of a query, decoded, in order.
pub fn parse_query(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(key), decode(value))
        })
        .collect()
}

/// Pairs as a query the way Go's `url.Values.Encode` writes it: sorted by key (pairs of one key in
/// their order), everything but letters, digits and `-_.~` escaped, a space as `+`.
pub fn encode_query(pairs: &[(String, String)]) -> String {
    let mut sorted: Vec<_> = pairs.iter().collect();
    sort_by(&mut sorted, |a, b| a.0.cmp(&b.0));
    let mut out = String::new();
    for (key, value) in sorted {
        if !out.is_empty() {
            out.push('&');
        }
        encode(key, &mut out);
        out.push('=');
        encode(value, &mut out);
    }
    out
}

fn encode(text: &str, out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for b in text.bytes() {
        match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(b as char)
            }
            b' ' => out.push('+'),
            b => {
                out.push('%');
                out.push(DIGITS[usize::from(b >> 4)] as char);
                out.push(DIGITS[usize::from(b & 15)] as char);
            }
        }
    }
}

fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    let digit = |at: usize| bytes.get(at).and_then(|&b| (b as char).to_digit(16));
    while at < bytes.len() {
        match bytes[at] {
            b'+' => out.push(b' '),
            b'%' => match (digit(at + 1), digit(at + 2)) {
                (Some(high), Some(low)) => {
                    out.push((high * 16 + low) as u8);
                    at += 2;
                }
                _ => out.push(b'%'),
            },
            b => out.push(b),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn resolves() {
        let base = "https://h:5/v2/a/blobs/uploads/?x=1";
        for (reference, expected) in [
            ("https://o/p?q=%2F", "https://o/p?q=%2F"),
            ("//o/p", "https://o/p"),
            ("/v2/x?_state=a%3D", "https://h:5/v2/x?_state=a%3D"),
            ("abc?d=e", "https://h:5/v2/a/blobs/uploads/abc?d=e"),
            ("../abc/./d", "https://h:5/v2/a/blobs/abc/d"),
            ("?y=2", "https://h:5/v2/a/blobs/uploads/?y=2"),
            ("/x#frag", "https://h:5/x"),
            (
                "a?u=http://o/",
                "https://h:5/v2/a/blobs/uploads/a?u=http://o/",
            ),
        ] {
            assert_eq!(
                resolve_url(base, reference).as_deref(),
                Some(expected),
                "{reference}"
            );
        }
        assert_eq!(resolve_url(base, "http://"), None);
        assert_eq!(resolve_url(base, "/sp ace"), None);
        assert_eq!(
            resolve_url("https://h", "x").as_deref(),
            Some("https://h/x")
        );
        assert_eq!(resolve_url("nonsense", "x"), None);
    }

    #[test]
    fn origins() {
        assert_eq!(Origin::of("https://H/x"), Origin::of("https://h:443"));
        assert_ne!(Origin::of("https://h/x"), Origin::of("http://h:443"));
        assert_ne!(Origin::of("https://h/x"), Origin::of("https://h:444/x"));
        assert_eq!(Origin::of("https://u:p@h:1/x").unwrap().port, 1);
        assert_eq!(Origin::of("http://[::1]:5000/").unwrap().host, "[::1]");
        assert_eq!(Origin::of("ftp://h/"), None);
        assert_eq!(Origin::of("/x"), None);
    }

    #[test]
    fn private_hosts() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "169.254.169.254",
            "[::1]",
            "[fd00::1]",
            "[::ffff:10.0.0.1]",
            "localhost",
            "0.0.0.0",
        ] {
            assert!(
                Origin::of(&format!("https://{private}/"))
                    .unwrap()
                    .is_private_literal(),
                "{private}"
            );
        }
        for public in ["8.8.8.8", "example.com", "[2001:4860:4860::8888]"] {
            assert!(
                !Origin::of(&format!("https://{public}/"))
                    .unwrap()
                    .is_private_literal(),
                "{public}"
            );
        }
    }

    #[test]
    fn queries_as_go_writes_them() {
        let mut pairs = parse_query("_state=a%2Bb+c&b=&digest=old&x");
        pairs.push(("digest".into(), "sha256:1".into()));
        assert_eq!(
            encode_query(&pairs),
            "_state=a%2Bb+c&b=&digest=old&digest=sha256%3A1&x="
        );
    }

    proptest! {
        #[test]
        fn encoding_undoes_decoding(pairs in proptest::collection::vec(("[ -~]{1,8}", "\\PC{0,8}"), 0..5)) {
            let mut sorted: Vec<(String, String)> = pairs.clone();
            sorted.sort_by(|a, b| a.0.cmp(&b.0));
            prop_assert_eq!(parse_query(&encode_query(&pairs)), sorted);
        }

        #[test]
        fn never_panics(base in "\\PC{0,30}", reference in "\\PC{0,30}") {
            let _ = resolve_url(&base, &reference);
            let _ = resolve_url("https://h/p/q", &reference);
            let _ = Origin::of(&reference);
        }
    }
}
