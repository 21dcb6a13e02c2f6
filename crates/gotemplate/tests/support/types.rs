//! The types of the comparison, as the program that made the answers has them.

use chartroom_gotemplate::value::*;
use chartroom_gotemplate::{Error, Value, fmt};

pub(super) const NIL: &str = "runtime error: invalid memory address or nil pointer dereference";
pub(super) const FUNC: &Type = &Type::Func(&Signature {
    params: &[INT, STRING],
    variadic: false,
    result: STRING,
});
pub(super) const VARIADIC: &Type = &Type::Func(&Signature {
    params: &[STRING],
    variadic: true,
    result: STRING,
});
pub(super) const COUNTS: &Type = &Type::Map(STRING, INT);

pub(super) const fn signature(
    params: &'static [&'static Type],
    result: &'static Type,
) -> Signature {
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
pub(super) const VALUES_TYPE: &Type = &Type::Named(&Named {
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
pub(super) const DUR_TYPE: &Type = &Type::Named(&Named {
    name: "main.Dur",
    underlying: INT64,
    methods: &[],
    text: None,
});
pub(super) static NAME: &Type = &Type::Named(&Named {
    name: "main.Name",
    underlying: STRING,
    methods: &[],
    text: None,
});
pub(super) static INNER: &Type = &Type::Named(&INNER_NAMED);
pub(super) static INNER_NAMED: Named = Named {
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
pub(super) const INNER_TYPE: &Type = &Type::Named(&Named {
    name: "main.Inner",
    underlying: &Type::Struct(&[("Version", STRING), ("Major", STRING)]),
    methods: &[],
    text: None,
});
pub(super) const INNER_POINTER_TYPE: &Type = &Type::Pointer(INNER_TYPE);
pub(super) static INNER_POINTER: &Type = &Type::Pointer(&Type::Named(&INNER_NAMED));
pub(super) static OUTER_NAMED: Named = Named {
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
pub(super) static OUTER: &Type = &Type::Named(&OUTER_NAMED);
pub(super) static OUTER_POINTER: &Type = &Type::Pointer(&Type::Named(&OUTER_NAMED));
pub(super) static FAIL: &Type = &Type::Named(&Named {
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

pub(super) fn dur_text(d: &Value) -> Vec<u8> {
    format!("dur{}", d.as_int().unwrap()).into_bytes()
}

pub(super) fn version(i: &Value) -> Vec<u8> {
    match i {
        Value::Struct(o) => o.field(b"Version").unwrap().as_str().unwrap().to_vec(),
        _ => Vec::new(),
    }
}

pub(super) fn inner_text(i: &Value) -> Vec<u8> {
    [b"I:".as_slice(), &version(i)].concat()
}

pub(super) fn fail_text(f: &Value) -> Vec<u8> {
    match f {
        Value::Struct(o) => {
            format!("fail {}", o.field(b"Code").unwrap().as_int().unwrap()).into_bytes()
        }
        _ => Vec::new(),
    }
}
