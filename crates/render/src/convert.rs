//! Between template values and JSON.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chartroom_gotext::sort_by;

use chartroom_gotemplate::value::Type;
use chartroom_gotemplate::{Map, Value};
use chartroom_yaml::{Json, Number};

use crate::text;
use crate::values::Object;

/// How deep values are followed when they are written; a map can hold itself.
const MAX_DEPTH: usize = 1_000;

/// A JSON value as a template sees it.
pub fn to_value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Nil,
        Json::Bool(b) => Value::Bool(*b),
        Json::Number(Number::Int(n)) => Value::int64(*n),
        Json::Number(Number::Uint(n)) => {
            Value::Uint(chartroom_gotemplate::value::UintKind::Uint64, *n)
        }
        Json::Number(Number::Float(f)) => Value::float(*f),
        Json::String(s) => Value::from(s.as_str()),
        Json::Array(items) => Value::list(items.iter().map(to_value).collect()),
        Json::Object(members) => Value::Map(to_map(members)),
    }
}

/// A table as a template sees it.
pub fn to_map(object: &Object) -> Map {
    let map = Map::new();
    for (key, value) in object {
        map.insert(key.as_str(), to_value(value));
    }
    map
}

/// What `encoding/json` makes of a value: bytes as base64, structs by their fields, text that is
/// not UTF-8 with U+FFFD.
///
/// # Errors
/// Go's text for what JSON cannot hold.
pub fn to_json(value: &Value) -> Result<Json, String> {
    json_at(value, 0)
}

/// The depth of what a map or list holds.
fn below(holder: &Value, held: &Value, depth: usize) -> Result<usize, String> {
    match held.indirect() {
        Value::Map(_) | Value::List(_) if depth >= MAX_DEPTH => Err(format!(
            "json: unsupported value: encountered a cycle via {}",
            holder.type_name()
        )),
        _ => Ok(depth + 1),
    }
}

fn json_at(value: &Value, depth: usize) -> Result<Json, String> {
    Ok(match value {
        Value::Nil | Value::Null(_) => Json::Null,
        Value::Bool(b) => Json::Bool(*b),
        Value::Int(_, n) => Json::Number(Number::Int(*n)),
        Value::Uint(_, n) => Json::Number(match i64::try_from(*n) {
            Ok(n) => Number::Int(n),
            Err(_) => Number::Uint(*n),
        }),
        Value::Float(_, f) if f.is_finite() => Json::Number(Number::Float(*f)),
        Value::Float(_, f) => return Err(format!("json: unsupported value: {}", text::float(*f))),
        Value::String(s) => Json::String(String::from_utf8_lossy(s).into_owned()),
        Value::Bytes(b) => Json::String(STANDARD.encode(&*b.bytes)),
        Value::Scalar(s) => json_at(&s.value, depth)?,
        Value::List(list) => {
            let items = list.iter();
            let items = items.map(|item| json_at(item, below(value, item, depth)?));
            Json::Array(items.collect::<Result<_, _>>()?)
        }
        Value::Map(map) => {
            let mut members = Object::new();
            for (key, member) in map.snapshot() {
                let depth = below(value, &member, depth)?;
                members.insert(key_text(&key)?, json_at(&member, depth)?);
            }
            Json::Object(members)
        }
        Value::Struct(_) => match own_json_text(value)? {
            Some(text) => Json::String(text),
            None => {
                let mut members = Object::new();
                for (name, field) in fields(value) {
                    members.insert(name, json_at(&field, depth + 1)?);
                }
                Json::Object(members)
            }
        },
        Value::Pointer(pointee) => json_at(&pointee.value, depth + 1)?,
        Value::Complex(_) | Value::Func(_) => {
            return Err(format!("json: unsupported type: {}", value.type_name()));
        }
    })
}

/// What a type that writes itself says in JSON.
fn own_json_text(value: &Value) -> Result<Option<String>, String> {
    match crate::sprig::timestamp_of(value) {
        Some(stamp) => stamp.standard().map(Some).map_err(|error| {
            format!("json: error calling MarshalJSON for type time.Time: Time.MarshalJSON: {error}")
        }),
        None => Ok(crate::sprig::own_text(value)),
    }
}

/// YAML as sigs.k8s.io/yaml makes it: through JSON, which is then read as YAML.
///
/// # Errors
/// Go's text for what JSON cannot hold, and for JSON that is no YAML: control characters, and keys
/// too long to be told from values.
pub fn yaml_text(json: &Json) -> Result<String, String> {
    if is_doubtful(json) {
        chartroom_yaml::parse(json.to_go_json().as_bytes()).map_err(|error| error.to_string())?;
    }
    Ok(chartroom_yaml::emit(json))
}

/// Whether JSON has to be read as YAML to see if it is any. A character of a key takes up to six
/// in JSON, and a key may have 1,024.
fn is_doubtful(json: &Json) -> bool {
    let odd = |text: &str| {
        text.chars()
            .any(|c| matches!(c, '\x7f'..='\u{9f}' | '\u{fffe}' | '\u{ffff}'))
    };
    match json {
        Json::String(text) => odd(text),
        Json::Array(items) => items.iter().any(is_doubtful),
        Json::Object(members) => members
            .iter()
            .any(|(key, value)| key.len() > 1_024 / 6 - 1 || odd(key) || is_doubtful(value)),
        _ => false,
    }
}

/// The exported fields of a struct in Go's order.
pub fn exported(value: &Value) -> Vec<(&'static str, Value)> {
    let Value::Struct(object) = value else {
        return Vec::new();
    };
    let Type::Struct(declared) = object.ty().underlying() else {
        return Vec::new();
    };
    let exported = |name: &&str| name.starts_with(|c: char| c.is_ascii_uppercase());
    declared
        .iter()
        .map(|(name, _)| *name)
        .filter(exported)
        .map(|name| (name, object.field(name.as_bytes()).unwrap_or_default()))
        .collect()
}

/// The fields of a struct in Go's order, under the names that `encoding/json` gives them.
fn fields(value: &Value) -> Vec<(String, Value)> {
    // The one struct with names of its own; what is empty is left out there.
    let tagged = value.type_name() == "version.BuildInfo";
    let mut found = Vec::new();
    for (name, field) in exported(value) {
        if !tagged {
            found.push((name.to_owned(), field));
        } else if field.truth() {
            found.push((snake_case(name), field));
        }
    }
    found
}

fn snake_case(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// The text of `json.Marshal`: members of maps sorted, fields of structs in their order, bytes that
/// are no UTF-8 as escapes.
///
/// # Errors
/// As [`to_json`].
pub fn json_text(value: &Value) -> Result<String, String> {
    json_text_at(value, 0)
}

/// The text of `json.Encoder.Encode(&value)`, for which the pointer is a level of its own.
///
/// # Errors
/// As [`to_json`].
pub fn pointed_json_text(value: &Value) -> Result<String, String> {
    json_text_at(value, 1)
}

fn json_text_at(value: &Value, depth: usize) -> Result<String, String> {
    let mut out = String::new();
    write(&mut out, value, depth)?;
    Ok(out)
}

fn write(out: &mut String, value: &Value, depth: usize) -> Result<(), String> {
    match value {
        Value::String(s) => write_string(out, s),
        Value::List(list) => {
            out.push('[');
            for (n, item) in list.iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                write(out, item, below(value, item, depth)?)?;
            }
            out.push(']');
        }
        Value::Map(map) => {
            let mut members = Vec::new();
            for (key, value) in map.snapshot() {
                let name = match key.as_str() {
                    Some(name) => name.to_vec(),
                    None => key_text(&key)?.into_bytes(),
                };
                members.push((name, value));
            }
            sort_by(&mut members, |a, b| a.0.cmp(&b.0));
            write_members(out, value, &members, depth)?;
        }
        Value::Struct(_) if crate::sprig::own_text(value).is_none() => {
            let members = fields(value).into_iter();
            let members: Vec<_> = members.map(|(k, v)| (k.into_bytes(), v)).collect();
            write_members(out, value, &members, depth)?;
        }
        Value::Pointer(pointee) => write(out, &pointee.value, depth + 1)?,
        other => out.push_str(&json_at(other, depth)?.to_go_json()),
    }
    Ok(())
}

fn write_members(
    out: &mut String,
    holder: &Value,
    members: &[(Vec<u8>, Value)],
    depth: usize,
) -> Result<(), String> {
    out.push('{');
    for (n, (key, value)) in members.iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        write_string(out, key);
        out.push(':');
        write(out, value, below(holder, value, depth)?)?;
    }
    out.push('}');
    Ok(())
}

fn write_string(out: &mut String, bytes: &[u8]) {
    out.push('"');
    for chunk in bytes.utf8_chunks() {
        let text = Json::String(chunk.valid().to_owned()).to_go_json();
        out.push_str(&text[1..text.len() - 1]);
        // Go decodes a byte at a time where there is no character.
        for _ in chunk.invalid() {
            out.push_str("\\ufffd");
        }
    }
    out.push('"');
}

fn key_text(key: &Value) -> Result<String, String> {
    match key.basic() {
        Value::String(s) => Ok(String::from_utf8_lossy(s).into_owned()),
        Value::Int(_, n) => Ok(n.to_string()),
        Value::Uint(_, n) => Ok(n.to_string()),
        other => Err(format!(
            "json: unsupported type: map[{}]interface {{}}",
            other.type_name()
        )),
    }
}
