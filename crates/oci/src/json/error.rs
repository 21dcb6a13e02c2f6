//! Why a text is not JSON: in our words with the place, and in Go's.

use std::fmt;

use chartroom_gotext::push_quoted;

/// Why a text is not JSON.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JsonError {
    /// The byte at which reading stopped.
    pub offset: usize,
    /// What was wrong there.
    pub message: &'static str,
    /// Where Go's scanner says it was.
    pub(super) place: Place,
}

/// Where Go's scanner was when a character did not fit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    /// Between tokens: white space may stand there, so the end of the text is an end.
    Between(&'static str),
    /// In the middle of a token: Go takes the end of the text for a space, which does not fit.
    Inside(&'static str),
    /// At the first letter of what is no `true`, `false` or `null`.
    Literal,
    /// Too deep.
    Depth,
}

impl JsonError {
    /// Bytes are no text from `offset` on.
    pub(crate) fn not_utf8(offset: usize) -> JsonError {
        JsonError {
            offset,
            message: "not UTF-8",
            place: Place::Literal,
        }
    }

    /// What Go's `encoding/json` says about `text`, in which the error was found.
    pub fn go_text(&self, text: &str) -> String {
        let rest = text.as_bytes().get(self.offset..).unwrap_or_default();
        let first = rest.first().copied();
        match self.place {
            Place::Depth => "exceeded max depth".to_owned(),
            Place::Between(place) => match first {
                Some(found) => misplaced(found, place),
                None => "unexpected end of JSON input".to_owned(),
            },
            Place::Inside(place) => misplaced(first.unwrap_or(b' '), place),
            Place::Literal => literal(rest),
        }
    }
}

fn literal(rest: &[u8]) -> String {
    let Some(&first) = rest.first() else {
        return "unexpected end of JSON input".to_owned();
    };
    let word = match first {
        b't' => "true",
        b'f' => "false",
        b'n' => "null",
        _ => return misplaced(first, "looking for beginning of value"),
    };
    let wrong = word.bytes().zip(rest.iter().copied().chain([b' ']));
    let wrong = wrong.into_iter().find(|(wanted, found)| wanted != found);
    let (wanted, found) = wrong.unwrap_or((b' ', b' '));
    let wanted = char::from(wanted);
    misplaced(found, &format!("in literal {word} (expecting '{wanted}')"))
}

fn misplaced(found: u8, place: &str) -> String {
    let mut out = "invalid character '".to_owned();
    match found {
        b'\'' => out.push_str("\\'"),
        b'"' => out.push('"'),
        _ => {
            let mut quoted = String::new();
            push_quoted(&mut quoted, char::from(found).encode_utf8(&mut [0; 4]));
            out.push_str(&quoted[1..quoted.len() - 1]);
        }
    }
    out.push_str("' ");
    out.push_str(place);
    out
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid JSON at byte {}: {}", self.offset, self.message)
    }
}

impl std::error::Error for JsonError {}

#[cfg(test)]
mod tests {
    use crate::Json;

    #[test]
    fn the_words_of_go() {
        // From encoding/json of Go 1.26.
        for (text, said) in [
            ("{", "unexpected end of JSON input"),
            ("", "unexpected end of JSON input"),
            ("\"a", "unexpected end of JSON input"),
            ("[1", "unexpected end of JSON input"),
            ("<", "invalid character '<' looking for beginning of value"),
            ("{\"a\"1}", "invalid character '1' after object key"),
            (
                "{\"a\":1 2}",
                "invalid character '2' after object key:value pair",
            ),
            ("[1 2]", "invalid character '2' after array element"),
            (
                "{a",
                "invalid character 'a' looking for beginning of object key string",
            ),
            (
                "{\"a\":1,}",
                "invalid character '}' looking for beginning of object key string",
            ),
            (
                "[1,]",
                "invalid character ']' looking for beginning of value",
            ),
            ("\"\u{1}\"", "invalid character '\\x01' in string literal"),
            ("\"\\x\"", "invalid character 'x' in string escape code"),
            (
                "\"\\u12g\"",
                "invalid character 'g' in \\u hexadecimal character escape",
            ),
            ("01", "invalid character '1' after top-level value"),
            (
                "1.",
                "invalid character ' ' after decimal point in numeric literal",
            ),
            (
                "1.x",
                "invalid character 'x' after decimal point in numeric literal",
            ),
            ("-", "invalid character ' ' in numeric literal"),
            ("-x", "invalid character 'x' in numeric literal"),
            (
                "1ex",
                "invalid character 'x' in exponent of numeric literal",
            ),
            (
                "1e+x",
                "invalid character 'x' in exponent of numeric literal",
            ),
            (
                "nul",
                "invalid character ' ' in literal null (expecting 'l')",
            ),
            (
                "trx",
                "invalid character 'x' in literal true (expecting 'u')",
            ),
            ("1 2", "invalid character '2' after top-level value"),
            ("é", "invalid character 'Ã' looking for beginning of value"),
            (
                "'",
                "invalid character '\\'' looking for beginning of value",
            ),
            ("\"\"\"", "invalid character '\"' after top-level value"),
            (
                "{\"a\":\"\n\"}",
                "invalid character '\\n' in string literal",
            ),
            ("truex", "invalid character 'x' after top-level value"),
        ] {
            assert_eq!(Json::parse(text).unwrap_err().go_text(text), said, "{text}");
        }
    }
}
