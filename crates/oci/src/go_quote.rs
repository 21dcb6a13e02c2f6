//! Go's `%q`: a double-quoted Go string literal.

/// Quotes `text` as Go's `%q` does (`strconv.Quote`), which is how Helm and oras show values in
/// error texts.
///
/// Characters that Go calls printable stay as they are; of the others, control characters and the
/// common invisible ones are escaped. (Go decides by Unicode tables; unassigned code points, which
/// it escapes too, stay raw here.)
pub fn go_quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
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
            c if (c as u32) < 0x20 || c == '\x7f' => out.push_str(&format!("\\x{:02x}", c as u32)),
            c if is_invisible(c) => {
                let code = c as u32;
                out.push_str(&if code > 0xffff {
                    format!("\\U{code:08x}")
                } else {
                    format!("\\u{code:04x}")
                });
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Controls, format characters, separators other than the space, surrogates' neighbours and
/// private use: what `strconv.IsPrint` refuses among assigned characters.
fn is_invisible(c: char) -> bool {
    matches!(c as u32,
        0x80..=0xa0 | 0xad | 0x600..=0x605 | 0x61c | 0x6dd | 0x70f | 0x890..=0x891 | 0x8e2 | 0x1680 | 0x180e
        | 0x2000..=0x200f | 0x2028..=0x202f | 0x205f..=0x206f | 0x3000 | 0xe000..=0xf8ff | 0xfeff
        | 0xfff0..=0xfffb | 0xfffe..=0xffff | 0x110bd | 0x110cd | 0x1bca0..=0x1bca3 | 0x1d173..=0x1d17a
        | 0xe0001..=0xe007f | 0xf0000..=0x10ffff)
}

#[cfg(test)]
mod tests {
    use super::go_quote;

    #[test]
    fn quotes_as_go() {
        assert_eq!(go_quote("a/Up"), "\"a/Up\"");
        assert_eq!(
            go_quote("a\"b\\c\n\x01\x7f"),
            "\"a\\\"b\\\\c\\n\\x01\\x7f\""
        );
        assert_eq!(go_quote("ü世😀"), "\"ü世😀\"");
        assert_eq!(
            go_quote("\u{feff}\u{2028}\u{a0}\u{e0001}"),
            "\"\\ufeff\\u2028\\u00a0\\U000e0001\""
        );
    }
}
