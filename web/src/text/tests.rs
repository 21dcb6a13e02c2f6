//! The catalogue's own rules.

use super::english::{NAMES, TEXTS};
use super::{Key, count, fill, grouped, size};

#[test]
fn sizes_read_as_people_write_them() {
    for (bytes, text) in [
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1 KB"),
        (1_449, "1.4 KB"),
        (41_210, "41 KB"),
        (999_499, "999 KB"),
        (999_500, "1 MB"),
        (1_250_000, "1.3 MB"),
        (953_312, "953 KB"),
        (2_000_000_000, "2 GB"),
    ] {
        assert_eq!(size(bytes).replace('\u{a0}', " "), text);
    }
}

#[test]
fn numbers_are_grouped() {
    assert_eq!(grouped(9_999), "9999");
    assert_eq!(grouped(12_345), "12\u{202f}345");
    assert_eq!(grouped(1_234_567), "1\u{202f}234\u{202f}567");
}

#[test]
fn names_are_filled_and_numbers_choose_their_form() {
    assert_eq!(
        fill(Key::push_to, &[("where", "h/nginx:1.0.0")]),
        "Push to h/nginx:1.0.0"
    );
    assert_eq!(count(Key::files_n, 1), "1 file");
    assert_eq!(count(Key::files_n, 2), "2 files");
}

#[test]
fn texts_are_whole() {
    for (name, text) in NAMES.iter().zip(TEXTS) {
        assert!(!text.trim().is_empty(), "{name} is empty");
        assert!(!text.contains('!'), "{name} shouts");
        assert_eq!(
            text.matches('{').count(),
            text.matches('}').count(),
            "{name} has an unclosed place"
        );
    }
}
