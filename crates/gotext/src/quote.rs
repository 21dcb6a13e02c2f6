//! Strings as Go's `%q` writes them.

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
                out.push('\\');
                out.push(letter);
                for shift in (0..digits).rev() {
                    let digit = (code >> (shift * 4)) & 0xf;
                    out.push(char::from_digit(digit, 16).unwrap_or('0'));
                }
            }
        }
    }
    out.push('"');
}

/// Go's `unicode.IsPrint` for a character beyond ASCII.
///
/// The standard library's debug escaping knows the same categories. It also escapes combining
/// marks, but only at the start of a text, hence the letter in front.
fn is_print(c: char) -> bool {
    let mut buffer = [b'a'; 5];
    let len = c.encode_utf8(&mut buffer[1..]).len();
    match std::str::from_utf8(&buffer[..=len]) {
        Ok(text) => text.escape_debug().nth(1) != Some('\\'),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::quote;

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
}
