//! `.Files`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use chartroom_gotemplate::value::{BYTES, Method, Named, STRING, STRINGS, Type};
use chartroom_gotemplate::{Context, Error, Map, Value};
use chartroom_yaml::Json;

use super::{nothing, one_string};
use crate::convert::yaml_text;
use crate::glob::Glob;
use crate::sprig::paths::base_of;
use crate::tree::Node;
use crate::values::Object;

/// `engine.files`: `.Files` and what `Glob` makes of it.
pub const FILES: &Type = &Type::Named(&Named {
    name: "engine.files",
    underlying: &Type::Map(STRING, BYTES),
    methods: &[
        Method {
            name: "Get",
            signature: one_string(STRING),
            pointer: false,
            call: files_get,
        },
        Method {
            name: "GetBytes",
            signature: one_string(BYTES),
            pointer: false,
            call: files_get_bytes,
        },
        Method {
            name: "Glob",
            signature: one_string(&Type::Map(STRING, BYTES)),
            pointer: false,
            call: files_glob,
        },
        Method {
            name: "Lines",
            signature: one_string(STRINGS),
            pointer: false,
            call: files_lines,
        },
        Method {
            name: "AsConfig",
            signature: nothing(STRING),
            pointer: false,
            call: files_as_config,
        },
        Method {
            name: "AsSecrets",
            signature: nothing(STRING),
            pointer: false,
            call: files_as_secrets,
        },
    ],
    text: None,
});

/// `.Files`: what a chart carries besides templates, values and metadata.
pub fn files(node: &Node) -> Map {
    let map = Map::of(FILES);
    for file in node.chart.files() {
        map.insert(file.name.as_str(), Value::bytes(&file.bytes[..]));
    }
    map
}

fn bytes_of(value: &Value) -> &[u8] {
    match value {
        Value::Bytes(bytes) => &bytes.bytes,
        _ => &[],
    }
}

fn lookup(files: &Value, args: &[Value]) -> Option<Value> {
    files.as_map()?.get(args[0].as_str()?)
}

fn files_get(_: &mut Context<'_>, files: &Value, args: &[Value]) -> Result<Value, Error> {
    let file = lookup(files, args).unwrap_or_default();
    Ok(Value::from(bytes_of(&file).to_vec()))
}

fn files_get_bytes(_: &mut Context<'_>, files: &Value, args: &[Value]) -> Result<Value, Error> {
    Ok(lookup(files, args).unwrap_or_else(|| Value::bytes(Vec::new())))
}

fn files_glob(_: &mut Context<'_>, files: &Value, args: &[Value]) -> Result<Value, Error> {
    let pattern = args[0]
        .as_str()
        .map(|s| s.to_text().into_owned())
        .unwrap_or_default();
    // A pattern that cannot be read matches everything, says Helm.
    let glob = Glob::new(&pattern).ok();
    let matching = Map::of(FILES);
    for (name, content) in files.as_map().map(Map::snapshot).unwrap_or_default() {
        let text = name
            .as_str()
            .map(|s| s.to_text().into_owned())
            .unwrap_or_default();
        if glob.as_ref().is_none_or(|glob| glob.matches(&text)) {
            matching.insert_value(name, content);
        }
    }
    Ok(Value::Map(matching))
}

fn files_lines(_: &mut Context<'_>, files: &Value, args: &[Value]) -> Result<Value, Error> {
    let Some(file) = lookup(files, args) else {
        return Ok(Value::strings(Vec::<&str>::new()));
    };
    let bytes = bytes_of(&file);
    if bytes.is_empty() {
        return Err(Error::new("runtime error: index out of range [-1]"));
    }
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    Ok(Value::strings(bytes.split(|b| *b == b'\n')))
}

fn files_as_config(_: &mut Context<'_>, files: &Value, _: &[Value]) -> Result<Value, Error> {
    Ok(flattened(files, |bytes| {
        String::from_utf8_lossy(bytes).into_owned()
    }))
}

fn files_as_secrets(_: &mut Context<'_>, files: &Value, _: &[Value]) -> Result<Value, Error> {
    Ok(flattened(files, |bytes| STANDARD.encode(bytes)))
}

/// Base names and contents as YAML.
fn flattened(files: &Value, content: fn(&[u8]) -> String) -> Value {
    let mut flat = Object::new();
    for (name, file) in files.as_map().map(Map::snapshot).unwrap_or_default() {
        let name = name
            .as_str()
            .map(|s| base_of(s).to_vec())
            .unwrap_or_default();
        flat.insert(
            String::from_utf8_lossy(&name).into_owned(),
            Json::String(content(bytes_of(&file))),
        );
    }
    let yaml = yaml_text(&Json::Object(flat)).unwrap_or_default();
    Value::from(yaml.strip_suffix('\n').unwrap_or(&yaml))
}
