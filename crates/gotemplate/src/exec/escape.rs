//! The escaping of `html`, `js` and `urlquery`.

use crate::unicode;

pub(super) fn html(out: &mut Vec<u8>, text: &[u8]) {
    for &b in text {
        match b {
            0 => out.extend_from_slice("\u{fffd}".as_bytes()),
            b'"' => out.extend_from_slice(b"&#34;"),
            b'\'' => out.extend_from_slice(b"&#39;"),
            b'&' => out.extend_from_slice(b"&amp;"),
            b'<' => out.extend_from_slice(b"&lt;"),
            b'>' => out.extend_from_slice(b"&gt;"),
            _ => out.push(b),
        }
    }
}

pub(super) fn js(out: &mut Vec<u8>, text: &[u8]) {
    let mut rest = text;
    while let Some(&b) = rest.first() {
        let mut width = 1;
        match b {
            b'\\' | b'\'' | b'"' => out.extend_from_slice(&[b'\\', b]),
            b'<' | b'>' | b'&' | b'=' | 0..0x20 => {
                out.extend_from_slice(format!("\\u{b:04X}").as_bytes());
            }
            0x80.. => {
                let rune;
                (rune, width) = unicode::decode(rest);
                if unicode::is_print(rune) {
                    out.extend_from_slice(&rest[..width]);
                } else {
                    out.extend_from_slice(format!("\\u{rune:04X}").as_bytes());
                }
            }
            _ => out.push(b),
        }
        rest = &rest[width..];
    }
}

pub(super) fn query(out: &mut Vec<u8>, text: &[u8]) {
    for &b in text {
        match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(b),
            b' ' => out.push(b'+'),
            _ => out.extend_from_slice(format!("%{b:02X}").as_bytes()),
        }
    }
}
