//! `toToml`, `mustToToml` and `fromToml`.
//!
//! Facts: `templates.md` 3.1.

mod cursor;
mod document;
mod key;
mod number;
mod scope;
mod text;
mod value;
mod write;

use chartroom_gotemplate::value::{ANY, MAP, STRING};
use chartroom_gotemplate::{Context, Definition, Error, Map, Value};

use document::read;
use write::encode;

/// The functions of this folder.
pub const TABLE: &[Definition] = &[
    Definition::new("toToml", &[ANY], STRING, |_, args| {
        not_nil(&args[0])?;
        Ok(Value::from(
            encode(&args[0]).unwrap_or_else(|error| error.into_bytes()),
        ))
    })
    .walking(),
    Definition::new("mustToToml", &[ANY], STRING, |_, args| {
        not_nil(&args[0])?;
        encode(&args[0]).map(Value::from).map_err(Error::new)
    })
    .walking(),
    Definition::new("fromToml", &[STRING], MAP, from_toml),
];

fn not_nil(value: &Value) -> Result<(), Error> {
    match value {
        Value::Nil => Err(Error::new(
            "reflect: call of reflect.Value.Type on zero Value",
        )),
        _ => Ok(()),
    }
}

fn from_toml(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let text = args[0].as_str().cloned().unwrap_or_default();
    Ok(Value::Map(read(&text).unwrap_or_else(|error| {
        let map = Map::new();
        map.insert("Error", Value::from(error));
        map
    })))
}

#[cfg(test)]
mod tests {
    use chartroom_gotemplate::{Options, Template};

    use super::*;
    use crate::engine::Host;
    use crate::functions;

    /// Documents and what Helm 4.2.4 makes of them.
    const GOLDENS: &str = include_str!("../../../tests/data/toml.jsonl");

    #[test]
    fn documents_are_read_as_helm_reads_them() {
        let mut set = Template::new("t", functions::all());
        let text =
            "{{ range $k, $v := fromToml . }}{{ printf \"%s %s=%v;\" $k (typeOf $v) $v }}{{ end }}";
        set.parse("t", text).unwrap();
        let mut different = Vec::new();
        let mut count = 0;
        for line in GOLDENS.lines() {
            let case: serde_json::Value = serde_json::from_str(line).unwrap();
            let (toml, wanted) = (case["in"].as_str().unwrap(), case["out"].as_str().unwrap());
            let mut out = Vec::new();
            let options = Options::default();
            set.execute_with(
                "t",
                &Value::from(toml),
                &mut out,
                &options,
                &mut Host::default(),
            )
            .unwrap();
            let found = String::from_utf8(out).unwrap();
            if found != wanted {
                different.push(format!("{toml:?}\n  ours {found}\n  helm {wanted}"));
            }
            count += 1;
        }
        assert!(different.is_empty(), "{}", different.join("\n"));
        assert!(count > 60);
    }
}
