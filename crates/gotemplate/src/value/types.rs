//! Go's type identities, as far as templates can see them.
//!
//! Every [`Value`](crate::Value) has one Go type. It decides how the value prints, what it
//! compares with and which parameters accept it, so an engine that forgets types cannot match Go.
//! A type is always used as `&'static Type`: the ones that exist are known when the program is
//! compiled, and a reference costs nothing to copy.

use std::fmt;

use super::kind::{FloatKind, IntKind, Kind, UintKind};
use super::object::Named;

/// A Go type.
#[derive(Clone, Copy, Debug)]
pub enum Type {
    /// `interface {}`.
    Any,
    /// The interface `error`.
    Error,
    /// `reflect.Value`: what Go's own template functions take. Accepts everything.
    Reflect,
    /// `bool`.
    Bool,
    /// A signed integer type.
    Int(IntKind),
    /// An unsigned integer type.
    Uint(UintKind),
    /// `float32` or `float64`.
    Float(FloatKind),
    /// `complex64` or `complex128`.
    Complex(FloatKind),
    /// `string`.
    String,
    /// A slice of the element type.
    Slice(&'static Type),
    /// An array of that length.
    Array(usize, &'static Type),
    /// A map from key type to element type.
    Map(&'static Type, &'static Type),
    /// A pointer to the type.
    Pointer(&'static Type),
    /// A struct without a name: `struct { A int; B string }`.
    Struct(&'static [(&'static str, &'static Type)]),
    /// A function type.
    Func(&'static Signature),
    /// A declared type with a name, perhaps with methods.
    Named(&'static Named),
    /// Several results, the last of which is no error: a template cannot call what has them. No
    /// value is of this type.
    Results(&'static [&'static Type]),
}

/// Parameters and result of a function. A function may always fail: that Go function has `error`
/// as its second result or not makes no difference to a template.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Signature {
    /// Parameter types; of a variadic function the last one is the type of *one* extra argument.
    pub params: &'static [&'static Type],
    /// Whether the last parameter may be given any number of times.
    pub variadic: bool,
    /// The result type.
    pub result: &'static Type,
}

/// `interface {}`.
pub const ANY: &Type = &Type::Any;
/// `error`.
pub const ERROR: &Type = &Type::Error;
/// `reflect.Value`.
pub const REFLECT: &Type = &Type::Reflect;
/// `bool`.
pub const BOOL: &Type = &Type::Bool;
/// `int`.
pub const INT: &Type = &Type::Int(IntKind::Int);
/// `int64`.
pub const INT64: &Type = &Type::Int(IntKind::Int64);
/// `int32`.
pub const INT32: &Type = &Type::Int(IntKind::Int32);
/// `uint`.
pub const UINT: &Type = &Type::Uint(UintKind::Uint);
/// `uint8`.
pub const UINT8: &Type = &Type::Uint(UintKind::Uint8);
/// `uint32`.
pub const UINT32: &Type = &Type::Uint(UintKind::Uint32);
/// `uint64`.
pub const UINT64: &Type = &Type::Uint(UintKind::Uint64);
/// `float32`.
pub const FLOAT32: &Type = &Type::Float(FloatKind::Float32);
/// `float64`.
pub const FLOAT64: &Type = &Type::Float(FloatKind::Float64);
/// `complex128`.
pub const COMPLEX128: &Type = &Type::Complex(FloatKind::Float64);
/// `string`.
pub const STRING: &Type = &Type::String;
/// `[]interface {}`.
pub const LIST: &Type = &Type::Slice(ANY);
/// `[]string`.
pub const STRINGS: &Type = &Type::Slice(STRING);
/// `[]int`.
pub const INTS: &Type = &Type::Slice(INT);
/// `[]float64`.
pub const FLOATS: &Type = &Type::Slice(FLOAT64);
/// `[][]interface {}`.
pub const LISTS: &Type = &Type::Slice(LIST);
/// `[]map[string]interface {}`.
pub const MAPS: &Type = &Type::Slice(MAP);
/// `[]uint8`, that is `[]byte`.
pub const BYTES: &Type = &Type::Slice(UINT8);
/// `map[string]interface {}`.
pub const MAP: &Type = &Type::Map(STRING, ANY);
/// `map[string]string`.
pub const MAP_STRING: &Type = &Type::Map(STRING, STRING);
/// `map[interface {}]interface {}`.
pub const MAP_ANY: &Type = &Type::Map(ANY, ANY);

impl Type {
    /// The type without its name: of `common.Values` the map type.
    pub fn underlying(&'static self) -> &'static Type {
        match self {
            Type::Named(named) => named.underlying.underlying(),
            other => other,
        }
    }

    /// The kind of the type.
    pub fn kind(&'static self) -> Kind {
        match self.underlying() {
            Type::Any | Type::Error => Kind::Interface,
            Type::Reflect | Type::Struct(_) | Type::Named(_) | Type::Results(_) => Kind::Struct,
            Type::Bool => Kind::Bool,
            Type::Int(k) => Kind::Int(*k),
            Type::Uint(k) => Kind::Uint(*k),
            Type::Float(k) => Kind::Float(*k),
            Type::Complex(k) => Kind::Complex(*k),
            Type::String => Kind::String,
            Type::Slice(_) => Kind::Slice,
            Type::Array(..) => Kind::Array,
            Type::Map(..) => Kind::Map,
            Type::Pointer(_) => Kind::Pointer,
            Type::Func(_) => Kind::Func,
        }
    }

    /// Element type of a slice, array, map or pointer; `interface {}` for anything else.
    pub fn elem(&'static self) -> &'static Type {
        match self.underlying() {
            Type::Slice(e) | Type::Array(_, e) | Type::Map(_, e) | Type::Pointer(e) => e,
            _ => ANY,
        }
    }

    /// Key type of a map; `string` for anything else.
    pub fn key(&'static self) -> &'static Type {
        match self.underlying() {
            Type::Map(k, _) => k,
            _ => STRING,
        }
    }

    /// Whether a value of the type can be nil.
    pub fn can_be_nil(&'static self) -> bool {
        matches!(
            self.underlying(),
            Type::Any
                | Type::Error
                | Type::Reflect
                | Type::Slice(_)
                | Type::Map(..)
                | Type::Pointer(_)
                | Type::Func(_)
        )
    }

    /// Whether Go lets a value of type `self` be assigned to a place of type `to`.
    pub fn assignable_to(&'static self, to: &'static Type) -> bool {
        if std::ptr::eq(self, to) {
            return true;
        }
        match (self, to) {
            (_, Type::Any) => true,
            (Type::Error, Type::Error) => true,
            (_, Type::Error) => self.is_error(),
            // One side must be an undeclared type, and declared basic types are never mixed.
            (Type::Named(a), Type::Named(b)) => std::ptr::eq(*a, *b) || a.name == b.name,
            (Type::Named(a), other) | (other, Type::Named(a)) => {
                let under = a.underlying.underlying();
                under.is_composite() && under == other
            }
            (a, b) => a == b,
        }
    }

    /// Whether values of the type implement `error`.
    pub fn is_error(&'static self) -> bool {
        match self {
            Type::Error => true,
            Type::Named(n) => n.text.is_some_and(|t| t.error && !t.pointer),
            Type::Pointer(Type::Named(n)) => n.text.is_some_and(|t| t.error),
            _ => false,
        }
    }

    fn is_composite(&self) -> bool {
        matches!(
            self,
            Type::Slice(_)
                | Type::Array(..)
                | Type::Map(..)
                | Type::Pointer(_)
                | Type::Func(_)
                | Type::Struct(_)
        )
    }

    /// Whether two values of the type may be compared with `==`.
    pub fn comparable(&'static self) -> bool {
        match self.underlying() {
            Type::Slice(_) | Type::Map(..) | Type::Func(_) => false,
            Type::Array(_, e) => e.comparable(),
            Type::Struct(fields) => fields.iter().all(|(_, t)| t.comparable()),
            _ => true,
        }
    }
}

impl PartialEq for Type {
    fn eq(&self, other: &Self) -> bool {
        if std::ptr::eq(self, other) {
            return true;
        }
        match (self, other) {
            (Type::Any, Type::Any)
            | (Type::Error, Type::Error)
            | (Type::Reflect, Type::Reflect)
            | (Type::Bool, Type::Bool)
            | (Type::String, Type::String) => true,
            (Type::Int(a), Type::Int(b)) => a == b,
            (Type::Uint(a), Type::Uint(b)) => a == b,
            (Type::Float(a), Type::Float(b)) | (Type::Complex(a), Type::Complex(b)) => a == b,
            (Type::Slice(a), Type::Slice(b)) | (Type::Pointer(a), Type::Pointer(b)) => a == b,
            (Type::Array(n, a), Type::Array(m, b)) => n == m && a == b,
            (Type::Map(k, a), Type::Map(l, b)) => k == l && a == b,
            (Type::Struct(a), Type::Struct(b)) => a == b,
            (Type::Func(a), Type::Func(b)) => a == b,
            (Type::Named(a), Type::Named(b)) => std::ptr::eq(*a, *b) || a.name == b.name,
            _ => false,
        }
    }
}

impl Eq for Type {}

/// Go's spelling of the type, as `%T` prints it.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Any => f.write_str("interface {}"),
            Type::Error => f.write_str("error"),
            Type::Reflect => f.write_str("reflect.Value"),
            Type::Bool => f.write_str("bool"),
            Type::Int(k) => f.write_str(k.name()),
            Type::Uint(k) => f.write_str(k.name()),
            Type::Float(k) => f.write_str(Kind::Float(*k).name()),
            Type::Complex(k) => f.write_str(Kind::Complex(*k).name()),
            Type::String => f.write_str("string"),
            Type::Slice(e) => write!(f, "[]{e}"),
            Type::Array(n, e) => write!(f, "[{n}]{e}"),
            Type::Map(k, e) => write!(f, "map[{k}]{e}"),
            Type::Pointer(e) => write!(f, "*{e}"),
            Type::Struct(fields) => {
                f.write_str("struct {")?;
                for (i, (name, ty)) in fields.iter().enumerate() {
                    f.write_str(if i > 0 { "; " } else { " " })?;
                    write!(f, "{name} {ty}")?;
                }
                f.write_str(if fields.is_empty() { "}" } else { " }" })
            }
            Type::Func(signature) => {
                f.write_str("func(")?;
                let last = signature.params.len().wrapping_sub(1);
                for (i, p) in signature.params.iter().enumerate() {
                    if i > 0 {
                        f.write_str(", ")?;
                    }
                    if signature.variadic && i == last {
                        f.write_str("...")?;
                    }
                    write!(f, "{p}")?;
                }
                write!(f, ") {}", signature.result)
            }
            Type::Named(named) => f.write_str(named.name),
            Type::Results(_) => f.write_str("results"),
        }
    }
}
