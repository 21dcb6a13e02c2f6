//! Which style a string is written in: go-yaml's `stringv` and the emitter's analysis of scalars.

use chartroom_gotext::has;

use crate::resolve::{Scalar, plain};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Single,
    Double,
    Literal,
}

/// Whether a line break of YAML 1.1 starts at byte `at`.
pub(crate) fn is_break_at(bytes: &[u8], at: usize) -> bool {
    matches!(
        bytes[at..],
        [b'\r' | b'\n', ..] | [0xc2, 0x85, ..] | [0xe2, 0x80, 0xa8 | 0xa9, ..]
    )
}

/// Whether the emitter writes a character as it is.
pub(crate) fn is_printable(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | '\u{a0}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}')
}

/// Chooses the style of a string; keys stand on one line.
pub(crate) fn choose(text: &str, simple_key: bool) -> Style {
    let facts = Facts::of(text);
    if has(text, '\n') {
        return if facts.block && !facts.tab && !simple_key {
            Style::Literal
        } else {
            Style::Double
        };
    }
    if plain(text) != Scalar::Str || is_base60(text.as_bytes()) || simple_key && facts.multiline {
        return Style::Double;
    }
    if facts.plain {
        Style::Plain
    } else if facts.single {
        Style::Single
    } else {
        Style::Double
    }
}

/// The same for go-yaml v3, which lets a block have tabs.
pub(crate) fn choose_newer(text: &str) -> Style {
    match choose(text, false) {
        Style::Double if has(text, '\n') && Facts::of(text).block => Style::Literal,
        style => style,
    }
}

/// `^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$`: numbers to base 60, which other parsers read.
fn is_base60(bytes: &[u8]) -> bool {
    let unsigned = match bytes {
        [b'-' | b'+', rest @ ..] => rest,
        _ => bytes,
    };
    if !unsigned.first().is_some_and(u8::is_ascii_digit) {
        return false;
    }
    let digits = |part: &[u8]| part.iter().all(|b| b.is_ascii_digit() || *b == b'_');
    let mut parts = unsigned.split(|b| *b == b':');
    if !parts.next().is_some_and(digits) {
        return false;
    }
    let mut parts = parts.peekable();
    let mut any = false;
    while let Some(part) = parts.next() {
        any = true;
        let mut part = part;
        if parts.peek().is_none()
            && let Some(point) = part.iter().position(|b| *b == b'.')
        {
            if !digits(&part[point + 1..]) {
                return false;
            }
            part = &part[..point];
        }
        match part {
            [one] if one.is_ascii_digit() => {}
            [b'0'..=b'5', two] if two.is_ascii_digit() => {}
            _ => return false,
        }
    }
    any
}

/// What the styles depend on.
struct Facts {
    multiline: bool,
    plain: bool,
    single: bool,
    /// But for tabs, which the older emitter has in no block.
    block: bool,
    tab: bool,
}

impl Facts {
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut indicator = text.starts_with("---") || text.starts_with("...");
        let (mut line_breaks, mut special, mut tab) = (false, false, false);
        let (mut leading, mut trailing, mut trailing_space) = (false, false, false);
        let (mut break_space, mut space_break) = (false, false);
        let (mut after_white, mut after_space, mut after_break) = (true, false, false);
        for (at, c) in text.char_indices() {
            let end = at + c.len_utf8();
            let before_blank = matches!(bytes.get(end), None | Some(b' ' | b'\t'));
            indicator |= match c {
                '#' => at == 0 || after_white,
                ':' => before_blank,
                '?' | '-' => at == 0 && before_blank,
                ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%'
                | '@' | '`' => at == 0,
                _ => false,
            };
            tab |= c == '\t';
            special |= c != '\t' && !is_printable(c);
            let is_break = is_break_at(bytes, at);
            if c == ' ' {
                leading |= at == 0;
                trailing |= end == text.len();
                trailing_space |= end == text.len();
                break_space |= after_break;
            } else if is_break {
                line_breaks = true;
                leading |= at == 0;
                trailing |= end == text.len();
                space_break |= after_space;
            }
            after_space = c == ' ';
            after_break = is_break;
            after_white = is_break || matches!(c, ' ' | '\t' | '\0');
        }
        let unfit = space_break || special;
        Self {
            multiline: line_breaks,
            plain: !(leading
                || trailing
                || break_space
                || unfit
                || line_breaks
                || indicator
                || tab),
            single: !(break_space || unfit || tab),
            block: !(trailing_space || unfit || text.is_empty()),
            tab,
        }
    }
}
