//! Values: where they come from, how they are laid over each other.

mod coalesce;
mod dependencies;
mod set;
mod shared;

use chartroom_yaml::{Json, Number};

pub use chartroom_yaml::Object;
pub use coalesce::{Mood, Warnings, coalesce, drop_nulls, merge_tables};
pub use dependencies::{Imports, import_values, settle_dependencies};
pub use set::{Dialect, MAX_DEPTH, MAX_INDEX, apply};

/// Lays `over` over `base` as `-f` files are laid over each other: tables merge, all else, null
/// included, replaces (`helm/helm:pkg/chart/v2/loader`, `MergeMaps`).
pub fn overlay(base: &mut Object, over: Object) {
    for (key, value) in over {
        if let Json::Object(value) = value {
            if let Some(Json::Object(existing)) = base.get_mut(&key) {
                overlay(existing, value);
            } else {
                base.insert(key, Json::Object(value));
            }
        } else {
            base.insert(key, value);
        }
    }
}

/// The table at a dotted path.
pub fn table<'a>(values: &'a Object, path: &str) -> Option<&'a Object> {
    find_table(values, path).ok()
}

/// The table at a dotted path.
///
/// # Errors
/// The first step that is no table.
pub fn find_table<'a, 'p>(values: &'a Object, path: &'p str) -> Result<&'a Object, &'p str> {
    let mut at = values;
    for step in path.split('.') {
        at = match at.get(step) {
            Some(Json::Object(inner)) => inner,
            _ => return Err(step),
        };
    }
    Ok(at)
}

/// Go's `%T` of a value.
pub fn go_type(value: &Json) -> &'static str {
    match value {
        Json::Null => "<nil>",
        Json::Bool(_) => "bool",
        Json::Number(Number::Float(_)) => "float64",
        Json::Number(Number::Int(_)) => "int64",
        Json::Number(Number::Uint(_)) => "uint64",
        Json::String(_) => "string",
        Json::Array(_) => "[]interface {}",
        Json::Object(_) => "map[string]interface {}",
    }
}

/// The value at a dotted path, unless it is a table.
pub fn leaf<'a>(values: &'a Object, path: &str) -> Option<&'a Json> {
    let (holder, key) = match path.rsplit_once('.') {
        Some((parent, key)) => (table(values, parent)?, key),
        None => (values, path),
    };
    holder
        .get(key)
        .filter(|value| !matches!(value, Json::Object(_)))
}

/// Go's `%v` of a value, for log lines.
fn show(value: &Json) -> String {
    match value {
        Json::Null => "<nil>".to_owned(),
        Json::Bool(b) => b.to_string(),
        Json::Number(Number::Int(n)) => n.to_string(),
        Json::Number(Number::Uint(n)) => n.to_string(),
        Json::Number(Number::Float(f)) => crate::text::float(*f),
        Json::String(s) => s.clone(),
        Json::Array(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(" ")),
        Json::Object(members) => format!(
            "map[{}]",
            members
                .iter()
                .map(|(k, v)| format!("{k}:{}", show(v)))
                .collect::<Vec<_>>()
                .join(" ")
        ),
    }
}
