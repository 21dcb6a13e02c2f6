//! Arguments, checked against the types of parameters.

use std::rc::Rc;

use super::{Exec, Slot};
use crate::error::Error;
use crate::parse::{NodeId, NodeKind, Number};
use crate::value::{Complex, Kind, Type, Value};

impl Exec<'_, '_> {
    /// The value of an argument for a parameter of that type.
    pub(super) fn argument(
        &mut self,
        dot: &Slot,
        ty: &'static Type,
        node: NodeId,
    ) -> Result<Slot, Error> {
        self.node = node;
        let value = match self.unit.kind(node) {
            NodeKind::Dot => dot.clone(),
            NodeKind::Nil => {
                if ty.can_be_nil() {
                    return Ok(zero(ty));
                }
                return self.error(format!("cannot assign nil to {ty}"));
            }
            NodeKind::Field { fields } => self.fields(dot, dot, fields, node, &[], None)?,
            NodeKind::Variable { .. } => self.variable(dot, node, &[], None)?,
            NodeKind::Pipe { .. } => self.parenthesis(dot, node)?,
            NodeKind::Identifier { function, .. } => {
                self.function(dot, node, function, node, &[], None)?
            }
            NodeKind::Chain { .. } => self.chain(dot, node, &[], None)?,
            _ => return self.literal(ty, node),
        };
        self.validate(value, ty)
    }

    // A literal takes the type of the parameter.
    #[inline(never)]
    fn literal(&mut self, ty: &'static Type, node: NodeId) -> Result<Slot, Error> {
        let unit = self.unit;
        let kind = unit.kind(node);
        let number = match kind {
            NodeKind::Number(i) => Some(&unit.numbers[i as usize]),
            _ => None,
        };
        let value = match ty.kind() {
            _ if matches!(ty, Type::Any | Type::Reflect) => return self.constant(node),
            Kind::Bool => match kind {
                NodeKind::Bool(yes) => Some(Value::Bool(yes)),
                _ => None,
            },
            Kind::String => match kind {
                NodeKind::String { literal, .. } => Some(unit.literals[literal as usize].clone()),
                _ => None,
            },
            Kind::Int(k) => number.and_then(|n| n.int).map(|n| Value::Int(k, k.wrap(n))),
            Kind::Uint(k) => number
                .and_then(|n| n.uint)
                .map(|n| Value::Uint(k, k.wrap(n))),
            Kind::Float(k) => number.and_then(|n| n.float).map(|f| Value::Float(k, f)),
            Kind::Complex(kind) => number
                .and_then(|n: &Number| n.complex)
                .map(|(re, im)| Value::Complex(Rc::new(Complex { kind, re, im }))),
            _ => {
                let mut message = b"can't handle ".to_vec();
                message.extend_from_slice(&unit.print(node));
                message.extend_from_slice(format!(" for arg of type {ty}").as_bytes());
                return self.error(message);
            }
        };
        match value {
            Some(value) if matches!(ty, Type::Named(_)) => Ok(Slot::new(Value::scalar(ty, value))),
            Some(value) => Ok(Slot::new(value)),
            None => {
                let mut message = b"expected ".to_vec();
                message.extend_from_slice(match ty.kind() {
                    Kind::Bool => b"bool",
                    Kind::String => b"string",
                    Kind::Int(_) => b"integer",
                    Kind::Uint(_) => b"unsigned integer",
                    Kind::Float(_) => b"float",
                    _ => b"complex",
                });
                message.extend_from_slice(b"; found ");
                message.extend_from_slice(&unit.print(node));
                self.error(message)
            }
        }
    }

    /// The value as an argument of that type, if Go lets it be one.
    pub(super) fn validate(&self, slot: Slot, ty: &'static Type) -> Result<Slot, Error> {
        if slot.is_invalid() {
            if ty.can_be_nil() {
                return Ok(zero(ty));
            }
            return self.error(format!("invalid value; expected {ty}"));
        }
        if matches!(ty, Type::Any | Type::Reflect) {
            return Ok(slot);
        }
        let fits = |v: &Value| v.ty().is_some_and(|t| t.assignable_to(ty));
        if fits(&slot.value) {
            return Ok(Slot::new(slot.value.assigned_to(ty)));
        }
        let addressable = slot.addressable && !slot.interface;
        match &slot.value {
            Value::Pointer(p) if fits(&p.value) => {
                return Ok(Slot::new(p.value.clone().assigned_to(ty)));
            }
            Value::Null(t) if t.kind() == Kind::Pointer && t.elem().assignable_to(ty) => {
                return self.error(format!("dereference of nil pointer of type {ty}"));
            }
            value => {
                if let Type::Pointer(elem) = ty
                    && addressable
                    && value.ty() == Some(elem)
                {
                    return Ok(Slot::new(Value::pointer(ty, value.clone())));
                }
            }
        }
        let got = if let Value::Nil = slot.value {
            slot.type_name()
        } else {
            slot.value.type_name()
        };
        self.error(format!("wrong type for value; expected {ty}; got {got}"))
    }
}

// A nil argument.
fn zero(ty: &'static Type) -> Slot {
    Slot::of(Value::zero(ty), ty)
}
