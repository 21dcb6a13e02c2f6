//! A command line as words, the way a shell would cut it, and back.

use chartroom_gotext::has;

/// Cuts a line into words: quotes, backslashes, line continuations, comments, a prompt in front.
/// Never fails; an open quote ends with the text. Only the first command counts: `;`, `|`, `&&` and
/// a plain line end close it.
pub(crate) fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = text.trim().chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                // A continued line, of Unix or Windows.
                Some('\n') => {}
                Some('\r') => {
                    chars.next_if_eq(&'\n');
                }
                Some(next) => word.get_or_insert_default().push(next),
                None => {}
            },
            '\'' => {
                let word = word.get_or_insert_default();
                word.extend(chars.by_ref().take_while(|c| *c != '\''));
            }
            '"' => {
                let word = word.get_or_insert_default();
                while let Some(c) = chars.next().filter(|c| *c != '"') {
                    match (c, chars.peek()) {
                        ('\\', Some('"' | '\\' | '$' | '`')) => word.extend(chars.next()),
                        ('\\', Some('\n')) => drop(chars.next()),
                        _ => word.push(c),
                    }
                }
            }
            ';' | '|' | '&' | '\n' => {
                words.extend(word.take());
                if !words.is_empty() {
                    return words;
                }
            }
            '#' if word.is_none() => {
                let _ = chars.by_ref().take_while(|c| *c != '\n').count();
                if !words.is_empty() {
                    return words;
                }
            }
            c if c.is_whitespace() => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    if matches!(
        words.first().map(String::as_str),
        Some("$" | "%" | ">" | "#")
    ) {
        words.remove(0);
    }
    words
}

/// A word quoted for a shell where it has to be.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || has("-_./:@=+,%^~", c);
    if !word.is_empty() && !word.starts_with('~') && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_as_a_shell_cuts_them() {
        for (text, words) in [
            ("helm pull  x", vec!["helm", "pull", "x"]),
            (
                "$ helm pull 'a b' \"c \\\"d\"e",
                vec!["helm", "pull", "a b", "c \"de"],
            ),
            ("helm pull \\\n  x \\\r\n y", vec!["helm", "pull", "x", "y"]),
            ("helm pull x # why\nhelm push", vec!["helm", "pull", "x"]),
            ("# first\nhelm pull x && rm y", vec!["helm", "pull", "x"]),
            ("a '' b", vec!["a", "", "b"]),
            ("open 'quote", vec!["open", "quote"]),
            ("", vec![]),
        ] {
            assert_eq!(split(text), words, "{text:?}");
        }
    }

    #[test]
    fn quoting_survives_splitting() {
        for word in [
            "a",
            "a b",
            "it's",
            "",
            "~x",
            "$(x)",
            "a\"b",
            "oci://h/a:1@sha256:0",
        ] {
            assert_eq!(split(&format!("x {}", quoted(word))), ["x", word]);
        }
    }
}
