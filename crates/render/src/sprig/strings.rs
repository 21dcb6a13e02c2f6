//! Text as a whole. Go's strings are bytes, and most functions work on bytes; those that map
//! [letters](super::letters) work on runes and turn what is not UTF-8 into U+FFFD.

use chartroom_gotemplate::strconv::append_quote;
use chartroom_gotemplate::value::{ANY, BOOL, INT, STRING};
use chartroom_gotemplate::{Context, Definition, Error, Value};

use super::pieces::{find, split};
use super::{number, printed, strval, text};

/// The functions of this file.
pub const TABLE: &[Definition] = &[
    Definition::new("nospace", &[STRING], STRING, nospace),
    Definition::new("initials", &[STRING], STRING, initials),
    Definition::new("repeat", &[INT, STRING], STRING, repeat),
    Definition::new("replace", &[STRING, STRING, STRING], STRING, replace),
    Definition::new("plural", &[STRING, STRING, INT], STRING, |_, args| {
        Ok(args[usize::from(number(args, 2) != 1)].clone())
    }),
    Definition::new("contains", &[STRING, STRING], BOOL, |_, args| {
        Ok(Value::Bool(find(&text(args, 1), &text(args, 0)).is_some()))
    }),
    Definition::new("hasPrefix", &[STRING, STRING], BOOL, |_, args| {
        Ok(Value::Bool(text(args, 1).starts_with(&text(args, 0))))
    }),
    Definition::new("hasSuffix", &[STRING, STRING], BOOL, |_, args| {
        Ok(Value::Bool(text(args, 1).ends_with(&text(args, 0))))
    }),
    Definition::variadic("quote", &[ANY], STRING, |_, args| {
        Ok(spaced(args, |out, value| append_quote(out, &strval(value))))
    })
    .walking(),
    Definition::variadic("squote", &[ANY], STRING, |_, args| {
        Ok(spaced(args, |out, value| {
            out.push(b'\'');
            out.extend_from_slice(&printed(value));
            out.push(b'\'');
        }))
    })
    .walking(),
    Definition::variadic("cat", &[ANY], STRING, |_, args| {
        Ok(spaced(args, |out, value| {
            out.extend_from_slice(&printed(value))
        }))
    })
    .walking(),
    Definition::new("toString", &[ANY], STRING, |_, args| {
        Ok(Value::from(strval(&args[0])))
    })
    .walking(),
    Definition::new("hello", &[], STRING, |_, _| Ok(Value::from("Hello!"))),
];

/// The original looks at bytes and writes each as a rune, once there is white space to drop.
fn nospace(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let s = text(args, 0);
    if !s.iter().any(|b| byte_is_space(*b)) {
        return Ok(Value::from(s));
    }
    Ok(Value::from(
        s.iter()
            .filter(|b| !byte_is_space(**b))
            .map(|b| char::from(*b))
            .collect::<String>(),
    ))
}

fn initials(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let mut gap = true;
    let mut found = String::new();
    for b in text(args, 0).iter() {
        if byte_is_space(*b) {
            gap = true;
        } else if std::mem::take(&mut gap) {
            found.push(char::from(*b));
        }
    }
    Ok(Value::from(found))
}

fn byte_is_space(b: u8) -> bool {
    matches!(b, b'\t'..=b'\r' | b' ' | 0x85 | 0xa0)
}

fn repeat(cx: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let (count, s) = (number(args, 0), text(args, 1));
    let size = repeated(s.len(), count)?;
    cx.charge(size)?;
    Ok(Value::from(s.repeat(size / s.len().max(1))))
}

/// The size of a text that is repeated.
///
/// # Errors
/// Go's, where even its runtime would not try.
pub(super) fn repeated(size: usize, count: i64) -> Result<usize, Error> {
    /// What Go's runtime allocates at most, on 64 bits.
    const LARGEST: u64 = 1 << 48;
    let count = u64::try_from(count).map_err(|_| Error::new("strings: negative Repeat count"))?;
    let size = (size as u64)
        .checked_mul(count)
        .filter(|size| i64::try_from(*size).is_ok())
        .ok_or_else(|| Error::new("strings: Repeat output length overflow"))?;
    if size > LARGEST {
        return Err(Error::new("runtime error: makeslice: len out of range"));
    }
    // More than there is room for here is for the limits to refuse.
    Ok(usize::try_from(size).unwrap_or(usize::MAX))
}

fn replace(cx: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let (old, new, s) = (text(args, 0), text(args, 1), text(args, 2));
    let parts = split(&s, &old, None);
    let mut out = Vec::with_capacity(s.len());
    // Go puts the new text also in front and at the end where the old one is empty.
    if old.is_empty() {
        cx.charge((parts.len() + 1) * new.len() + s.len())?;
        out.extend_from_slice(&new);
        for part in parts {
            out.extend_from_slice(&part);
            out.extend_from_slice(&new);
        }
        return Ok(Value::from(out));
    }
    cx.charge(parts.len() * new.len() + s.len())?;
    for (n, part) in parts.iter().enumerate() {
        if n > 0 {
            out.extend_from_slice(&new);
        }
        out.extend_from_slice(part);
    }
    Ok(Value::from(out))
}

/// Writes each value that is not nil, a space between them.
fn spaced(args: &[Value], write: fn(&mut Vec<u8>, &Value)) -> Value {
    let mut out = Vec::new();
    for (n, value) in args
        .iter()
        .filter(|value| !matches!(value, Value::Nil))
        .enumerate()
    {
        if n > 0 {
            out.push(b' ');
        }
        write(&mut out, value);
    }
    Value::from(out)
}
