//! Dictionaries. `set`, `unset` and the merges change the map they are given, and every holder of
//! that map sees it.

use chartroom_gotemplate::value::{ANY, BOOL, LIST, MAP, STRING, STRINGS};
use chartroom_gotemplate::{Context, Definition, Error, Map, Str, Value};

use super::{merge, merge_overwrite, strval, text};

/// The functions of this file.
pub const TABLE: &[Definition] = &[
    Definition::variadic("dict", &[ANY], MAP, dict),
    Definition::new("get", &[MAP, STRING], ANY, |_, args| {
        Ok(lookup(&args[0], &text(args, 1)).unwrap_or_else(|| Value::from("")))
    }),
    Definition::new("set", &[MAP, STRING, ANY], MAP, set),
    Definition::new("unset", &[MAP, STRING], MAP, |_, args| {
        if let Some(map) = args[0].as_map() {
            map.remove(&text(args, 1));
        }
        Ok(args[0].clone())
    }),
    Definition::new("hasKey", &[MAP, STRING], BOOL, |_, args| {
        Ok(Value::Bool(lookup(&args[0], &text(args, 1)).is_some()))
    }),
    Definition::variadic("pluck", &[STRING, MAP], LIST, |_, args| {
        let key = text(args, 0);
        Ok(Value::list(
            args[1..]
                .iter()
                .filter_map(|map| lookup(map, &key))
                .collect(),
        ))
    }),
    Definition::variadic("keys", &[MAP], STRINGS, |_, args| {
        let keys = args
            .iter()
            .filter_map(Value::as_map)
            .flat_map(|map| map.snapshot().into_iter().map(|(key, _)| strval(&key)));
        Ok(Value::strings(keys.collect::<Vec<Str>>()))
    }),
    Definition::new("values", &[MAP], LIST, |_, args| {
        let values = args[0].as_map().map(Map::snapshot).unwrap_or_default();
        Ok(Value::list(
            values.into_iter().map(|(_, value)| value).collect(),
        ))
    }),
    Definition::variadic("pick", &[MAP, STRING], MAP, |_, args| {
        let picked = Map::new();
        for key in args[1..].iter().filter_map(Value::as_str) {
            if let Some(value) = lookup(&args[0], key) {
                picked.insert(key.clone(), value);
            }
        }
        Ok(Value::Map(picked))
    }),
    Definition::variadic("omit", &[MAP, STRING], MAP, |_, args| {
        let kept = Map::new();
        for (key, value) in args[0].as_map().map(Map::snapshot).unwrap_or_default() {
            if !args[1..]
                .iter()
                .any(|omitted| omitted.as_str() == key.as_str())
            {
                kept.insert_value(key, value);
            }
        }
        Ok(Value::Map(kept))
    }),
    Definition::variadic("dig", &[ANY], ANY, dig),
    Definition::variadic("merge", &[MAP, MAP], ANY, merge_all),
    Definition::variadic("mustMerge", &[MAP, MAP], ANY, merge_all),
    Definition::variadic("mergeOverwrite", &[MAP, MAP], ANY, overwrite_all),
    Definition::variadic("mustMergeOverwrite", &[MAP, MAP], ANY, overwrite_all),
    Definition::new("deepCopy", &[ANY], ANY, copy),
    Definition::new("mustDeepCopy", &[ANY], ANY, copy),
];

fn copy(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    match &args[0] {
        Value::Nil => Err(Error::new(
            "reflect: call of reflect.Value.Type on zero Value",
        )),
        value => Ok(deep_copy(value)),
    }
}

fn lookup(map: &Value, key: &[u8]) -> Option<Value> {
    map.as_map()?.get(key)
}

fn dict(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let map = Map::new();
    for pair in args.chunks(2) {
        map.insert(
            strval(&pair[0]),
            pair.get(1).cloned().unwrap_or_else(|| Value::from("")),
        );
    }
    Ok(Value::Map(map))
}

fn set(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    match args[0].as_map() {
        Some(map) => map.insert(text(args, 1), args[2].clone()),
        None => return Err(Error::new("assignment to entry in nil map")),
    }
    Ok(args[0].clone())
}

fn dig(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let [path @ .., default, from] = args else {
        return Err(Error::new("dig needs at least three arguments"));
    };
    if path.is_empty() {
        return Err(Error::new("dig needs at least three arguments"));
    }
    let mut at = as_plain_map(from)?;
    let mut keys = Vec::with_capacity(path.len());
    for key in path {
        match key {
            Value::String(key) => keys.push(key),
            other => return Err(conversion(other, "string")),
        }
    }
    let last = keys.len() - 1;
    for (n, key) in keys.into_iter().enumerate() {
        match at.as_ref().and_then(|map| map.get(key)) {
            None => return Ok(default.clone()),
            Some(found) if n == last => return Ok(found),
            Some(found) => at = as_plain_map(&found)?,
        }
    }
    Ok(default.clone())
}

/// A type assertion to `map[string]interface {}`, which other map types fail.
fn as_plain_map(value: &Value) -> Result<Option<Map>, Error> {
    match value {
        Value::Map(map) if map.ty() == MAP => Ok(Some(map.clone())),
        Value::Null(ty) if *ty == MAP => Ok(None),
        other => Err(conversion(other, "map[string]interface {}")),
    }
}

fn conversion(found: &Value, wanted: &str) -> Error {
    let name = if matches!(found, Value::Nil) {
        "nil".to_owned()
    } else {
        found.type_name()
    };
    Error::new(format!(
        "interface conversion: interface {{}} is {name}, not {wanted}"
    ))
}

fn merge_all(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    all(args, merge)
}

fn overwrite_all(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    all(args, merge_overwrite)
}

fn all(args: &[Value], merge: fn(&Map, &Map)) -> Result<Value, Error> {
    let target = match &args[0] {
        Value::Map(map) => map.clone(),
        _ => Map::new(),
    };
    for source in args[1..].iter().filter_map(Value::as_map) {
        // Merging a map into itself changes nothing.
        if !source.same(&target) {
            merge(&target, source);
        }
    }
    Ok(Value::Map(target))
}

/// A copy that shares no map and no list with the original.
pub fn deep_copy(value: &Value) -> Value {
    match value {
        Value::Map(map) => {
            let copy = map.shallow_copy();
            for (key, value) in map.snapshot() {
                if matches!(value, Value::Map(_) | Value::List(_)) {
                    copy.insert_value(key, deep_copy(&value));
                }
            }
            Value::Map(copy)
        }
        Value::List(list) => Value::list_of(list.ty(), list.iter().map(deep_copy).collect()),
        other => other.clone(),
    }
}
