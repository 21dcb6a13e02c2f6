//! Which code points are the same letter, for `(?i)`.

use crate::unicode::{Category, category};
use chartroom_gotext::sort_by;
use std::sync::OnceLock;

/// Letters with more than an upper and a lower form, and those whose forms do not lead back.
const ORBITS: &[&[u32]] = &[
    &[0x4b, 0x6b, 0x212a],
    &[0x53, 0x73, 0x17f],
    &[0xb5, 0x39c, 0x3bc],
    &[0xc5, 0xe5, 0x212b],
    &[0xdf, 0x1e9e],
    &[0x1c4, 0x1c5, 0x1c6],
    &[0x1c7, 0x1c8, 0x1c9],
    &[0x1ca, 0x1cb, 0x1cc],
    &[0x1f1, 0x1f2, 0x1f3],
    &[0x345, 0x399, 0x3b9, 0x1fbe],
    &[0x392, 0x3b2, 0x3d0],
    &[0x395, 0x3b5, 0x3f5],
    &[0x398, 0x3b8, 0x3d1, 0x3f4],
    &[0x39a, 0x3ba, 0x3f0],
    &[0x3a0, 0x3c0, 0x3d6],
    &[0x3a1, 0x3c1, 0x3f1],
    &[0x3a3, 0x3c2, 0x3c3],
    &[0x3a6, 0x3c6, 0x3d5],
    &[0x3a9, 0x3c9, 0x2126],
    &[0x412, 0x432, 0x1c80],
    &[0x414, 0x434, 0x1c81],
    &[0x41e, 0x43e, 0x1c82],
    &[0x421, 0x441, 0x1c83],
    &[0x422, 0x442, 0x1c84, 0x1c85],
    &[0x42a, 0x44a, 0x1c86],
    &[0x462, 0x463, 0x1c87],
    &[0x1c88, 0xa64a, 0xa64b],
    &[0x1e60, 0x1e61, 0x1e9b],
];

/// The highest code point with another form.
const LAST: u32 = 0x1e943;

/// A code point and another form of it, in the order of the first; found on first use.
fn pairs() -> &'static [(u32, u32)] {
    static PAIRS: OnceLock<Vec<(u32, u32)>> = OnceLock::new();
    PAIRS.get_or_init(|| {
        let mut pairs = Vec::with_capacity(3_000);
        for orbit in ORBITS {
            for &a in *orbit {
                pairs.extend(orbit.iter().filter(|&&b| b != a).map(|&b| (a, b)));
            }
        }
        let special: Vec<u32> = ORBITS.concat();
        for rune in (0..=LAST).filter(|r| !special.contains(r)) {
            if let Some(lower) = lower(rune) {
                pairs.extend([(rune, lower), (lower, rune)]);
            }
        }
        sort_by(&mut pairs, Ord::cmp);
        pairs
    })
}

// Another form of the code point, the lower case one. The standard library's Unicode is newer than
// Go's, so what Go does not know has none.
fn lower(rune: u32) -> Option<u32> {
    let mut forms = char::from_u32(rune)?.to_lowercase();
    let lower = forms.next()?.into();
    let assigned = |rune| category(rune) != Category::Cn;
    let counts = lower != rune && forms.next().is_none() && assigned(rune) && assigned(lower);
    counts.then_some(lower)
}

/// Adds a range and the other forms of everything in it: all that Go's `unicode.SimpleFold`
/// leads to.
pub(super) fn add_range(out: &mut Vec<(u32, u32)>, low: u32, high: u32) {
    out.push((low, high));
    let pairs = pairs();
    let start = pairs.partition_point(|p| p.0 < low);
    let inside = pairs[start..].iter().take_while(|p| p.0 <= high);
    out.extend(inside.map(|p| (p.1, p.1)));
}
