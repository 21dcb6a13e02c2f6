//! Making values.

use std::rc::Rc;

use super::*;

impl Value {
    /// A Go `int`.
    pub fn int(n: i64) -> Value {
        Value::Int(IntKind::Int, n)
    }

    /// A Go `int64`.
    pub fn int64(n: i64) -> Value {
        Value::Int(IntKind::Int64, n)
    }

    /// A Go `float64`.
    pub fn float(f: f64) -> Value {
        Value::Float(FloatKind::Float64, f)
    }

    /// A Go `string`.
    pub fn string(s: impl Into<Str>) -> Value {
        Value::String(s.into())
    }

    /// A Go `[]byte`.
    pub fn bytes(b: impl Into<Str>) -> Value {
        Value::Bytes(Rc::new(Bytes {
            ty: BYTES,
            bytes: b.into(),
        }))
    }

    /// A `[]interface {}`.
    pub fn list(items: Vec<Value>) -> Value {
        Value::List(List::new(LIST, items))
    }

    /// A slice of the given slice type. Items must be of its element type.
    pub fn list_of(ty: &'static Type, items: Vec<Value>) -> Value {
        Value::List(List::new(ty, items))
    }

    /// A `[]string`.
    pub fn strings<S: Into<Str>>(items: impl IntoIterator<Item = S>) -> Value {
        let items = items.into_iter().map(|s| Value::String(s.into())).collect();
        Value::list_of(STRINGS, items)
    }

    /// A `map[string]interface {}`.
    pub fn map<K: Into<Str>>(entries: impl IntoIterator<Item = (K, Value)>) -> Value {
        let map = Map::new();
        for (k, v) in entries {
            map.insert(k, v);
        }
        Value::Map(map)
    }

    /// A struct.
    pub fn object(object: impl Object) -> Value {
        Value::Struct(Rc::new(object))
    }

    /// A pointer of the pointer type `ty` to a value.
    pub fn pointer(ty: &'static Type, value: Value) -> Value {
        Value::Pointer(Rc::new(Pointee { ty, value }))
    }

    /// A basic value under a declared type.
    pub fn scalar(ty: &'static Type, value: Value) -> Value {
        Value::Scalar(Rc::new(Scalar { ty, value }))
    }

    /// The zero value of a type: what Go gives for a missing map entry.
    pub fn zero(ty: &'static Type) -> Value {
        match ty {
            Type::Any | Type::Error | Type::Reflect | Type::Results(_) => Value::Nil,
            Type::Bool => Value::Bool(false),
            Type::Int(k) => Value::Int(*k, 0),
            Type::Uint(k) => Value::Uint(*k, 0),
            Type::Float(k) => Value::Float(*k, 0.0),
            Type::Complex(k) => Value::Complex(Rc::new(Complex {
                kind: *k,
                re: 0.0,
                im: 0.0,
            })),
            Type::String => Value::string(""),
            Type::Array(n, e) => Value::list_of(ty, vec![Value::zero(e); *n]),
            Type::Struct(fields) => {
                let values = fields.iter().map(|(_, t)| Value::zero(t)).collect();
                Value::object(Record::new(ty, values))
            }
            Type::Named(named) => match named.underlying.underlying() {
                Type::Struct(fields) => {
                    let values = fields.iter().map(|(_, t)| Value::zero(t)).collect();
                    Value::object(Record::new(ty, values))
                }
                under if under.can_be_nil() => Value::Null(ty),
                under => Value::scalar(ty, Value::zero(under)),
            },
            Type::Slice(_) | Type::Map(..) | Type::Pointer(_) | Type::Func(_) => Value::Null(ty),
        }
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Value {
        Value::Bool(b)
    }
}

impl From<&str> for Value {
    fn from(s: &str) -> Value {
        Value::string(s)
    }
}

impl From<String> for Value {
    fn from(s: String) -> Value {
        Value::string(s)
    }
}

impl From<Vec<u8>> for Value {
    fn from(s: Vec<u8>) -> Value {
        Value::string(s)
    }
}

impl From<Str> for Value {
    fn from(s: Str) -> Value {
        Value::String(s)
    }
}

impl From<Map> for Value {
    fn from(m: Map) -> Value {
        Value::Map(m)
    }
}
