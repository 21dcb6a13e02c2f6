//! What Go's `unicode` knows of code points: their general category, and what follows from it.
//!
//! The table, made by `tests/oracle/unicode`, is a sequence of runs. The low five bits of a run's first byte are the category (30
//! stands for alternating upper and lower case letters); the high three are its length less one,
//! or 7 with the length less eight following in seven-bit groups, low ones first.

mod script;

pub(crate) use script::script;

use std::slice::Iter;
use std::sync::OnceLock;

/// General categories of all code points (Unicode 15, the version of Go 1.26), run by run.
static RUNS: &[u8] = include_bytes!("categories.bin");

/// General categories in the order of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
#[allow(missing_docs)]
pub(crate) enum Category {
    Lu,
    Ll,
    Lt,
    Lm,
    Lo,
    Mn,
    Mc,
    Me,
    Nd,
    Nl,
    No,
    Pc,
    Pd,
    Ps,
    Pe,
    Pi,
    Pf,
    Po,
    Sm,
    Sc,
    Sk,
    So,
    Zs,
    Zl,
    Zp,
    Cc,
    Cf,
    Co,
    Cs,
    Cn,
}

use Category::*;

const CATEGORIES: [Category; 30] = [
    Lu, Ll, Lt, Lm, Lo, Mn, Mc, Me, Nd, Nl, No, Pc, Pd, Ps, Pe, Pi, Pf, Po, Sm, Sc, Sk, So, Zs, Zl,
    Zp, Cc, Cf, Co, Cs, Cn,
];

const ALTERNATING: u8 = 30;

// (first code point, category or ALTERNATING), unpacked on first use.
fn table() -> &'static [(u32, u8)] {
    static TABLE: OnceLock<Vec<(u32, u8)>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Vec::new();
        let mut start = 0u32;
        let mut bytes = RUNS.iter();
        while let Some(&head) = bytes.next() {
            table.push((start, head & 31));
            let mut len = u32::from(head >> 5) + 1;
            if len == 8 {
                len += number(&mut bytes);
            }
            start += len;
        }
        table
    })
}

/// A number in seven-bit groups, low ones first.
fn number(bytes: &mut Iter<u8>) -> u32 {
    let mut number = 0;
    for shift in (0..).step_by(7) {
        let byte = *bytes.next().unwrap_or(&0);
        number += u32::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            break;
        }
    }
    number
}

/// The general category.
pub(crate) fn category(rune: u32) -> Category {
    if rune > 0x10_ffff {
        return Cn;
    }
    let table = table();
    let at = table.partition_point(|&(start, _)| start <= rune) - 1;
    let (start, category) = table[at];
    match category {
        ALTERNATING if (rune - start).is_multiple_of(2) => Lu,
        ALTERNATING => Ll,
        c => CATEGORIES[c as usize],
    }
}

/// All runs of equal category, for building character classes.
pub(crate) fn categories() -> impl Iterator<Item = (u32, u32, Category)> {
    let table = table();
    (0..table.len()).flat_map(move |i| {
        let (start, c) = table[i];
        let end = table.get(i + 1).map_or(0x11_0000, |t| t.0) - 1;
        let step = if c == ALTERNATING { 1 } else { end - start + 1 };
        (start..=end)
            .step_by(step as usize)
            .map(move |lo| (lo, lo + step - 1, category(lo)))
    })
}

/// `unicode.IsLetter`.
pub fn is_letter(rune: u32) -> bool {
    if rune < 0x80 {
        return (rune as u8).is_ascii_alphabetic();
    }
    category(rune) <= Lo
}

/// `unicode.IsUpper`.
pub fn is_upper(c: char) -> bool {
    category(c.into()) == Lu
}

/// `unicode.IsLower`.
pub fn is_lower(c: char) -> bool {
    category(c.into()) == Ll
}

/// `unicode.IsTitle`: letters that are a capital and a small one in one.
pub fn is_title(c: char) -> bool {
    category(c.into()) == Lt
}

/// `unicode.IsNumber`.
pub fn is_number(c: char) -> bool {
    matches!(category(c.into()), Nd | Nl | No)
}

/// `unicode.IsPunct`.
pub fn is_punct(c: char) -> bool {
    matches!(category(c.into()), Pc | Pd | Ps | Pe | Pi | Pf | Po)
}

/// Whether Go's Unicode has the character, which the standard library's newer one may.
pub fn is_assigned(c: char) -> bool {
    category(c.into()) != Cn
}

/// `unicode.IsDigit`.
pub(crate) fn is_digit(rune: u32) -> bool {
    if rune < 0x80 {
        return (rune as u8).is_ascii_digit();
    }
    category(rune) == Nd
}

/// `unicode.IsPrint`, which is also `strconv.IsPrint`.
pub fn is_print(rune: u32) -> bool {
    if rune < 0x7f {
        return rune >= 0x20;
    }
    category(rune) <= So
}

/// The invalid code point that decoding gives for bytes that are not UTF-8.
pub const INVALID: u32 = 0xfffd;

/// Go's `utf8.DecodeRune`: the first code point and its length; (U+FFFD, 1) for an invalid byte,
/// (U+FFFD, 0) at the end.
#[inline]
pub fn decode(bytes: &[u8]) -> (u32, usize) {
    match bytes.first() {
        None => (INVALID, 0),
        Some(&b) if b < 0x80 => (u32::from(b), 1),
        Some(_) => decode_long(bytes),
    }
}

fn decode_long(bytes: &[u8]) -> (u32, usize) {
    let b0 = bytes[0];
    let (len, min, bits) = match b0 {
        0xc2..=0xdf => (2, 0x80, u32::from(b0 & 0x1f)),
        0xe0..=0xef => (3, 0x800, u32::from(b0 & 0x0f)),
        0xf0..=0xf4 => (4, 0x1_0000, u32::from(b0 & 0x07)),
        _ => return (INVALID, 1),
    };
    let mut rune = bits;
    for i in 1..len {
        match bytes.get(i) {
            Some(&b) if b & 0xc0 == 0x80 => rune = rune << 6 | u32::from(b & 0x3f),
            _ => return (INVALID, 1),
        }
    }
    if rune < min || rune > 0x10_ffff || (0xd800..0xe000).contains(&rune) {
        return (INVALID, 1);
    }
    (rune, len)
}

/// Go's `utf8.DecodeLastRune`.
pub(crate) fn decode_last(bytes: &[u8]) -> (u32, usize) {
    let end = bytes.len();
    for len in 1..=4.min(end) {
        if bytes[end - len] & 0xc0 != 0x80 {
            let (rune, n) = decode(&bytes[end - len..]);
            if n == len {
                return (rune, n);
            }
            break;
        }
    }
    (INVALID, end.min(1))
}

/// Appends the code point as UTF-8, U+FFFD for what is none.
pub fn encode(out: &mut Vec<u8>, rune: u32) {
    let c = char::from_u32(rune).unwrap_or('\u{fffd}');
    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Number of code points, an invalid byte counting as one.
pub fn count(bytes: &[u8]) -> usize {
    if bytes.is_ascii() {
        return bytes.len();
    }
    let (mut n, mut at) = (0, 0);
    while at < bytes.len() {
        at += decode(&bytes[at..]).1;
        n += 1;
    }
    n
}
