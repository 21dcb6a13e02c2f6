//! Data, types and functions of the comparison with Go: the same as in the program that made the
//! answers.

#![allow(dead_code)] // Not every test file uses all of it.

mod functions;
mod types;

use std::rc::Rc;

use chartroom_gotemplate::value::*;
use chartroom_gotemplate::{Error, Function, MissingKey, Options, Template};
use serde_json::Value as Json;

pub use functions::functions;
pub use types::*;

/// One question and Go's answer.
#[derive(serde::Deserialize)]
pub struct Case {
    pub t: String,
    /// The data; without it the standard data of the folder.
    #[serde(default = "standard")]
    pub d: Json,
    #[serde(default)]
    pub o: String,
    pub r: String,
    #[serde(default)]
    pub e: String,
}

fn standard() -> Json {
    Json::from("@std")
}

/// Bytes that are not UTF-8 are written in hexadecimal.
pub fn bytes(text: &str) -> Vec<u8> {
    match text.strip_prefix("hex:") {
        Some(hex) => unhex(hex),
        None => text.as_bytes().to_vec(),
    }
}

fn unhex(hex: &str) -> Vec<u8> {
    let digit = |b: u8| (b as char).to_digit(16).unwrap() as u8;
    hex.as_bytes()
        .chunks(2)
        .map(|p| digit(p[0]) << 4 | digit(p[1]))
        .collect()
}

/// Our answer: output and error text.
pub fn answer(case: &Case, standard: &Json) -> (Vec<u8>, Vec<u8>) {
    let data = if case.d == "@std" { standard } else { &case.d };
    let options = Options {
        missing_key: match case.o.as_str() {
            "missingkey=zero" => MissingKey::Zero,
            "missingkey=error" => MissingKey::Error,
            _ => MissingKey::Default,
        },
        ..Options::default()
    };
    let mut out = Vec::new();
    let mut set = Template::new("root", functions());
    let result = set
        .parse("main", bytes(&case.t))
        .and_then(|()| set.execute_with("main", &value(data), &mut out, &options, &mut 0u32));
    (out, result.err().map(|e| e.bytes()).unwrap_or_default())
}

/// JSON as Go decodes it, with tagged objects for other types.
pub fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Nil,
        Json::Bool(b) => Value::Bool(*b),
        Json::Number(n) => Value::float(n.as_f64().unwrap()),
        Json::String(s) => Value::from(s.as_str()),
        Json::Array(items) => Value::list(items.iter().map(value).collect()),
        Json::Object(entries) => match entries.get("$").and_then(Json::as_str) {
            Some(tag) => tagged(tag, entries.get("v").unwrap_or(&Json::Null)),
            None => Value::map(entries.iter().map(|(k, v)| (k.as_str(), value(v)))),
        },
    }
}

fn texts(json: &Json) -> Vec<&str> {
    json.as_array()
        .unwrap()
        .iter()
        .map(|s| s.as_str().unwrap())
        .collect()
}

fn tagged(tag: &str, json: &Json) -> Value {
    let text = json.as_str().unwrap_or_default();
    let int = || text.parse::<i64>().unwrap();
    let uint = || text.parse::<u64>().unwrap();
    let object = || json.as_object().unwrap().iter();
    let string = |v: &Json| Value::from(v.as_str().unwrap());
    match tag {
        "int" => Value::int(int()),
        "int8" => Value::Int(IntKind::Int8, int()),
        "int16" => Value::Int(IntKind::Int16, int()),
        "int32" => Value::Int(IntKind::Int32, int()),
        "int64" => Value::int64(int()),
        "uint" => Value::Uint(UintKind::Uint, uint()),
        "uint8" => Value::Uint(UintKind::Uint8, uint()),
        "uint16" => Value::Uint(UintKind::Uint16, uint()),
        "uint32" => Value::Uint(UintKind::Uint32, uint()),
        "uint64" => Value::Uint(UintKind::Uint64, uint()),
        "uintptr" => Value::Uint(UintKind::Uintptr, uint()),
        "float32" => Value::Float(FloatKind::Float32, f64::from(text.parse::<f32>().unwrap())),
        "float64" => Value::float(text.parse().unwrap()),
        "complex" => complex(FloatKind::Float64, text.parse().unwrap()),
        "complex64" => complex(FloatKind::Float32, f64::from(text.parse::<f32>().unwrap())),
        "hex" => Value::from(unhex(text)),
        "bytes" => Value::bytes(unhex(text)),
        "strings" => Value::strings(texts(json)),
        "ints" => {
            let items = json.as_array().unwrap().iter();
            Value::list_of(
                INTS,
                items
                    .map(|n| Value::int(n.as_f64().unwrap() as i64))
                    .collect(),
            )
        }
        "int64s" => items(json, &Type::Slice(INT64), |n| {
            Value::int64(n.as_f64().unwrap() as i64)
        }),
        "floats" => items(json, FLOATS, value),
        "bools" => items(json, &Type::Slice(BOOL), value),
        "maps" => items(json, MAPS, value),
        "lists" => {
            let items = json.as_array().unwrap().iter();
            Value::list_of(LISTS, items.map(value).collect())
        }
        "mapstr" => Value::Map(Map::from_entries(
            MAP_STRING,
            object().map(|(k, v)| (Str::from(k.as_str()), string(v))),
        )),
        "mapint" => keyed(json, &Type::Map(INT, STRING), |k| {
            Value::int(k.parse().unwrap())
        }),
        "mapint8" => keyed(json, &Type::Map(&Type::Int(IntKind::Int8), STRING), |k| {
            Value::Int(IntKind::Int8, k.parse().unwrap())
        }),
        "mapuint64" => keyed(json, &Type::Map(UINT64, STRING), |k| {
            Value::Uint(UintKind::Uint64, k.parse().unwrap())
        }),
        "mapbool" => keyed(json, &Type::Map(BOOL, STRING), |k| Value::Bool(k == "true")),
        "mapints" => Value::Map(Map::from_entries(
            COUNTS,
            object().map(|(k, v)| {
                let number = Value::int(v.as_f64().unwrap() as i64);
                (Str::from(k.as_str()), number)
            }),
        )),
        "mapany" => Value::Map(Map::from_entries(
            MAP_ANY,
            object().map(|(k, v)| (Str::from(k.as_str()), value(v))),
        )),
        "values" => match value(json) {
            Value::Map(m) => Value::Map(m.retyped(VALUES)),
            other => other,
        },
        "dur" => Value::scalar(DUR, Value::int64(int())),
        "name" => Value::scalar(NAME, Value::from(text)),
        "inner" => inner(text),
        "innerp" => Value::pointer(INNER_POINTER, inner(text)),
        "outer" => outer(text, Value::from("any"), Value::Null(COUNTS)),
        "outerp" => {
            let counts = Map::of(COUNTS);
            counts.insert("a", Value::int(1));
            Value::pointer(OUTER_POINTER, outer(text, Value::Nil, Value::Map(counts)))
        }
        "intp" => Value::pointer(&Type::Pointer(INT), Value::int(int())),
        "stringp" => Value::pointer(&Type::Pointer(STRING), Value::from(text)),
        "intsp" => Value::pointer(&Type::Pointer(INTS), tagged("ints", json)),
        "nil" => Value::Nil,
        "nilmap" => Value::Null(MAP),
        "nilstrings" => Value::Null(STRINGS),
        "nilinner" => Value::Null(INNER_POINTER),
        "err" => Value::object(Record::new(FAIL, vec![Value::int(int())])),
        "func" => Value::Func(Rc::new(Function::new(
            "fn",
            FUNC,
            Box::new(|_, args| {
                let n = args[0].as_int().unwrap();
                if n < 0 {
                    return Err(Error::new("negative"));
                }
                Ok(Value::from(
                    [args[1].as_str().unwrap(), n.to_string().as_bytes()].concat(),
                ))
            }),
        ))),
        "variadic" => Value::Func(Rc::new(Function::new(
            "fn",
            VARIADIC,
            Box::new(|_, args| {
                let words = args.iter().map(|word| word.as_str().unwrap().to_vec());
                let words: Vec<Vec<u8>> = words.collect();
                Ok(Value::from([b"<", &words.join(&b'+')[..], b">"].concat()))
            }),
        ))),
        "array" => Value::list_of(&Type::Array(2, STRING), vec!["p".into(), "q".into()]),
        _ => panic!("tag {tag}"),
    }
}

fn complex(kind: FloatKind, re: f64) -> Value {
    Value::Complex(Rc::new(Complex { kind, re, im: 2.0 }))
}

fn items(json: &Json, ty: &'static Type, item: impl Fn(&Json) -> Value) -> Value {
    Value::list_of(ty, json.as_array().unwrap().iter().map(item).collect())
}

fn keyed(json: &Json, ty: &'static Type, key: impl Fn(&str) -> Value) -> Value {
    let map = Map::of(ty);
    for (k, v) in json.as_object().unwrap() {
        map.insert_value(key(k), Value::from(v.as_str().unwrap()));
    }
    Value::Map(map)
}

fn inner(version: &str) -> Value {
    Value::object(Record::new(INNER, vec![version.into(), "1".into()]))
}

fn outer(version: &str, any: Value, counts: Value) -> Value {
    let fields = vec![
        inner(version),
        any,
        Value::strings(["x"]),
        Value::int(0),
        Value::Null(INNER_POINTER),
        counts,
    ];
    Value::object(Record::new(OUTER, fields))
}
