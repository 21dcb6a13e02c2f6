//! Our own inputs with the answers of sigs.k8s.io/yaml v1.6.0 on go.yaml.in/yaml/v2 v2.4.3 (Go 1.26).
//!
//! Each line of the files is one case: an operation, the input, and Go's output or error text.

use std::path::Path;

use chartroom_yaml::{
    Field, GoType, Json, Number, StructType, documents, parse_strict, to_json, to_json_strict,
    try_emit, value_to_json, yaml_to_json,
};
use serde_json::Value;

const STRING: GoType = GoType::String;
const STRINGS: GoType = GoType::Slice(&STRING);

const fn field(json: &'static str, ty: GoType) -> Field {
    Field { json, ty }
}

static MAINTAINER: StructType = StructType {
    name: "main.Maintainer",
    fields: &[
        field("name", STRING),
        field("email", STRING),
        field("url", STRING),
    ],
};

static DEPENDENCY: StructType = StructType {
    name: "main.Dependency",
    fields: &[
        field("name", STRING),
        field("version", STRING),
        field("repository", STRING),
        field("condition", STRING),
        field("tags", STRINGS),
        field("enabled", GoType::Bool),
        field("import-values", GoType::Slice(&GoType::Any)),
        field("alias", STRING),
    ],
};

static MAINTAINERS: GoType = GoType::Pointer(&GoType::Struct(&MAINTAINER));
static DEPENDENCIES: GoType = GoType::Pointer(&GoType::Struct(&DEPENDENCY));

static METADATA: StructType = StructType {
    name: "main.Metadata",
    fields: &[
        field("name", STRING),
        field("home", STRING),
        field("sources", STRINGS),
        field("version", STRING),
        field("description", STRING),
        field("keywords", STRINGS),
        field("maintainers", GoType::Slice(&MAINTAINERS)),
        field("icon", STRING),
        field("apiVersion", STRING),
        field("condition", STRING),
        field("tags", STRING),
        field("appVersion", STRING),
        field("deprecated", GoType::Bool),
        field("annotations", GoType::Map(&STRING)),
        field("kubeVersion", STRING),
        field("dependencies", GoType::Slice(&DEPENDENCIES)),
        field("type", STRING),
        field("generated", GoType::Time),
        field("count", GoType::Int),
        field("ratio", GoType::Float64),
    ],
};

/// Fields Go writes even when they are empty.
const KEPT: [&str; 3] = ["generated", "count", "ratio"];

fn is_empty(json: &Json) -> bool {
    match json {
        Json::Null => true,
        Json::Bool(value) => !value,
        Json::String(text) => text.is_empty(),
        Json::Array(items) => items.is_empty(),
        Json::Object(members) => members.is_empty(),
        Json::Number(_) => false,
    }
}

/// The struct as Go's encoder writes it, fields in order of declaration.
fn write_struct(out: &mut String, own: &StructType, json: &Json) {
    let Json::Object(members) = json else {
        return out.push_str("null");
    };
    let mut separator = '{';
    for field in own.fields {
        let value = members.get(field.json);
        let kept = KEPT.contains(&field.json)
            || own.name == DEPENDENCY.name && ["name", "repository"].contains(&field.json);
        if !kept && value.is_none_or(is_empty) {
            continue;
        }
        out.push(separator);
        separator = ',';
        out.push_str(&format!("\"{}\":", field.json));
        match (field.json, value) {
            ("generated", None) => out.push_str("\"0001-01-01T00:00:00Z\""),
            ("count" | "ratio", None) => out.push('0'),
            (_, None) => out.push_str("\"\""),
            ("maintainers" | "dependencies", Some(Json::Array(items))) => {
                let inner = if field.json == "maintainers" {
                    &MAINTAINER
                } else {
                    &DEPENDENCY
                };
                for (index, item) in items.iter().enumerate() {
                    out.push(if index == 0 { '[' } else { ',' });
                    write_struct(out, inner, item);
                }
                out.push(']');
            }
            (_, Some(value)) => {
                let mut value = value.clone();
                value.numbers_to_float();
                value.write_go_json(out);
            }
        }
    }
    out.push_str(if separator == '{' { "{}" } else { "}" });
}

fn from_serde(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Number(number) => Json::Number(Number::Float(number.as_f64().unwrap())),
        Value::String(text) => Json::String(text.clone()),
        Value::Array(items) => Json::Array(items.iter().map(from_serde).collect()),
        Value::Object(members) => Json::Object(
            members
                .iter()
                .map(|(key, member)| (key.clone(), from_serde(member)))
                .collect(),
        ),
    }
}

fn answer(operation: &str, input: &[u8]) -> Result<String, String> {
    let text = |error: chartroom_yaml::Error| error.to_string();
    match operation {
        "y2j" => Ok(yaml_to_json(input).map_err(text)?.to_go_json()),
        "strict" => Ok(parse_strict(input)
            .and_then(value_to_json)
            .map_err(text)?
            .to_go_json()),
        "meta" | "metastrict" => {
            let target = GoType::Struct(&METADATA);
            let json = if operation == "meta" {
                to_json(input, &target)
            } else {
                to_json_strict(input, &target)
            };
            let mut out = String::new();
            write_struct(&mut out, &METADATA, &json.map_err(text)?);
            Ok(out)
        }
        "map" => {
            let mut json = to_json(input, &GoType::Map(&GoType::Any)).map_err(text)?;
            json.numbers_to_float();
            let empty = json.is_null();
            Ok(if empty {
                String::from("{}")
            } else {
                json.to_go_json()
            })
        }
        "emit" => try_emit(&from_serde(&serde_json::from_slice(input).unwrap())).map_err(text),
        "docs" => {
            let mut out = String::new();
            for document in documents(input) {
                match document {
                    Ok(bytes) => {
                        out.push_str(std::str::from_utf8(&bytes).unwrap());
                        out.push('\0');
                    }
                    Err(error) => out.push_str(&format!("ERR {error}")),
                }
            }
            Ok(out)
        }
        other => panic!("unknown operation {other}"),
    }
}

fn check(file: &str, at_least: usize) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/goldens")
        .join(file);
    let lines = std::fs::read_to_string(path).unwrap();
    let mut failures = Vec::new();
    let mut count = 0;
    for line in lines.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let input = match (&case["in"], &case["hex"]) {
            (Value::String(text), _) => text.clone().into_bytes(),
            (_, Value::String(hex)) => (0..hex.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
                .collect(),
            _ => panic!("a case without input: {line}"),
        };
        let expected = match (&case["out"], &case["err"]) {
            (Value::String(out), _) => Ok(out.clone()),
            (_, Value::String(error)) => Err(error.clone()),
            _ => panic!("a case without answer: {line}"),
        };
        // Go's encoder writes a broken byte as an escape and a replacement character as it is.
        let got = answer(case["op"].as_str().unwrap(), &input);
        if got != expected {
            failures.push(format!("{line}\n  got {got:?}"));
        }
        count += 1;
    }
    assert!(count >= at_least, "{file} has only {count} cases");
    assert!(
        failures.is_empty(),
        "{} of {count} differ:\n{}",
        failures.len(),
        failures[..failures.len().min(5)].join("\n")
    );
}

#[test]
fn parsing() {
    check("parse.jsonl", 1000);
}

#[test]
fn scalars() {
    check("scalars.jsonl", 1000);
}

#[test]
fn fields() {
    check("fields.jsonl", 300);
}

#[test]
fn emitting() {
    check("emit.jsonl", 500);
}

#[test]
fn splitting() {
    check("documents.jsonl", 40);
}
