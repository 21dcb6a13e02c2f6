//! sigs.k8s.io/yaml: YAML to JSON with an eye on the type it will be decoded into, then the decoding.

use crate::decode::{parse, parse_strict};
use crate::error::Error;
use crate::gosyntax::{push_value, type_name};
use crate::gotype::GoType;
use crate::json::{Json, Number, Object};
use crate::quick;
use crate::unmarshal::{unmarshal, unmarshal_over};
use crate::value::Value;
use chartroom_gotext::push_go_float;

/// Reads YAML into `target` as sigs.k8s.io/yaml `Unmarshal` does.
///
/// Scalars become strings where the target wants strings (`appVersion: 1.10` is `"1.1"`), unknown
/// keys of structs are dropped, keys match fields without regard to case and come out under the
/// field's own name, and absent or null fields are left out. Under [`GoType::Any`] numbers keep
/// their type; Go would make them all floats, see [`Json::numbers_to_float`].
///
/// # Errors
/// Go's texts: `error converting YAML to JSON: …` and
/// `error unmarshaling JSON: while decoding JSON: …`.
pub fn to_json(bytes: &[u8], target: &GoType) -> Result<Json, Error> {
    decoded(read_for(bytes, target)?, target, false)
}

/// As [`to_json`], of a text that is one document and easy to read; nothing for any other.
///
/// No mark of a document is anywhere in such a text but on its first line, and its lines end as
/// they do in all of [`documents()`](crate::documents()).
pub fn easy_to_json(bytes: &[u8], target: &GoType) -> Option<Result<Json, Error>> {
    if !bytes.ends_with(b"\n") {
        return None;
    }
    let json = quick::read(bytes, Some(target))?;
    let json = finite(&json).map(|()| json);
    Some(
        json.map_err(|error| error.prefixed("error converting YAML to JSON: "))
            .and_then(|json| decoded(json, target, false)),
    )
}

/// Reads YAML into a variable of type `target` that holds `old` already, as Go does when it decodes
/// a second document into the same struct: what the document leaves out survives, null empties
/// lists and maps, list elements are decoded over those that are there.
///
/// # Errors
/// As [`to_json`].
pub fn to_json_over(old: Json, bytes: &[u8], target: &GoType) -> Result<Json, Error> {
    let json = read_for(bytes, target)?;
    unmarshal_over(old, json, target, false)
        .map_err(|error| error.prefixed("error unmarshaling JSON: while decoding JSON: "))
}

/// As [`to_json`], but duplicate keys and unknown fields are errors (`UnmarshalStrict`).
///
/// # Errors
/// As [`to_json`].
pub fn to_json_strict(bytes: &[u8], target: &GoType) -> Result<Json, Error> {
    let json = parse_strict(bytes)
        .and_then(|value| convert_checked(value, Some(target)))
        .map_err(|error| error.prefixed("error converting YAML to JSON: "))?;
    decoded(json, target, true)
}

/// Turns YAML into JSON without decoding (`YAMLToJSON`).
///
/// # Errors
/// go-yaml's text without a prefix, keys JSON cannot have, `json: unsupported value: NaN`.
pub fn yaml_to_json(bytes: &[u8]) -> Result<Json, Error> {
    read(bytes, None)
}

/// Turns an already decoded YAML value into JSON.
///
/// # Errors
/// As [`yaml_to_json`].
pub fn value_to_json(value: Value) -> Result<Json, Error> {
    convert_checked(value, None)
}

fn decoded(json: Json, target: &GoType, strict: bool) -> Result<Json, Error> {
    unmarshal(json, target, strict)
        .map_err(|error| error.prefixed("error unmarshaling JSON: while decoding JSON: "))
}

fn read_for(bytes: &[u8], target: &GoType) -> Result<Json, Error> {
    read(bytes, Some(target)).map_err(|error| error.prefixed("error converting YAML to JSON: "))
}

/// YAML as JSON, with an eye on its target.
fn read(bytes: &[u8], target: Option<&GoType>) -> Result<Json, Error> {
    match quick::read(bytes, target) {
        Some(json) => {
            finite(&json)?;
            Ok(json)
        }
        None => convert_checked(parse(bytes)?, target),
    }
}

fn convert_checked(value: Value, target: Option<&GoType>) -> Result<Json, Error> {
    let json = convert(value, target)?;
    finite(&json)?;
    Ok(json)
}

/// JSON has no infinities; Go notices when it writes the text.
fn finite(json: &Json) -> Result<(), Error> {
    match json.not_finite() {
        Some(float) => {
            let mut message = String::from("json: unsupported value: ");
            push_go_float(&mut message, float, false);
            Err(Error::new(message))
        }
        None => Ok(()),
    }
}

pub(crate) fn convert(value: Value, target: Option<&GoType>) -> Result<Json, Error> {
    let target = visible(target);
    let wants_text = matches!(target, Some(GoType::String));
    Ok(match value {
        Value::Null => Json::Null,
        Value::String(text) => Json::String(text),
        Value::Bool(value) if wants_text => {
            Json::String(String::from(if value { "true" } else { "false" }))
        }
        Value::Bool(value) => Json::Bool(value),
        Value::Int(int) if wants_text => Json::String(int.to_string()),
        Value::Int(int) => Json::Number(Number::Int(int)),
        Value::Uint(uint) if wants_text => Json::String(uint.to_string()),
        Value::Uint(uint) => Json::Number(Number::Uint(uint)),
        Value::Float(float) if wants_text => {
            // In 32 bits, as the library does it.
            let mut text = String::new();
            push_go_float(&mut text, float, true);
            Json::String(text)
        }
        Value::Float(float) => Json::Number(Number::Float(float)),
        Value::Sequence(items) => {
            let inner = element(target);
            Json::Array(
                items
                    .into_iter()
                    .map(|item| convert(item, inner))
                    .collect::<Result<_, _>>()?,
            )
        }
        Value::Mapping(entries) => {
            let mut members = Object::new();
            for (key, value) in entries {
                let key = key_text(key, &value)?;
                let inner = member(target, &key);
                members.insert(key, convert(value, inner)?);
            }
            Json::Object(members)
        }
    })
}

/// The type behind pointers, unless it decodes itself: such types are not looked into.
pub(crate) fn visible(target: Option<&GoType>) -> Option<&GoType> {
    target
        .map(GoType::pointee)
        .filter(|ty| !matches!(ty, GoType::Time))
}

/// What the elements of a list are decoded into.
pub(crate) fn element(target: Option<&GoType>) -> Option<&GoType> {
    match target {
        Some(GoType::Slice(inner)) => Some(*inner),
        _ => None,
    }
}

/// What the member of that name is decoded into.
pub(crate) fn member<'a>(target: Option<&'a GoType>, key: &str) -> Option<&'a GoType> {
    match target {
        Some(GoType::Struct(own)) => own.field(key).map(|field| &field.ty),
        Some(GoType::Map(inner)) => Some(*inner),
        _ => None,
    }
}

fn key_text(key: Value, value: &Value) -> Result<String, Error> {
    Ok(match key {
        Value::String(text) => text,
        Value::Int(int) => int.to_string(),
        Value::Bool(true) => String::from("true"),
        Value::Bool(false) => String::from("false"),
        Value::Float(float) => {
            let mut text = String::new();
            push_go_float(&mut text, float, true);
            match text.as_str() {
                "+Inf" => String::from(".inf"),
                "-Inf" => String::from("-.inf"),
                "NaN" => String::from(".nan"),
                _ => text,
            }
        }
        key => {
            let mut message = String::from("unsupported map key of type: ");
            message.push_str(type_name(&key));
            message.push_str(", key: ");
            push_value(&mut message, &key, false);
            message.push_str(", value: ");
            push_value(&mut message, value, false);
            return Err(Error::new(message));
        }
    })
}
