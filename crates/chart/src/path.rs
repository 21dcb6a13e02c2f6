//! Go's `path` functions, over byte strings where names need not be UTF-8.

/// Go's `path.Clean`: lexically shortest equivalent of a slash path.
pub fn clean(path: &[u8]) -> Vec<u8> {
    if path.is_empty() {
        return b".".to_vec();
    }
    if is_clean(path) {
        return path.to_vec();
    }
    let rooted = path[0] == b'/';
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in path.split(|byte| *byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." => {
                if parts.last().is_some_and(|last| *last != b"..") {
                    parts.pop();
                } else if !rooted {
                    parts.push(part);
                }
            }
            _ => parts.push(part),
        }
    }
    let mut out = Vec::with_capacity(path.len());
    for (index, part) in parts.iter().enumerate() {
        if rooted || index > 0 {
            out.push(b'/');
        }
        out.extend_from_slice(part);
    }
    if parts.is_empty() {
        out.push(if rooted { b'/' } else { b'.' });
    }
    out
}

/// Whether no part can be empty, `.` or `..`: none begins with a point. Most names are like that.
fn is_clean(path: &[u8]) -> bool {
    let mut last = b'/';
    for byte in path {
        if last == b'/' && matches!(byte, b'/' | b'.') {
            return false;
        }
        last = *byte;
    }
    last != b'/'
}

/// Go's `filepath.Base` on a slash system.
pub fn base(path: &str) -> &str {
    if path.is_empty() {
        return ".";
    }
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() {
        return "/";
    }
    trimmed.rsplit('/').next().unwrap_or(trimmed)
}

/// Go's `filepath.Ext`: from the last dot of the last element, or nothing.
pub fn extension(path: &str) -> &str {
    let last = path.rsplit('/').next().unwrap_or(path);
    last.rfind('.').map_or("", |dot| &last[dot..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleans_like_go() {
        for (from, to) in [
            ("", "."),
            ("abc", "abc"),
            ("abc/", "abc"),
            ("a//b", "a/b"),
            ("./a", "a"),
            ("a/./b/..", "a"),
            ("a/..", "."),
            ("../a", "../a"),
            ("a/../../b", "../b"),
            ("/..", "/"),
            ("/a/../../b", "/b"),
            ("..foo", "..foo"),
        ] {
            assert_eq!(clean(from.as_bytes()), to.as_bytes(), "{from:?}");
        }
    }

    #[test]
    fn base_and_extension() {
        assert_eq!(base("a/b"), "b");
        assert_eq!(base("a/"), "a");
        assert_eq!(base("//"), "/");
        assert_eq!(base(""), ".");
        assert_eq!(extension("charts/a.tgz"), ".tgz");
        assert_eq!(extension("charts.d/a"), "");
        assert_eq!(extension(".tgz"), ".tgz");
    }
}
