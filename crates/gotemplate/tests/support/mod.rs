//! Data, types and functions of the comparison with Go: the same as in the program that made the
//! answers.

#![allow(dead_code)] // Not every test file uses all of it.

use std::rc::Rc;

use chartroom_gotemplate::value::*;
use chartroom_gotemplate::{
    Definition, Error, Function, FunctionSet, MissingKey, Options, Template, fmt,
};
use serde_json::Value as Json;

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

const NIL: &str = "runtime error: invalid memory address or nil pointer dereference";
const FUNC: &Type = &Type::Func(&Signature {
    params: &[INT, STRING],
    variadic: false,
    result: STRING,
});
const VARIADIC: &Type = &Type::Func(&Signature {
    params: &[STRING],
    variadic: true,
    result: STRING,
});
const COUNTS: &Type = &Type::Map(STRING, INT);

const fn signature(params: &'static [&'static Type], result: &'static Type) -> Signature {
    Signature {
        params,
        variadic: false,
        result,
    }
}

pub static VALUES: &Type = &Type::Named(&Named {
    name: "main.Values",
    underlying: MAP,
    methods: &[
        Method {
            name: "AsMap",
            signature: signature(&[], MAP),
            pointer: false,
            call: |_, receiver, _| {
                Ok(match receiver.as_map() {
                    Some(m) if !m.is_empty() => Value::Map(m.retyped(MAP)),
                    _ => Value::Map(Map::new()),
                })
            },
        },
        Method {
            name: "Table",
            signature: signature(&[STRING], VALUES_TYPE),
            pointer: false,
            call: |_, receiver, args| {
                let name = args[0].as_str().unwrap();
                match receiver.as_map().and_then(|m| m.get(name)) {
                    Some(Value::Map(m)) if *m.ty() == *MAP => Ok(Value::Map(m.retyped(VALUES))),
                    _ => {
                        let mut text = Vec::new();
                        fmt::sprintf(&mut text, b"%q is not a table", &args[..1]);
                        Err(Error::new(text))
                    }
                }
            },
        },
        Method {
            name: "Count",
            signature: Signature {
                params: &[INT, STRING],
                variadic: true,
                result: INT,
            },
            pointer: false,
            call: |_, _, args| {
                Ok(Value::int(
                    args[0].as_int().unwrap() + args.len() as i64 - 1,
                ))
            },
        },
    ],
    text: None,
});
// Types are equal by name, so the method's result can have a twin without methods.
const VALUES_TYPE: &Type = &Type::Named(&Named {
    name: "main.Values",
    underlying: MAP,
    methods: &[],
    text: None,
});
pub static DUR: &Type = &Type::Named(&Named {
    name: "main.Dur",
    underlying: INT64,
    methods: &[
        Method {
            name: "Twice",
            signature: signature(&[], INT64),
            pointer: false,
            call: |_, d, _| Ok(Value::scalar(DUR, Value::int64(d.as_int().unwrap() * 2))),
        },
        Method {
            name: "String",
            signature: signature(&[], STRING),
            pointer: false,
            call: |_, d, _| Ok(Value::from(dur_text(d))),
        },
    ],
    text: Some(Text {
        error: false,
        pointer: false,
        call: dur_text,
        go: None,
    }),
});
const DUR_TYPE: &Type = &Type::Named(&Named {
    name: "main.Dur",
    underlying: INT64,
    methods: &[],
    text: None,
});
static NAME: &Type = &Type::Named(&Named {
    name: "main.Name",
    underlying: STRING,
    methods: &[],
    text: None,
});
static INNER: &Type = &Type::Named(&INNER_NAMED);
static INNER_NAMED: Named = Named {
    name: "main.Inner",
    underlying: &Type::Struct(&[("Version", STRING), ("Major", STRING)]),
    methods: &[
        Method {
            name: "String",
            signature: signature(&[], STRING),
            pointer: true,
            call: |_, i, _| Ok(Value::from(inner_text(i))),
        },
        Method {
            name: "Greet",
            signature: signature(&[STRING], STRING),
            pointer: true,
            call: |_, i, args| match i {
                Value::Null(_) => Err(Error::new(NIL)),
                _ => Ok(Value::from(
                    [&version(i), &b","[..], args[0].as_str().unwrap()].concat(),
                )),
            },
        },
        Method {
            name: "Plain",
            signature: signature(&[], STRING),
            pointer: false,
            call: |_, i, _| Ok(Value::from([b"plain ".as_slice(), &version(i)].concat())),
        },
    ],
    text: Some(Text {
        error: false,
        pointer: true,
        call: inner_text,
        go: None,
    }),
};
const INNER_TYPE: &Type = &Type::Named(&Named {
    name: "main.Inner",
    underlying: &Type::Struct(&[("Version", STRING), ("Major", STRING)]),
    methods: &[],
    text: None,
});
const INNER_POINTER_TYPE: &Type = &Type::Pointer(INNER_TYPE);
static INNER_POINTER: &Type = &Type::Pointer(&Type::Named(&INNER_NAMED));
static OUTER_NAMED: Named = Named {
    name: "main.Outer",
    underlying: &Type::Struct(&[
        ("KubeVersion", INNER_TYPE),
        ("Any", ANY),
        ("List", STRINGS),
        ("hidden", INT),
        ("Ptr", INNER_POINTER_TYPE),
        ("Map", COUNTS),
    ]),
    methods: &[Method {
        name: "Has",
        signature: signature(&[STRING], BOOL),
        pointer: true,
        call: |_, _, args| Ok(Value::Bool(args[0].as_str().unwrap().as_bytes() == b"yes")),
    }],
    text: None,
};
static OUTER: &Type = &Type::Named(&OUTER_NAMED);
static OUTER_POINTER: &Type = &Type::Pointer(&Type::Named(&OUTER_NAMED));
static FAIL: &Type = &Type::Named(&Named {
    name: "main.Fail",
    underlying: &Type::Struct(&[("Code", INT)]),
    methods: &[Method {
        name: "Error",
        signature: signature(&[], STRING),
        pointer: false,
        call: |_, f, _| Ok(Value::from(fail_text(f))),
    }],
    text: Some(Text {
        error: true,
        pointer: false,
        call: fail_text,
        go: None,
    }),
});

fn dur_text(d: &Value) -> Vec<u8> {
    format!("dur{}", d.as_int().unwrap()).into_bytes()
}

fn version(i: &Value) -> Vec<u8> {
    match i {
        Value::Struct(o) => o.field(b"Version").unwrap().as_str().unwrap().to_vec(),
        _ => Vec::new(),
    }
}

fn inner_text(i: &Value) -> Vec<u8> {
    [b"I:".as_slice(), &version(i)].concat()
}

fn fail_text(f: &Value) -> Vec<u8> {
    match f {
        Value::Struct(o) => {
            format!("fail {}", o.field(b"Code").unwrap().as_int().unwrap()).into_bytes()
        }
        _ => Vec::new(),
    }
}

/// The functions of the comparison.
pub fn functions() -> FunctionSet {
    let mut set = FunctionSet::new();
    set.extend(FUNCTIONS);
    set
}

const FUNCTIONS: &[Definition] = &[
    Definition::new("id", &[ANY], ANY, |_, a| Ok(a[0].clone())),
    Definition::new("niller", &[], ANY, |_, _| Ok(Value::Nil)),
    Definition::new("sint", &[INT, INT], INT, |_, a| {
        Ok(Value::int(
            a[0].as_int().unwrap().wrapping_add(a[1].as_int().unwrap()),
        ))
    }),
    Definition::new("si64", &[INT64], INT64, |_, a| Ok(a[0].clone())),
    Definition::new("str", &[STRING], STRING, |_, a| Ok(a[0].clone())),
    Definition::new("f64", &[FLOAT64], FLOAT64, |_, a| Ok(a[0].clone())),
    Definition::new("u8", &[UINT8], UINT8, |_, a| Ok(a[0].clone())),
    Definition::new("boolf", &[BOOL], BOOL, |_, a| Ok(a[0].clone())),
    Definition::new("mp", &[MAP], INT, |_, a| {
        Ok(Value::int(a[0].length().unwrap() as i64))
    }),
    Definition::new("strs", &[STRINGS], INT, |_, a| {
        Ok(Value::int(a[0].length().unwrap() as i64))
    }),
    Definition::variadic("list", &[ANY], LIST, |_, a| Ok(Value::list(a.to_vec()))),
    Definition::variadic("vari", &[STRING, INT], STRING, |_, a| {
        let mut out = Vec::new();
        let ints = Value::list_of(INTS, a[1..].to_vec());
        fmt::sprint(&mut out, &[a[0].clone(), ints]);
        Ok(Value::from(out))
    }),
    Definition::new("cplx", &[COMPLEX128], COMPLEX128, |_, a| Ok(a[0].clone())),
    Definition::new("dur", &[DUR_TYPE], DUR_TYPE, |_, a| {
        Ok(match &a[0] {
            Value::Scalar(s) => Value::scalar(DUR, s.value.clone()),
            other => other.clone(),
        })
    }),
    Definition::new("innerp", &[INNER_POINTER_TYPE], STRING, |_, a| {
        match &a[0] {
            Value::Pointer(p) => Ok(Value::from([b"p".as_slice(), &version(&p.value)].concat())),
            _ => Err(Error::new(NIL)),
        }
    }),
    Definition::new("inner", &[INNER_TYPE], STRING, |_, a| {
        Ok(Value::from([b"v".as_slice(), &version(&a[0])].concat()))
    }),
    Definition::new("errf", &[STRING], STRING, |_, a| {
        Err(Error::new(a[0].as_str().unwrap().to_vec()))
    }),
    Definition::new("failf", &[INT], STRING, |_, a| {
        Err(Error::new(format!("fail {}", a[0].as_int().unwrap())))
    }),
    Definition::new("typeOf", &[ANY], STRING, |_, a| {
        Ok(Value::from(a[0].type_name()))
    }),
    Definition::new("set", &[MAP, STRING, ANY], MAP, |_, a| match &a[0] {
        Value::Map(m) => {
            // No map in itself: Go would print it for ever.
            let value = match a[2].kind() {
                Kind::Map | Kind::Slice => Value::from("container"),
                _ => a[2].clone(),
            };
            m.insert(a[1].as_str().unwrap().clone(), value);
            Ok(a[0].clone())
        }
        _ => Err(Error::new("assignment to entry in nil map")),
    }),
    Definition::variadic("dict", &[ANY], MAP, |_, a| {
        let map = Map::new();
        for pair in a.chunks_exact(2) {
            map.insert(fmt::to_bytes(&pair[0]), pair[1].clone());
        }
        Ok(Value::Map(map))
    }),
    Definition::new("include", &[STRING, ANY], STRING, |cx, a| {
        let depth = cx.host::<u32>().expect("the depth");
        if *depth > 40 {
            return Err(Error::new("too deep"));
        }
        *depth += 1;
        let mut out = Vec::new();
        let result = cx.execute(a[0].as_str().unwrap(), &a[1], &mut out);
        *cx.host::<u32>().expect("the depth") -= 1;
        result?;
        Ok(Value::from(out))
    }),
];
