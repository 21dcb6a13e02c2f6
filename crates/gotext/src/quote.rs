//! Strings as Go's `%q` writes them.

use crate::unicode::is_print;

/// `text` as Go's `strconv.Quote` writes it: in double quotes, with what Go does not call
/// printable escaped. Helm and the libraries below it show values so in error texts.
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    push_quoted(&mut out, text);
    out
}

/// Appends `text` as Go's `strconv.Quote` writes it.
pub fn push_quoted(out: &mut String, text: &str) {
    out.push('"');
    push_escaped(out, text);
    out.push('"');
}

/// A byte string as Go's `strconv.Quote` writes it: `\x..` for bytes that are not UTF-8.
pub fn quote_bytes(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 2);
    out.push('"');
    for chunk in bytes.utf8_chunks() {
        push_escaped(&mut out, chunk.valid());
        for byte in chunk.invalid() {
            push_code(&mut out, 'x', 2, u32::from(*byte));
        }
    }
    out.push('"');
    out
}

fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\x07' => out.push_str("\\a"),
            '\x08' => out.push_str("\\b"),
            '\x0c' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\x0b' => out.push_str("\\v"),
            ' '..='~' => out.push(c),
            _ if is_print(c) => out.push(c),
            _ => {
                let code = c as u32;
                let (letter, digits) = match code {
                    0..=0x7f => ('x', 2),
                    0x80..=0xffff => ('u', 4),
                    _ => ('U', 8),
                };
                push_code(out, letter, digits, code);
            }
        }
    }
}

/// A character that is not shown, by its number.
fn push_code(out: &mut String, letter: char, digits: u32, code: u32) {
    out.push('\\');
    out.push(letter);
    for shift in (0..digits).rev() {
        let digit = (code >> (shift * 4)) & 0xf;
        out.push(char::from_digit(digit, 16).unwrap_or('0'));
    }
}

#[cfg(test)]
mod tests {
    use super::{quote, quote_bytes};

    #[test]
    fn escapes_as_go_does() {
        assert_eq!(quote("a\"b\\"), r#""a\"b\\""#);
        assert_eq!(quote("\u{7}\t\u{1}\u{7f}"), r#""\a\t\x01\x7f""#);
        assert_eq!(
            quote("\u{85}\u{200b}\u{e9}e\u{301}"),
            "\"\\u0085\\u200b\u{e9}e\u{301}\""
        );
        assert_eq!(quote("\u{e0001}\u{1f600}"), "\"\\U000e0001\u{1f600}\"");
    }
    #[test]
    fn leaves_letters_and_escapes_spaces() {
        assert_eq!(quote("a/Up"), "\"a/Up\"");
        assert_eq!(quote("ü世😀"), "\"ü世😀\"");
        assert_eq!(
            quote("\u{feff}\u{2028}\u{a0}\u{e0001}"),
            "\"\\ufeff\\u2028\\u00a0\\U000e0001\""
        );
    }

    #[test]
    fn bytes_that_are_no_text_are_numbers() {
        assert_eq!(
            quote_bytes("a\"\\\n\u{1}\u{7f}ä\u{200b}\u{e0001}".as_bytes()),
            r#""a\"\\\n\x01\x7fä\u200b\U000e0001""#
        );
        assert_eq!(quote_bytes(b"a\xff\xc3b"), r#""a\xff\xc3b""#);
    }
}
