//! Dictionaries. `set`, `unset` and the merges change the map they are given, and every holder of
//! that map sees it.

use chartroom_gotemplate::value::{ANY, BOOL, LIST, MAP, Record, STRING, STRINGS, Type};
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
    Definition::variadic("merge", &[MAP, MAP], ANY, merge_all).walking(),
    Definition::variadic("mustMerge", &[MAP, MAP], ANY, merge_all).walking(),
    Definition::variadic("mergeOverwrite", &[MAP, MAP], ANY, overwrite_all).walking(),
    Definition::variadic("mustMergeOverwrite", &[MAP, MAP], ANY, overwrite_all).walking(),
    Definition::new("deepCopy", &[ANY], ANY, copy).walking(),
    Definition::new("mustDeepCopy", &[ANY], ANY, copy).walking(),
];

fn copy(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    match &args[0] {
        Value::Nil => Err(Error::new(
            "reflect: call of reflect.Value.Type on zero Value",
        )),
        value => deep_copy(value, 0),
    }
}

fn lookup(map: &Value, key: &[u8]) -> Option<Value> {
    map.as_map()?.get(key)
}

fn dict(cx: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let map = Map::new();
    for pair in args.chunks(2) {
        // Only keys are printed; a value, often the whole dot, is just held.
        if !matches!(pair[0], Value::String(_)) {
            cx.weigh(&pair[0], false)?;
        }
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
        // Nothing comes into a nil map, which then stays one.
        _ if !args[1..].iter().any(|source| source.as_map().is_some()) => {
            return Ok(Value::Null(MAP));
        }
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

/// How deep values are copied; a map can hold itself, and Go would use up its stack.
const MAX_DEPTH: usize = 1_000;

/// A copy that shares no map and no list with the original. Fields that a struct does not export
/// stay behind.
fn deep_copy(value: &Value, depth: usize) -> Result<Value, Error> {
    if depth > MAX_DEPTH {
        return Err(Error::new("the value is nested too deeply to be copied"));
    }
    Ok(match value {
        Value::Map(map) => {
            let copy = map.shallow_copy();
            for (key, value) in map.snapshot() {
                if matches!(
                    value,
                    Value::Map(_) | Value::List(_) | Value::Struct(_) | Value::Pointer(_)
                ) {
                    copy.insert_value(key, deep_copy(&value, depth + 1)?);
                }
            }
            Value::Map(copy)
        }
        Value::List(list) => {
            let items = list.iter().map(|item| deep_copy(item, depth + 1));
            Value::list_of(list.ty(), items.collect::<Result<_, _>>()?)
        }
        Value::Struct(object) => match object.ty().underlying() {
            Type::Struct(fields) if object.as_any().is::<Record>() => {
                let copied = fields.iter().map(|(name, ty)| {
                    let exported = name.starts_with(|c: char| c.is_ascii_uppercase());
                    let field = object.field(name.as_bytes()).unwrap_or_default();
                    match exported {
                        true => deep_copy(&field, depth + 1),
                        false => Ok(Value::zero(ty)),
                    }
                });
                let values = copied.collect::<Result<_, _>>()?;
                Value::object(Record::new(object.ty(), values))
            }
            _ => super::semver::blank(value).unwrap_or_else(|| value.clone()),
        },
        Value::Pointer(pointee) => {
            Value::pointer(pointee.ty, deep_copy(&pointee.value, depth + 1)?)
        }
        other => other.clone(),
    })
}
