//! The JSON view of YAML, which is what Go programs of the Kubernetes family really decode.

use chartroom_gotext::{Index, push_json_float, push_json_string};

/// The members of an object, in bytewise order of their keys, which is Go's when it writes them.
pub type Object = Index<Json>;

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Json {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object.
    Object(Object),
}

/// A number as go-yaml resolved it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// An integer.
    Int(i64),
    /// An integer above `i64::MAX`.
    Uint(u64),
    /// A float, always finite.
    Float(f64),
}

impl Number {
    /// The number as Go holds it in an untyped value: a `float64`.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Int(int) => int as f64,
            Self::Uint(uint) => uint as f64,
            Self::Float(float) => float,
        }
    }

    /// Appends the number as Go's `encoding/json` writes it.
    pub fn write_go_json(self, out: &mut String) {
        match self {
            Self::Int(int) => out.push_str(&int.to_string()),
            Self::Uint(uint) => out.push_str(&uint.to_string()),
            Self::Float(float) => push_json_float(out, float),
        }
    }
}

impl Json {
    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// A boolean.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The elements of an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Json]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The members of an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// A member of an object.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Json> {
        self.as_object()?.get(key)
    }

    /// Whether this is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The first infinity or NaN in this value, which JSON cannot have.
    pub(crate) fn not_finite(&self) -> Option<f64> {
        match self {
            Self::Number(Number::Float(float)) if !float.is_finite() => Some(*float),
            Self::Array(items) => items.iter().find_map(Self::not_finite),
            Self::Object(members) => members.values().find_map(Self::not_finite),
            _ => None,
        }
    }

    /// Turns every number into a float, as decoding into Go's `interface{}` does.
    pub fn numbers_to_float(&mut self) {
        match self {
            Self::Number(number) => *number = Number::Float(number.as_f64()),
            Self::Array(items) => items.iter_mut().for_each(Self::numbers_to_float),
            Self::Object(members) => members.values_mut().for_each(Self::numbers_to_float),
            _ => {}
        }
    }

    /// The text `encoding/json.Marshal` of Go makes of this value: no spaces, keys sorted,
    /// `<`, `>`, `&`, U+2028 and U+2029 escaped.
    #[must_use]
    pub fn to_go_json(&self) -> String {
        let mut out = String::new();
        self.write_go_json(&mut out);
        out
    }

    /// Appends [`Json::to_go_json`].
    pub fn write_go_json(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(true) => out.push_str("true"),
            Self::Bool(false) => out.push_str("false"),
            Self::Number(number) => number.write_go_json(out),
            Self::String(text) => push_json_string(out, text),
            Self::Array(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    item.write_go_json(out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (index, (key, member)) in members.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    push_json_string(out, key);
                    out.push(':');
                    member.write_go_json(out);
                }
                out.push('}');
            }
        }
    }
}

#[cfg(feature = "serde")]
mod serialize {
    use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

    use super::{Json, Number};

    impl Serialize for Json {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            match self {
                Self::Null => serializer.serialize_unit(),
                Self::Bool(value) => serializer.serialize_bool(*value),
                Self::Number(Number::Int(int)) => serializer.serialize_i64(*int),
                Self::Number(Number::Uint(uint)) => serializer.serialize_u64(*uint),
                Self::Number(Number::Float(float)) => serializer.serialize_f64(*float),
                Self::String(text) => serializer.serialize_str(text),
                Self::Array(items) => {
                    let mut sequence = serializer.serialize_seq(Some(items.len()))?;
                    for item in items {
                        sequence.serialize_element(item)?;
                    }
                    sequence.end()
                }
                Self::Object(members) => {
                    let mut map = serializer.serialize_map(Some(members.len()))?;
                    for (key, member) in members {
                        map.serialize_entry(key, member)?;
                    }
                    map.end()
                }
            }
        }
    }
}
