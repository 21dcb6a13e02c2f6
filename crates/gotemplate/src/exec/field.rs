//! Fields, map entries and methods.

use super::{Exec, Slot};
use crate::error::Error;
use crate::options::MissingKey;
use crate::parse::{NodeId, Span};
use crate::strconv;
use crate::value::{Kind, Method, Str, Type, Value};

impl Exec<'_, '_> {
    /// `.a.b.c` of a receiver, written at `node`. Only the last name gets the arguments.
    pub(super) fn fields(
        &mut self,
        dot: &Slot,
        receiver: &Slot,
        fields: Span,
        node: NodeId,
        args: &[NodeId],
        last: Option<Slot>,
    ) -> Result<Slot, Error> {
        let unit = self.unit;
        let Some((name, before)) = unit.path(fields).split_last() else {
            return Ok(receiver.clone());
        };
        let mut holder;
        let mut receiver = receiver;
        for name in before {
            holder = self.field(dot, receiver, name, node, &[], None)?;
            receiver = &holder;
        }
        self.field(dot, receiver, name, node, args, last)
    }

    #[inline(never)]
    fn field(
        &mut self,
        dot: &Slot,
        receiver: &Slot,
        name: &Str,
        node: NodeId,
        args: &[NodeId],
        last: Option<Slot>,
    ) -> Result<Slot, Error> {
        if let Value::Nil = receiver.value {
            return self.field_of_nil(receiver, name);
        }
        let target = receiver.value.indirect();
        let addressable = matches!(receiver.value, Value::Pointer(_))
            || receiver.addressable && !receiver.interface;
        if let Some(method) = method(target, addressable, name) {
            return self.method(dot, target, method, node, args, last);
        }
        let has_args = !args.is_empty() || last.is_some();
        match target {
            Value::Map(map) if map.has_string_keys() => {
                if has_args {
                    return self.complain(name, " is not a method but has arguments");
                }
                let elem = map.ty().elem();
                match map.get(name) {
                    Some(value) => Ok(Slot::of(value, elem)),
                    None => self.missing(name, elem),
                }
            }
            Value::Null(ty) if ty.kind() == Kind::Map && *ty.key() == Type::String => {
                if has_args {
                    return self.complain(name, " is not a method but has arguments");
                }
                self.missing(name, ty.elem())
            }
            Value::Struct(object) => {
                let ty = object.ty();
                let declared = declared(ty, name);
                let Some(field) = object.field(name).filter(|_| declared.is_some()) else {
                    return self.no_field(receiver, name);
                };
                if !name.first().is_some_and(|b| b.is_ascii_uppercase()) {
                    let mut message = name.to_vec();
                    message.extend_from_slice(b" is an unexported field of struct type ");
                    message.extend_from_slice(receiver.type_name().as_bytes());
                    return self.error(message);
                }
                if has_args {
                    return self.complain(name, " has arguments but cannot be invoked as function");
                }
                let mut slot = Slot::of(field, declared.unwrap_or(crate::value::ANY));
                slot.addressable = addressable;
                Ok(slot)
            }
            Value::Null(ty) if ty.kind() == Kind::Pointer => {
                let elem = ty.elem();
                if elem.kind() == Kind::Struct && declared(elem, name).is_none() {
                    return self.no_field(receiver, name);
                }
                self.nil_pointer(receiver, name)
            }
            _ => self.no_field(receiver, name),
        }
    }

    #[cold]
    fn field_of_nil(&self, receiver: &Slot, name: &Str) -> Result<Slot, Error> {
        if receiver.interface {
            return self.nil_pointer(receiver, name);
        }
        if self.cx.options.missing_key == MissingKey::Error {
            let mut message = b"nil data; no entry for key ".to_vec();
            strconv::append_quote(&mut message, name);
            return self.error(message);
        }
        Ok(Slot::default())
    }

    #[cold]
    fn nil_pointer(&self, receiver: &Slot, name: &Str) -> Result<Slot, Error> {
        let mut message = b"nil pointer evaluating ".to_vec();
        message.extend_from_slice(receiver.type_name().as_bytes());
        message.push(b'.');
        message.extend_from_slice(name);
        self.error(message)
    }

    #[cold]
    fn no_field(&self, receiver: &Slot, name: &Str) -> Result<Slot, Error> {
        let mut message = b"can't evaluate field ".to_vec();
        message.extend_from_slice(name);
        message.extend_from_slice(b" in type ");
        message.extend_from_slice(receiver.type_name().as_bytes());
        self.error(message)
    }

    #[cold]
    fn complain(&self, name: &Str, what: &str) -> Result<Slot, Error> {
        let mut message = name.to_vec();
        message.extend_from_slice(what.as_bytes());
        self.error(message)
    }

    fn missing(&self, name: &Str, elem: &'static Type) -> Result<Slot, Error> {
        match self.cx.options.missing_key {
            MissingKey::Default => Ok(Slot::default()),
            MissingKey::Zero => Ok(Slot::of(Value::zero(elem), elem)),
            MissingKey::Error => {
                let mut message = b"map has no entry for key ".to_vec();
                strconv::append_quote(&mut message, name);
                self.error(message)
            }
        }
    }
}

// The method a template can call on the value.
fn method(value: &Value, addressable: bool, name: &[u8]) -> Option<&'static Method> {
    match value.ty()? {
        Type::Named(named) => named.method(name).filter(|m| addressable || !m.pointer),
        Type::Pointer(Type::Named(named)) => named.method(name),
        _ => None,
    }
}

// The type of the struct's field of that name.
fn declared(ty: &'static Type, name: &[u8]) -> Option<&'static Type> {
    let Type::Struct(fields) = ty.underlying() else {
        return None;
    };
    fields
        .iter()
        .find(|(n, _)| n.as_bytes() == name)
        .map(|(_, t)| *t)
}
