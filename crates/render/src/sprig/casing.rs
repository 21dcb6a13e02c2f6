//! `camelcase`, `snakecase`, `kebabcase`: the word rules of `xstrings` 1.5.

use chartroom_gotemplate::unicode::{self, is_number, is_punct, is_upper};
use chartroom_gotemplate::value::STRING;
use chartroom_gotemplate::{Definition, Value};

use super::letters::{lower, upper};
use super::text;

/// The functions of this file.
pub const TABLE: &[Definition] = &[
    Definition::new("camelcase", &[STRING], STRING, |_, args| {
        let marked = pascal(&marked(&text(args, 0)));
        Ok(Value::from(marked.replace(is_strange, "\u{fffd}")))
    }),
    Definition::new("snakecase", &[STRING], STRING, |_, args| {
        Ok(Value::from(unmarked(&joined(&marked(&text(args, 0)), '_'))))
    }),
    Definition::new("kebabcase", &[STRING], STRING, |_, args| {
        Ok(Value::from(unmarked(&joined(&marked(&text(args, 0)), '-'))))
    }),
];

/// Bytes that are no UTF-8 stand as these private characters while words are told apart.
const MARK: u32 = 0x10_fe00;

fn marked(text: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let (rune, width) = unicode::decode(rest);
        let strange = rune == unicode::INVALID && width == 1;
        let rune = if strange {
            MARK + u32::from(rest[0])
        } else {
            rune
        };
        out.extend(char::from_u32(rune));
        rest = &rest[width..];
    }
    out
}

fn unmarked(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for c in text.chars() {
        if is_strange(c) {
            out.push((u32::from(c) - MARK) as u8);
        } else {
            unicode::encode(&mut out, u32::from(c));
        }
    }
    out
}

/// Whether this stands for a byte that is no UTF-8.
fn is_strange(c: char) -> bool {
    (MARK..MARK + 256).contains(&u32::from(c))
}

fn is_connector(c: char) -> bool {
    c == '-' || c == '_' || c.is_whitespace()
}

/// A letter, and no ideograph.
fn is_alphabet(c: char) -> bool {
    unicode::is_letter(c.into())
        && !matches!(c, '\u{3400}'..='\u{4d85}' | '\u{4e00}'..='\u{9fcc}' | '\u{20000}'..='\u{2b81d}')
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
            capital = is_upper(c);
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
            capital = is_upper(current);
            current = upper(current);
        } else {
            if capital {
                if is_upper(current) {
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

/// The next character, and how far it reaches: what is no UTF-8 before it counts to it. Where
/// nothing else is left, it is the one before.
fn valid(text: &str, before: char) -> (char, usize) {
    let mut size = 0;
    for c in text.chars() {
        size += c.len_utf8();
        if c != char::REPLACEMENT_CHARACTER && !is_strange(c) {
            return (c, size);
        }
    }
    (before, size)
}

/// Cuts the next word off `text`.
fn next_word(text: &str) -> (Word, &str, &str) {
    let (first, start) = valid(text, char::REPLACEMENT_CHARACTER);
    // Where a run from an offset ends, the size of its last step, and the character behind it.
    let run = |from: usize, belongs: &dyn Fn(char) -> bool| {
        let (mut end, mut last, mut c) = (from, 0, first);
        while end < text.len() {
            let size;
            (c, size) = valid(&text[end..], c);
            if !belongs(c) {
                break;
            }
            end += size;
            last = size;
        }
        (end, last, c)
    };
    let small = |c: char| is_alphabet(c) && !is_upper(c);
    let (word, end) = if first == char::REPLACEMENT_CHARACTER {
        (Word::None, start)
    } else if is_connector(first) {
        (Word::Connector, run(start, &is_connector).0)
    } else if is_punct(first) {
        (Word::Punct, run(start, &is_punct).0)
    } else if is_upper(first) {
        let (end, last, behind) = run(start, &is_upper);
        let end = if end == start {
            run(start, &small).0
        } else if end < text.len() && is_alphabet(behind) {
            // The last capital of `HTTPServer` belongs to the next word.
            end - last
        } else {
            end
        };
        (Word::Upper, end)
    } else if is_alphabet(first) {
        (Word::Alphabet, run(start, &small).0)
    } else if is_number(first) {
        (Word::Number, run(start, &is_number).0)
    } else {
        let other = |c: char| !(is_connector(c) || is_alphabet(c) || is_number(c) || is_punct(c));
        (Word::Other, run(start, &other).0)
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
                } else if is_strange(c) {
                    char::REPLACEMENT_CHARACTER
                } else if is_upper(c) {
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
