//! Tar header blocks, as Go reads them: V7, USTAR/PAX, STAR and GNU.

use crate::tar::Entry;

pub(crate) const OLD_REGULAR: u8 = 0;
pub(crate) const REGULAR: u8 = b'0';
pub(crate) const HARD_LINK: u8 = b'1';
pub(crate) const SYMLINK: u8 = b'2';
pub(crate) const DIRECTORY: u8 = b'5';
pub(crate) const PAX: u8 = b'x';
pub(crate) const PAX_GLOBAL: u8 = b'g';
pub(crate) const GNU_SPARSE: u8 = b'S';
pub(crate) const GNU_LONG_NAME: u8 = b'L';
pub(crate) const GNU_LONG_LINK: u8 = b'K';

/// Whether an entry of this type stores no data whatever its size says: links, devices,
/// directories and pipes.
pub(crate) fn is_header_only(kind: u8) -> bool {
    matches!(kind, b'1'..=b'6')
}

/// Whether a block has the magic of old GNU tar.
pub(crate) fn is_gnu(block: &[u8]) -> bool {
    &block[257..265] == b"ustar  \0"
}

/// What a header block that is not zero says by itself: Go's `Reader.readHeader`.
pub(crate) fn parse(block: &[u8; 512]) -> Option<Entry> {
    if !checksum_matches(block) {
        return None;
    }
    let ustar = &block[257..263] == b"ustar\0";
    let star = ustar && &block[508..] == b"tar\0";
    let gnu = is_gnu(block);
    // What else has to be a number: the owner; the device; access and change.
    let numbers = [
        (true, 108, 116),
        (true, 116, 124),
        (ustar || gnu, 329, 337),
        (ustar || gnu, 337, 345),
        (star, 476, 488),
        (star, 488, 500),
    ];
    for (has, start, end) in numbers {
        if has {
            number(&block[start..end])?;
        }
    }
    let mode = number(&block[100..108])?;
    let size = number(&block[124..136])?;
    let mtime = number(&block[136..148])?;
    // Go before 1.8 wrote a prefix over the GNU time fields; what does not parse as times but reads
    // as ASCII is taken for one.
    let times = [&block[345..357], &block[357..369]];
    let no_time = |field: &&[u8]| field[0] != 0 && number(field).is_none();
    let mut prefix: &[u8] = &[];
    if star {
        prefix = text(&block[345..476]);
    } else if ustar || gnu && times.iter().any(no_time) {
        prefix = text(&block[345..500]);
    }
    let name = text(&block[..100]);
    let prefixed = !prefix.is_empty() && (ustar || prefix.is_ascii());
    let mut whole = Vec::new();
    if prefixed {
        whole.extend_from_slice(prefix);
        whole.push(b'/');
    }
    whole.extend_from_slice(name);
    Some(Entry {
        name: whole,
        link: text(&block[157..257]).to_vec(),
        kind: block[156],
        mode,
        size,
        mtime,
        map: None,
    })
}

/// A text up to its NUL, or all of the field.
pub(crate) fn text(field: &[u8]) -> &[u8] {
    let end = field.iter().position(|byte| *byte == 0);
    &field[..end.unwrap_or(field.len())]
}

/// A number in octal, or in base 256 where the first bit is set. May be negative.
pub(crate) fn number(field: &[u8]) -> Option<i64> {
    let first = field.first().copied().unwrap_or(0);
    if first & 0x80 == 0 {
        return octal(field);
    }
    let inverse = if first & 0x40 != 0 { 0xff } else { 0 };
    let mut value = 0u64;
    for (at, byte) in field.iter().enumerate() {
        let mut byte = byte ^ inverse;
        if at == 0 {
            byte &= 0x7f;
        }
        if value >> 56 > 0 {
            return None;
        }
        value = value << 8 | u64::from(byte);
    }
    let value = i64::try_from(value).ok()?;
    Some(if inverse == 0 { value } else { !value })
}

/// Digits between spaces and NULs; a NUL behind them ends the field.
fn octal(field: &[u8]) -> Option<i64> {
    let blank = |byte: &u8| *byte == b' ' || *byte == 0;
    let mut rest = field;
    while let [b' ' | 0, more @ ..] = rest {
        rest = more;
    }
    let mut value = 0u64;
    while let [digit @ b'0'..=b'7', more @ ..] = rest
        && value >> 61 == 0
    {
        value = value << 3 | u64::from(digit - b'0');
        rest = more;
    }
    if rest.first() == Some(&0) || rest.iter().all(blank) {
        return Some(value as i64);
    }
    None
}

/// The sum over the block with its own field blank, of unsigned bytes or, as Sun's tar had it, of
/// signed ones.
fn checksum_matches(block: &[u8; 512]) -> bool {
    const EVEN: u64 = 0x00ff_00ff_00ff_00ff;
    let own = &block[148..156];
    let Some(wanted) = octal(own) else {
        return false;
    };
    // Four sums at a time; none gets beyond its sixteen bits.
    let mut sums = 0u64;
    for word in block.as_chunks::<8>().0 {
        let word = u64::from_le_bytes(*word);
        sums += (word & EVEN) + (word >> 8 & EVEN);
    }
    let all: u64 = (0..4).map(|lane| sums >> (16 * lane) & 0xffff).sum();
    let field: i64 = own.iter().map(|byte| i64::from(*byte)).sum();
    let unsigned = all as i64 - field + 8 * i64::from(b' ');
    wanted == unsigned || {
        let high = |bytes: &[u8]| bytes.iter().filter(|byte| **byte >= 0x80).count() as i64;
        wanted == unsigned - 256 * (high(block) - high(own))
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::{checksum_matches, octal, text};

    /// As Go does it: trimmed, cut at a NUL, then read.
    fn like_go(field: &[u8]) -> Option<u64> {
        let blank = |byte: &u8| *byte == b' ' || *byte == 0;
        let Some(start) = field.iter().position(|byte| !blank(byte)) else {
            return Some(0);
        };
        let end = field.iter().rposition(|byte| !blank(byte)).unwrap();
        text(&field[start..=end])
            .iter()
            .try_fold(0u64, |value, byte| {
                let digit = (b'0'..=b'7').contains(byte) && value >> 61 == 0;
                digit.then(|| value << 3 | u64::from(byte - b'0'))
            })
    }

    proptest! {
        #[test]
        fn octal_numbers(field in vec(prop::sample::select(b" \x00\x00017x8".to_vec()), 0..30)) {
            prop_assert_eq!(octal(&field).map(|value| value as u64), like_go(&field));
        }

        #[test]
        fn checksums(bytes in vec(any::<u8>(), 512), signed: bool, off in 0i64..2) {
            let mut block: [u8; 512] = bytes.try_into().unwrap();
            block[148..156].fill(b' ');
            let sum: i64 = block.iter().map(|byte| if signed { i64::from(*byte as i8) } else { i64::from(*byte) }).sum();
            prop_assume!(sum + off >= 0);
            block[148..156].copy_from_slice(format!("{:06o}\0 ", sum + off).as_bytes());
            prop_assert_eq!(checksum_matches(&block), off == 0);
        }
    }
}
