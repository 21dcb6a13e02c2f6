//! `time.Time` in JSON: what Go accepts, and how it refuses the rest.

use crate::error::Error;
use crate::json::Json;

const LAYOUT: &str = "2006-01-02T15:04:05Z07:00";

/// The time `json` stands for, in the form Go writes it, if Go accepts it.
pub(crate) fn read(json: &Json) -> Result<Json, Error> {
    let Json::String(text) = json else {
        return Err(Error::new(
            "Time.UnmarshalJSON: input is not a JSON string".to_owned(),
        ));
    };
    // Go looks at the JSON text between the quotes, escapes and all.
    let raw = json.to_go_json();
    let raw = &raw[1..raw.len() - 1];
    let Some(mistake) = mistake(raw) else {
        return Ok(Json::String(normal(text)));
    };
    let mut message = String::from("parsing time ");
    push_quoted(&mut message, raw);
    match mistake {
        Mistake::Range(what) => {
            message.push_str(": ");
            message.push_str(what);
            message.push_str(" out of range");
        }
        Mistake::Extra(at) => {
            message.push_str(": extra text: ");
            push_quoted(&mut message, &raw[at..]);
        }
        Mistake::Element(at, element) => {
            message.push_str(" as ");
            push_quoted(&mut message, LAYOUT);
            message.push_str(": cannot parse ");
            push_quoted(&mut message, raw.get(at..).unwrap_or_default());
            message.push_str(" as ");
            push_quoted(&mut message, element);
        }
    }
    Err(Error::new(message))
}

/// An accepted time as Go writes it: at most nine digits of a second, no zeros at their end, `Z`.
fn normal(text: &str) -> String {
    let mut out = String::from(&text[..11]);
    let mut rest = &text[11..];
    if rest.as_bytes()[1] == b':' {
        out.push('0');
    }
    let zone = rest.find(['Z', '+', '-']).unwrap_or(rest.len());
    let (clock, zone) = rest.split_at(zone);
    rest = clock;
    if let Some((clock, fraction)) = rest.split_once(['.', ',']) {
        out.push_str(clock);
        let fraction = fraction.get(..9).unwrap_or(fraction).trim_end_matches('0');
        if !fraction.is_empty() {
            out.push('.');
            out.push_str(fraction);
        }
    } else {
        out.push_str(rest);
    }
    out.push_str(if matches!(zone, "+00:00" | "-00:00") {
        "Z"
    } else {
        zone
    });
    out
}

/// Appends a text as the package `time` quotes it: every byte that is not printable ASCII in hex.
fn push_quoted(out: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push('"');
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => {
                out.push('\\');
                out.push(byte as char);
            }
            b' '..=0x7f => out.push(byte as char),
            _ => {
                out.push_str("\\x");
                out.push(HEX[usize::from(byte >> 4)] as char);
                out.push(HEX[usize::from(byte & 15)] as char);
            }
        }
    }
    out.push('"');
}

enum Mistake {
    Element(usize, &'static str),
    Range(&'static str),
    Extra(usize),
}

fn mistake(text: &str) -> Option<Mistake> {
    // Element, digits, text that must stand before it.
    const PARTS: [(&str, usize, &str); 6] = [
        ("2006", 4, ""),
        ("01", 2, "-"),
        ("02", 2, "-"),
        ("15", 2, "T"),
        ("04", 2, ":"),
        ("05", 2, ":"),
    ];
    let bytes = text.as_bytes();
    let mut values = [0_u32; 6];
    let mut at = 0;
    for (index, (element, digits, before)) in PARTS.into_iter().enumerate() {
        if !text.as_bytes()[at..].starts_with(before.as_bytes()) {
            return Some(Mistake::Element(at, before));
        }
        at += before.len();
        // Alone of all elements the hour may be one digit.
        let one = index == 3
            && bytes.get(at).is_some_and(u8::is_ascii_digit)
            && !bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        let digits = if one { 1 } else { digits };
        let Some(found) = bytes
            .get(at..at + digits)
            .filter(|found| found.iter().all(u8::is_ascii_digit))
        else {
            return Some(Mistake::Element(at, element));
        };
        for digit in found {
            values[index] = values[index] * 10 + u32::from(digit - b'0');
        }
        at += digits;
        let range = match (index, values[index]) {
            (1, 0 | 13..) => "month",
            (3, 24..) => "hour",
            (4, 60..) => "minute",
            (5, 60..) => "second",
            _ => continue,
        };
        return Some(Mistake::Range(range));
    }
    if matches!(bytes.get(at), Some(b'.' | b','))
        && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
    {
        at += 1;
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
    }
    match &bytes[at..] {
        [b'Z', ..] => at += 1,
        [b'+' | b'-', h1, h2, b':', m1, m2, ..]
            if [h1, h2, m1, m2].into_iter().all(u8::is_ascii_digit) =>
        {
            if (h1 - b'0') * 10 + (h2 - b'0') > 24 {
                return Some(Mistake::Range("time zone offset hour"));
            }
            if (m1 - b'0') * 10 + (m2 - b'0') > 60 {
                return Some(Mistake::Range("time zone offset minute"));
            }
            at += 6;
        }
        _ => return Some(Mistake::Element(at, "Z07:00")),
    }
    if at < text.len() {
        return Some(Mistake::Extra(at));
    }
    let [year, month, day, ..] = values;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (day < 1 || day > days).then_some(Mistake::Range("day"))
}
