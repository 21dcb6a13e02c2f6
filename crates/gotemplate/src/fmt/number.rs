//! Integers, floats and code points under a verb.

use super::Printer;
use crate::strconv::{self, FloatForm};
use crate::unicode;
use crate::value::{Complex, FloatKind, Value};

const LOWER: &[u8; 17] = b"0123456789abcdefx";
const UPPER: &[u8; 17] = b"0123456789ABCDEFX";

/// Appends a decimal integer.
pub(crate) fn append_int(out: &mut Vec<u8>, n: i64) {
    if n < 0 {
        out.push(b'-');
    }
    append_uint(out, n.unsigned_abs());
}

/// Appends a decimal unsigned integer.
pub(crate) fn append_uint(out: &mut Vec<u8>, mut n: u64) {
    let mut buf = [0; 20];
    let mut at = buf.len();
    loop {
        at -= 1;
        buf[at] = b'0' + (n % 10) as u8;
        n /= 10;
        if n == 0 {
            break;
        }
    }
    out.extend_from_slice(&buf[at..]);
}

impl Printer<'_> {
    /// An integer given as magnitude and sign; `signed` tells `%#v` the kind of type.
    pub(super) fn integer(
        &mut self,
        arg: &Value,
        n: u64,
        negative: bool,
        signed: bool,
        verb: char,
    ) {
        // The bits as Go's conversion to uint64 gives them, for verbs that take code points.
        let bits = if negative { n.wrapping_neg() } else { n };
        match verb {
            'v' if self.sharp_v && !signed => self.hex0x(n, true),
            'v' | 'd' => self.format_int(n, negative, 10, verb, LOWER),
            'b' => self.format_int(n, negative, 2, verb, LOWER),
            'o' | 'O' => self.format_int(n, negative, 8, verb, LOWER),
            'x' => self.format_int(n, negative, 16, verb, LOWER),
            'X' => self.format_int(n, negative, 16, verb, UPPER),
            'c' => {
                let rune = u32::try_from(bits).unwrap_or(unicode::INVALID);
                let mut text = Vec::new();
                unicode::encode(&mut text, rune);
                self.pad(&text);
            }
            'q' => {
                let rune = u32::try_from(bits).unwrap_or(unicode::INVALID);
                let mut text = Vec::new();
                strconv::quote_rune(&mut text, rune, self.plus);
                self.pad(&text);
            }
            'U' => self.code_point(bits),
            _ => self.bad_verb(arg, verb),
        }
    }

    /// Hexadecimal with or without `0x`, whatever the sharp flag says.
    pub(super) fn hex0x(&mut self, n: u64, prefix: bool) {
        let sharp = std::mem::replace(&mut self.sharp, prefix);
        self.format_int(n, false, 16, 'v', LOWER);
        self.sharp = sharp;
    }

    fn format_int(&mut self, n: u64, negative: bool, base: u64, verb: char, digits: &[u8; 17]) {
        let plain = !self.plus && !self.space && !self.sharp && verb != 'O';
        if base == 10 && self.width.is_none() && self.precision.is_none() && plain {
            if negative {
                self.out.push(b'-');
            }
            return append_uint(self.out, n);
        }
        // `%.3d` and `%03d` both ask for zeros; the precision wins.
        let mut zeros = 0;
        if let Some(p) = self.precision {
            zeros = p;
            if p == 0 && n == 0 {
                let zero = std::mem::take(&mut self.zero);
                self.padding(self.width.unwrap_or(0));
                self.zero = zero;
                return;
            }
        } else if let (true, false, Some(w)) = (self.zero, self.minus, self.width) {
            zeros = w;
            if negative || self.plus || self.space {
                zeros = zeros.saturating_sub(1);
            }
        }
        // Built backwards.
        let mut text = Vec::with_capacity(68);
        let mut rest = n;
        loop {
            text.push(digits[(rest % base) as usize]);
            rest /= base;
            if rest == 0 {
                break;
            }
        }
        if text.len() < zeros {
            text.resize(zeros, b'0');
        }
        if self.sharp {
            match base {
                2 => text.extend_from_slice(b"b0"),
                8 if text.last() != Some(&b'0') => text.push(b'0'),
                16 => text.extend_from_slice(&[digits[16], b'0']),
                _ => {}
            }
        }
        if verb == 'O' {
            text.extend_from_slice(b"o0");
        }
        if negative {
            text.push(b'-');
        } else if self.plus {
            text.push(b'+');
        } else if self.space {
            text.push(b' ');
        }
        text.reverse();
        self.pad_spaces(&text);
    }

    // `%U` and `%#U`: U+0078 'x'.
    fn code_point(&mut self, n: u64) {
        let width = self.precision.unwrap_or(0).max(4);
        // Widths of Rust's own formatting end at 65,535; Go's precision goes to a million.
        let digits = format!("{n:X}");
        let mut text = b"U+".to_vec();
        text.resize(2 + width.saturating_sub(digits.len()), b'0');
        text.extend_from_slice(digits.as_bytes());
        if let (true, Ok(rune)) = (self.sharp, u32::try_from(n))
            && unicode::is_print(rune)
        {
            text.extend_from_slice(b" '");
            unicode::encode(&mut text, rune);
            text.push(b'\'');
        }
        self.pad_spaces(&text);
    }

    pub(super) fn complex(&mut self, arg: &Value, c: &Complex, verb: char) {
        if !matches!(
            verb,
            'v' | 'b' | 'g' | 'G' | 'x' | 'X' | 'f' | 'F' | 'e' | 'E'
        ) {
            return self.bad_verb(arg, verb);
        }
        self.out.push(b'(');
        self.float(arg, c.re, c.kind, verb);
        let plus = std::mem::replace(&mut self.plus, true);
        self.float(arg, c.im, c.kind, verb);
        self.out.extend_from_slice(b"i)");
        self.plus = plus;
    }

    pub(super) fn float(&mut self, arg: &Value, f: f64, kind: FloatKind, verb: char) {
        let (form, default) = match verb {
            'v' | 'g' | 'G' => (FloatForm::General, None),
            'b' => (FloatForm::Binary, None),
            'x' | 'X' => (FloatForm::Hex, None),
            'e' | 'E' => (FloatForm::Exponent, Some(6)),
            'f' | 'F' => (FloatForm::Fixed, Some(6)),
            _ => return self.bad_verb(arg, verb),
        };
        let precision = self.precision.or(default);
        let mut text = vec![b'+'];
        strconv::append_float(&mut text, f, form, precision, kind == FloatKind::Float32);
        if matches!(text[1], b'-' | b'+') {
            text.remove(0);
        }
        if verb.is_ascii_uppercase() && text[1].is_ascii_digit() {
            text.make_ascii_uppercase();
        }
        if self.space && text[0] == b'+' && !self.plus {
            text[0] = b' ';
        }
        if matches!(text[1], b'I' | b'N') {
            if text[1] == b'N' && !self.space && !self.plus {
                text.remove(0);
            }
            return self.pad_spaces(&text);
        }
        if self.sharp && verb != 'b' {
            keep_point(&mut text, verb, precision);
        }
        if self.plus || text[0] != b'+' {
            if let (true, false, Some(w)) = (self.zero, self.minus, self.width)
                && w > text.len()
            {
                self.out.push(text[0]);
                self.padding(w - text.len());
                self.out.extend_from_slice(&text[1..]);
                return;
            }
            return self.pad(&text);
        }
        self.pad(&text[1..]);
    }
}

// The sharp flag: always a decimal point, and the zeros that %g would drop.
fn keep_point(text: &mut Vec<u8>, verb: char, precision: Option<usize>) {
    let mut missing = match verb {
        'v' | 'g' | 'G' | 'x' => precision.map_or(6, |p| p as i64),
        _ => 0,
    };
    let hex = matches!(verb, 'x' | 'X');
    let end = text
        .iter()
        .position(|&b| matches!(b, b'p' | b'P') || !hex && matches!(b, b'e' | b'E'))
        .unwrap_or(text.len());
    let tail = text.split_off(end);
    let mut point = false;
    let mut significant = false;
    for &b in &text[1..] {
        if b == b'.' {
            point = true;
            continue;
        }
        significant |= b != b'0';
        if significant {
            missing -= 1;
        }
    }
    if !point {
        if text.len() == 2 && text[1] == b'0' {
            missing -= 1;
        }
        text.push(b'.');
    }
    text.resize(text.len() + missing.max(0) as usize, b'0');
    text.extend_from_slice(&tail);
}
