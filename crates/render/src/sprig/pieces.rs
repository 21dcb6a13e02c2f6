//! Pieces of text: what is left of it when ends are cut off, and what lies between separators.

use chartroom_gotemplate::value::{INT, MAP_STRING, STRING, STRINGS};
use chartroom_gotemplate::{Context, Definition, Error, Map, Str, Value};

use super::{number, text};

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
