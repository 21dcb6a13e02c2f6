//! Lines: indented, or wrapped at a width.

use chartroom_gotemplate::value::{INT, STRING};
use chartroom_gotemplate::{Context, Definition, Error, Value};

use super::strings::repeated;
use super::{number, text};

/// The functions of this file.
pub const TABLE: &[Definition] = &[
    Definition::new("indent", &[INT, STRING], STRING, |cx, args| {
        indent(cx, args, false)
    }),
    Definition::new("nindent", &[INT, STRING], STRING, |cx, args| {
        indent(cx, args, true)
    }),
    Definition::new("wrap", &[INT, STRING], STRING, |cx, args| {
        wrap(cx, &text(args, 1), number(args, 0), b"\n", false)
    }),
    Definition::new("wrapWith", &[INT, STRING, STRING], STRING, |cx, args| {
        let separator = text(args, 1);
        let separator: &[u8] = if separator.is_empty() {
            b"\n"
        } else {
            &separator
        };
        wrap(cx, &text(args, 2), number(args, 0), separator, true)
    }),
];

fn indent(cx: &mut Context<'_>, args: &[Value], newline: bool) -> Result<Value, Error> {
    let (spaces, s) = (number(args, 0), text(args, 1));
    let spaces = repeated(1, spaces)?;
    let lines = 1 + s.iter().filter(|b| **b == b'\n').count();
    let size = lines.saturating_mul(spaces).saturating_add(s.len() + 1);
    cx.charge(size)?;
    let mut out = Vec::with_capacity(size);
    if newline {
        out.push(b'\n');
    }
    for line in s.split_inclusive(|b| *b == b'\n') {
        out.resize(out.len() + spaces, b' ');
        out.extend_from_slice(line);
    }
    // The empty line behind a final newline is padded too, and so is an empty text.
    if s.is_empty() || s.ends_with(b"\n") {
        out.resize(out.len() + spaces, b' ');
    }
    Ok(Value::from(out))
}

fn wrap(
    cx: &mut Context<'_>,
    s: &[u8],
    width: i64,
    separator: &[u8],
    break_words: bool,
) -> Result<Value, Error> {
    let width = usize::try_from(width.max(1)).unwrap_or(usize::MAX);
    let mut out = Vec::with_capacity(s.len());
    let mut at = 0;
    while s.len() - at > width {
        if s[at] == b' ' {
            at += 1;
            continue;
        }
        cx.charge(separator.len())?;
        let window = &s[at..=at + width];
        if let Some(space) = window.iter().rposition(|b| *b == b' ') {
            out.extend_from_slice(&s[at..at + space]);
            out.extend_from_slice(separator);
            at += space + 1;
        } else if break_words {
            out.extend_from_slice(&s[at..at + width]);
            out.extend_from_slice(separator);
            at += width;
        } else {
            match s[at + width..].iter().position(|b| *b == b' ') {
                None => {
                    out.extend_from_slice(&s[at..]);
                    at = s.len();
                }
                Some(space) => {
                    out.extend_from_slice(&s[at..at + width + space]);
                    out.extend_from_slice(separator);
                    at += width + space + 1;
                }
            }
        }
    }
    out.extend_from_slice(&s[at..]);
    Ok(Value::from(out))
}
