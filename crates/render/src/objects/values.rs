//! Tables of values, with what they can be asked.

use chartroom_gotemplate::value::{ANY, MAP, Method, Named, STRING, Signature, Type};
use chartroom_gotemplate::{Context, Error, Value};

use super::{nothing, one_string};
use crate::convert::{to_json, yaml_text};
use crate::sprig::NIL_POINTER;
use crate::text::quoted;

/// `common.Values`: the root dot, `.Values` and `.Template`. Its methods hide keys of their names.
pub const VALUES: &Type = &Type::Named(&Named {
    name: "common.Values",
    underlying: MAP,
    methods: &[
        Method {
            name: "AsMap",
            signature: nothing(MAP),
            pointer: false,
            call: |_, values, _| Ok(plain(values)),
        },
        Method {
            name: "Encode",
            signature: Signature {
                params: &[WRITER],
                variadic: false,
                result: ANY,
            },
            pointer: false,
            // Templates have no writer to give but nil.
            call: |_, _, _| Err(Error::new(NIL_POINTER)),
        },
        Method {
            name: "PathValue",
            signature: one_string(ANY),
            pointer: false,
            call: values_path,
        },
        Method {
            name: "Table",
            signature: one_string(ANY),
            pointer: false,
            call: |_, values, args| {
                let path = string(args);
                table(values, &path).map_err(|key| no(&key, "table"))
            },
        },
        Method {
            name: "YAML",
            signature: nothing(STRING),
            pointer: false,
            call: |cx, values, _| {
                cx.weigh(values, true)?;
                let json = to_json(values)
                    .map_err(|error| Error::new(format!("error marshaling into JSON: {error}")))?;
                yaml_text(&json).map(Value::from).map_err(Error::new)
            },
        },
    ],
    text: None,
});

const WRITER: &Type = &Type::Named(&Named {
    name: "io.Writer",
    // An interface: nil is one.
    underlying: &Type::Pointer(&Type::Struct(&[])),
    methods: &[],
    text: None,
});

fn string(args: &[Value]) -> String {
    let text = args.first().and_then(Value::as_str);
    text.map(|s| s.to_text().into_owned()).unwrap_or_default()
}

/// The same map under its plain type.
fn plain(values: &Value) -> Value {
    values
        .as_map()
        .map_or_else(|| values.clone(), |map| Value::Map(map.retyped(MAP)))
}

fn no(key: &str, what: &str) -> Error {
    Error::new(format!("{} is not a {what}", quoted(key)))
}

/// The table under a path with dots.
///
/// # Errors
/// The first key that leads to none.
fn table(values: &Value, path: &str) -> Result<Value, String> {
    let mut table = values.clone();
    for key in path.split('.') {
        let below = table.as_map().and_then(|map| map.get(key.as_bytes()));
        match below {
            Some(Value::Map(map)) => table = Value::Map(map.retyped(VALUES)),
            _ => return Err(key.to_owned()),
        }
    }
    Ok(table)
}

fn values_path(_: &mut Context<'_>, values: &Value, args: &[Value]) -> Result<Value, Error> {
    let path = string(args);
    if path.is_empty() {
        return Err(Error::new("YAML path cannot be empty"));
    }
    let (above, key) = match path.rsplit_once('.') {
        Some((above, key)) => (Some(above), key),
        None => (None, path.as_str()),
    };
    let holder = match above {
        Some(above) => table(values, above).map_err(|_| no(key, "value"))?,
        None => values.clone(),
    };
    match holder.as_map().and_then(|map| map.get(key.as_bytes())) {
        Some(Value::Map(_)) | None => Err(no(key, "value")),
        Some(value) => Ok(value),
    }
}
