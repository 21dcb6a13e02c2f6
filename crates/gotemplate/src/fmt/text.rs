//! Strings and bytes under a verb, and padding.

use super::Printer;
use crate::strconv;
use crate::unicode;
use crate::value::Value;

impl Printer<'_> {
    /// Filling of `n` bytes: zeros if asked for and on the left.
    pub(super) fn padding(&mut self, n: usize) {
        let byte = if self.zero && !self.minus { b'0' } else { b' ' };
        self.out.resize(self.out.len() + n, byte);
    }

    /// Text filled up to the width.
    pub(super) fn pad(&mut self, text: &[u8]) {
        let missing = match self.width {
            None | Some(0) => 0,
            Some(w) => w.saturating_sub(unicode::count(text)),
        };
        if !self.minus {
            self.padding(missing);
        }
        self.out.extend_from_slice(text);
        if self.minus {
            self.padding(missing);
        }
    }

    /// Text filled up to the width with spaces, whatever the zero flag says.
    pub(super) fn pad_spaces(&mut self, text: &[u8]) {
        let zero = std::mem::take(&mut self.zero);
        self.pad(text);
        self.zero = zero;
    }

    fn truncate<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        let Some(precision) = self.precision else {
            return text;
        };
        let mut at = 0;
        for _ in 0..precision {
            if at >= text.len() {
                break;
            }
            at += unicode::decode(&text[at..]).1;
        }
        &text[..at]
    }

    pub(super) fn string(&mut self, arg: &Value, text: &[u8], verb: char) {
        match verb {
            'v' if self.sharp_v => self.quoted(text),
            'v' | 's' => self.plain(text),
            'x' | 'X' => self.hex_bytes(text, verb == 'X'),
            'q' => self.quoted(text),
            _ => self.bad_verb(arg, verb),
        }
    }

    pub(super) fn plain(&mut self, text: &[u8]) {
        let text = self.truncate(text);
        self.pad(text);
    }

    pub(super) fn quoted(&mut self, text: &[u8]) {
        let text = self.truncate(text);
        let mut quoted = Vec::with_capacity(text.len() + 2);
        if self.sharp && strconv::can_backquote(text) {
            quoted.push(b'`');
            quoted.extend_from_slice(text);
            quoted.push(b'`');
        } else if self.plus {
            strconv::append_quote_ascii(&mut quoted, text);
        } else {
            strconv::append_quote(&mut quoted, text);
        }
        self.pad(&quoted);
    }

    /// `%x` of a string: two digits a byte, with `% x` and `%#x`.
    pub(super) fn hex_bytes(&mut self, text: &[u8], upper: bool) {
        let n = text.len().min(self.precision.unwrap_or(usize::MAX));
        if n == 0 {
            return self.padding(self.width.unwrap_or(0));
        }
        let (digits, x): (&[u8; 16], u8) = if upper {
            (b"0123456789ABCDEF", b'X')
        } else {
            (b"0123456789abcdef", b'x')
        };
        let mut width = 2 * n;
        if self.space {
            width *= if self.sharp { 2 } else { 1 };
            width += n - 1;
        } else if self.sharp {
            width += 2;
        }
        let missing = self.width.unwrap_or(0).saturating_sub(width);
        if !self.minus {
            self.padding(missing);
        }
        for (i, &b) in text[..n].iter().enumerate() {
            if self.space && i > 0 {
                self.out.push(b' ');
            }
            if self.sharp && (i == 0 || self.space) {
                self.out.extend_from_slice(&[b'0', x]);
            }
            self.out
                .extend_from_slice(&[digits[b as usize >> 4], digits[b as usize & 15]]);
        }
        if self.minus {
            self.padding(missing);
        }
    }

    /// A `[]byte` that is an operand itself.
    pub(super) fn byte_slice(&mut self, arg: &Value, bytes: &[u8], verb: char) {
        match verb {
            'v' | 'd' if self.sharp_v => self.bytes_in_go(b"[]byte", bytes),
            'v' | 'd' => {
                self.out.push(b'[');
                for (i, &b) in bytes.iter().enumerate() {
                    if i > 0 {
                        self.out.push(b' ');
                    }
                    self.integer(arg, u64::from(b), false, false, 'd');
                }
                self.out.push(b']');
            }
            's' => self.plain(bytes),
            'x' | 'X' => self.hex_bytes(bytes, verb == 'X'),
            'q' => self.quoted(bytes),
            _ => self.byte_elements(bytes, verb),
        }
    }

    /// Bytes as elements, each under the verb.
    pub(super) fn byte_elements(&mut self, bytes: &[u8], verb: char) {
        self.out.push(b'[');
        let plain = !self.plus && !self.space && !self.sharp && !self.sharp_v;
        if matches!(verb, 'v' | 'd') && plain && self.width.is_none() && self.precision.is_none() {
            decimals(self.out, bytes);
            self.out.push(b']');
            return;
        }
        for (i, &b) in bytes.iter().enumerate() {
            if i > 0 {
                self.out.push(b' ');
            }
            let element = Value::Uint(crate::value::UintKind::Uint8, u64::from(b));
            self.integer(&element, u64::from(b), false, false, verb);
        }
        self.out.push(b']');
    }

    pub(super) fn bytes_in_go(&mut self, ty: &[u8], bytes: &[u8]) {
        self.out.extend_from_slice(ty);
        self.out.push(b'{');
        for (i, &b) in bytes.iter().enumerate() {
            if i > 0 {
                self.out.extend_from_slice(b", ");
            }
            self.hex0x(u64::from(b), true);
        }
        self.out.push(b'}');
    }
}

/// Bytes in decimal with spaces between them. Templates print whole files that way without meaning
/// to: `dict` makes a key of whatever stands where a key should.
fn decimals(out: &mut Vec<u8>, bytes: &[u8]) {
    // Digits, a space and whatever, as one number each: a load and a store for a byte.
    let texts: [u32; 256] = std::array::from_fn(|n| {
        let [a, b, c] = [n / 100, n / 10 % 10, n % 10].map(|digit| b'0' + digit as u8);
        u32::from_le_bytes(match n {
            0..10 => [c, b' ', 0, 0],
            10..100 => [b, c, b' ', 0],
            _ => [a, b, c, b' '],
        })
    });
    // Text takes almost four for each; growing by and by would copy it all again and again.
    out.reserve(bytes.len() * 4);
    const CHUNK: usize = 1024;
    let mut buffer = [0; 4 * CHUNK + 4];
    let mut rest = bytes;
    while !rest.is_empty() {
        let (chunk, further) = rest.split_at(rest.len().min(CHUNK));
        let mut at = 0;
        for &byte in chunk {
            // No place is outside of the mask; with it none has to be looked after.
            if let Some(place) = buffer[at & (4 * CHUNK - 1)..].first_chunk_mut() {
                *place = texts[usize::from(byte)].to_le_bytes();
            }
            at += 2 + usize::from(byte >= 10) + usize::from(byte >= 100);
        }
        out.extend_from_slice(&buffer[..at]);
        rest = further;
    }
    if !bytes.is_empty() {
        out.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_in_decimal() {
        let all: Vec<u8> = (0..=255).chain((0..=255).rev()).chain([7]).collect();
        let more = all.repeat(5);
        for bytes in [&more[..], &more[..1024], &all[..], &all[..1], &[]] {
            let texts: Vec<String> = bytes.iter().map(u8::to_string).collect();
            let mut out = b"x".to_vec();
            decimals(&mut out, bytes);
            assert_eq!(out, format!("x{}", texts.join(" ")).into_bytes());
        }
    }
}
