//! What Go's package `unicode` says about characters, in the version of Unicode (15.0) of the Go that
//! Helm is built with. One table for all who ask: the standard library's would come beside it.

use std::sync::OnceLock;

/// Runs of characters of one kind, from U+0000 on: their length times four and their kind, as LEB128
/// numbers. Made by `tests/oracle/unicode`. Nothing prints behind the last run.
static RUNS: &[u8] = include_bytes!("unicode.bin");

/// Printable, and neither a letter nor a digit. Less are characters that do not print; digits and
/// letters, which all print, are more.
const PRINTABLE: u32 = 1;
const DIGIT: u32 = 2;
const LETTER: u32 = 3;

/// Where the runs begin, times four, and their kinds.
fn runs() -> &'static [u32] {
    static STARTS: OnceLock<Vec<u32>> = OnceLock::new();
    STARTS.get_or_init(|| {
        let mut starts = Vec::new();
        let (mut start, mut run, mut shift) = (0, 0, 0);
        for byte in RUNS {
            run |= u32::from(byte & 0x7f) << shift;
            shift += 7;
            if *byte < 0x80 {
                starts.push(start | (run & 3));
                start += run & !3;
                (run, shift) = (0, 0);
            }
        }
        starts.push(start);
        starts
    })
}

#[inline(never)]
fn kind(c: char) -> u32 {
    let runs = runs();
    let after = runs.partition_point(|start| *start >> 2 <= c as u32);
    // The first run begins at zero.
    runs[after - 1] & 3
}

/// Whether Go's `unicode.IsPrint` holds: letters, marks, numbers, punctuation, symbols and the
/// ASCII space.
pub fn is_print(c: char) -> bool {
    kind(c) >= PRINTABLE
}

/// Whether Go's `unicode.IsLetter` holds.
pub fn is_letter(c: char) -> bool {
    match c.is_ascii() {
        true => c.is_ascii_alphabetic(),
        false => kind(c) == LETTER,
    }
}

/// Whether Go's `unicode.IsDigit` holds: decimal digits of any script.
pub fn is_digit(c: char) -> bool {
    match c.is_ascii() {
        true => c.is_ascii_digit(),
        false => kind(c) == DIGIT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_go() {
        // How many there are of each, and the sum of their code points, as Go counts them.
        let count = |holds: fn(char) -> bool| {
            let all = (0..=0x10_ffff)
                .filter_map(char::from_u32)
                .filter(|c| holds(*c));
            all.fold((0, 0), |(count, sum), c| {
                (count + 1, sum + u64::from(c as u32))
            })
        };
        assert_eq!(count(is_print), (148_998, 15_750_900_724));
        assert_eq!(count(is_letter), (136_104, 14_773_782_966));
        assert_eq!(count(is_digit), (680, 32_783_620));
    }

    #[test]
    fn knows_the_kinds() {
        for c in ['a', 'ß', 'ʰ', '中', 'ª'] {
            assert!(is_letter(c) && is_print(c) && !is_digit(c), "{c}");
        }
        for c in ['0', '٣', '߀', '𝟘'] {
            assert!(is_digit(c) && is_print(c) && !is_letter(c), "{c}");
        }
        for c in [' ', '~', 'Ⅷ', '½', '\u{301}', '€', '😀', '\u{fffd}'] {
            assert!(is_print(c) && !is_letter(c) && !is_digit(c), "{c}");
        }
        for c in [
            '\0',
            '\u{7f}',
            '\u{85}',
            '\u{a0}',
            '\u{ad}',
            '\u{200b}',
            '\u{2028}',
            '\u{378}',
            '\u{e000}',
            '\u{feff}',
            '\u{10ffff}',
        ] {
            assert!(!is_print(c), "{:x}", c as u32);
        }
    }
}
