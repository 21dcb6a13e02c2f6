//! `eq`, `lt` and what follows from them.

use std::cmp::Ordering;

use super::Slot;
use crate::error::Error;
use crate::fmt;
use crate::value::{Kind, Value};

const BAD_TYPE: &str = "invalid type for comparison";

// The basic kinds, which compare among themselves.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Basic {
    Other,
    Bool,
    Complex,
    Int,
    Float,
    String,
    Uint,
}

fn basic(value: &Value) -> Basic {
    match value.basic() {
        Value::Bool(_) => Basic::Bool,
        Value::Int(..) => Basic::Int,
        Value::Uint(..) => Basic::Uint,
        Value::Float(..) => Basic::Float,
        Value::Complex(_) => Basic::Complex,
        Value::String(_) => Basic::String,
        _ => Basic::Other,
    }
}

/// Whether the first equals any of the others.
pub(super) fn eq(first: &Slot, others: &[Slot]) -> Result<bool, Error> {
    if others.is_empty() {
        return Err(Error::new("missing argument for comparison"));
    }
    for other in others {
        if equal(&first.value, &other.value)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn equal(a: &Value, b: &Value) -> Result<bool, Error> {
    let equal = match (a.basic(), b.basic()) {
        (Value::Bool(x), Value::Bool(y)) => x == y,
        (Value::Int(_, x), Value::Int(_, y)) => x == y,
        (Value::Uint(_, x), Value::Uint(_, y)) => x == y,
        (Value::Float(_, x), Value::Float(_, y)) => x == y,
        (Value::Complex(x), Value::Complex(y)) => x.re == y.re && x.im == y.im,
        (Value::String(x), Value::String(y)) => x == y,
        (Value::Int(_, x), Value::Uint(_, y)) | (Value::Uint(_, y), Value::Int(_, x)) => {
            u64::try_from(*x) == Ok(*y)
        }
        _ if basic(a) != basic(b) => {
            if !matches!(a, Value::Nil) && !matches!(b, Value::Nil) {
                return Err(incompatible(a, b));
            }
            false
        }
        _ => return equal_composite(a, b),
    };
    Ok(equal)
}

fn equal_composite(a: &Value, b: &Value) -> Result<bool, Error> {
    let (ka, kb) = (a.kind(), b.kind());
    if ka != kb && ka != Kind::Invalid && kb != Kind::Invalid {
        let types = [a.type_name(), b.type_name()].map(Value::from);
        let [ta, tb] = types;
        return Err(complaint(
            b"non-comparable types %s: %v, %s: %v",
            &[a.clone(), ta, tb, b.clone()],
        ));
    }
    if a.is_nil() || b.is_nil() {
        return Ok(a.is_nil() == b.is_nil());
    }
    if !b.ty().is_some_and(|t| t.comparable()) {
        let ty = Value::from(b.type_name());
        return Err(complaint(b"non-comparable type %s: %v", &[b.clone(), ty]));
    }
    Ok(a.same(b))
}

#[cold]
fn incompatible(a: &Value, b: &Value) -> Error {
    Error::new(format!(
        "incompatible types for comparison: {} and {}",
        a.type_name(),
        b.type_name()
    ))
}

#[cold]
fn complaint(format: &[u8], args: &[Value]) -> Error {
    let mut text = Vec::new();
    fmt::sprintf(&mut text, format, args);
    Error::new(text)
}

/// Whether the first is less than the second.
pub(super) fn lt(a: &Slot, b: &Slot) -> Result<bool, Error> {
    let (a, b) = (&a.value, &b.value);
    if basic(a) == Basic::Other || basic(b) == Basic::Other {
        return Err(Error::new(BAD_TYPE));
    }
    let order = match (a.basic(), b.basic()) {
        (Value::Int(_, x), Value::Int(_, y)) => x.cmp(y),
        (Value::Uint(_, x), Value::Uint(_, y)) => x.cmp(y),
        (Value::String(x), Value::String(y)) => x.cmp(y),
        (Value::Float(_, x), Value::Float(_, y)) => x.partial_cmp(y).unwrap_or(Ordering::Greater),
        (Value::Int(_, x), Value::Uint(_, y)) => {
            u64::try_from(*x).map_or(Ordering::Less, |x| x.cmp(y))
        }
        (Value::Uint(_, x), Value::Int(_, y)) => {
            u64::try_from(*y).map_or(Ordering::Greater, |y| x.cmp(&y))
        }
        _ if basic(a) != basic(b) => return Err(incompatible(a, b)),
        _ => return Err(Error::new(BAD_TYPE)),
    };
    Ok(order == Ordering::Less)
}

/// Less or equal; Go asks both, which matters for NaN.
pub(super) fn le(a: &Slot, b: &Slot) -> Result<bool, Error> {
    Ok(lt(a, b)? || equal(&a.value, &b.value)?)
}
