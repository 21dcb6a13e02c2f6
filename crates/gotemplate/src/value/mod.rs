//! Values as a Go program sees them: each with its exact Go type.

mod compare;
mod kind;
mod list;
mod make;
mod map;
mod object;
mod string;
mod types;

use std::fmt;
use std::rc::Rc;

pub use kind::{FloatKind, IntKind, Kind, UintKind};
pub use list::List;
pub use map::Map;
pub use object::{Method, Named, Object, Record, Text};
pub use string::Str;
pub use types::*;

use crate::functions::Function;

/// A Go value.
///
/// Cloning copies at most a reference. Maps are shared and can be changed through any clone;
/// everything else cannot be changed.
#[derive(Clone, Default)]
pub enum Value {
    /// No value: a nil `interface{}`, or what a missing key gives.
    #[default]
    Nil,
    /// A nil that still has a type: nil pointer, nil map, nil slice, nil function.
    Null(&'static Type),
    /// `bool`.
    Bool(bool),
    /// A signed integer of any width.
    Int(IntKind, i64),
    /// An unsigned integer of any width.
    Uint(UintKind, u64),
    /// A float of either width; a `float32` holds a value that is exactly one.
    Float(FloatKind, f64),
    /// A complex number.
    Complex(Rc<Complex>),
    /// `string`.
    String(Str),
    /// A bool, number or string of a declared type, such as `time.Duration`.
    Scalar(Rc<Scalar>),
    /// `[]byte`, or a declared type made of it.
    Bytes(Rc<Bytes>),
    /// Any other slice or array.
    List(List),
    /// A map.
    Map(Map),
    /// A struct.
    Struct(Rc<dyn Object>),
    /// A pointer that is not nil.
    Pointer(Rc<Pointee>),
    /// A function.
    Func(Rc<Function>),
}

/// A complex number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Complex {
    /// `complex64` or `complex128`.
    pub kind: FloatKind,
    /// Real part.
    pub re: f64,
    /// Imaginary part.
    pub im: f64,
}

/// What [`Value::Scalar`] holds.
#[derive(Clone, Debug)]
pub struct Scalar {
    /// The declared type.
    pub ty: &'static Type,
    /// The value, of the underlying basic type.
    pub value: Value,
}

/// What [`Value::Bytes`] holds.
#[derive(Clone, Debug)]
pub struct Bytes {
    /// `[]uint8` or a declared type.
    pub ty: &'static Type,
    /// The bytes.
    pub bytes: Str,
}

/// What [`Value::Pointer`] holds.
#[derive(Clone, Debug)]
pub struct Pointee {
    /// The pointer type.
    pub ty: &'static Type,
    /// What it points to.
    pub value: Value,
}

impl Value {
    /// The Go type; `None` for [`Value::Nil`].
    pub fn ty(&self) -> Option<&'static Type> {
        Some(match self {
            Value::Nil => return None,
            Value::Null(t) => t,
            Value::Bool(_) => BOOL,
            Value::Int(k, _) => int_type(*k),
            Value::Uint(k, _) => uint_type(*k),
            Value::Float(FloatKind::Float32, _) => FLOAT32,
            Value::Float(FloatKind::Float64, _) => FLOAT64,
            Value::Complex(c) if c.kind == FloatKind::Float32 => &Type::Complex(FloatKind::Float32),
            Value::Complex(_) => COMPLEX128,
            Value::String(_) => STRING,
            Value::Scalar(s) => s.ty,
            Value::Bytes(b) => b.ty,
            Value::List(l) => l.ty(),
            Value::Map(m) => m.ty(),
            Value::Struct(o) => o.ty(),
            Value::Pointer(p) => p.ty,
            Value::Func(f) => f.ty(),
        })
    }

    /// The Go kind.
    pub fn kind(&self) -> Kind {
        match self {
            Value::Int(k, _) => Kind::Int(*k),
            Value::String(_) => Kind::String,
            Value::Struct(_) => Kind::Struct,
            other => other.ty().map_or(Kind::Invalid, Type::kind),
        }
    }

    /// The type's name as `%T` prints it: `<nil>` without a type.
    pub fn type_name(&self) -> String {
        self.ty()
            .map_or_else(|| "<nil>".to_owned(), Type::to_string)
    }

    /// Whether there is nothing: no value, or a typed nil.
    pub fn is_nil(&self) -> bool {
        matches!(self, Value::Nil | Value::Null(_))
    }

    /// A value of a declared scalar type as the basic value it is made of; others unchanged.
    pub fn basic(&self) -> &Value {
        match self {
            Value::Scalar(s) => &s.value,
            other => other,
        }
    }

    /// The string's bytes, if this is a string (of any string type).
    pub fn as_str(&self) -> Option<&Str> {
        match self.basic() {
            Value::String(s) => Some(s),
            _ => None,
        }
    }

    /// The integer, if this is a signed one.
    pub fn as_int(&self) -> Option<i64> {
        match self.basic() {
            Value::Int(_, n) => Some(*n),
            _ => None,
        }
    }

    /// The boolean, if this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self.basic() {
            Value::Bool(b) => Some(*b),
            _ => None,
        }
    }

    /// The float, if this is one.
    pub fn as_float(&self) -> Option<f64> {
        match self.basic() {
            Value::Float(_, f) => Some(*f),
            _ => None,
        }
    }

    /// The map, if this is one that is not nil.
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Value::Map(m) => Some(m),
            _ => None,
        }
    }

    /// The slice or array, if this is one that is not nil; not of `[]byte`.
    pub fn as_list(&self) -> Option<&List> {
        match self {
            Value::List(l) => Some(l),
            _ => None,
        }
    }

    /// The struct behind the value or behind a pointer to it, as the host's own type.
    pub fn downcast<T: 'static>(&self) -> Option<&T> {
        match self {
            Value::Struct(o) => o.as_any().downcast_ref(),
            Value::Pointer(p) => p.value.downcast(),
            _ => None,
        }
    }

    /// Length as `len` counts it; `None` for what has no length.
    pub fn length(&self) -> Option<usize> {
        Some(match self.basic() {
            Value::String(s) => s.len(),
            Value::Bytes(b) => b.bytes.len(),
            Value::List(l) => l.len(),
            Value::Map(m) => m.len(),
            Value::Null(t) if matches!(t.kind(), Kind::Slice | Kind::Map) => 0,
            _ => return None,
        })
    }

    /// What `if` makes of the value: false for nil, zero numbers, and everything empty.
    pub fn truth(&self) -> bool {
        match self.basic() {
            Value::Nil | Value::Null(_) => false,
            Value::Bool(b) => *b,
            Value::Int(_, n) => *n != 0,
            Value::Uint(_, n) => *n != 0,
            Value::Float(_, f) => *f != 0.0,
            Value::Complex(c) => c.re != 0.0 || c.im != 0.0,
            Value::Struct(_) | Value::Pointer(_) | Value::Func(_) | Value::Scalar(_) => true,
            other => other.length() != Some(0),
        }
    }

    /// The value in a place of a type it is assignable to: there it has that type, and is still
    /// the same map or list.
    pub fn assigned_to(self, ty: &'static Type) -> Value {
        if matches!(ty, Type::Any | Type::Error | Type::Reflect) {
            return self;
        }
        match self {
            Value::Map(m) if m.ty() != ty => Value::Map(m.retyped(ty)),
            Value::List(l) if l.ty() != ty => Value::List(l.retyped(ty)),
            Value::Bytes(b) if b.ty != ty => Value::Bytes(Rc::new(Bytes {
                ty,
                bytes: b.bytes.clone(),
            })),
            Value::Null(t) if t != ty => Value::Null(ty),
            other => other,
        }
    }

    /// The value that a pointer, or a pointer to a pointer, leads to; others unchanged.
    pub fn indirect(&self) -> &Value {
        let mut v = self;
        while let Value::Pointer(p) = v {
            v = &p.value;
        }
        v
    }
}

fn int_type(kind: IntKind) -> &'static Type {
    match kind {
        IntKind::Int => INT,
        IntKind::Int8 => &Type::Int(IntKind::Int8),
        IntKind::Int16 => &Type::Int(IntKind::Int16),
        IntKind::Int32 => INT32,
        IntKind::Int64 => INT64,
    }
}

fn uint_type(kind: UintKind) -> &'static Type {
    match kind {
        UintKind::Uint => UINT,
        UintKind::Uint8 => UINT8,
        UintKind::Uint16 => &Type::Uint(UintKind::Uint16),
        UintKind::Uint32 => UINT32,
        UintKind::Uint64 => UINT64,
        UintKind::Uintptr => &Type::Uint(UintKind::Uintptr),
    }
}

/// Go syntax (`%#v`), for test failures.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = Vec::new();
        crate::fmt::sprintf(&mut out, b"%#v", std::slice::from_ref(self));
        f.write_str(&String::from_utf8_lossy(&out))
    }
}

// Values in containers that nobody else holds, taken apart without recursion.
fn release(values: impl Iterator<Item = Value>) {
    let mut stack: Vec<Value> = values
        .filter(|v| matches!(v, Value::Map(_) | Value::List(_) | Value::Pointer(_)))
        .collect();
    while let Some(value) = stack.pop() {
        match value {
            Value::Map(m) => {
                if let Some(entries) = m.take_last() {
                    stack.extend(entries.into_iter().map(|(_, v)| v));
                }
            }
            Value::List(l) => stack.extend(l.take_last().into_iter().flatten()),
            Value::Pointer(p) => stack.extend(Rc::try_unwrap(p).ok().map(|p| p.value)),
            _ => {}
        }
    }
}
