//! Values as Go's `%#v` prints them, which is how go-yaml names a bad key.

use chartroom_gotext::{push_go_float, push_quoted, sort_by};

use crate::json::Json;
use crate::value::Value;

/// Appends `value` in Go syntax. `nested` values are printed through their interface type.
pub(crate) fn push_value(out: &mut String, value: &Value, nested: bool) {
    match value {
        Value::Null if nested => out.push_str("interface {}(nil)"),
        Value::Null => out.push_str("<nil>"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Int(int) => out.push_str(&int.to_string()),
        Value::Uint(uint) => push_hex(out, *uint),
        Value::Float(float) => push_go_float(out, *float, false),
        Value::String(text) => push_quoted(out, text),
        Value::Sequence(items) => {
            out.push_str("[]interface {}{");
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                push_value(out, item, true);
            }
            out.push('}');
        }
        Value::Mapping(entries) => {
            out.push_str("map[interface {}]interface {}{");
            let mut entries: Vec<_> = entries.iter().collect();
            sort_by(&mut entries, |a, b| crate::sort::cmp_go_print(&a.0, &b.0));
            for (index, (key, value)) in entries.into_iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                push_value(out, key, true);
                out.push(':');
                push_value(out, value, true);
            }
            out.push('}');
        }
    }
}

fn push_hex(out: &mut String, value: u64) {
    out.push_str("0x");
    let mut started = false;
    for shift in (0..16).rev() {
        let digit = (value >> (shift * 4) & 15) as u32;
        started |= digit != 0 || shift == 0;
        if started {
            out.push(char::from_digit(digit, 16).unwrap_or('0'));
        }
    }
}

/// The name of a value's Go type, for messages about keys.
pub(crate) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "%!s(<nil>)",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int",
        Value::Uint(_) => "uint64",
        Value::Float(_) => "float64",
        Value::String(_) => "string",
        Value::Sequence(_) => "[]interface {}",
        Value::Mapping(_) => "map[interface {}]interface {}",
    }
}

/// The word `encoding/json` uses for a value it cannot store.
pub(crate) fn json_word(json: &Json) -> &'static str {
    match json {
        Json::Null => "null",
        Json::Bool(_) => "bool",
        Json::Number(_) => "number",
        Json::String(_) => "string",
        Json::Array(_) => "array",
        Json::Object(_) => "object",
    }
}
