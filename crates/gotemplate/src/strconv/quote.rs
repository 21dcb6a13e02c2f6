//! Quoted strings and characters.

use crate::unicode::{self, INVALID};

const HEX: &[u8; 16] = b"0123456789abcdef";

/// `strconv.Quote`: a double-quoted Go string literal.
pub fn quote(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 2);
    append_quote(&mut out, text);
    out
}

/// Appends what [`quote`] gives.
pub fn append_quote(out: &mut Vec<u8>, text: &[u8]) {
    quote_with(out, text, false);
}

/// Appends what `strconv.QuoteToASCII` gives: everything that is not ASCII is escaped.
pub fn append_quote_ascii(out: &mut Vec<u8>, text: &[u8]) {
    quote_with(out, text, true);
}

/// Appends a single-quoted character literal; `ascii` escapes everything else.
pub fn quote_rune(out: &mut Vec<u8>, rune: u32, ascii: bool) {
    let rune = char::from_u32(rune).map_or(INVALID, u32::from);
    out.push(b'\'');
    escape(out, rune, b'\'', ascii);
    out.push(b'\'');
}

fn quote_with(out: &mut Vec<u8>, text: &[u8], ascii: bool) {
    out.reserve(text.len() + 2);
    out.push(b'"');
    let mut rest = text;
    while let Some(&b) = rest.first() {
        if (0x20..0x7f).contains(&b) && b != b'"' && b != b'\\' {
            out.push(b);
            rest = &rest[1..];
            continue;
        }
        let (rune, width) = unicode::decode(rest);
        if rune == INVALID && width == 1 {
            out.extend_from_slice(&[b'\\', b'x', HEX[b as usize >> 4], HEX[b as usize & 15]]);
        } else {
            escape(out, rune, b'"', ascii);
        }
        rest = &rest[width..];
    }
    out.push(b'"');
}

fn escape(out: &mut Vec<u8>, rune: u32, quote: u8, ascii: bool) {
    if rune == u32::from(quote) || rune == u32::from(b'\\') {
        out.extend_from_slice(&[b'\\', rune as u8]);
        return;
    }
    if unicode::is_print(rune) && (rune < 0x80 || !ascii) {
        return unicode::encode(out, rune);
    }
    let short = match rune {
        7 => b'a',
        8 => b'b',
        12 => b'f',
        10 => b'n',
        13 => b'r',
        9 => b't',
        11 => b'v',
        _ => 0,
    };
    if short != 0 {
        out.extend_from_slice(&[b'\\', short]);
        return;
    }
    let (letter, digits) = match rune {
        0..0x20 | 0x7f => (b'x', 2),
        0x80..0x1_0000 => (b'u', 4),
        _ => (b'U', 8),
    };
    out.extend_from_slice(&[b'\\', letter]);
    for i in (0..digits).rev() {
        out.push(HEX[(rune >> (4 * i)) as usize & 15]);
    }
}

/// `strconv.CanBackquote`.
pub(crate) fn can_backquote(text: &[u8]) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        let (rune, width) = unicode::decode(rest);
        rest = &rest[width..];
        if width > 1 {
            if rune == 0xfeff {
                return false;
            }
            continue;
        }
        if rune == INVALID || (rune < 0x20 && rune != 9) || rune == 0x60 || rune == 0x7f {
            return false;
        }
    }
    true
}

/// `strconv.Unquote` of a string or character literal; `None` is Go's "invalid syntax".
pub fn unquote(literal: &[u8]) -> Option<Vec<u8>> {
    let (&quote, rest) = literal.split_first()?;
    let (&last, body) = rest.split_last()?;
    if last != quote {
        return None;
    }
    match quote {
        b'`' => {
            if body.contains(&b'`') {
                return None;
            }
            Some(body.iter().copied().filter(|&b| b != b'\r').collect())
        }
        b'"' | b'\'' => {
            if body.contains(&b'\n') {
                return None;
            }
            let mut out = Vec::with_capacity(body.len());
            let mut rest = body;
            let mut n = 0;
            while !rest.is_empty() {
                let (unit, tail) = unquote_char(rest, quote)?;
                match unit {
                    Unit::Byte(b) => out.push(b),
                    Unit::Rune(r) => unicode::encode(&mut out, r),
                }
                rest = tail;
                n += 1;
            }
            // Go takes '' for no character at all.
            (quote == b'"' || n < 2).then_some(out)
        }
        _ => None,
    }
}

/// One character of a literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A code point; U+FFFD for a byte that is not UTF-8.
    Rune(u32),
    /// A byte written as `\xHH` or `\OOO`.
    Byte(u8),
}

impl Unit {
    /// The number Go gives for it.
    pub fn rune(self) -> u32 {
        match self {
            Unit::Rune(r) => r,
            Unit::Byte(b) => u32::from(b),
        }
    }
}

/// `strconv.UnquoteChar`: the first character of the inside of a literal, and the rest.
pub fn unquote_char(text: &[u8], quote: u8) -> Option<(Unit, &[u8])> {
    let &first = text.first()?;
    if first == quote && (quote == b'"' || quote == b'\'') {
        return None;
    }
    if first >= 0x80 {
        let (rune, width) = unicode::decode(text);
        return Some((Unit::Rune(rune), &text[width..]));
    }
    if first != b'\\' {
        return Some((Unit::Rune(u32::from(first)), &text[1..]));
    }
    let &letter = text.get(1)?;
    let rest = &text[2..];
    let plain = |c: u8| Some((Unit::Rune(u32::from(c)), rest));
    match letter {
        b'a' => plain(7),
        b'b' => plain(8),
        b'f' => plain(12),
        b'n' => plain(10),
        b'r' => plain(13),
        b't' => plain(9),
        b'v' => plain(11),
        b'\\' => plain(b'\\'),
        b'\'' | b'"' if letter == quote => plain(letter),
        b'x' | b'u' | b'U' => {
            let n = match letter {
                b'x' => 2,
                b'u' => 4,
                _ => 8,
            };
            let mut value = 0u32;
            for &b in rest.get(..n)? {
                value = value.checked_shl(4)? | (b as char).to_digit(16)?;
            }
            if n == 2 {
                return Some((Unit::Byte(value as u8), &rest[n..]));
            }
            char::from_u32(value)?;
            Some((Unit::Rune(value), &rest[n..]))
        }
        b'0'..=b'7' => {
            let mut value = u32::from(letter - b'0');
            for &b in rest.get(..2)? {
                value = value * 8 + (b as char).to_digit(8)?;
            }
            Some((Unit::Byte(u8::try_from(value).ok()?), &rest[2..]))
        }
        _ => None,
    }
}
