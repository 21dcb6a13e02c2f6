//! The schema's own text as a tree; numbers stay as they are written.

use std::collections::BTreeMap;

use chartroom_gotemplate::Value;

use crate::gojson;

/// A part of a schema document.
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
        match self {
            Part::Map(map) => map.get(key),
            _ => None,
        }
    }

    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            Part::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The part at a JSON pointer.
    pub fn at(&self, pointer: &str) -> Option<&Part> {
        let mut part = self;
        for token in pointer.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            part = match part {
                Part::Map(map) => map.get(&token)?,
                Part::List(items) => items.get(token.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        Some(part)
    }
}

/// Reads a schema's text.
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
