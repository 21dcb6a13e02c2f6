//! The scripts of code points.

use super::{Category, categories, number};

/// The names of the scripts, in lower case, with a space between them, and a line end; then runs of
/// code points: the place of their script among the names, the first of which is empty and stands
/// for none, and their number in seven-bit groups, low ones first. Code points that are not
/// assigned are left out. Made by `tests/oracle/unicode`.
static TABLE: &[u8] = include_bytes!("scripts.bin");

/// The code points of a script, by its name in lower case, in pieces as the table has them; none
/// if there is no such script. Scripts whose names in Go's `unicode.Scripts` have underscores, or
/// capitals within, are not here: Go 1.26's `regexp` looks names up without, and never finds these.
pub(crate) fn script(name: &[u8]) -> Option<Vec<(u32, u32)>> {
    let end = TABLE.iter().position(|b| *b == b'\n')?;
    let (names, runs) = (&TABLE[..end], &TABLE[end + 1..]);
    let wanted = names.split(|b| *b == b' ').position(|n| n == name);
    // The first name is that of no script.
    let wanted = wanted.filter(|place| *place > 0)?;
    let mut runs = runs.iter();
    let (mut here, mut left) = (0, 0);
    let mut ranges = Vec::new();
    for (mut low, high, category) in categories() {
        while category != Category::Cn && low <= high {
            if left == 0 {
                here = usize::from(*runs.next()?);
                left = number(&mut runs);
            }
            let next = high.min(low + left - 1) + 1;
            if here == wanted {
                ranges.push((low, next - 1));
            }
            left -= next - low;
            low = next;
        }
    }
    Some(ranges)
}
