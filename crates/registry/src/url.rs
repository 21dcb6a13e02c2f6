//! The little that has to be known about addresses.
//!
//! A full URL library would cost more than the rest of this crate (`engineering.md` 3.7).

use std::fmt;

use chartroom_gotext::{cut, join, sort_by};

use crate::private::is_private_address;

/// An absolute address, taken apart. What is one is what the `http` crate's `Uri` takes for one.
#[derive(Clone, Copy)]
pub(crate) struct Address<'a> {
    /// `https`, as it was written.
    pub(crate) scheme: &'a str,
    /// User information, host and port.
    pub(crate) authority: &'a str,
    /// Path and query; may be empty.
    pub(crate) path: &'a str,
}

/// More than anybody may send.
const MAX_LENGTH: usize = 65_534;

impl<'a> Address<'a> {
    /// Takes an address apart. A fragment is dropped.
    pub(crate) fn parse(url: &'a str) -> Option<Address<'a>> {
        let (scheme, rest) = cut(url, "://")?;
        let in_scheme = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.' | b'~');
        if url.len() > MAX_LENGTH || scheme.len() > 64 || !scheme.bytes().all(in_scheme) {
            return None;
        }
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let path = path.split('#').next().unwrap_or_default();
        (is_authority(authority.as_bytes()) && is_path(path.as_bytes())).then_some(Address {
            scheme,
            authority,
            path,
        })
    }

    /// The authority without user information.
    pub(crate) fn host_and_port(&self) -> &'a str {
        let at = self.authority.rfind('@').map_or(0, |at| at + 1);
        &self.authority[at..]
    }

    /// The host, an IPv6 address in brackets. May be empty.
    fn host(&self) -> &'a str {
        let text = self.host_and_port();
        let end = match text.starts_with('[') {
            true => text.find(']').map(|at| at + 1),
            false => text.find(':'),
        };
        &text[..end.unwrap_or(text.len())]
    }
}

/// The address as it is sent: with a path, and `http` and `https` in lower case.
impl fmt::Display for Address<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = ["http", "https"];
        let scheme = known.iter().find(|it| it.eq_ignore_ascii_case(self.scheme));
        f.write_str(scheme.unwrap_or(&self.scheme))?;
        f.write_str("://")?;
        f.write_str(self.authority)?;
        if !self.path.starts_with('/') {
            f.write_str("/")?;
        }
        f.write_str(self.path)
    }
}

/// Whether this can be an authority: a host, user information before it and a port behind it.
fn is_authority(text: &[u8]) -> bool {
    let (mut colons, mut opened, mut closed, mut percent) = (0, false, false, false);
    for &b in text {
        match b {
            b'%' => percent = true,
            b':' if colons < 8 => colons += 1,
            b'[' if !percent && !opened => opened = true,
            b']' if opened && !closed => {
                closed = true;
                (colons, percent) = (0, false);
            }
            // What came before was user information, which may have more in it.
            b'@' => (colons, percent) = (0, false),
            b'!'
            | b'$'
            | b'&'..=b'.'
            | b'0'..=b'9'
            | b';'
            | b'='
            | b'A'..=b'Z'
            | b'_'
            | b'a'..=b'z'
            | b'~' => {}
            _ => return false,
        }
    }
    opened == closed && colons < 2 && !percent && !text.is_empty() && !text.ends_with(b"@")
}

/// Whether this can be a path with a query.
fn is_path(text: &[u8]) -> bool {
    let mut in_query = false;
    text.iter().all(|b| {
        in_query |= *b == b'?';
        match b {
            ..=b' ' | b'<' | b'>' | 0x7f => false,
            b'"' => !in_query,
            b'`' => in_query,
            _ => true,
        }
    })
}

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
        let address = Address::parse(url)?;
        let scheme = address.scheme.to_ascii_lowercase();
        let default = match scheme.as_str() {
            "https" => 443,
            "http" => 80,
            _ => return None,
        };
        let host = address.host();
        if host.is_empty() {
            return None;
        }
        let after = &address.host_and_port()[host.len()..];
        let host = host.to_ascii_lowercase();
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
        is_private_address(host) || host == "localhost" || host.ends_with(".localhost")
    }
}

/// Resolves `reference` (absolute, `//host/…`, `/path`, `?query` or a relative path) against the
/// absolute address `base`. The query is kept byte for byte; a fragment is dropped.
pub fn resolve_url(base: &str, reference: &str) -> Option<String> {
    let reference = reference.trim();
    let reference = reference.split('#').next().unwrap_or_default();
    let (scheme, rest) = cut(base, "://")?;
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
    let host = Address::parse(&absolute)?.host();
    (!host.is_empty()).then_some(absolute)
}

fn has_scheme(text: &str) -> bool {
    cut(text, "://").is_some_and(|(scheme, _)| {
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
    format!("/{}", join(&out, "/"))
}

/// The address without its query and fragment: what may be shown.
pub fn without_query(url: &str) -> &str {
    &url[..url.find(['?', '#']).unwrap_or(url.len())]
}

/// The pairs of a query, decoded, in order.
#[derive(Default)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Reads what stands behind the question mark of an address.
    pub fn parse(query: &str) -> Query {
        let mut pairs = Query::default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            pairs.add(&decode(key), &decode(value));
        }
        pairs
    }

    /// Adds a pair at the end.
    pub fn add(&mut self, key: &str, value: &str) {
        self.0.push((key.to_owned(), value.to_owned()));
    }

    /// Adds a pair in place of those with the same key.
    pub fn set(&mut self, key: &str, value: &str) {
        self.0.retain(|(own, _)| own != key);
        self.add(key, value);
    }

    /// The query the way Go's `url.Values.Encode` writes it: sorted by key (pairs of one key in
    /// their order), everything but letters, digits and `-_.~` escaped, a space as `+`.
    pub fn encode(mut self) -> String {
        sort_by(&mut self.0, |a, b| a.0.cmp(&b.0));
        let mut out = String::new();
        for (key, value) in &self.0 {
            if !out.is_empty() {
                out.push('&');
            }
            encode(key, &mut out);
            out.push('=');
            encode(value, &mut out);
        }
        out
    }
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
mod tests;
