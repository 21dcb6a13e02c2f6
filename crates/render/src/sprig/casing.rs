//! `camelcase`, `snakecase`, `kebabcase`: the word rules of `xstrings` 1.5.

use chartroom_gotemplate::value::STRING;
use chartroom_gotemplate::{Definition, Value};

use super::strings::{lower, upper};
use super::text;

/// The functions of this file.
pub const TABLE: &[Definition] = &[
    Definition::new("camelcase", &[STRING], STRING, |_, args| {
        Ok(Value::from(pascal(&String::from_utf8_lossy(&text(
            args, 0,
        )))))
    }),
    Definition::new("snakecase", &[STRING], STRING, |_, args| {
        Ok(Value::from(joined(
            &String::from_utf8_lossy(&text(args, 0)),
            '_',
        )))
    }),
    Definition::new("kebabcase", &[STRING], STRING, |_, args| {
        Ok(Value::from(joined(
            &String::from_utf8_lossy(&text(args, 0)),
            '-',
        )))
    }),
];

fn is_connector(c: char) -> bool {
    c == '-' || c == '_' || c.is_whitespace()
}

/// Go's `unicode.IsPunct` for ASCII, and general punctuation beyond it.
fn is_punct(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation() && !"$+<=>^`|~".contains(c);
    }
    matches!(c, '\u{a1}' | '\u{a7}' | '\u{ab}' | '\u{b6}' | '\u{b7}' | '\u{bb}' | '\u{bf}'
        | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}')
}

/// A letter of a script that has words: neither ideographs nor kana nor syllables.
fn is_alphabet(c: char) -> bool {
    c.is_alphabetic()
        && !matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}')
}

/// `camelcase`: each word begins with a capital, connectors between words go, others stay.
fn pascal(text: &str) -> String {
    let mut rest = text.chars();
    let mut out = String::new();
    let mut capital = false;
    let mut current = None;
    for c in rest.by_ref() {
        if is_connector(c) {
            current = Some(c);
            out.push(c);
        } else {
            capital = c.is_uppercase();
            current = Some(upper(c));
            break;
        }
    }
    let Some(mut current) = current else {
        return out;
    };
    if is_connector(current) {
        // Nothing but connectors; the last one is written twice by the original.
        out.push(current);
        return out;
    }
    for c in rest {
        let before = current;
        current = c;
        if is_connector(current) && is_connector(before) {
            out.push(before);
        } else if is_connector(before) {
            capital = current.is_uppercase();
            current = upper(current);
        } else {
            if capital {
                if current.is_uppercase() {
                    current = lower(current);
                } else {
                    capital = false;
                }
            }
            out.push(before);
        }
    }
    out.push(current);
    out
}

#[derive(Clone, Copy, PartialEq)]
enum Word {
    None,
    Number,
    Upper,
    Alphabet,
    Connector,
    Punct,
    Other,
}

/// Cuts the next word off `text`.
fn next_word(text: &str) -> (Word, &str, &str) {
    let Some(first) = text.chars().next() else {
        return (Word::None, "", "");
    };
    let run = |from: usize, belongs: &dyn Fn(char) -> bool| {
        from + text[from..]
            .chars()
            .take_while(|c| belongs(*c))
            .map(char::len_utf8)
            .sum::<usize>()
    };
    let start = first.len_utf8();
    let (word, end) = if is_connector(first) {
        (Word::Connector, run(start, &is_connector))
    } else if is_punct(first) {
        (Word::Punct, run(start, &is_punct))
    } else if first.is_uppercase() {
        let end = match text[start..].chars().next() {
            Some(c) if c.is_uppercase() => {
                let end = run(start, &char::is_uppercase);
                // The last capital of `HTTPServer` belongs to the next word.
                match text[end..].chars().next() {
                    Some(c) if is_alphabet(c) => {
                        end - text[..end].chars().next_back().map_or(0, char::len_utf8)
                    }
                    _ => end,
                }
            }
            Some(c) if is_alphabet(c) => run(start, &|c| is_alphabet(c) && !c.is_uppercase()),
            _ => start,
        };
        (Word::Upper, end)
    } else if is_alphabet(first) {
        (
            Word::Alphabet,
            run(start, &|c| is_alphabet(c) && !c.is_uppercase()),
        )
    } else if first.is_numeric() {
        (Word::Number, run(start, &char::is_numeric))
    } else {
        let other = |c: char| !(is_connector(c) || is_alphabet(c) || c.is_numeric() || is_punct(c));
        (Word::Other, run(start, &other))
    };
    (word, &text[..end], &text[end..])
}

/// Words in lower case with `connector` between them.
fn joined(text: &str, connector: char) -> String {
    let mut out = String::new();
    let put = |out: &mut String, kind: Word, word: &str| {
        if kind == Word::Upper || kind == Word::Connector {
            out.extend(word.chars().map(|c| {
                if is_connector(c) {
                    connector
                } else if c.is_uppercase() {
                    lower(c)
                } else {
                    c
                }
            }));
        } else {
            out.push_str(word);
        }
    };
    let open = |kind: Word| !matches!(kind, Word::Connector | Word::Punct);
    let (mut kind, mut word, mut rest) = next_word(text);
    while !rest.is_empty() {
        if kind != Word::Connector {
            put(&mut out, kind, word);
        }
        let (before, last) = (kind, word);
        (kind, word, rest) = next_word(rest);
        match before {
            Word::Number => {
                while matches!(kind, Word::Alphabet | Word::Number) {
                    put(&mut out, kind, word);
                    (kind, word, rest) = next_word(rest);
                }
                if kind != Word::None && open(kind) {
                    out.push(connector);
                }
            }
            Word::Connector => put(&mut out, before, last),
            Word::Punct => {}
            _ => {
                if kind != Word::Number {
                    if open(kind) {
                        out.push(connector);
                    }
                    continue;
                }
                if rest.is_empty() {
                    continue;
                }
                let number = word;
                (kind, word, rest) = next_word(rest);
                if kind != Word::Alphabet {
                    put(&mut out, Word::Number, number);
                    if open(kind) {
                        out.push(connector);
                    }
                    continue;
                }
                out.push(connector);
                put(&mut out, Word::Number, number);
                while matches!(kind, Word::Alphabet | Word::Number) {
                    put(&mut out, kind, word);
                    (kind, word, rest) = next_word(rest);
                }
                if kind != Word::None && open(kind) {
                    out.push(connector);
                }
            }
        }
    }
    put(&mut out, kind, word);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart() {
        for (text, wanted) in [
            ("FirstName", "first_name"),
            ("HTTPServer", "http_server"),
            ("NoHTTPS", "no_https"),
            ("GO_PATH", "go_path"),
            ("GO PATH", "go_path"),
            ("GO-PATH", "go_path"),
            ("http2xx", "http_2xx"),
            ("HTTP20xOK", "http_20x_ok"),
            ("Duration2m3s", "duration_2m3s"),
            ("Bld4Floor3rd", "bld4_floor_3rd"),
            ("_-_-_-_-_", "_________"),
        ] {
            assert_eq!(joined(text, '_'), wanted, "{text}");
        }
    }

    #[test]
    fn camels_have_humps() {
        for (text, wanted) in [
            ("some_words", "SomeWords"),
            ("http_server", "HttpServer"),
            ("no_https", "NoHttps"),
            ("_complex__case_", "_Complex_Case_"),
            ("some words", "SomeWords"),
            ("GOLANG_IS_GREAT", "GolangIsGreat"),
        ] {
            assert_eq!(pascal(text), wanted, "{text}");
        }
    }
}
