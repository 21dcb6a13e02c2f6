//! YAML and JSON in and out.
//!
//! Facts: `templates.md` 3.1, `helm/helm:pkg/engine/funcs.go`. The plain functions swallow errors,
//! the `must…` ones stop the render.

use chartroom_gotemplate::value::{ANY, LIST, MAP, STRING};
use chartroom_gotemplate::{Context, Definition, Error, Map, Value};
use chartroom_yaml::{GoType, Json};

use crate::convert::{json_text, pointed_json_text, to_json, to_value, yaml_text};
use crate::gojson;

/// The functions of this file.
pub const TABLE: &[Definition] = &[
    Definition::new("toYaml", &[ANY], STRING, |_, args| {
        Ok(Value::from(yaml(&args[0]).unwrap_or_default()))
    })
    .walking_to_the_deepest(),
    Definition::new("mustToYaml", &[ANY], STRING, |_, args| {
        yaml(&args[0]).map(Value::from).map_err(Error::new)
    })
    .walking_to_the_deepest(),
    Definition::new("fromYaml", &[STRING], MAP, from_yaml),
    Definition::new("fromYamlArray", &[STRING], LIST, from_yaml_array),
    Definition::new("toJson", &[ANY], STRING, |_, args| {
        Ok(Value::from(json_text(&args[0]).unwrap_or_default()))
    })
    .walking_to_the_deepest(),
    Definition::new("mustToJson", &[ANY], STRING, |_, args| {
        json_text(&args[0]).map(Value::from).map_err(Error::new)
    })
    .walking_to_the_deepest(),
    Definition::new("toPrettyJson", &[ANY], STRING, |_, args| {
        let text = json_text(&args[0]).unwrap_or_default();
        Ok(Value::from(pretty(&text)))
    })
    .walking_to_the_deepest(),
    Definition::new("mustToPrettyJson", &[ANY], STRING, |_, args| {
        json_text(&args[0])
            .map(|text| Value::from(pretty(&text)))
            .map_err(Error::new)
    })
    .walking_to_the_deepest(),
    Definition::new("toRawJson", &[ANY], STRING, |_, args| {
        pointed_json_text(&args[0])
            .map(|text| Value::from(raw(&text)))
            .map_err(Error::new)
    })
    .walking_to_the_deepest(),
    Definition::new("mustToRawJson", &[ANY], STRING, |_, args| {
        pointed_json_text(&args[0])
            .map(|text| Value::from(raw(&text)))
            .map_err(Error::new)
    })
    .walking_to_the_deepest(),
    Definition::new("fromJson", &[STRING], MAP, from_json),
    Definition::new("fromJsonArray", &[STRING], LIST, from_json_array),
    Definition::new("mustFromJson", &[STRING], ANY, |_, args| {
        gojson::decode(bytes(args)).map_err(Error::new)
    }),
];

fn bytes(args: &[Value]) -> &[u8] {
    args[0].as_str().map_or(&[], |s| s.as_bytes())
}

fn yaml(value: &Value) -> Result<String, String> {
    let json = to_json(value).map_err(|e| format!("error marshaling into JSON: {e}"))?;
    let mut text = yaml_text(&json)?;
    if text.ends_with('\n') {
        text.pop();
    }
    Ok(text)
}

fn from_yaml(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    Ok(
        match chartroom_yaml::to_json(bytes(args), &GoType::Map(&GoType::Any)) {
            Ok(mut json) => {
                json.numbers_to_float();
                match json {
                    // An empty document leaves the map that Helm made for the result as it is.
                    Json::Null => Value::Map(Map::new()),
                    json => to_value(&json),
                }
            }
            Err(error) => Value::map([("Error", Value::from(error.to_string()))]),
        },
    )
}

fn from_yaml_array(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    Ok(
        match chartroom_yaml::to_json(bytes(args), &GoType::Slice(&GoType::Any)) {
            Ok(mut json) => {
                json.numbers_to_float();
                match json {
                    Json::Null => Value::list(Vec::new()),
                    json => to_value(&json),
                }
            }
            Err(error) => Value::list(vec![Value::from(error.to_string())]),
        },
    )
}

fn from_json(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let outcome = gojson::decode_into(bytes(args), Some(b'{')).and_then(|value| match value {
        Value::Map(map) => Ok(Value::Map(map)),
        Value::Nil => Ok(Value::Null(MAP)),
        other => Err(mismatch(&other, "map[string]interface {}")),
    });
    Ok(outcome.unwrap_or_else(|error| {
        let map = Map::new();
        map.insert("Error", Value::from(error));
        Value::Map(map)
    }))
}

fn from_json_array(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let outcome = gojson::decode_into(bytes(args), Some(b'[')).and_then(|value| match value {
        Value::List(list) => Ok(Value::List(list)),
        Value::Nil => Ok(Value::Null(LIST)),
        other => Err(mismatch(&other, "[]interface {}")),
    });
    Ok(outcome.unwrap_or_else(|error| Value::list(vec![Value::from(error)])))
}

fn mismatch(found: &Value, wanted: &str) -> String {
    let found = match found {
        Value::Map(_) => "object",
        Value::List(_) => "array",
        Value::String(_) => "string",
        Value::Bool(_) => "bool",
        _ => "number",
    };
    format!("json: cannot unmarshal {found} into Go value of type {wanted}")
}

/// `json.Indent(text, "", "  ")`.
fn pretty(text: &str) -> String {
    let mut out = String::new();
    let (mut depth, mut quoted, mut escaped) = (0, false, false);
    let mut opened = false;
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    };
    for c in text.chars() {
        if quoted {
            out.push(c);
            quoted = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        if opened && !matches!(c, '}' | ']') {
            line(&mut out, depth);
        }
        match c {
            '{' | '[' => {
                depth += 1;
                out.push(c);
            }
            '}' | ']' => {
                depth -= 1;
                if !opened {
                    line(&mut out, depth);
                }
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c => {
                quoted = c == '"';
                out.push(c);
            }
        }
        opened = matches!(c, '{' | '[');
    }
    out
}

/// Without the escapes that make JSON safe inside HTML. In Go's output a `\u` escape that is not
/// preceded by another back-slash is always one of ours.
fn raw(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let escape = &rest[at..];
        let (plain, size) = match escape.get(..6) {
            Some("\\u003c") => ("<", 6),
            Some("\\u003e") => (">", 6),
            Some("\\u0026") => ("&", 6),
            _ => (&escape[..2], 2),
        };
        out.push_str(plain);
        rest = &escape[size..];
    }
    out.push_str(rest);
    out
}
