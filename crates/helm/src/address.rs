//! URLs as Go's `net/url` reads and writes them, as far as Helm passes them on.
//!
//! Source: Go's `url.Parse` and `URL.String`. Helm parses every address and goes on with the text
//! that `String` makes of it, so that text must be the same.

use chartroom_gotext::has;

/// An address, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    /// Scheme in lower case; empty if there is none.
    pub(crate) scheme: String,
    /// Host and port.
    pub(crate) host: String,
    /// Path with its escapes undone.
    pub(crate) path: String,
    /// The whole, as Go writes it.
    pub(crate) text: String,
}

impl Address {
    /// Parses an address; `None` where Go reports an error.
    pub(crate) fn parse(raw: &str) -> Option<Address> {
        if raw.bytes().any(|byte| byte < 0x20 || byte == 0x7f) {
            return None;
        }
        let (rest, fragment) = match raw.split_once('#') {
            Some((rest, fragment)) => (rest, Some(fragment)),
            None => (raw, None),
        };
        let (scheme, rest) = scheme(rest)?;
        let scheme = scheme.to_ascii_lowercase();
        let mut text = String::new();
        if !scheme.is_empty() {
            text.push_str(&scheme);
            text.push(':');
        }
        let (rest, query) = match rest.split_once('?') {
            Some((rest, query)) => (rest, Some(query)),
            None => (rest, None),
        };
        let (mut host, mut path) = (String::new(), String::new());
        if !rest.starts_with('/') && !scheme.is_empty() {
            // An opaque address, such as `mailto:`.
            text.push_str(rest);
        } else {
            let first = rest.split('/').next().unwrap_or_default();
            if !rest.starts_with('/') && has(first, ':') {
                return None;
            }
            let mut raw_path = rest;
            if let Some(after) = rest
                .strip_prefix("//")
                .filter(|after| !scheme.is_empty() || !after.starts_with('/'))
            {
                let end = after.find('/').unwrap_or(after.len());
                let (authority, after) = after.split_at(end);
                host = authority_host(authority)?;
                raw_path = after;
                if !host.is_empty() || !raw_path.is_empty() || has(authority, '@') {
                    text.push_str("//");
                    if let Some((user, _)) = authority.rsplit_once('@') {
                        text.push_str(user);
                        text.push('@');
                    }
                    text.push_str(&host);
                }
            }
            path = unescape(raw_path)?;
            text.push_str(&written_path(raw_path, &path));
        }
        if let Some(query) = query {
            text.push('?');
            text.push_str(query);
        }
        if let Some(fragment) = fragment {
            unescape(fragment)?;
            if !fragment.is_empty() {
                text.push('#');
                text.push_str(fragment);
            }
        }
        Some(Address {
            scheme,
            host,
            path,
            text,
        })
    }
}

/// Go's `getScheme`.
fn scheme(raw: &str) -> Option<(&str, &str)> {
    for (at, byte) in raw.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if at > 0 => {}
            b':' if at == 0 => return None,
            b':' => return Some((&raw[..at], &raw[at + 1..])),
            _ => break,
        }
    }
    Some(("", raw))
}

/// The host of an authority, checked as Go checks it.
fn authority_host(authority: &str) -> Option<String> {
    let (user, host) = match authority.rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, authority),
    };
    let user_fits =
        |byte: u8| byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&byte);
    if !user.unwrap_or_default().bytes().all(user_fits) {
        return None;
    }
    let host_fits = |byte: u8| {
        byte >= 0x80 || byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:[]<>\"".contains(&byte)
    };
    if !host.bytes().all(host_fits) {
        return None;
    }
    let port = match host.strip_prefix('[') {
        Some(rest) => rest.rsplit_once(']')?.1,
        None => host.find(':').map_or("", |colon| &host[colon..]),
    };
    let digits = port.strip_prefix(':').unwrap_or(port);
    if !port.is_empty() && (!port.starts_with(':') || !digits.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    Some(host.to_owned())
}

fn unescape(text: &str) -> Option<String> {
    if !has(text, '%') {
        return Some(text.to_owned());
    }
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let high = char::from(bytes.next()?).to_digit(16)?;
        let low = char::from(bytes.next()?).to_digit(16)?;
        out.push((high << 4 | low) as u8);
    }
    Some(String::from_utf8_lossy(&out).into_owned())
}

/// Go's `EscapedPath`: the path as it was written if that is a valid way to write it, else escaped.
fn written_path(raw: &str, path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~$&+,/:;=@".contains(&byte);
    let valid = |byte: u8| plain(byte) || b"!'()*[]%".contains(&byte);
    if raw.bytes().all(valid) {
        return raw.to_owned();
    }
    let mut out = String::new();
    for byte in path.bytes() {
        if plain(byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn writes_what_go_writes() {
        for (raw, text) in [
            ("oci://h/a//b/", "oci://h/a//b/"),
            ("OCI://Host:5000/A", "oci://Host:5000/A"),
            ("oci://h/a b", "oci://h/a%20b"),
            ("oci://h/ä?x=1#f", "oci://h/%C3%A4?x=1#f"),
            ("oci:h/a", "oci:h/a"),
            ("oci:/h/a", "oci:/h/a"),
            ("oci://", "oci:"),
            ("oci:///a", "oci:///a"),
            ("h/a", "h/a"),
            ("oci://u:p@h/a", "oci://u:p@h/a"),
            ("oci://h/a%41", "oci://h/a%41"),
        ] {
            let address = Address::parse(raw).map(|address| address.text);
            assert_eq!(address.as_deref(), Some(text), "{raw}");
        }
        for bad in [
            "127.0.0.1:5001/a",
            ":a",
            "oci://h:x/a",
            "oci://h/%zz",
            "oci://h/\n",
            "oci://h h/a",
            "oci://[::1/a",
        ] {
            assert_eq!(Address::parse(bad), None, "{bad}");
        }
    }
}
