//! Uniform resource locators as Go's `net/url` reads and writes them.
//!
//! Go is laxer than browsers: nothing is normalised, paths keep their dots, hosts their case. The
//! error texts are part of what charts and `helm lint` show.

mod escape;

use chartroom_gotemplate::strconv;

use crate::ip;
use escape::{Part, escape, should_escape, unescape};
pub use escape::{escape_segment, unescape_path};

/// A parsed URL; every part is kept as bytes, with escapes resolved where Go resolves them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Url {
    /// Lower case, without the colon.
    pub scheme: Vec<u8>,
    /// What follows the scheme where no slash does: `user@host` in `mailto:user@host`.
    pub opaque: Vec<u8>,
    /// Name and password in front of the host.
    pub user: Option<User>,
    /// Host and port.
    pub host: Vec<u8>,
    /// The path, unescaped.
    pub path: Vec<u8>,
    /// The path as it was written, where that is not how Go would write it.
    pub raw_path: Vec<u8>,
    /// Whether the text ended in a lone `?`.
    pub force_query: bool,
    /// The query as it was written, without the `?`.
    pub raw_query: Vec<u8>,
    /// The fragment, unescaped.
    pub fragment: Vec<u8>,
    /// The fragment as it was written, where that is not how Go would write it.
    pub raw_fragment: Vec<u8>,
    /// Whether a scheme was followed by a path at once: `file:/etc`.
    pub omit_host: bool,
}

/// Name and password of a URL.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct User {
    /// The name.
    pub name: Vec<u8>,
    /// The password, if there is a colon.
    pub password: Option<Vec<u8>>,
}

/// Reads a URL of any form.
///
/// # Errors
/// Go's text: `parse "…": …`.
pub fn parse(text: &[u8]) -> Result<Url, Vec<u8>> {
    let (front, fragment) = cut(text, b'#');
    let mut url = read(front, false).map_err(|cause| complaint(front, &cause))?;
    if let Some(fragment) = fragment.filter(|f| !f.is_empty()) {
        url.fragment =
            unescape(fragment, Part::Fragment).map_err(|cause| complaint(text, &cause))?;
        if escape(&url.fragment, Part::Fragment) != fragment {
            url.raw_fragment = fragment.to_vec();
        }
    }
    Ok(url)
}

/// Reads a URL as it stands in a request: absolute, or an absolute path; a fragment is no fragment.
///
/// # Errors
/// Go's text: `parse "…": …`.
pub fn parse_request(text: &[u8]) -> Result<Url, Vec<u8>> {
    read(text, true).map_err(|cause| complaint(text, &cause))
}

fn complaint(text: &[u8], cause: &[u8]) -> Vec<u8> {
    [b"parse ", &strconv::quote(text)[..], b": ", cause].concat()
}

fn cut(text: &[u8], at: u8) -> (&[u8], Option<&[u8]>) {
    match text.iter().position(|b| *b == at) {
        Some(place) => (&text[..place], Some(&text[place + 1..])),
        None => (text, None),
    }
}

fn read(text: &[u8], request: bool) -> Result<Url, Vec<u8>> {
    if text.iter().any(|b| *b < b' ' || *b == 0x7f) {
        return Err(b"net/url: invalid control character in URL".to_vec());
    }
    if text.is_empty() && request {
        return Err(b"empty url".to_vec());
    }
    let mut url = Url::default();
    if text == b"*" {
        url.path = b"*".to_vec();
        return Ok(url);
    }
    let (scheme, mut rest) = scheme(text)?;
    url.scheme = scheme.to_ascii_lowercase();
    if rest.ends_with(b"?") && rest.iter().filter(|b| **b == b'?').count() == 1 {
        url.force_query = true;
        rest = &rest[..rest.len() - 1];
    } else {
        let (front, query) = cut(rest, b'?');
        rest = front;
        url.raw_query = query.unwrap_or_default().to_vec();
    }
    if !rest.starts_with(b"/") {
        if !url.scheme.is_empty() {
            url.opaque = rest.to_vec();
            return Ok(url);
        }
        if request {
            return Err(b"invalid URI for request".to_vec());
        }
        if cut(rest, b'/').0.contains(&b':') {
            return Err(b"first path segment in URL cannot contain colon".to_vec());
        }
    }
    let may_have_host = !url.scheme.is_empty() || (!request && !rest.starts_with(b"///"));
    if may_have_host && rest.starts_with(b"//") {
        let authority = &rest[2..];
        let end = authority
            .iter()
            .position(|b| *b == b'/')
            .unwrap_or(authority.len());
        rest = &authority[end..];
        (url.user, url.host) = read_authority(&url.scheme, &authority[..end])?;
    } else if !url.scheme.is_empty() && rest.starts_with(b"/") {
        url.omit_host = true;
    }
    url.path = unescape(rest, Part::Path)?;
    if escape(&url.path, Part::Path) != rest {
        url.raw_path = rest.to_vec();
    }
    Ok(url)
}

/// The scheme and what follows its colon; without a scheme, all of the text.
fn scheme(text: &[u8]) -> Result<(&[u8], &[u8]), Vec<u8>> {
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if at > 0 => {}
            b':' if at == 0 => return Err(b"missing protocol scheme".to_vec()),
            b':' => return Ok((&text[..at], &text[at + 1..])),
            _ => break,
        }
    }
    Ok((b"", text))
}

fn read_authority(scheme: &[u8], authority: &[u8]) -> Result<(Option<User>, Vec<u8>), Vec<u8>> {
    let Some(at) = authority.iter().rposition(|b| *b == b'@') else {
        return Ok((None, read_host(scheme, authority)?));
    };
    let host = read_host(scheme, &authority[at + 1..])?;
    let info = &authority[..at];
    let valid = |b: &u8| b.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(b);
    if !info.iter().all(valid) {
        return Err(b"net/url: invalid userinfo".to_vec());
    }
    let (name, password) = cut(info, b':');
    let user = User {
        name: unescape(name, Part::User)?,
        password: password.map(|p| unescape(p, Part::User)).transpose()?,
    };
    Ok((Some(user), host))
}

fn read_host(scheme: &[u8], host: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
    let bad_port =
        |port: &[u8]| Err([b"invalid port ", &strconv::quote(port)[..], b" after host"].concat());
    match host.iter().rposition(|b| *b == b'[') {
        Some(open) if open > 0 => return Err(b"invalid IP-literal".to_vec()),
        Some(_) => {
            let Some(close) = host.iter().rposition(|b| *b == b']') else {
                return Err(b"missing ']' in host".to_vec());
            };
            let port = &host[close + 1..];
            if !is_port(port) {
                return bad_port(port);
            }
            let name = &host[1..close];
            let zone = name.windows(3).position(|w| w == b"%25");
            let name = match zone {
                Some(zone) => [
                    unescape(&name[..zone], Part::Host)?,
                    unescape(&name[zone..], Part::Zone)?,
                ]
                .concat(),
                None => unescape(name, Part::Host)?,
            };
            check_literal(&name)?;
            return Ok([b"[", &name[..], b"]", port].concat());
        }
        None => {}
    }
    if let Some(first) = host.iter().position(|b| *b == b':') {
        let last = host.iter().rposition(|b| *b == b':').unwrap_or(first);
        let strict = scheme == b"http" || scheme == b"https";
        let port = &host[if strict { first } else { last }..];
        if !is_port(port) {
            return bad_port(port);
        }
    }
    unescape(host, Part::Host)
}

/// Between brackets only an IPv6 address may stand, with or without a zone.
fn check_literal(name: &[u8]) -> Result<(), Vec<u8>> {
    match ip::parse(name) {
        Ok(ip::Kind::V4) => Err(b"invalid IP-literal".to_vec()),
        Ok(_) => Ok(()),
        Err(error) => Err([b"invalid host: ", &error[..]].concat()),
    }
}

fn is_port(text: &[u8]) -> bool {
    match text.split_first() {
        None => true,
        Some((b':', digits)) => digits.iter().all(u8::is_ascii_digit),
        Some(_) => false,
    }
}

impl User {
    /// `name:password`, escaped.
    pub fn text(&self) -> Vec<u8> {
        let mut text = escape(&self.name, Part::User);
        if let Some(password) = &self.password {
            text.push(b':');
            text.extend(escape(password, Part::User));
        }
        text
    }
}

impl Url {
    /// The host without its port and brackets.
    pub fn hostname(&self) -> &[u8] {
        let host = match self.host.iter().rposition(|b| *b == b':') {
            Some(colon) if is_port(&self.host[colon..]) => &self.host[..colon],
            _ => &self.host,
        };
        host.strip_prefix(b"[")
            .and_then(|inner| inner.strip_suffix(b"]"))
            .unwrap_or(host)
    }

    /// The port's digits; empty without a port.
    pub fn port(&self) -> &[u8] {
        match self.host.iter().rposition(|b| *b == b':') {
            Some(colon) if is_port(&self.host[colon..]) => &self.host[colon + 1..],
            _ => b"",
        }
    }

    /// The path as Go writes it.
    pub fn escaped_path(&self) -> Vec<u8> {
        if self.path == b"*" && self.raw_path.is_empty() {
            return b"*".to_vec();
        }
        written(&self.path, &self.raw_path, Part::Path)
    }

    /// Takes a path with its escapes; nothing changes where they are none.
    pub fn set_path(&mut self, written: Vec<u8>) {
        if let Ok(path) = unescape(&written, Part::Path) {
            let usual = escape(&path, Part::Path) == written;
            self.path = path;
            self.raw_path = if usual { Vec::new() } else { written };
        }
    }

    /// The URL as Go writes it.
    pub fn text(&self) -> Vec<u8> {
        let mut text = Vec::new();
        if !self.scheme.is_empty() {
            text.extend_from_slice(&self.scheme);
            text.push(b':');
        }
        if self.opaque.is_empty() {
            self.write_hierarchy(&mut text);
        } else {
            text.extend_from_slice(&self.opaque);
        }
        if self.force_query || !self.raw_query.is_empty() {
            text.push(b'?');
            text.extend_from_slice(&self.raw_query);
        }
        if !self.fragment.is_empty() {
            text.push(b'#');
            text.extend(written(&self.fragment, &self.raw_fragment, Part::Fragment));
        }
        text
    }

    fn write_hierarchy(&self, text: &mut Vec<u8>) {
        let (has_host, has_user) = (!self.host.is_empty(), self.user.is_some());
        let authority = !self.scheme.is_empty() || has_host || has_user;
        if authority && !(self.omit_host && !has_host && !has_user) {
            if has_host || has_user || !self.path.is_empty() {
                text.extend_from_slice(b"//");
            }
            if let Some(user) = &self.user {
                text.extend(user.text());
                text.push(b'@');
            }
            text.extend(escape(&self.host, Part::Host));
        }
        let path = self.escaped_path();
        if has_host && !path.is_empty() && path[0] != b'/' {
            text.push(b'/');
        }
        if text.is_empty() && cut(&path, b'/').0.contains(&b':') {
            // A colon in the first segment would be taken for a scheme's.
            text.extend_from_slice(b"./");
        }
        text.extend(path);
    }
}

/// How a part was written, if that still says the same; else its escaped form.
fn written(value: &[u8], raw: &[u8], part: Part) -> Vec<u8> {
    let valid = |b: &u8| b"!$&'()*+,;=:@[]%".contains(b) || !should_escape(*b, part);
    if !raw.is_empty()
        && raw.iter().all(valid)
        && unescape(raw, part).is_ok_and(|plain| plain == value)
    {
        return raw.to_vec();
    }
    escape(value, part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_go_reads_it_writes_again() {
        for (text, wanted) in [
            ("http://a.b:80/c%2fd?e=f#g", "http://a.b:80/c%2fd?e=f#g"),
            ("HTTP://A/ b", "http://A/%20b"),
            ("mailto:x@y", "mailto:x@y"),
            ("file:/etc", "file:/etc"),
            ("//h/p?", "//h/p?"),
            ("http://u:p%40@h", "http://u:p%40@h"),
            ("http://[::1%25en0]:80/", "http://[::1%25en0]:80/"),
            ("", ""),
        ] {
            let url = parse(text.as_bytes()).unwrap();
            assert_eq!(String::from_utf8_lossy(&url.text()), wanted, "{text}");
        }
    }

    #[test]
    fn errors_are_go_s() {
        for (text, wanted) in [
            (":x", "parse \":x\": missing protocol scheme"),
            (
                "http://a b/",
                "parse \"http://a b/\": invalid character \" \" in host name",
            ),
            (
                "http://a:b/",
                "parse \"http://a:b/\": invalid port \":b\" after host",
            ),
            ("/%zz", "parse \"/%zz\": invalid URL escape \"%zz\""),
            (
                "1:2",
                "parse \"1:2\": first path segment in URL cannot contain colon",
            ),
            (
                "\u{1}",
                "parse \"\\x01\": net/url: invalid control character in URL",
            ),
            (
                "http://[1.2.3.4]/",
                "parse \"http://[1.2.3.4]/\": invalid IP-literal",
            ),
            (
                "http://[:1]/",
                "parse \"http://[:1]/\": invalid host: ParseAddr(\":1\"): each colon-separated field must have at least one digit (at \":1\")",
            ),
            (
                "http://[a]/",
                "parse \"http://[a]/\": invalid host: ParseAddr(\"a\"): unable to parse IP",
            ),
        ] {
            let error = parse(text.as_bytes()).unwrap_err();
            assert_eq!(String::from_utf8_lossy(&error), wanted);
        }
        let error = parse_request(b"a/b").unwrap_err();
        assert_eq!(error, b"parse \"a/b\": invalid URI for request");
    }
}
