//! `WWW-Authenticate`: what a registry wants to see.
//!
//! Source: RFC 9110 section 11; what real registries send is listed in `registries.md` B.1.

use std::fmt;

use chartroom_gotext::has;

/// One challenge: a scheme and its parameters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Challenge {
    /// The scheme in lower case: `bearer`, `basic`, or one nobody here speaks.
    pub scheme: String,
    /// The parameters in order; names in lower case, values unquoted.
    pub params: Vec<(String, String)>,
}

impl Challenge {
    /// The value of parameter `name`, if it is there and not empty.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }
}

impl fmt::Display for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.scheme)?;
        for (i, (key, value)) in self.params.iter().enumerate() {
            f.write_str(if i == 0 { " " } else { "," })?;
            write!(
                f,
                "{key}=\"{}\"",
                value.replace('\\', "\\\\").replace('"', "\\\"")
            )?;
        }
        Ok(())
    }
}

/// Reads every challenge of a header. Several header lines may be joined with `, ` beforehand, as
/// fetch does. What cannot be read is skipped; this never fails.
pub fn parse_challenges(header: &str) -> Vec<Challenge> {
    let mut challenges: Vec<Challenge> = Vec::new();
    let mut rest = header;
    loop {
        rest = rest.trim_start_matches(|c: char| c == ',' || c.is_ascii_whitespace());
        if rest.is_empty() {
            return challenges;
        }
        let (word, after) = take_token(rest);
        if word.is_empty() {
            // A character that starts nothing.
            rest = &rest[rest.chars().next().map_or(0, char::len_utf8)..];
            continue;
        }
        let after_space = after.trim_start_matches([' ', '\t']);
        // `name=value` belongs to the challenge before it; a word without `=` starts a new one.
        if let Some(value) = after_space.strip_prefix('=')
            && !challenges.is_empty()
            && !value.starts_with('=')
        {
            let value = value.trim_start_matches([' ', '\t']);
            let (value, after) = take_value(value);
            if let Some(challenge) = challenges.last_mut() {
                challenge.params.push((word.to_ascii_lowercase(), value));
            }
            rest = after;
            continue;
        }
        challenges.push(Challenge {
            scheme: word.to_ascii_lowercase(),
            params: Vec::new(),
        });
        rest = skip_token68(after_space);
    }
}

/// The longest run of token characters, and what follows.
fn take_token(text: &str) -> (&str, &str) {
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || has("!#$%&'*+-.^_`|~", c)))
        .unwrap_or(text.len());
    text.split_at(end)
}

/// A quoted string or a run of anything but comma and space (realms come unquoted, with `:` and
/// `/` in them), and what follows.
fn take_value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text
            .find(|c: char| c == ',' || c.is_ascii_whitespace())
            .unwrap_or(text.len());
        return (text[..end].to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (value, &quoted[at + 1..]),
            '\\' => value.extend(chars.next().map(|(_, c)| c)),
            c => value.push(c),
        }
    }
    // Never closed: the rest is the value.
    (value, "")
}

/// `Negotiate dG9rZW4=`: a blob in place of parameters; nothing here needs it.
fn skip_token68(text: &str) -> &str {
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || has("-._~+/=", c)))
        .unwrap_or(text.len());
    let (word, after) = text.split_at(end);
    let blob = word.trim_end_matches('=');
    let is_blob = !word.is_empty()
        && !has(blob, '=')
        && (after.is_empty() || after.trim_start().starts_with(','))
        // A bare scheme after a bare scheme (`Negotiate, Basic`) has a comma between; a word
        // directly after a scheme can only be its blob.
        && !after.starts_with('"');
    if is_blob { after } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn one(header: &str) -> Challenge {
        let mut all = parse_challenges(header);
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }

    #[test]
    fn the_usual_ones() {
        let c = one(
            r#"Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push""#,
        );
        assert_eq!(c.scheme, "bearer");
        assert_eq!(c.param("realm"), Some("https://auth.docker.io/token"));
        assert_eq!(c.param("service"), Some("registry.docker.io"));
        assert_eq!(c.param("scope"), Some("repository:a/b:pull,push"));
        let c = one(r#"Basic realm="basic-realm""#);
        assert_eq!(
            (c.scheme.as_str(), c.param("realm")),
            ("basic", Some("basic-realm"))
        );
    }

    #[test]
    fn the_unusual_ones() {
        // zot: lower case, unquoted.
        assert_eq!(
            one("bearer realm=https://h/zot/auth/token,service=h").param("realm"),
            Some("https://h/zot/auth/token")
        );
        assert_eq!(
            one(r#"BEARER Scope="", REALM = "x" , service="a\"b""#).param("realm"),
            Some("x")
        );
        assert_eq!(
            one(r#"BEARER Scope="", REALM = "x" , service="a\"b""#).param("service"),
            Some("a\"b")
        );
        assert_eq!(one(r#"BEARER Scope="", REALM = "x""#).param("scope"), None);
        assert_eq!(parse_challenges(""), []);
        assert_eq!(parse_challenges(" , ,"), []);
        assert_eq!(
            one(r#"Basic realm="never closed"#).param("realm"),
            Some("never closed")
        );
        // Order does not matter.
        assert_eq!(
            one(r#"Bearer scope="s",service="v",realm="r""#).param("realm"),
            Some("r")
        );
    }

    #[test]
    fn several_in_one_header() {
        let all = parse_challenges(
            r#"Negotiate, NTLM TlRMTVNTUAAB==, Basic realm="a, b", Bearer realm="r",error="insufficient_scope""#,
        );
        let schemes: Vec<_> = all.iter().map(|c| c.scheme.as_str()).collect();
        assert_eq!(schemes, ["negotiate", "ntlm", "basic", "bearer"]);
        assert_eq!(all[2].param("realm"), Some("a, b"));
        assert_eq!(all[3].param("error"), Some("insufficient_scope"));
    }

    proptest! {
        #[test]
        fn printing_undoes_parsing(
            scheme in "[a-z]{1,8}",
            params in proptest::collection::vec(("[a-z]{1,6}", "[ -~]{0,20}"), 1..4),
        ) {
            let challenge = Challenge { scheme, params };
            prop_assert_eq!(parse_challenges(&challenge.to_string()), vec![challenge]);
        }

        #[test]
        fn never_panics(header in "\\PC{0,80}") {
            let _ = parse_challenges(&header);
        }
    }
}
