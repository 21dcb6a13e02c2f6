//! Letters and their cases.

use std::borrow::Cow;

use chartroom_gotemplate::value::STRING;
use chartroom_gotemplate::{Context, Definition, Error, Value, unicode};

use super::text;

/// The functions of this file.
pub const TABLE: &[Definition] = &[
    Definition::new("upper", &[STRING], STRING, |_, args| {
        map_runes(args, |_, c| Some(upper(c)))
    }),
    Definition::new("lower", &[STRING], STRING, |_, args| {
        map_runes(args, |_, c| Some(lower(c)))
    }),
    Definition::new("title", &[STRING], STRING, |_, args| {
        map_runes(args, |before, c| {
            Some(if separates(before) { title(c) } else { c })
        })
    }),
    Definition::new("untitle", &[STRING], STRING, |_, args| {
        map_runes(args, |before, c| {
            Some(if before.is_whitespace() { lower(c) } else { c })
        })
    }),
    Definition::new("swapcase", &[STRING], STRING, swapcase),
];

/// Maps each rune, told the one before it (a space before the first).
fn map_runes(args: &[Value], f: fn(char, char) -> Option<char>) -> Result<Value, Error> {
    let s = text(args, 0);
    let s: Cow<'_, str> = String::from_utf8_lossy(&s);
    let mut mapped = String::with_capacity(s.len());
    let mut before = ' ';
    for c in s.chars() {
        mapped.extend(f(before, c));
        before = c;
    }
    Ok(Value::from(mapped))
}

/// Go maps one rune to one rune; a letter whose other case is several letters stays.
pub(super) fn upper(c: char) -> char {
    // Greek letters with an iota have a simple mapping besides the full one.
    let c = match c {
        '\u{1f80}'..='\u{1f87}' | '\u{1f90}'..='\u{1f97}' | '\u{1fa0}'..='\u{1fa7}' => {
            return char::from_u32(u32::from(c) + 8).unwrap_or(c);
        }
        '\u{1fb3}' | '\u{1fc3}' | '\u{1ff3}' => {
            return char::from_u32(u32::from(c) + 9).unwrap_or(c);
        }
        c => c,
    };
    single(c.to_uppercase(), c)
}

/// Title case: that of letters which stand for two, and of Georgian, is not the upper case.
fn title(c: char) -> char {
    match c {
        '\u{1c4}'..='\u{1c6}' => '\u{1c5}',
        '\u{1c7}'..='\u{1c9}' => '\u{1c8}',
        '\u{1ca}'..='\u{1cc}' => '\u{1cb}',
        '\u{1f1}'..='\u{1f3}' => '\u{1f2}',
        '\u{10d0}'..='\u{10fa}' | '\u{10fd}'..='\u{10ff}' => c,
        c => upper(c),
    }
}

pub(super) fn lower(c: char) -> char {
    // U+0130 has a simple mapping to `i` besides the full one.
    if c == '\u{130}' {
        'i'
    } else {
        single(c.to_lowercase(), c)
    }
}

fn single(mut cased: impl Iterator<Item = char>, c: char) -> char {
    match (cased.next(), cased.next()) {
        (Some(one), None) if one == c || c.is_ascii() => one,
        // Of letters that Go does not know yet, none has another case.
        (Some(one), None) if unicode::is_assigned(c) && unicode::is_assigned(one) => one,
        _ => c,
    }
}

/// What `strings.Title` takes for the space between words.
fn separates(c: char) -> bool {
    if c.is_ascii() {
        return !(c.is_ascii_alphanumeric() || c == '_');
    }
    c.is_whitespace()
}

fn swapcase(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let s = text(args, 0);
    let mut space = true;
    let swapped: String = String::from_utf8_lossy(&s)
        .chars()
        .map(|c| {
            if unicode::is_upper(c) || unicode::is_title(c) {
                space = false;
                lower(c)
            } else if unicode::is_lower(c) {
                // A word's first letter becomes its title.
                let first = std::mem::take(&mut space);
                if first { title(c) } else { upper(c) }
            } else {
                space = c.is_whitespace();
                c
            }
        })
        .collect();
    Ok(Value::from(swapped))
}
