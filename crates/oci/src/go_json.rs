//! JSON exactly as Go's `encoding/json.Marshal` writes it.
//!
//! Compact; `<`, `>`, `&`, U+2028 and U+2029 escaped in keys and values; floats in the shortest
//! form with Go's choice of notation. Struct members come in declaration order; maps have to be
//! given sorted (`BTreeMap` is). Source: Go `encoding/json/encode.go`; `helm.md` 1.4.

use std::io;

use chartroom_gotext::shortest;
use serde::Serialize;
use serde_json::ser::Formatter;

/// The bytes Go would write for `value`.
///
/// # Panics
///
/// When `value` cannot be JSON at all: a map with keys that are not strings, or a `Serialize`
/// implementation that fails by itself. Both are mistakes of the caller, not of the data.
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    let mut out = Vec::with_capacity(256);
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, GoFormatter);
    value
        .serialize(&mut serializer)
        .expect("a value with string keys");
    out
}

/// Like [`to_vec`], as text.
///
/// # Panics
///
/// As [`to_vec`].
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> String {
    String::from_utf8(to_vec(value)).expect("serde_json writes UTF-8")
}

struct GoFormatter;

impl Formatter for GoFormatter {
    // serde_json itself escapes quotes, backslashes and controls (short forms where JSON has them,
    // `\u00xx` in lower case else), which is what Go does; the rest happens here.
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let bytes = fragment.as_bytes();
        let mut start = 0;
        let mut at = 0;
        while at < bytes.len() {
            let (escape, width): (&[u8], usize) = match bytes[at] {
                b'<' => (b"\\u003c", 1),
                b'>' => (b"\\u003e", 1),
                b'&' => (b"\\u0026", 1),
                0xe2 if bytes[at..].starts_with(b"\xe2\x80\xa8") => (b"\\u2028", 3),
                0xe2 if bytes[at..].starts_with(b"\xe2\x80\xa9") => (b"\\u2029", 3),
                _ => {
                    at += 1;
                    continue;
                }
            };
            writer.write_all(&bytes[start..at])?;
            writer.write_all(escape)?;
            at += width;
            start = at;
        }
        writer.write_all(&bytes[start..])
    }

    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(format_f64(value).as_bytes())
    }
}

/// A finite float as Go's `encoding/json` writes it: shortest digits that read back, exponent form
/// only below 1e-6 and from 1e21 on, without a leading zero in the exponent.
pub fn format_f64(value: f64) -> String {
    let (digits, exponent) = shortest(value);
    let mut text = String::new();
    if value.is_sign_negative() {
        text.push('-');
    }
    let places = digits.len() as i32;
    match exponent {
        -6..0 => {
            text.push_str("0.");
            text.extend((1..-exponent).map(|_| '0'));
            text.push_str(&digits);
        }
        0..21 if places <= exponent + 1 => {
            text.push_str(&digits);
            text.extend((places..=exponent).map(|_| '0'));
        }
        0..21 => {
            let (whole, rest) = digits.split_at(exponent as usize + 1);
            text.extend([whole, ".", rest]);
        }
        _ => {
            text.push_str(&digits[..1]);
            if places > 1 {
                text.extend([".", &digits[1..]]);
            }
            // Go writes the sign of the exponent always.
            text.push_str(if exponent < 0 { "e-" } else { "e+" });
            text.push_str(&exponent.unsigned_abs().to_string());
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn escapes_as_go() {
        // helm.md 13.6, from the real Helm.
        let text = "\u{2028}\u{2029}<>&\"\\\u{1}\t\n\r\u{8}\u{c}/😀";
        assert_eq!(
            to_string(text),
            r#""\u2028\u2029\u003c\u003e\u0026\"\\\u0001\t\n\r\b\f/😀""#
        );
        assert_eq!(
            to_string("\u{7f}\u{1f}\u{2027}\u{202a}é"),
            "\"\u{7f}\\u001f\u{2027}\u{202a}é\""
        );
        assert_eq!(
            to_string(&BTreeMap::from([("<k>", 1)])),
            r#"{"\u003ck\u003e":1}"#
        );
    }

    #[test]
    fn floats_as_go() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (1.0, "1"),
            (1.5, "1.5"),
            (-12.25, "-12.25"),
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
            (1.25e22, "1.25e+22"),
            (1e-6, "0.000001"),
            (1e-7, "1e-7"),
            (-1.5e-10, "-1.5e-10"),
            (f64::MAX, "1.7976931348623157e+308"),
            (5e-324, "5e-324"),
            (0.1 + 0.2, "0.30000000000000004"),
        ] {
            assert_eq!(to_string(&value), text);
        }
    }

    proptest! {
        #[test]
        fn reads_back_as_the_same_text(text in any::<String>()) {
            let json = to_string(&text);
            let escaped = !json.contains(['<', '>', '&', '\u{2028}', '\u{2029}']);
            prop_assert!(escaped);
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }

        #[test]
        fn reads_back_as_the_same_number(value in any::<f64>().prop_filter("finite", |v| v.is_finite())) {
            prop_assert_eq!(to_string(&value).parse::<f64>().unwrap().to_bits(), value.to_bits());
        }
    }
}
