//! Text. Go's strings are bytes: functions that cut and search work on bytes, functions that map
//! letters work on runes and turn what is not UTF-8 into U+FFFD.

use std::borrow::Cow;

use chartroom_gotemplate::strconv::append_quote;
use chartroom_gotemplate::value::{ANY, BOOL, INT, MAP_STRING, STRING, STRINGS};
use chartroom_gotemplate::{Context, Definition, Error, Map, Str, Value};

use super::{number, printed, strval, text};

/// The functions of this file.
pub const TABLE: &[Definition] = &[
    Definition::new("trim", &[STRING], STRING, |_, args| {
        map_text(args, |s| s.trim().into())
    }),
    Definition::new("trimAll", &[STRING, STRING], STRING, trim_all),
    Definition::new("trimall", &[STRING, STRING], STRING, trim_all),
    Definition::new("trimSuffix", &[STRING, STRING], STRING, |_, args| {
        let (suffix, s) = (text(args, 0), text(args, 1));
        Ok(Value::from(
            s.strip_suffix(suffix.as_bytes())
                .map_or_else(|| s.clone(), Str::from),
        ))
    }),
    Definition::new("trimPrefix", &[STRING, STRING], STRING, |_, args| {
        let (prefix, s) = (text(args, 0), text(args, 1));
        Ok(Value::from(
            s.strip_prefix(prefix.as_bytes())
                .map_or_else(|| s.clone(), Str::from),
        ))
    }),
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
    Definition::new("nospace", &[STRING], STRING, nospace),
    Definition::new("initials", &[STRING], STRING, initials),
    Definition::new("trunc", &[INT, STRING], STRING, trunc),
    Definition::new("substr", &[INT, INT, STRING], STRING, substr),
    Definition::new("abbrev", &[INT, STRING], STRING, |_, args| {
        let (width, s) = (number(args, 0), text(args, 1));
        Ok(if width < 4 {
            Value::from(s)
        } else {
            Value::from(abbreviate(&s, 0, width))
        })
    }),
    Definition::new("abbrevboth", &[INT, INT, STRING], STRING, |_, args| {
        let (left, right, s) = (number(args, 0), number(args, 1), text(args, 2));
        Ok(if right < 4 || (left > 0 && right < 7) {
            Value::from(s)
        } else {
            Value::from(abbreviate(&s, left, right))
        })
    }),
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
    Definition::new("toString", &[ANY], STRING, |_, args| {
        Ok(Value::from(strval(&args[0])))
    })
    .walking(),
    Definition::new("split", &[STRING, STRING], MAP_STRING, |_, args| {
        Ok(numbered(split(&text(args, 1), &text(args, 0), None)))
    }),
    Definition::new("splitn", &[STRING, INT, STRING], MAP_STRING, |_, args| {
        Ok(numbered(split(
            &text(args, 2),
            &text(args, 0),
            Some(number(args, 1)),
        )))
    }),
    Definition::new("splitList", &[STRING, STRING], STRINGS, |_, args| {
        Ok(Value::strings(split(&text(args, 1), &text(args, 0), None)))
    }),
    Definition::new("hello", &[], STRING, |_, _| Ok(Value::from("Hello!"))),
];

fn map_text(args: &[Value], f: fn(&str) -> String) -> Result<Value, Error> {
    let s = text(args, 0);
    Ok(match std::str::from_utf8(&s) {
        Ok(valid) => Value::from(f(valid)),
        // White space is all that is cut off, so other bytes may pass as they are.
        Err(_) => {
            let start = s
                .iter()
                .position(|b| !b.is_ascii_whitespace())
                .unwrap_or(s.len());
            let end = s
                .iter()
                .rposition(|b| !b.is_ascii_whitespace())
                .map_or(start, |n| n + 1);
            Value::from(Str::from(&s[start..end]))
        }
    })
}

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
        (Some(one), None) => one,
        _ => c,
    }
}

/// What `strings.Title` takes for the space between words.
fn separates(c: char) -> bool {
    if c.is_ascii() {
        return !(c.is_ascii_alphanumeric() || c == '_');
    }
    !c.is_alphanumeric() && c.is_whitespace()
}

fn trim_all(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let (set, s) = (text(args, 0), text(args, 1));
    let set = String::from_utf8_lossy(&set);
    // Go compares runes, and what is no UTF-8 is one U+FFFD a byte.
    let mut rest = s.as_bytes();
    while let Some((c, size)) = rune(rest.utf8_chunks().next()) {
        if !set.contains(c) {
            break;
        }
        rest = &rest[size..];
    }
    loop {
        let size =
            (1..=4.min(rest.len())).find(|n| std::str::from_utf8(&rest[rest.len() - n..]).is_ok());
        let Some(last) = rest.len().checked_sub(size.unwrap_or(1)) else {
            break;
        };
        let c = std::str::from_utf8(&rest[last..]).ok();
        let c = c.and_then(|text| text.chars().next()).unwrap_or('\u{fffd}');
        if !set.contains(c) {
            break;
        }
        rest = &rest[..last];
    }
    Ok(Value::from(rest.to_vec()))
}

/// The first character of a text, and its size in bytes.
fn rune(chunk: Option<std::str::Utf8Chunk<'_>>) -> Option<(char, usize)> {
    let chunk = chunk?;
    match chunk.valid().chars().next() {
        Some(c) => Some((c, c.len_utf8())),
        None => Some(('\u{fffd}', 1)),
    }
}

/// Letters that are a capital and a small one in one.
fn is_title(c: char) -> bool {
    matches!(c, '\u{1c5}' | '\u{1c8}' | '\u{1cb}' | '\u{1f2}' | '\u{1fbc}' | '\u{1fcc}' | '\u{1ffc}'
        | '\u{1f88}'..='\u{1f8f}' | '\u{1f98}'..='\u{1f9f}' | '\u{1fa8}'..='\u{1faf}')
}

fn swapcase(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let s = text(args, 0);
    let mut space = true;
    let swapped: String = String::from_utf8_lossy(&s)
        .chars()
        .map(|c| {
            if c.is_uppercase() || is_title(c) {
                space = false;
                lower(c)
            } else if c.is_lowercase() {
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

fn trunc(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let (count, s) = (number(args, 0), text(args, 1));
    let length = s.len() as i64;
    Ok(Value::from(
        if count < 0 && length.saturating_add(count) > 0 {
            Str::from(&s[(length + count) as usize..])
        } else if count >= 0 && length > count {
            Str::from(&s[..count as usize])
        } else {
            s
        },
    ))
}

fn substr(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let (start, end, s) = (number(args, 0), number(args, 1), text(args, 2));
    let length = s.len() as i64;
    let (from, to) = if start < 0 {
        (0, end)
    } else if end < 0 || end > length {
        (start, length)
    } else {
        (start, end)
    };
    if to < 0 || to > length {
        let shown = if to < 0 {
            format!("[:{to}]")
        } else {
            format!("[:{to}] with length {length}")
        };
        return Err(Error::new(format!(
            "runtime error: slice bounds out of range {shown}"
        )));
    }
    if from > to {
        return Err(Error::new(format!(
            "runtime error: slice bounds out of range [{from}:{to}]"
        )));
    }
    Ok(Value::from(Str::from(&s[from as usize..to as usize])))
}

fn abbreviate(s: &[u8], offset: i64, width: i64) -> Vec<u8> {
    let length = s.len() as i64;
    if length <= width {
        return s.to_vec();
    }
    let kept = width - 3;
    let offset = offset.min(length).min(length - kept);
    if offset <= 4 {
        return [&s[..kept as usize], b"..."].concat();
    }
    if offset + kept < length {
        let inner = &s[offset as usize..];
        let inner = if kept < 4 {
            Vec::new()
        } else {
            abbreviate(inner, 0, kept)
        };
        return [b"...", &inner[..]].concat();
    }
    [b"...", &s[(length - kept) as usize..]].concat()
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
fn repeated(size: usize, count: i64) -> Result<usize, Error> {
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

/// Where `needle` is in `hay`.
pub(super) fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    if needle.is_empty() {
        return Some(0);
    }
    hay.windows(needle.len())
        .position(|window| window == needle)
}

/// Go's `strings.Split` and `SplitN`; an empty separator splits into runes.
pub(super) fn split(s: &[u8], separator: &[u8], limit: Option<i64>) -> Vec<Str> {
    let limit = match limit {
        Some(0) => return Vec::new(),
        Some(n) if n > 0 => usize::try_from(n).unwrap_or(usize::MAX),
        _ => usize::MAX,
    };
    let mut parts = Vec::new();
    let mut rest = s;
    if separator.is_empty() {
        while !rest.is_empty() && parts.len() + 1 < limit {
            let size = rune_size(rest);
            parts.push(Str::from(&rest[..size]));
            rest = &rest[size..];
        }
        if !rest.is_empty() {
            parts.push(Str::from(rest));
        }
        return parts;
    }
    while parts.len() + 1 < limit {
        let Some(at) = find(rest, separator) else {
            break;
        };
        parts.push(Str::from(&rest[..at]));
        rest = &rest[at + separator.len()..];
    }
    parts.push(Str::from(rest));
    parts
}

/// Bytes of the first rune; a byte that starts none counts as one.
fn rune_size(s: &[u8]) -> usize {
    let head = &s[..s.len().min(4)];
    head.utf8_chunks()
        .next()
        .and_then(|chunk| chunk.valid().chars().next())
        .map_or(1, char::len_utf8)
}

fn numbered(parts: Vec<Str>) -> Value {
    let map = Map::of(MAP_STRING);
    for (n, part) in parts.into_iter().enumerate() {
        map.insert(format!("_{n}"), Value::from(part));
    }
    Value::Map(map)
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
