//! The grammar of repository names and tags.

/// Longest repository name taken.
///
/// Many clients limit host and name together to 255 characters, and one component becomes one
/// folder name on disk.
const MAX_NAME: usize = 255;

/// Longest tag the specification allows.
const MAX_TAG: usize = 128;

/// Tells whether `name` is a repository name:
/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/…)*`, at most 255 characters.
///
/// Source: distribution specification, "Pulling manifests".
#[must_use]
pub fn is_repository_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= MAX_NAME && name.split('/').all(is_component)
}

fn is_component(component: &str) -> bool {
    let bytes = component.as_bytes();
    let word = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    if !bytes.first().is_some_and(word) || !bytes.last().is_some_and(word) {
        return false;
    }
    // Between words stands one dot, one or two underscores, or any number of hyphens.
    bytes.split(word).all(|separator| {
        matches!(separator, b"" | b"." | b"_" | b"__") || separator.iter().all(|byte| *byte == b'-')
    })
}

/// Tells whether `tag` is a tag: `[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}`.
///
/// Source: distribution specification, "Pulling manifests".
#[must_use]
pub fn is_tag(tag: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    tag.len() <= MAX_TAG
        && tag.bytes().next().is_some_and(word)
        && tag
            .bytes()
            .all(|byte| word(byte) || byte == b'.' || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for good in [
            "a",
            "0",
            "charts/nginx",
            "a.b",
            "a_b",
            "a__b",
            "a---b",
            "a/b/c/d",
            "a-b.c_d",
        ] {
            assert!(is_repository_name(good), "{good}");
        }
        let long = "a".repeat(256);
        for bad in [
            "", "/", "a/", "/a", "a//b", "A", "a.", ".a", "a..b", "a___b", "a._b", "a/../b", "a+b",
            "ä", "a b", &long,
        ] {
            assert!(!is_repository_name(bad), "{bad}");
        }
    }

    #[test]
    fn tags() {
        let longest = "a".repeat(128);
        for good in ["latest", "1.0.0", "_x", "A-b.c_d", &longest] {
            assert!(is_tag(good), "{good}");
        }
        let long = "a".repeat(129);
        for bad in ["", ".a", "-a", "a+b", "a/b", "a:b", "ä", &long] {
            assert!(!is_tag(bad), "{bad}");
        }
    }
}
