//! Between template values and JSON.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

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

fn json_at(value: &Value, depth: usize) -> Result<Json, String> {
    if depth > MAX_DEPTH {
        return Err(
            "json: unsupported value: encountered a cycle via map[string]interface {}".to_owned(),
        );
    }
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
            let items = list.iter().map(|item| json_at(item, depth + 1));
            Json::Array(items.collect::<Result<_, _>>()?)
        }
        Value::Map(map) => {
            let mut members = Object::new();
            for (key, value) in map.snapshot() {
                members.insert(key_text(&key)?, json_at(&value, depth + 1)?);
            }
            Json::Object(members)
        }
        Value::Struct(object) => match object.ty().underlying() {
            Type::Struct(fields) => {
                let mut members = Object::new();
                for (name, _) in *fields {
                    let field = object.field(name.as_bytes()).unwrap_or_default();
                    members.insert((*name).to_owned(), json_at(&field, depth + 1)?);
                }
                Json::Object(members)
            }
            _ => Json::Object(Object::new()),
        },
        Value::Pointer(pointee) => json_at(&pointee.value, depth + 1)?,
        Value::Complex(_) | Value::Func(_) => {
            return Err(format!("json: unsupported type: {}", value.type_name()));
        }
    })
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
