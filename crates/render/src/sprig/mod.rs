//! The functions of Sprig 3.3.0, with its signatures, its corner cases and its error texts.
//!
//! Facts: `templates.md` 3.2 and appendix A. A Go function of Sprig that panics is, to a template,
//! one that returns the panic's text as its error; so is it here.

mod casing;
mod cast;
mod clock;
mod dates;
mod decimal;
mod defaults;
mod dicts;
mod encoding;
mod letters;
mod lines;
mod lists;
mod location;
mod math;
mod merge;
pub mod paths;
mod pieces;
mod random;
mod reflect;
mod regex;
mod semver;
mod strings;
mod urls;

use std::borrow::Cow;

use chartroom_gotemplate::value::{Kind, Type, UINT8};
use chartroom_gotemplate::{Error, FunctionSet, Str, Value, fmt};

pub use cast::{to_float, to_int};
pub use dates::{inside as timestamp_of, time};
pub use encoding::decode_64;
pub use merge::{merge, merge_overwrite};

/// Adds every function of this module's parts to `set`.
pub fn register(set: &mut FunctionSet) {
    for table in [
        casing::TABLE,
        defaults::TABLE,
        dates::TABLE,
        dicts::TABLE,
        encoding::TABLE,
        letters::TABLE,
        lines::TABLE,
        lists::TABLE,
        math::TABLE,
        paths::TABLE,
        pieces::TABLE,
        random::TABLE,
        regex::TABLE,
        semver::TABLE,
        reflect::TABLE,
        strings::TABLE,
        urls::TABLE,
    ] {
        set.extend(table);
    }
}

/// What Go says when something nil is taken apart.
pub(crate) const NIL_POINTER: &str =
    "runtime error: invalid memory address or nil pointer dereference";

/// The `n`th argument as a string; its signature made sure that it is one.
fn text(args: &[Value], n: usize) -> Str {
    args.get(n)
        .and_then(Value::as_str)
        .cloned()
        .unwrap_or_default()
}

/// The `n`th argument as an integer; its signature made sure that it is one.
fn number(args: &[Value], n: usize) -> i64 {
    args.get(n).and_then(Value::as_int).unwrap_or(0)
}

/// Sprig's `strval`: text as it is, errors and stringers by their method, the rest as `%v`.
pub fn strval(value: &Value) -> Str {
    match value {
        Value::String(s) => s.clone(),
        Value::Bytes(b) if b.ty == chartroom_gotemplate::value::BYTES => b.bytes.clone(),
        other => printed(other),
    }
}

/// `fmt.Sprintf("%v", value)`.
fn printed(value: &Value) -> Str {
    let mut out = Vec::new();
    fmt::sprintf(&mut out, b"%v", std::slice::from_ref(value));
    Str::from(out)
}

/// Sprig's `empty`: nil, false, zero, and what has length zero. A struct never is.
pub fn is_empty(value: &Value) -> bool {
    match value {
        Value::Scalar(scalar) => is_empty(&scalar.value),
        Value::Struct(_) => false,
        other => !other.truth(),
    }
}

/// The elements of a slice or array, `None` for all else. An untyped nil is an error in Go.
fn elements(value: &Value) -> Result<Option<Cow<'_, [Value]>>, Error> {
    Ok(match value {
        Value::Nil => return Err(Error::new(NIL_POINTER)),
        Value::List(list) => Some(Cow::Borrowed(list)),
        Value::Bytes(bytes) => Some(Cow::Owned(
            bytes
                .bytes
                .iter()
                .map(|b| Value::Uint(chartroom_gotemplate::value::UintKind::Uint8, u64::from(*b)))
                .collect(),
        )),
        Value::Null(ty) if matches!(ty.kind(), Kind::Slice) => Some(Cow::Owned(Vec::new())),
        _ => None,
    })
}

/// Sprig's `strslice`: the elements as text without the nils; a single value is a list of one.
fn strings(value: &Value) -> Vec<Str> {
    match value {
        Value::Nil => Vec::new(),
        Value::List(list) if list.elem() == chartroom_gotemplate::value::STRING => {
            list.iter().map(strval).collect()
        }
        other => match elements(other) {
            Ok(Some(items)) => items
                .iter()
                .filter(|item| !matches!(item, Value::Nil))
                .map(strval)
                .collect(),
            _ => vec![strval(other)],
        },
    }
}

/// A slice of the same type as `like` with these elements.
fn slice_like(like: &Value, items: &[Value]) -> Value {
    match like {
        Value::Bytes(bytes) => {
            let raw: Vec<u8> = items
                .iter()
                .map(|item| match item {
                    Value::Uint(_, n) => *n as u8,
                    _ => 0,
                })
                .collect();
            Value::Bytes(std::rc::Rc::new(chartroom_gotemplate::value::Bytes {
                ty: bytes.ty,
                bytes: Str::from(raw),
            }))
        }
        Value::List(list) => Value::list_of(list.ty(), items.to_vec()),
        other => Value::list_of(other.ty().unwrap_or(&Type::Slice(UINT8)), items.to_vec()),
    }
}

/// What types that write themselves say in JSON: times and versions.
pub fn own_text(value: &Value) -> Option<String> {
    if let Some(stamp) = timestamp_of(value) {
        return Some(stamp.shown("2006-01-02T15:04:05.999999999Z07:00"));
    }
    semver::parsed(value).map(ToString::to_string)
}
