//! Addresses of schemas: a URL and, behind `#`, a JSON pointer or the name of an anchor.

use crate::text::quoted;
use crate::url::{self, Url};

/// What follows `#`.
pub(super) enum Fragment {
    Pointer(String),
    Anchor(String),
}

impl Fragment {
    fn new(text: String) -> Fragment {
        if text.is_empty() || text.starts_with('/') {
            Fragment::Pointer(text)
        } else {
            Fragment::Anchor(text)
        }
    }
}

/// A URL and what stands behind its `#`, as it is written.
pub(super) fn split(text: &str) -> (&str, &str) {
    text.split_once('#').unwrap_or((text, ""))
}

/// What stands behind `#`, without its escapes.
///
/// # Errors
/// The library's text for escapes that are none.
pub(super) fn fragment(text: &str) -> Result<Fragment, String> {
    let plain = url::unescape_path(split(text).1.as_bytes())
        .map_err(|cause| format!("error in parsing {}: {}", quoted(text), lossy(&cause)))?;
    Ok(Fragment::new(lossy(&plain)))
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The pointer to a member or an item.
pub(super) fn below(pointer: &str, token: &str) -> String {
    format!("{pointer}/{}", escaped(token))
}

/// A token of a pointer.
pub(super) fn escaped(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// The name that a token stands for; `None` where a `~` escapes nothing.
pub(super) fn unescaped(token: &str) -> Option<String> {
    let mut parts = token.split('~');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push(match part.as_bytes().first()? {
            b'0' => '~',
            b'1' => '/',
            _ => return None,
        });
        out.push_str(&part[1..]);
    }
    Some(out)
}

/// URL and pointer in one, as errors name a schema.
pub(super) fn location(url: &str, pointer: &str) -> String {
    let segment = |token: &str| lossy(&url::escape_segment(token.as_bytes()));
    let tokens: Vec<String> = pointer.split('/').map(segment).collect();
    format!("{url}#{}", tokens.join("/"))
}

/// Reads a URL.
///
/// # Errors
/// Go's text.
pub(super) fn parse(text: &str) -> Result<Url, String> {
    url::parse(text.as_bytes()).map_err(|cause| lossy(&cause))
}

/// A reference, resolved on the URL of what it stands in: the URL and what follows `#`.
///
/// # Errors
/// The library's text for what is no URL.
pub(super) fn join(base: &str, reference: &str) -> Result<(String, Fragment), String> {
    let bad = |text: &str, cause: String| format!("error in parsing {}: {cause}", quoted(text));
    let parsed = parse(base).map_err(|cause| bad(base, cause))?;
    let fragment = fragment(reference)?;
    let (reference, _) = split(reference);
    let target = parse(reference).map_err(|cause| bad(reference, cause))?;
    let mut resolved = resolve(&parsed, &target);
    if target.scheme.is_empty() && !parsed.opaque.is_empty() {
        resolved.opaque = parsed.opaque;
    }
    Ok((lossy(&resolved.text()), fragment))
}

/// Go's `URL.ResolveReference`, for references without a fragment.
fn resolve(base: &Url, reference: &Url) -> Url {
    let mut url = reference.clone();
    if reference.scheme.is_empty() {
        url.scheme.clone_from(&base.scheme);
    }
    if !reference.scheme.is_empty() || !reference.host.is_empty() || reference.user.is_some() {
        url.set_path(flat(&reference.escaped_path()));
        return url;
    }
    if reference.path.is_empty() && !reference.force_query && reference.raw_query.is_empty() {
        url.raw_query.clone_from(&base.raw_query);
    }
    if reference.path.is_empty() && !base.opaque.is_empty() {
        url.opaque.clone_from(&base.opaque);
        return url;
    }
    url.host.clone_from(&base.host);
    url.user.clone_from(&base.user);
    let (folder, path) = (base.escaped_path(), reference.escaped_path());
    url.set_path(flat(&match path.first() {
        None => folder,
        Some(b'/') => path,
        Some(_) => {
            let end = folder
                .iter()
                .rposition(|b| *b == b'/')
                .map_or(0, |at| at + 1);
            [&folder[..end], &path].concat()
        }
    }));
    url
}

/// A path without `.` and `..`, with a slash in front if it is not empty.
fn flat(path: &[u8]) -> Vec<u8> {
    if path.is_empty() {
        return Vec::new();
    }
    let mut out = vec![b'/'];
    let (mut first, mut last) = (true, &path[..0]);
    for segment in path.split(|b| *b == b'/') {
        last = segment;
        match segment {
            b"." => first = false,
            b".." => {
                let end = out[1..].iter().rposition(|b| *b == b'/');
                out.truncate(end.map_or(1, |at| at + 1));
                first = out.len() == 1;
            }
            segment => {
                if !first {
                    out.push(b'/');
                }
                out.extend_from_slice(segment);
                first = false;
            }
        }
    }
    if matches!(last, b"." | b"..") {
        out.push(b'/');
    }
    // The first segment of an absolute path is empty.
    if out.starts_with(b"//") {
        out.remove(0);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_as_go_resolves_them() {
        for (base, reference, wanted) in [
            (
                "file:///values.schema.json",
                "",
                "file:///values.schema.json",
            ),
            (
                "file:///values.schema.json",
                "other.json",
                "file:///other.json",
            ),
            ("file:///a/b/c", "../x/./y", "file:///a/x/y"),
            ("file:///a/b/c", "..", "file:///a/"),
            ("file:///a", "../../x", "file:///x"),
            ("http://h/a/b?q", "?r", "http://h/a/b?r"),
            ("http://h/a/b?q", "", "http://h/a/b?q"),
            ("http://h/a", "//i/b/../c", "http://i/c"),
            ("http://h", "x", "http://h/x"),
            ("http://h/a%2Fb/c", "d", "http://h/a%2Fb/d"),
            ("urn:a:b", "", "urn:a:b"),
            ("urn:a:b", "c", "urn:a:b"),
            ("file:///a", "urn:x", "urn:x"),
            ("file:///a", "HTTP://H/", "http://H/"),
        ] {
            let (url, _) = join(base, reference).unwrap();
            assert_eq!(url, wanted, "{reference:?} on {base}");
        }
    }

    #[test]
    fn pointers_are_escaped_twice() {
        assert_eq!(
            location("u", &below("/a", "x/y ~é")),
            "u#/a/x~1y%20~0%C3%A9"
        );
        assert_eq!(unescaped("~0~1a~01"), Some("~/a~1".to_owned()));
        assert_eq!(unescaped("~2"), None);
        assert_eq!(unescaped("a~"), None);
    }
}
