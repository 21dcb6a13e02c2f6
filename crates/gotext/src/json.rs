//! Strings as Go's `encoding/json` writes them.

/// Appends a string as `encoding/json` writes it.
pub fn push_json_string(out: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push('"');
    let mut start = 0;
    for (index, byte) in text.bytes().enumerate() {
        let short = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            8 => "\\b",
            12 => "\\f",
            0..=0x1f | b'<' | b'>' | b'&' => "",
            0xe2 if matches!(
                text.as_bytes().get(index + 1..index + 3),
                Some([0x80, 0xa8 | 0xa9])
            ) =>
            {
                ""
            }
            _ => continue,
        };
        out.push_str(&text[start..index]);
        start = index + 1;
        if !short.is_empty() {
            out.push_str(short);
        } else if byte == 0xe2 {
            out.push_str("\\u202");
            out.push((text.as_bytes()[index + 2] - 0xa8 + b'8') as char);
            start = index + 3;
        } else {
            out.push_str("\\u00");
            out.push(HEX[usize::from(byte >> 4)] as char);
            out.push(HEX[usize::from(byte & 15)] as char);
        }
    }
    out.push_str(&text[start..]);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::push_json_string;

    fn json(text: &str) -> String {
        let mut out = String::new();
        push_json_string(&mut out, text);
        out
    }

    #[test]
    fn escapes_as_go() {
        // helm.md 13.6, from the real Helm.
        let text = "\u{2028}\u{2029}<>&\"\\\u{1}\t\n\r\u{8}\u{c}/😀";
        assert_eq!(
            json(text),
            r#""\u2028\u2029\u003c\u003e\u0026\"\\\u0001\t\n\r\b\f/😀""#
        );
        assert_eq!(
            json("\u{7f}\u{1f}\u{2027}\u{202a}é"),
            "\"\u{7f}\\u001f\u{2027}\u{202a}é\""
        );
        assert_eq!(json("<k>"), r#""\u003ck\u003e""#);
    }
}
