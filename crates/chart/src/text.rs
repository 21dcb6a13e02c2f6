//! Go's view of text: which characters print, which are space, how a string is quoted.
//!
//! Helm cleans metadata with `unicode.IsSpace` and `unicode.IsPrint` and quotes names in errors
//! with `%q`, so both must agree with the Unicode version of the Go that Helm is built with (15.0).

/// Lengths of alternating runs of characters that do not print and that do, from U+0000 on, as
/// LEB128 numbers. Derived by asking Go 1.26's `unicode.IsPrint` about every code point.
static PRINTABLE_RUNS: &[u8] = include_bytes!("printable.bin");

/// Whether Go's `unicode.IsPrint` holds: letters, marks, numbers, punctuation, symbols and the
/// ASCII space.
pub fn is_print(c: char) -> bool {
    if c.is_ascii() {
        return (' '..='~').contains(&c);
    }
    let wanted = c as u32;
    let mut start = 0u32;
    let mut printable = false;
    let mut run = 0u32;
    let mut shift = 0;
    for &byte in PRINTABLE_RUNS {
        run |= u32::from(byte & 0x7f) << shift;
        if byte & 0x80 != 0 {
            shift += 7;
            continue;
        }
        start += run;
        if wanted < start {
            return printable;
        }
        printable = !printable;
        run = 0;
        shift = 0;
    }
    false
}

/// Whether Go's `unicode.IsSpace` holds.
pub fn is_space(c: char) -> bool {
    matches!(c,
        '\t'..='\r' | ' ' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}'
        | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// Helm's `sanitizeString`: every space becomes U+0020, whatever else does not print is dropped.
/// Nothing is trimmed or collapsed.
pub fn sanitize(text: &mut String) {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return;
    }
    *text = text
        .chars()
        .filter_map(|c| {
            if is_space(c) {
                Some(' ')
            } else {
                is_print(c).then_some(c)
            }
        })
        .collect();
}

/// A byte string as Go's `%q` prints it: double quotes, Go escapes, `\x..` for bytes that are not
/// UTF-8.
pub fn quote(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 2);
    out.push('"');
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            quote_char(&mut out, c);
        }
        for byte in chunk.invalid() {
            out.push_str(&format!("\\x{byte:02x}"));
        }
    }
    out.push('"');
    out
}

fn quote_char(out: &mut String, c: char) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\u{7}' => out.push_str("\\a"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\u{b}' => out.push_str("\\v"),
        c if is_print(c) => out.push(c),
        c if (c as u32) < 0x20 || c == '\u{7f}' => out.push_str(&format!("\\x{:02x}", c as u32)),
        c if (c as u32) < 0x10000 => out.push_str(&format!("\\u{:04x}", c as u32)),
        c => out.push_str(&format!("\\U{:08x}", c as u32)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printing_agrees_with_go_at_the_edges() {
        for c in [
            '!', '~', 'ä', '€', '😀', '\u{301}', '\u{fffd}', '\u{378}', '中',
        ] {
            assert_eq!(is_print(c), c != '\u{378}', "{:x}", c as u32);
        }
        for c in [
            '\0',
            '\u{7f}',
            '\u{85}',
            '\u{a0}',
            '\u{ad}',
            '\u{200b}',
            '\u{2028}',
            '\u{e000}',
            '\u{feff}',
            '\u{10ffff}',
        ] {
            assert!(!is_print(c), "{:x}", c as u32);
        }
    }

    #[test]
    fn sanitizing_turns_spaces_and_drops_the_rest() {
        let mut text = "a\tb\u{a0}c\u{200b}d\u{ad}\u{7}\ne \u{2028}😀".to_owned();
        sanitize(&mut text);
        assert_eq!(text, "a b cd e  😀");
    }

    #[test]
    fn quoting_follows_go() {
        assert_eq!(
            quote("a\"\\\n\u{1}\u{7f}ä\u{200b}\u{e0001}".as_bytes()),
            r#""a\"\\\n\x01\x7fä\u200b\U000e0001""#
        );
        assert_eq!(quote(b"a\xff\xc3b"), r#""a\xff\xc3b""#);
    }
}
