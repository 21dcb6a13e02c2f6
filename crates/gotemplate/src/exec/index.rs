//! `index`, `slice` and `len`.

use super::Slot;
use crate::error::Error;
use crate::value::{Kind, List, Type, UintKind, Value};

/// The item at the indexes, one after the other.
pub(super) fn index(item: &Slot, indexes: &[Slot]) -> Result<Slot, Error> {
    let mut item = item.clone().strip();
    if item.is_invalid() {
        return Err(Error::new("index of untyped nil"));
    }
    for at in indexes {
        let value = item.value.indirect().clone();
        item = match value.basic() {
            Value::Nil => return Err(Error::new("index of nil pointer")),
            Value::Null(ty) => match ty.kind() {
                Kind::Map => {
                    prepare(at.value.clone(), ty.key())?;
                    Slot::of(Value::zero(ty.elem()), ty.elem())
                }
                Kind::Slice => {
                    position(at, true, 0)?;
                    return Err(Error::new("reflect: slice index out of range"));
                }
                Kind::Pointer => return Err(Error::new("index of nil pointer")),
                _ => return Err(Error::new(format!("can't index item of type {ty}"))),
            },
            Value::String(s) => byte(s, position(at, true, s.len())?, "string")?,
            Value::Bytes(b) => byte(&b.bytes, position(at, true, b.bytes.len())?, "slice")?,
            Value::List(l) => {
                let i = position(at, true, l.len())?;
                let Some(value) = l.get(i) else {
                    let kind = l.ty().kind().name();
                    return Err(Error::new(format!("reflect: {kind} index out of range")));
                };
                let mut slot = Slot::of(value.clone(), l.elem());
                slot.addressable = l.ty().kind() == Kind::Slice;
                slot
            }
            Value::Map(m) => {
                let (key, elem) = (m.ty().key(), m.ty().elem());
                let key = prepare(at.value.clone(), key)?;
                if let Some(ty) = key.ty().filter(|t| !t.comparable()) {
                    return Err(Error::new(format!(
                        "runtime error: hash of unhashable type {ty}"
                    )));
                }
                let value = m.get_value(&key);
                Slot::of(value.unwrap_or_else(|| Value::zero(elem)), elem)
            }
            _ => {
                let ty = value.type_name();
                return Err(Error::new(format!("can't index item of type {ty}")));
            }
        };
    }
    Ok(item)
}

fn byte(bytes: &[u8], at: usize, kind: &str) -> Result<Slot, Error> {
    match bytes.get(at) {
        Some(&b) => Ok(Slot::new(Value::Uint(UintKind::Uint8, b.into()))),
        None => Err(Error::new(format!("reflect: {kind} index out of range"))),
    }
}

// An index up to and including `cap`. `strip` forgets the interface it is in.
fn position(index: &Slot, strip: bool, cap: usize) -> Result<usize, Error> {
    if index.interface && !strip {
        return Err(Error::new(
            "cannot index slice/array with type interface {}",
        ));
    }
    let n = match index.value.basic() {
        Value::Int(_, n) => *n,
        Value::Uint(_, n) => *n as i64,
        Value::Nil => return Err(Error::new("cannot index slice/array with nil")),
        _ => {
            let ty = index.value.type_name();
            return Err(Error::new(format!(
                "cannot index slice/array with type {ty}"
            )));
        }
    };
    match usize::try_from(n) {
        Ok(n) if n <= cap => Ok(n),
        _ => Err(Error::new(format!("index out of range: {n}"))),
    }
}

/// The value as a map key or an argument of `call`.
pub(super) fn prepare(value: Value, ty: &'static Type) -> Result<Value, Error> {
    let Some(from) = value.ty() else {
        if ty.can_be_nil() {
            return Ok(Value::zero(ty));
        }
        return Err(Error::new(format!("value is nil; should be of type {ty}")));
    };
    if from.assignable_to(ty) {
        return Ok(value.assigned_to(ty));
    }
    let bits = match value.basic() {
        Value::Int(_, n) => Some(*n as u64),
        Value::Uint(_, n) => Some(*n),
        _ => None,
    };
    let converted = match (bits, ty.kind()) {
        (Some(n), Kind::Int(k)) => Some(Value::Int(k, k.wrap(n as i64))),
        (Some(n), Kind::Uint(k)) => Some(Value::Uint(k, k.wrap(n))),
        _ => None,
    };
    match converted {
        Some(value) if matches!(ty, Type::Named(_)) => Ok(Value::scalar(ty, value)),
        Some(value) => Ok(value),
        None => Err(Error::new(format!("value has type {from}; should be {ty}"))),
    }
}

/// A part of a string or list.
pub(super) fn slice(item: &Slot, indexes: &[Slot]) -> Result<Slot, Error> {
    if matches!(item.value, Value::Nil) {
        return Err(Error::new("slice of untyped nil"));
    }
    let value = item.value.indirect();
    if matches!(value, Value::Null(ty) if ty.kind() == Kind::Pointer) {
        return Err(Error::new("slice of nil pointer"));
    }
    if indexes.len() > 3 {
        let n = indexes.len();
        return Err(Error::new(format!("too many slice indexes: {n}")));
    }
    let cap = match value.basic() {
        Value::String(_) if indexes.len() == 3 => {
            return Err(Error::new("cannot 3-index slice a string"));
        }
        Value::String(s) => s.len(),
        Value::Bytes(b) => b.bytes.len(),
        Value::List(l) => l.len(),
        Value::Null(ty) if ty.kind() == Kind::Slice => 0,
        _ => {
            let ty = value.type_name();
            return Err(Error::new(format!("can't slice item of type {ty}")));
        }
    };
    let mut at = [0, cap, cap];
    for (place, index) in at.iter_mut().zip(indexes) {
        *place = position(index, false, cap)?;
    }
    if at[0] > at[1] {
        return Err(invalid(at[0], at[1]));
    }
    if indexes.len() == 3 && at[1] > at[2] {
        return Err(invalid(at[1], at[2]));
    }
    let range = at[0]..at[1];
    let part = match value.basic() {
        Value::String(s) => Value::string(&s[range]),
        Value::Bytes(b) => Value::bytes(&b.bytes[range]).assigned_to(b.ty),
        Value::List(l) if l.ty().kind() == Kind::Array => {
            let three = if indexes.len() == 3 { "3" } else { "" };
            return Err(Error::new(format!(
                "reflect.Value.Slice{three}: slice of unaddressable array"
            )));
        }
        Value::List(l) => Value::List(List::new(l.ty(), l[range].to_vec())),
        other => other.clone(),
    };
    Ok(Slot::new(match value {
        Value::Scalar(s) => Value::scalar(s.ty, part),
        _ => part,
    }))
}

fn invalid(low: usize, high: usize) -> Error {
    Error::new(format!("invalid slice index: {low} > {high}"))
}

/// The length of a string, list or map.
pub(super) fn length(item: &Slot) -> Result<usize, Error> {
    let value = item.value.indirect();
    if item.is_invalid() {
        return Err(Error::new(
            "reflect: call of reflect.Value.Type on zero Value",
        ));
    }
    match value {
        Value::Nil => Err(Error::new("len of nil pointer")),
        Value::Null(ty) if ty.kind() == Kind::Pointer => Err(Error::new("len of nil pointer")),
        _ => value
            .length()
            .ok_or_else(|| Error::new(format!("len of type {}", value.type_name()))),
    }
}
