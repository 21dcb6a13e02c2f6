//! Declared types, their methods, and structs that live in the host program.

use std::any::Any;
use std::fmt;

use super::{Type, Value};
use crate::error::Error;
use crate::exec::Context;

/// A type declared with a name in Go: `common.Values`, `time.Duration`, `engine.files` …
///
/// Two types of the same name are the same type.
pub struct Named {
    /// Package and name, as `%T` prints them.
    pub name: &'static str,
    /// What the type is made of. For a struct known only to the host use `&Type::Struct(&[..])`.
    pub underlying: &'static Type,
    /// The methods a template may call.
    pub methods: &'static [Method],
    /// The `String` or `Error` method that printing uses.
    pub text: Option<Text>,
}

/// A method of a [`Named`] type.
pub struct Method {
    /// The name, capitalised as in Go.
    pub name: &'static str,
    /// Parameters without the receiver, and result.
    pub signature: super::Signature,
    /// Whether it needs a pointer or an addressable receiver.
    pub pointer: bool,
    /// The code: context, receiver, checked arguments.
    pub call: fn(&mut Context<'_>, &Value, &[Value]) -> Result<Value, Error>,
}

/// How values of a type turn themselves into text (`fmt.Stringer` or `error`).
#[derive(Clone, Copy)]
pub struct Text {
    /// The method is `Error() string`, not `String() string`.
    pub error: bool,
    /// It has a pointer receiver, so that copies of the value do not have it.
    pub pointer: bool,
    /// The code. It gets the value, never a pointer to it.
    pub call: fn(&Value) -> Vec<u8>,
    /// `GoString() string`, which `%#v` prints.
    pub go: Option<fn(&Value) -> Vec<u8>>,
}

impl fmt::Debug for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl Named {
    /// The method of that name.
    pub fn method(&self, name: &[u8]) -> Option<&'static Method>
    where
        Self: 'static,
    {
        let methods: &'static [Method] = self.methods;
        methods.iter().find(|m| m.name.as_bytes() == name)
    }
}

/// A struct value of the host program.
pub trait Object: 'static {
    /// Its Go type; the underlying type names the exported fields in order.
    fn ty(&self) -> &'static Type;
    /// The value of the field, `None` if the struct has none of that name.
    fn field(&self, name: &[u8]) -> Option<Value>;
    /// For the host: down-casting in methods and functions.
    fn as_any(&self) -> &dyn Any;
    /// Go's `==`; asked only for two objects of equal, comparable type.
    fn same(&self, other: &dyn Object) -> bool {
        self.alike(other)
    }
    /// Go's `reflect.DeepEqual`; asked only for two objects of equal type.
    fn alike(&self, other: &dyn Object) -> bool {
        let Type::Struct(fields) = self.ty().underlying() else {
            return false;
        };
        fields.iter().all(|(name, _)| {
            let (a, b) = (self.field(name.as_bytes()), other.field(name.as_bytes()));
            matches!((a, b), (Some(a), Some(b)) if a.deep_equal(&b))
        })
    }
}

/// A struct made of named values, for tests and for data that arrives at run time.
pub struct Record {
    ty: &'static Type,
    values: Vec<Value>,
}

impl Record {
    /// A struct of the type with the values of its fields, in the order of the type.
    pub fn new(ty: &'static Type, values: Vec<Value>) -> Self {
        Record { ty, values }
    }
}

impl Object for Record {
    fn ty(&self) -> &'static Type {
        self.ty
    }

    fn field(&self, name: &[u8]) -> Option<Value> {
        let Type::Struct(fields) = self.ty.underlying() else {
            return None;
        };
        let i = fields.iter().position(|(n, _)| n.as_bytes() == name)?;
        Some(self.values.get(i).cloned().unwrap_or(Value::Nil))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
