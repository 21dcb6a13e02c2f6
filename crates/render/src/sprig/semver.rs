//! `semver` and `semverCompare`.

use std::any::Any;
use std::cmp::Ordering;

use chartroom_gotemplate::value::{
    ANY, BOOL, INT, Method, Named, STRING, Signature, Text, Type, UINT64, UintKind,
};
use chartroom_gotemplate::{Definition, Error, Object, Value, strconv};
use chartroom_version::{Constraint, ConstraintError, Version};

use super::text;

/// The functions of this file.
pub const TABLE: &[Definition] = &[
    Definition::new("semverCompare", &[STRING, STRING], BOOL, |_, args| {
        let (constraint, version) = (text(args, 0), text(args, 1));
        let constraint =
            Constraint::parse(&constraint.to_text()).map_err(|error| unfit(&constraint, error))?;
        let version = Version::parse(&version.to_text()).map_err(told)?;
        Ok(Value::Bool(constraint.check(&version)))
    }),
    Definition::new("semver", &[STRING], ANY, |_, args| {
        let version = Version::parse(&text(args, 0).to_text()).map_err(told)?;
        Ok(Value::pointer(POINTER, Value::object(Parsed(version))))
    }),
];

/// What is wrong with a constraint, in its own bytes where it is no UTF-8.
fn unfit(constraint: &[u8], error: ConstraintError) -> Error {
    if let ConstraintError::Improper(shown) = &error {
        let mut rest = constraint;
        while !rest.is_empty() {
            let bars = rest.windows(2).position(|pair| pair == b"||");
            let (group, further) = match bars {
                Some(at) => (&rest[..at], &rest[at + 2..]),
                None => (rest, &[][..]),
            };
            if std::str::from_utf8(group).is_err() && String::from_utf8_lossy(group) == *shown {
                let mut message = b"improper constraint: ".to_vec();
                strconv::append_quote(&mut message, group);
                return Error::new(String::from_utf8_lossy(&message).into_owned());
            }
            rest = further;
        }
    }
    told(error)
}

fn told(error: impl std::fmt::Display) -> Error {
    Error::new(error.to_string())
}

/// A `*semver.Version`; its fields are private in Go, its methods are what templates use.
#[derive(Clone)]
struct Parsed(Version);

/// The version in a `*semver.Version`.
pub fn parsed(value: &Value) -> Option<&Version> {
    value.downcast::<Parsed>().map(|parsed| &parsed.0)
}

/// What a copy made through reflection leaves of a version: nothing, for it exports no field.
pub(super) fn blank(value: &Value) -> Option<Value> {
    parsed(value)?;
    let blank = Version {
        major: 0,
        minor: 0,
        patch: 0,
        pre: String::new(),
        metadata: String::new(),
        original: String::new(),
    };
    Some(Value::object(Parsed(blank)))
}

const POINTER: &Type = &Type::Pointer(VERSION);

const FIELDS: &Type = &Type::Struct(&[
    ("major", UINT64),
    ("minor", UINT64),
    ("patch", UINT64),
    ("pre", STRING),
    ("metadata", STRING),
    ("original", STRING),
]);

/// The version's type for its own methods: types are equal by name.
const PLAIN: &Type = &Type::Named(&Named {
    name: "semver.Version",
    underlying: FIELDS,
    methods: &[],
    text: None,
});

const VERSION: &Type = &Type::Named(&Named {
    name: "semver.Version",
    underlying: FIELDS,
    methods: &[
        number("Major", |_, v, _| {
            part(v, |v| Value::Uint(UintKind::Uint64, v.major))
        }),
        number("Minor", |_, v, _| {
            part(v, |v| Value::Uint(UintKind::Uint64, v.minor))
        }),
        number("Patch", |_, v, _| {
            part(v, |v| Value::Uint(UintKind::Uint64, v.patch))
        }),
        word("Prerelease", |_, v, _| {
            part(v, |v| Value::from(v.pre.as_str()))
        }),
        word("Metadata", |_, v, _| {
            part(v, |v| Value::from(v.metadata.as_str()))
        }),
        original("Original", |_, v, _| {
            part(v, |v| Value::from(v.original.as_str()))
        }),
        word("String", |_, v, _| part(v, |v| Value::from(v.to_string()))),
        increment("IncMajor", |_, v, _| {
            next(v, "major", |v| {
                (v.minor, v.patch) = (0, 0);
                &mut v.major
            })
        }),
        increment("IncMinor", |_, v, _| {
            next(v, "minor", |v| {
                v.patch = 0;
                &mut v.minor
            })
        }),
        increment("IncPatch", |_, v, _| next(v, "patch", |v| &mut v.patch)),
        compare("Compare", INT, |_, v, args| {
            ordered(v, args, |order| Value::int(order as i64))
        }),
        compare("LessThan", BOOL, |_, v, args| {
            ordered(v, args, |order| Value::Bool(order.is_lt()))
        }),
        compare("GreaterThan", BOOL, |_, v, args| {
            ordered(v, args, |order| Value::Bool(order.is_gt()))
        }),
        compare("LessThanEqual", BOOL, |_, v, args| {
            ordered(v, args, |order| Value::Bool(order.is_le()))
        }),
        compare("GreaterThanEqual", BOOL, |_, v, args| {
            ordered(v, args, |order| Value::Bool(order.is_ge()))
        }),
        compare("Equal", BOOL, |_, v, args| {
            if args[0].is_nil() {
                return Ok(Value::Bool(false));
            }
            ordered(v, args, |order| Value::Bool(order.is_eq()))
        }),
    ],
    text: Some(Text {
        error: false,
        pointer: false,
        call: |v| {
            v.downcast::<Parsed>()
                .map(|v| v.0.to_string().into_bytes())
                .unwrap_or_default()
        },
        go: None,
    }),
});

type Call = fn(&mut chartroom_gotemplate::Context<'_>, &Value, &[Value]) -> Result<Value, Error>;

const fn number(name: &'static str, call: Call) -> Method {
    Method {
        name,
        signature: Signature {
            params: &[],
            variadic: false,
            result: UINT64,
        },
        pointer: false,
        call,
    }
}

const fn word(name: &'static str, call: Call) -> Method {
    Method {
        name,
        signature: Signature {
            params: &[],
            variadic: false,
            result: STRING,
        },
        pointer: false,
        call,
    }
}

const fn original(name: &'static str, call: Call) -> Method {
    Method {
        pointer: true,
        ..word(name, call)
    }
}

const fn increment(name: &'static str, call: Call) -> Method {
    Method {
        signature: Signature {
            params: &[],
            variadic: false,
            result: PLAIN,
        },
        ..word(name, call)
    }
}

const fn compare(name: &'static str, result: &'static Type, call: Call) -> Method {
    Method {
        name,
        signature: Signature {
            params: &[&Type::Pointer(PLAIN)],
            variadic: false,
            result,
        },
        pointer: true,
        call,
    }
}

fn part(version: &Value, take: fn(&Version) -> Value) -> Result<Value, Error> {
    Ok(version
        .downcast::<Parsed>()
        .map(|v| take(&v.0))
        .unwrap_or_default())
}

fn ordered(version: &Value, args: &[Value], tell: fn(Ordering) -> Value) -> Result<Value, Error> {
    match (version.downcast::<Parsed>(), args[0].downcast::<Parsed>()) {
        (Some(a), Some(b)) => Ok(tell(a.0.cmp_precedence(&b.0))),
        _ => Err(Error::new(super::NIL_POINTER)),
    }
}

/// The version whose `part` is one more. A pre-release's next patch is its own release.
fn next(version: &Value, part: &str, of: fn(&mut Version) -> &mut u64) -> Result<Value, Error> {
    let Some(Parsed(mut version)) = version.downcast::<Parsed>().cloned() else {
        return Err(Error::new(super::NIL_POINTER));
    };
    let released = part == "patch" && !version.pre.is_empty();
    (version.pre, version.metadata) = (String::new(), String::new());
    if !released {
        let part_of = of(&mut version);
        *part_of = part_of
            .checked_add(1)
            .ok_or_else(|| Error::new(format!("{part} version increment would overflow uint64")))?;
    }
    let prefix = if version.original.starts_with('v') {
        "v"
    } else {
        ""
    };
    version.original = format!("{prefix}{version}");
    Ok(Value::object(Parsed(version)))
}

impl Object for Parsed {
    fn ty(&self) -> &'static Type {
        VERSION
    }

    fn field(&self, name: &[u8]) -> Option<Value> {
        let version = &self.0;
        Some(match name {
            b"major" => Value::Uint(UintKind::Uint64, version.major),
            b"minor" => Value::Uint(UintKind::Uint64, version.minor),
            b"patch" => Value::Uint(UintKind::Uint64, version.patch),
            b"pre" => Value::from(version.pre.as_str()),
            b"metadata" => Value::from(version.metadata.as_str()),
            b"original" => Value::from(version.original.as_str()),
            _ => return None,
        })
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
