//! JSON as the library sees it, schemas and values alike: numbers stay as they are written.

use std::collections::BTreeMap;

use chartroom_gotemplate::Value;
use chartroom_yaml::{Json, Number, Object};

use crate::gojson;

/// A part of a document.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Part>),
    Map(BTreeMap<String, Part>),
}

impl Part {
    pub fn get(&self, key: &str) -> Option<&Part> {
        self.members()?.get(key)
    }

    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            Part::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn bool(&self, key: &str) -> Option<bool> {
        match self.get(key)? {
            Part::Bool(bool) => Some(*bool),
            _ => None,
        }
    }

    pub fn list(&self, key: &str) -> Option<&[Part]> {
        match self.get(key)? {
            Part::List(items) => Some(items),
            _ => None,
        }
    }

    pub fn map(&self, key: &str) -> Option<&BTreeMap<String, Part>> {
        self.get(key)?.members()
    }

    pub fn members(&self) -> Option<&BTreeMap<String, Part>> {
        match self {
            Part::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The library's word for the type.
    pub fn type_name(&self) -> &'static str {
        match self {
            Part::Null => "null",
            Part::Bool(_) => "boolean",
            Part::Number(_) => "number",
            Part::Text(_) => "string",
            Part::List(_) => "array",
            Part::Map(_) => "object",
        }
    }

    /// Values as they were merged; Go compares their numbers as `%v` writes them.
    pub fn of(value: &Json) -> Part {
        match value {
            Json::Null => Part::Null,
            Json::Bool(bool) => Part::Bool(*bool),
            Json::Number(number) => Part::Number(match number {
                Number::Int(n) => n.to_string(),
                Number::Uint(n) => n.to_string(),
                Number::Float(f) => crate::text::float(*f),
            }),
            Json::String(text) => Part::Text(text.clone()),
            Json::Array(items) => Part::List(items.iter().map(Part::of).collect()),
            Json::Object(table) => Part::table(table),
        }
    }

    /// A table of values.
    pub fn table(table: &Object) -> Part {
        let member = |(key, value): (&String, &Json)| (key.clone(), Part::of(value));
        Part::Map(table.iter().map(member).collect())
    }
}

/// Reads a document, as Go's decoder with `UseNumber`.
///
/// # Errors
/// Go's text.
pub(super) fn read(text: &[u8]) -> Result<Part, String> {
    let (value, end) = gojson::decode_literally(text)?;
    if !text[end..].iter().all(|b| b" \t\r\n".contains(b)) {
        return Err("invalid character after top-level value".to_owned());
    }
    Ok(part(&value))
}

fn part(value: &Value) -> Part {
    let text = |value: &Value| {
        let text = value.as_str().map(|s| s.to_text().into_owned());
        text.unwrap_or_default()
    };
    match value {
        Value::Bool(b) => Part::Bool(*b),
        Value::Scalar(_) => Part::Number(text(value)),
        Value::String(_) => Part::Text(text(value)),
        Value::List(items) => Part::List(items.iter().map(part).collect()),
        Value::Map(map) => Part::Map(
            map.entries()
                .iter()
                .map(|(key, value)| (text(key), part(value)))
                .collect(),
        ),
        _ => Part::Null,
    }
}
