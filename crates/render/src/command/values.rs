//! Values from the command line, in Helm's order: files, then each kind of `--set` after the other.

use chartroom_gotemplate::Value;
use chartroom_yaml::{GoType, Json};

use super::Host;
use super::Refusal;
use super::flags::{Flag, Flags, Kind, flag, short};
use crate::convert::to_json;
use crate::gojson;
use crate::values::{Dialect, Object, apply, overlay};

/// The flags that give values.
pub(super) const FLAGS: [Flag; 6] = [
    short("values", 'f', Kind::List),
    flag("set", Kind::Texts),
    flag("set-string", Kind::Texts),
    flag("set-json", Kind::Texts),
    flag("set-file", Kind::Texts),
    flag("set-literal", Kind::Texts),
];

/// What the person says.
pub(super) fn merge(flags: &Flags, host: &dyn Host) -> Result<Object, Refusal> {
    let mut values = Object::new();
    for path in flags.texts("values") {
        let bytes = read_file(host, path)?;
        let read = load(&bytes).map_err(|(error, line)| Refusal {
            text: format!("failed to parse {path}: {error}"),
            file: Some(path.to_owned()),
            line,
        })?;
        overlay(&mut values, read);
    }
    for line in flags.texts("set-json") {
        let trimmed = line.trim();
        if trimmed.starts_with('{') {
            let table = match gojson::decode(trimmed.as_bytes()) {
                Ok(value @ Value::Map(_)) => to_json(&value).ok(),
                _ => None,
            };
            let Some(Json::Object(table)) = table else {
                return Err(format!("failed parsing --set-json data JSON: {line}").into());
            };
            overlay(&mut values, table);
        } else {
            apply(line, Dialect::Json, &mut values)
                .map_err(|_| format!("failed parsing --set-json data {line}"))?;
        }
    }
    let read = |path: &str| {
        let bytes = read_file(host, path)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    let dialects: [(&str, Dialect<'_>); 4] = [
        ("set", Dialect::Typed),
        ("set-string", Dialect::Text),
        ("set-file", Dialect::File(&read)),
        ("set-literal", Dialect::Literal),
    ];
    for (name, dialect) in dialects {
        for line in flags.texts(name) {
            apply(line, dialect, &mut values)
                .map_err(|error| format!("failed parsing --{name} data: {error}"))?;
        }
    }
    Ok(values)
}

/// A file, or what the web or standard input has: Helm takes every path for an address first.
fn read_file(host: &dyn Host, path: &str) -> Result<Vec<u8>, String> {
    if path.trim() != "-" {
        let mistake = |text: Vec<u8>| String::from_utf8_lossy(&text).into_owned();
        crate::url::parse(path.as_bytes()).map_err(mistake)?;
    }
    host.read(path)
}

/// A values file: all its documents, the later ones over the earlier ones; or why not, and on which line.
fn load(bytes: &[u8]) -> Result<Object, (String, Option<u32>)> {
    let mut values = Object::new();
    for (index, document) in chartroom_yaml::documents(bytes).enumerate() {
        let document =
            document.map_err(|error| (format!("error reading yaml document: {error}"), None))?;
        let mut json =
            chartroom_yaml::to_json(&document, &GoType::Map(&GoType::Any)).map_err(|error| {
                // Lines of later documents are counted from their own start.
                let line = error.line().filter(|_| index == 0);
                (format!("cannot unmarshal yaml document: {error}"), line)
            })?;
        json.numbers_to_float();
        if let Json::Object(table) = json {
            overlay(&mut values, table);
        }
    }
    Ok(values)
}
