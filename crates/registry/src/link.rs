//! The `Link` header of paged lists.
//!
//! Source: distribution-spec "Listing Tags"; RFC 8288.

/// The target of the link with `rel="next"`, as it stands in the header (often relative).
///
/// oras takes the first `<…>` whatever its `rel`; this takes the first one that says `next`, or
/// has no `rel` at all.
pub fn next_link(header: &str) -> Option<&str> {
    let mut rest = header;
    while let Some(start) = rest.find('<') {
        let after = &rest[start + 1..];
        let end = after.find('>')?;
        let target = &after[..end];
        let (params, next) = split_params(&after[end + 1..]);
        if is_next(params) {
            return Some(target);
        }
        rest = next;
    }
    None
}

/// Parameters up to the comma that starts the next link (commas in quotes do not count).
fn split_params(text: &str) -> (&str, &str) {
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => return (&text[..at], &text[at + 1..]),
            _ => {}
        }
    }
    (text, "")
}

fn is_next(params: &str) -> bool {
    let mut rel = None;
    for param in params.split(';') {
        if let Some((name, value)) = param.split_once('=')
            && name.trim().eq_ignore_ascii_case("rel")
            && rel.is_none()
        {
            rel = Some(value.trim().trim_matches('"'));
        }
    }
    rel.is_none_or(|rel| {
        rel.split_ascii_whitespace()
            .any(|r| r.eq_ignore_ascii_case("next"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn finds_the_next_page() {
        assert_eq!(
            next_link(r#"</v2/a/tags/list?last=b&n=2>; rel="next""#),
            Some("/v2/a/tags/list?last=b&n=2")
        );
        assert_eq!(next_link(r#"<https://h/x>; rel=next"#), Some("https://h/x"));
        assert_eq!(next_link(r#"<https://h/x>"#), Some("https://h/x"));
        assert_eq!(
            next_link(r#"<a>; rel="prev", <b>; title="x, <y>; rel=next"; REL="last next""#),
            Some("b")
        );
        assert_eq!(next_link(r#"<a>; rel="prev""#), None);
        assert_eq!(next_link("nothing"), None);
        assert_eq!(next_link("<never closed"), None);
        assert_eq!(next_link(""), None);
    }

    proptest! {
        #[test]
        fn takes_what_stands_between(target in "[a-z0-9/?=&%:._-]{0,40}") {
            let header = format!("<{target}>; rel=\"next\"");
            prop_assert_eq!(next_link(&header), Some(target.as_str()));
        }

        #[test]
        fn never_panics(header in "\\PC{0,80}") {
            let _ = next_link(&header);
        }
    }
}
