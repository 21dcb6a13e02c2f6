//! TOML as `BurntSushi/toml` 1.6 writes it: plain entries before tables, two spaces for each level
//! of a table's name, floats always with a point or an exponent (`encode.go`).

use chartroom_gotemplate::value::Kind;
use chartroom_gotemplate::{Value, strconv};
use chartroom_gotext::sort_by;

use crate::convert::exported;
use crate::sprig::{own_text, timestamp_of};

/// How deep values are followed; a map can hold itself.
const MAX_DEPTH: usize = 500;

/// Writes a value as a document.
///
/// # Errors
/// The library's text about what TOML cannot say.
pub(super) fn encode(value: &Value) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    // What writes itself as text is no table.
    if let Some(text) = own_text(value.indirect())
        && timestamp_of(value.indirect()).is_none()
    {
        element(&mut out, &Value::from(text), 0)?;
        return Ok(out);
    }
    write(&mut out, &[], value)?;
    Ok(out)
}

type Entry = (Vec<u8>, Value);

/// The entries of what becomes a table.
fn entries(value: &Value) -> Result<Option<Vec<Entry>>, String> {
    match value.indirect() {
        Value::Map(map) => {
            let mut entries = Vec::new();
            for (key, value) in map.snapshot() {
                let Some(key) = key.as_str() else {
                    return Err("toml: cannot encode a map with non-string key type".to_owned());
                };
                entries.push((key.to_vec(), value));
            }
            sort_by(&mut entries, |a, b| a.0.cmp(&b.0));
            Ok(Some(entries))
        }
        value @ Value::Struct(_) if timestamp_of(value).is_none() => {
            let fields = exported(value).into_iter();
            let named = fields.map(|(name, field)| (name.as_bytes().to_vec(), field));
            Ok(Some(named.collect()))
        }
        _ => Ok(None),
    }
}

fn is_nil(value: &Value) -> bool {
    matches!(value, Value::Nil | Value::Null(_))
}

/// The elements of what becomes an array.
fn elements(value: &Value) -> Option<Vec<Value>> {
    match value {
        Value::List(list) => Some(list.to_vec()),
        Value::Bytes(bytes) => Some(
            bytes
                .bytes
                .iter()
                .map(|b| Value::int64(i64::from(*b)))
                .collect(),
        ),
        _ => None,
    }
}

/// Whether a value becomes a table or a list of tables.
fn is_table(value: &Value) -> Result<bool, String> {
    if is_nil(value) {
        return Ok(false);
    }
    if let Some(items) = elements(value) {
        return is_table_list(&items);
    }
    known(value)?;
    Ok(entries(value)?.is_some())
}

fn is_table_list(items: &[Value]) -> Result<bool, String> {
    let mut all = !items.is_empty();
    for item in items {
        if is_nil(item) {
            return Err("toml: cannot encode array with nil element".to_owned());
        }
        let is_map = match elements(item) {
            Some(inner) => {
                is_table_list(&inner)?;
                false
            }
            None => {
                known(item)?;
                entries(item)?.is_some()
            }
        };
        all &= is_map;
    }
    Ok(all)
}

fn write(out: &mut Vec<u8>, key: &[Vec<u8>], value: &Value) -> Result<(), String> {
    if key.len() > MAX_DEPTH {
        return Err("toml: values are nested too deeply".to_owned());
    }
    if is_nil(value) {
        // Tables and arrays leave out what is nil; a slice alone is an empty array.
        if key.is_empty() && value.kind() == Kind::Slice {
            out.extend(b"[]");
        }
        return Ok(());
    }
    if let Some(items) = elements(value) {
        if !is_table_list(&items)? {
            return key_value(out, key, value, false);
        }
        if key.is_empty() {
            return Err("toml: top-level values must be Go maps or structs".to_owned());
        }
        for item in &items {
            newline(out);
            header(out, key, "[[", "]]");
            newline(out);
            table(out, key, entries(item)?.unwrap_or_default())?;
        }
        return Ok(());
    }
    let Some(entries) = entries(value)? else {
        if let Some(kind) = strange(value) {
            return Err(format!("unsupported type for key '': {kind}"));
        }
        return key_value(out, key, value, false);
    };
    if key.len() == 1 {
        newline(out);
    }
    if !key.is_empty() {
        header(out, key, "[", "]");
        newline(out);
    }
    table(out, key, entries)
}

/// The kind of what TOML has no value for.
fn strange(value: &Value) -> Option<&'static str> {
    match value.kind() {
        kind @ (Kind::Complex(_) | Kind::Func) => Some(kind.name()),
        _ => None,
    }
}

/// Of what is in a table or a list, Go asks the type before it writes.
fn known(value: &Value) -> Result<(), String> {
    match strange(value) {
        Some(kind) => Err(format!("unsupported type: {kind}")),
        None => Ok(()),
    }
}

fn newline(out: &mut Vec<u8>) {
    if !out.is_empty() {
        out.push(b'\n');
    }
}

fn indent(out: &mut Vec<u8>, key: &[Vec<u8>]) {
    out.extend(std::iter::repeat_n(b"  ", key.len() - 1).flatten());
}

fn header(out: &mut Vec<u8>, key: &[Vec<u8>], open: &str, close: &str) {
    indent(out, key);
    out.extend_from_slice(open.as_bytes());
    for (n, part) in key.iter().enumerate() {
        if n > 0 {
            out.push(b'.');
        }
        out.extend(key_part(part));
    }
    out.extend_from_slice(close.as_bytes());
}

/// Entries in bytewise order, those that open no table first.
fn sorted(entries: Vec<Entry>) -> Result<(Vec<Entry>, Vec<Entry>), String> {
    let (mut direct, mut below) = (Vec::new(), Vec::new());
    for entry in entries {
        if is_table(&entry.1)? {
            below.push(entry);
        } else {
            direct.push(entry);
        }
    }
    Ok((direct, below))
}

fn table(out: &mut Vec<u8>, key: &[Vec<u8>], entries: Vec<Entry>) -> Result<(), String> {
    let (direct, below) = sorted(entries)?;
    for (name, value) in direct.iter().chain(&below) {
        let key = [key, std::slice::from_ref(name)].concat();
        write(out, &key, value)?;
    }
    Ok(())
}

fn inline(out: &mut Vec<u8>, entries: Vec<Entry>, depth: usize) -> Result<(), String> {
    let (direct, below) = sorted(entries)?;
    out.push(b'{');
    for (part, more) in [(&direct, !below.is_empty()), (&below, false)] {
        for (n, (name, value)) in part.iter().enumerate() {
            if is_nil(value) {
                continue;
            }
            out.extend(key_part(name));
            out.extend_from_slice(b" = ");
            element(out, value, depth + 1)?;
            if more || n + 1 < part.len() {
                out.extend_from_slice(b", ");
            }
        }
    }
    out.push(b'}');
    Ok(())
}

fn key_value(
    out: &mut Vec<u8>,
    key: &[Vec<u8>],
    value: &Value,
    inline: bool,
) -> Result<(), String> {
    let Some(last) = key.last() else {
        return element(out, value, 0);
    };
    indent(out, key);
    out.extend(key_part(last));
    out.extend_from_slice(b" = ");
    element(out, value, key.len())?;
    if !inline {
        newline(out);
    }
    Ok(())
}

fn element(out: &mut Vec<u8>, value: &Value, depth: usize) -> Result<(), String> {
    if depth > MAX_DEPTH {
        return Err("toml: values are nested too deeply".to_owned());
    }
    let value = value.indirect();
    if let Some(stamp) = timestamp_of(value) {
        let layout = match &*stamp.zone {
            "datetime-local" => "2006-01-02T15:04:05.999999999",
            "date-local" => "2006-01-02",
            "time-local" => "15:04:05.999999999",
            _ => "2006-01-02T15:04:05.999999999Z07:00",
        };
        out.extend_from_slice(&stamp.format(layout.as_bytes()));
        return Ok(());
    }
    if let Some(items) = elements(value) {
        out.push(b'[');
        for (n, item) in items.iter().enumerate() {
            if n > 0 {
                out.extend_from_slice(b", ");
            }
            element(out, item, depth + 1)?;
        }
        out.push(b']');
        return Ok(());
    }
    if let Some(entries) = entries(value)? {
        return inline(out, entries, depth);
    }
    match value.basic() {
        Value::String(text) => out.extend(quoted(text)),
        Value::Bool(b) => out.extend_from_slice(b.to_string().as_bytes()),
        Value::Int(_, n) => out.extend_from_slice(n.to_string().as_bytes()),
        Value::Uint(_, n) => out.extend_from_slice(n.to_string().as_bytes()),
        Value::Float(_, f) => out.extend_from_slice(float(*f).as_bytes()),
        other => return Err(format!("unexpected type: {}", other.type_name())),
    }
    Ok(())
}

fn float(f: f64) -> String {
    if f.is_nan() {
        return "nan".to_owned();
    }
    if f.is_infinite() {
        return if f < 0.0 { "-inf" } else { "inf" }.to_owned();
    }
    let form = strconv::FloatForm::General;
    let text = strconv::format_float(f, form, None, false);
    let text = String::from_utf8_lossy(&text).into_owned();
    if text.contains(['e', '.']) {
        text
    } else {
        format!("{text}.0")
    }
}

fn quoted(text: &[u8]) -> Vec<u8> {
    let mut out = vec![b'"'];
    for byte in text {
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            8 => out.extend_from_slice(b"\\b"),
            b'\t' => out.extend_from_slice(b"\\t"),
            b'\n' => out.extend_from_slice(b"\\n"),
            12 => out.extend_from_slice(b"\\f"),
            b'\r' => out.extend_from_slice(b"\\r"),
            0..0x20 | 0x7f => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            other => out.push(*other),
        }
    }
    out.push(b'"');
    out
}

/// A part of a key, in quotes unless it does without.
pub(super) fn key_part(part: &[u8]) -> Vec<u8> {
    let bare = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_' || *b == b'-';
    if part.is_empty() || !part.iter().all(bare) {
        return quoted(part);
    }
    part.to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_come_after_plain_entries() {
        let inner = Value::map([("x", Value::float(1.0)), ("y z", Value::from("q\"\n"))]);
        let items = Value::list(vec![
            Value::map([("n", Value::int64(1))]),
            Value::map([("n", Value::int64(2))]),
        ]);
        let value = Value::map([
            ("a", inner),
            ("b", Value::list(vec![Value::Bool(true), Value::from("s")])),
            ("c", Value::float(1e21)),
            ("d", items),
            ("e", Value::Nil),
        ]);
        assert_eq!(
            String::from_utf8(encode(&value).unwrap()).unwrap(),
            "b = [true, \"s\"]\nc = 1e+21\n\n[a]\n  x = 1.0\n  \"y z\" = \"q\\\"\\n\"\n\n[[d]]\n  n = 1\n\n[[d]]\n  n = 2\n"
        );
    }
}
