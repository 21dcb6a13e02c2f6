//! Equality and copying of whole values.

use std::rc::Rc;

use super::{List, Map, Value};

/// Nesting beyond which deep operations give up: far above any data, below any stack.
const DEEPEST: u32 = 250;

impl Value {
    /// Go's `reflect.DeepEqual`: same types all the way down (`1` and `1.0` differ, so do `int`
    /// and `int64`), a nil map is not an empty one.
    pub fn deep_equal(&self, other: &Value) -> bool {
        deep_equal(self, other, 0)
    }

    /// A copy in which every map and list is new, so that changing it changes nothing else.
    pub fn deep_copy(&self) -> Value {
        deep_copy(self, 0)
    }

    /// Go's `==` between two interface values of comparable dynamic types.
    pub fn same(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Nil, Value::Nil) => true,
            (Value::Pointer(a), Value::Pointer(b)) => a.ty == b.ty && Rc::ptr_eq(a, b),
            (Value::Null(a), Value::Null(b)) => a == b,
            (Value::Struct(a), Value::Struct(b)) => a.ty() == b.ty() && a.same(&**b),
            (Value::Map(_), _) | (Value::Func(_), _) => false,
            _ => deep_equal(self, other, 0),
        }
    }
}

fn deep_equal(a: &Value, b: &Value, depth: u32) -> bool {
    if depth > DEEPEST {
        return false;
    }
    match (a, b) {
        (Value::Nil, Value::Nil) => true,
        (Value::Null(s), Value::Null(t)) => s == t,
        (Value::Bool(x), Value::Bool(y)) => x == y,
        (Value::Int(j, x), Value::Int(k, y)) => j == k && x == y,
        (Value::Uint(j, x), Value::Uint(k, y)) => j == k && x == y,
        (Value::Float(j, x), Value::Float(k, y)) => j == k && x == y,
        (Value::Complex(x), Value::Complex(y)) => x == y,
        (Value::String(x), Value::String(y)) => x == y,
        (Value::Scalar(x), Value::Scalar(y)) => {
            x.ty == y.ty && deep_equal(&x.value, &y.value, depth + 1)
        }
        (Value::Bytes(x), Value::Bytes(y)) => x.ty == y.ty && x.bytes == y.bytes,
        (Value::List(x), Value::List(y)) => {
            x.ty() == y.ty()
                && x.len() == y.len()
                && (x.address() == y.address()
                    || x.iter()
                        .zip(y.iter())
                        .all(|(p, q)| deep_equal(p, q, depth + 1)))
        }
        (Value::Map(x), Value::Map(y)) => {
            if x.ty() != y.ty() || x.len() != y.len() {
                return false;
            }
            if x.same(y) {
                return true;
            }
            let (x, y) = (x.entries(), y.entries());
            x.iter().zip(y.iter()).all(|(p, q)| {
                deep_equal(&p.0, &q.0, depth + 1) && deep_equal(&p.1, &q.1, depth + 1)
            })
        }
        (Value::Struct(x), Value::Struct(y)) => x.ty() == y.ty() && x.alike(&**y),
        (Value::Pointer(x), Value::Pointer(y)) => {
            x.ty == y.ty && (Rc::ptr_eq(x, y) || deep_equal(&x.value, &y.value, depth + 1))
        }
        _ => false,
    }
}

fn deep_copy(value: &Value, depth: u32) -> Value {
    if depth > DEEPEST {
        return value.clone();
    }
    match value {
        Value::Map(m) => {
            let copy = Map::of(m.ty());
            for (k, v) in m.entries().iter() {
                copy.insert_value(k.clone(), deep_copy(v, depth + 1));
            }
            Value::Map(copy)
        }
        Value::List(l) => {
            let items = l.iter().map(|v| deep_copy(v, depth + 1)).collect();
            Value::List(List::new(l.ty(), items))
        }
        other => other.clone(),
    }
}
