//! `toYamlPretty`: YAML as go-yaml v3 writes it, with two spaces before the items of a list.
//!
//! Facts: `templates.md` 3.1. There is no way over JSON here: floats keep their exponents.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chartroom_gotemplate::value::{ANY, STRING, Type};
use chartroom_gotemplate::{Definition, Error, Value};

use crate::text;

/// The functions of this file.
pub const TABLE: &[Definition] = &[Definition::new("toYamlPretty", &[ANY], STRING, |_, args| {
    if let Some(ty) = unwritable(&args[0], 0) {
        return Err(Error::new(format!("cannot marshal type: {ty}")));
    }
    let mut out = String::new();
    let written = write(&mut out, &args[0], 0, Place::Line);
    if written.is_none() {
        return Ok(Value::from(""));
    }
    Ok(Value::from(out.strip_suffix('\n').unwrap_or(&out)))
})
.walking()];

/// How deep values are followed; a map can hold itself.
const MAX_DEPTH: usize = 1_000;

/// Where a value begins.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// At the start of a line, or behind the dash of a list or the colon below a long key.
    Line,
    /// Behind a key.
    Key,
}

/// The first type in a value that the encoder panics about.
fn unwritable(value: &Value, depth: usize) -> Option<String> {
    if depth > MAX_DEPTH {
        return None;
    }
    match value.indirect() {
        Value::Map(map) => {
            let entries = map.snapshot();
            entries.iter().find_map(|(_, v)| unwritable(v, depth + 1))
        }
        Value::List(list) => list.iter().find_map(|item| unwritable(item, depth + 1)),
        other @ (Value::Complex(_) | Value::Func(_)) => Some(other.type_name()),
        _ => None,
    }
}

/// What the encoder writes for bytes and structs: a list of numbers, a map of fields in their
/// order with small letters.
fn expanded(value: &Value) -> Option<Vec<(Option<Value>, Value)>> {
    match value {
        Value::Bytes(bytes) => {
            let items = bytes.bytes.iter();
            Some(items.map(|b| (None, Value::int(i64::from(*b)))).collect())
        }
        Value::Struct(_) if crate::sprig::own_text(value).is_none() => Some(
            crate::convert::exported(value)
                .into_iter()
                .map(|(name, field)| (Some(Value::from(name.to_lowercase())), field))
                .collect(),
        ),
        _ => None,
    }
}

fn write(out: &mut String, value: &Value, depth: usize, place: Place) -> Option<()> {
    if depth > MAX_DEPTH {
        return None;
    }
    let pad = |out: &mut String| out.extend(std::iter::repeat_n("  ", depth));
    let value = value.indirect();
    let entries: Vec<(Option<Value>, Value)> = match value {
        Value::Map(map) => {
            let mut entries = map.snapshot();
            order(&entries)
                .into_iter()
                .map(|at| std::mem::take(&mut entries[at]))
                .map(|(key, value)| (Some(key), value))
                .collect()
        }
        Value::List(list) => list.iter().map(|item| (None, item.clone())).collect(),
        other => expanded(other).unwrap_or_default(),
    };
    if entries.is_empty() {
        if place == Place::Key {
            out.push(' ');
        }
        out.push_str(&scalar(value, depth));
        end_line(out);
        return Some(());
    }
    if place == Place::Key {
        out.push('\n');
    }
    for (n, (key, item)) in entries.iter().enumerate() {
        if n > 0 || place == Place::Key {
            pad(out);
        }
        let place = match key {
            Some(key) if is_long(key) => {
                out.push_str("? ");
                out.push_str(&scalar(key, depth + 1));
                end_line(out);
                pad(out);
                out.push_str(": ");
                Place::Line
            }
            Some(key) => {
                out.push_str(&scalar(key, depth));
                out.push(':');
                Place::Key
            }
            None => {
                out.push_str("- ");
                Place::Line
            }
        };
        write(out, item, depth + 1, place)?;
    }
    Some(())
}

/// Ends the line, unless the text that stands there has done so.
fn end_line(out: &mut String) {
    if !out.ends_with('\n') && !out.ends_with(BREAKS) {
        out.push('\n');
    }
}

/// What ends a line besides `\n`.
const BREAKS: [char; 4] = ['\r', '\u{85}', '\u{2028}', '\u{2029}'];

/// Whether a key has a line of its own: it has several lines, or more than 128 bytes.
fn is_long(key: &Value) -> bool {
    let is_long = |text: &str| text.len() > 128 || text.contains('\n') || text.contains(BREAKS);
    key.as_str()
        .is_some_and(|key| match std::str::from_utf8(key.as_bytes()) {
            Ok(text) => is_long(text),
            Err(_) => is_long(&base64_lines(key.as_bytes())),
        })
}

/// The order of keys, which the YAML crate knows.
fn order(entries: &[(Value, Value)]) -> Vec<usize> {
    let text = |key: &Value| key.as_str().map(|s| s.to_text().into_owned());
    let keys = entries.iter().map(|(key, _)| text(key).unwrap_or_default());
    chartroom_yaml::order_newer(&keys.collect::<Vec<String>>())
}

fn scalar(value: &Value, depth: usize) -> String {
    match value.basic() {
        Value::Nil | Value::Null(Type::Any | Type::Pointer(_)) => "null".to_owned(),
        Value::Null(ty) if matches!(ty.underlying(), Type::Map(..)) => "{}".to_owned(),
        Value::Null(_) => "[]".to_owned(),
        Value::Map(_) => "{}".to_owned(),
        Value::List(_) | Value::Bytes(_) => "[]".to_owned(),
        Value::Bool(b) => b.to_string(),
        Value::Int(_, n) => n.to_string(),
        Value::Uint(_, n) => n.to_string(),
        Value::Float(_, f) if f.is_nan() => ".nan".to_owned(),
        Value::Float(_, f) if f.is_infinite() => if *f < 0.0 { "-.inf" } else { ".inf" }.to_owned(),
        Value::Float(_, f) => text::float(*f),
        Value::String(s) => match std::str::from_utf8(s.as_bytes()) {
            Ok(text) => string(text, depth),
            Err(_) => binary(s.as_bytes(), depth),
        },
        Value::Struct(_) if own(value).is_some() => own(value).unwrap_or_default(),
        other => string(
            &String::from_utf8_lossy(&crate::sprig::strval(other)),
            depth,
        ),
    }
}

/// Times are written without quotes.
fn own(value: &Value) -> Option<String> {
    let is_time = crate::sprig::timestamp_of(value).is_some();
    crate::sprig::own_text(value).filter(|_| is_time)
}

/// What is no UTF-8: its base64, with a tag that says so.
fn binary(bytes: &[u8], depth: usize) -> String {
    let lines = base64_lines(bytes);
    if lines.contains('\n') {
        return format!("!!binary {}", string(&lines, depth));
    }
    // Without quotes even where it reads as something else: the tag has told what it is.
    format!("!!binary {lines}")
}

/// Base64, in lines if it is longer than one.
fn base64_lines(bytes: &[u8]) -> String {
    const LINE: usize = 70;
    let mut text = STANDARD.encode(bytes);
    if text.len() >= LINE {
        for at in (LINE..text.len()).step_by(LINE).rev() {
            text.insert(at, '\n');
        }
        text.push('\n');
    }
    text
}

fn string(text: &str, depth: usize) -> String {
    chartroom_yaml::emit_text(text, 2 * depth.max(1))
}
