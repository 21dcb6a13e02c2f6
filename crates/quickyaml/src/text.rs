//! Which texts are looked at, and looking through them eight bytes at a time.

const ONES: u64 = u64::from_le_bytes([1; 8]);
const HIGH: u64 = ONES << 7;

/// The text, if it is UTF-8 without anything that needs a second look: no control characters, no
/// line breaks but line feeds, no byte order mark.
pub(crate) fn allowed(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (words, rest) = bytes.as_chunks::<8>();
    for (at, word) in words.iter().enumerate() {
        let bits = u64::from_le_bytes(*word);
        // A byte below the space, 0x7f or above.
        let odd = bits.wrapping_sub(ONES * 0x20) & !bits | bits | bits.wrapping_add(ONES);
        if odd & HIGH != 0 && !bytes_allowed(&bytes[at * 8..], 8) {
            return None;
        }
    }
    bytes_allowed(rest, rest.len()).then_some(text)
}

/// Whether nothing is wrong with the characters that begin in the first `count` bytes.
fn bytes_allowed(bytes: &[u8], count: usize) -> bool {
    (0..count).all(|at| match bytes[at] {
        b'\n' | b'\t' | b' '..=b'~' => true,
        0..0x80 => false,
        // Controls; line separators; a mark, and what is no character.
        0xc2 => bytes.get(at + 1).is_none_or(|next| *next >= 0xa0),
        0xe2 => !matches!(bytes[at..], [_, 0x80, 0xa8 | 0xa9, ..]),
        0xef => !matches!(
            bytes[at..],
            [_, 0xbb, 0xbf, ..] | [_, 0xbf, 0xbe | 0xbf, ..]
        ),
        _ => true,
    })
}

/// Where the line ends that `at` is in: its line feed, or the end of the text.
#[inline(never)]
pub(crate) fn line_end(text: &[u8], mut at: usize) -> usize {
    while let Some(word) = text.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let bits = u64::from_le_bytes(*word) ^ (ONES * b'\n' as u64);
        let found = bits.wrapping_sub(ONES) & !bits & HIGH;
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while at < text.len() && text[at] != b'\n' {
        at += 1;
    }
    at
}
