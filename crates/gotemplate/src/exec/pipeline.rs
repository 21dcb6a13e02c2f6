//! Pipelines, commands and variables.

use std::rc::Rc;

use super::{Exec, Slot};
use crate::error::Error;
use crate::parse::{NONE, NodeId, NodeKind, Number};
use crate::value::{Complex, FloatKind, Str, Value};

impl Exec<'_, '_> {
    /// The value of a pipeline; its variables stay declared.
    pub(super) fn pipeline(&mut self, dot: &Slot, pipe: NodeId) -> Result<Slot, Error> {
        if pipe == NONE {
            return Ok(Slot::default());
        }
        self.node = pipe;
        let unit = self.unit;
        let NodeKind::Pipe { assign, decls, all } = unit.kind(pipe) else {
            return Ok(Slot::default());
        };
        let kids = unit.kids(all);
        if let ([command], 0) = (kids, decls) {
            return Ok(self.command(dot, *command, None)?.strip());
        }
        let (decls, commands) = kids.split_at(decls.into());
        let mut value = None;
        for &command in commands {
            value = Some(self.command(dot, command, value)?.strip());
        }
        let value = value.unwrap_or_default();
        for &decl in decls {
            let NodeKind::Variable { var, .. } = unit.kind(decl) else {
                continue;
            };
            if assign {
                self.assign(var, value.clone())?;
            } else {
                self.vars.push((var, value.clone()));
            }
        }
        Ok(value)
    }

    /// Sets the innermost variable of the name.
    pub(super) fn assign(&mut self, var: u32, value: Slot) -> Result<(), Error> {
        match self.vars.iter_mut().rev().find(|v| v.0 == var) {
            Some(v) => {
                v.1 = value;
                Ok(())
            }
            None => self.undefined(var),
        }
    }

    #[cold]
    fn undefined<T>(&self, var: u32) -> Result<T, Error> {
        let mut message = b"undefined variable: ".to_vec();
        message.extend_from_slice(&self.unit.vars[var as usize]);
        self.error(message)
    }

    // `last` is the value from the left of the pipe.
    fn command(&mut self, dot: &Slot, node: NodeId, last: Option<Slot>) -> Result<Slot, Error> {
        let unit = self.unit;
        let NodeKind::Command(all) = unit.kind(node) else {
            return Ok(Slot::default());
        };
        let all = unit.kids(all);
        let (first, args) = (all[0], &all[1..]);
        match unit.kind(first) {
            NodeKind::Field { fields } => {
                self.node = first;
                return self.fields(dot, dot, fields, first, args, last);
            }
            NodeKind::Chain { .. } => return self.chain(dot, first, args, last),
            NodeKind::Identifier { function, .. } => {
                return self.function(dot, first, function, node, args, last);
            }
            NodeKind::Pipe { .. } => {
                self.no_arguments(first, args, &last)?;
                return self.parenthesis(dot, first);
            }
            NodeKind::Variable { .. } => return self.variable(dot, first, args, last),
            _ => {}
        }
        self.node = first;
        self.no_arguments(first, args, &last)?;
        match unit.kind(first) {
            NodeKind::Dot => Ok(dot.clone()),
            NodeKind::Nil => self.error("nil is not a command"),
            _ => self.constant(first),
        }
    }

    /// A pipeline in parentheses.
    pub(super) fn parenthesis(&mut self, dot: &Slot, pipe: NodeId) -> Result<Slot, Error> {
        if let Err(error) = self.cx.enter(2) {
            return Err(self.locate(error));
        }
        let value = self.pipeline(dot, pipe);
        self.cx.leave(2);
        value
    }

    // Arguments were given to something that takes none.
    fn no_arguments(
        &self,
        first: NodeId,
        args: &[NodeId],
        last: &Option<Slot>,
    ) -> Result<(), Error> {
        if args.is_empty() && last.is_none() {
            return Ok(());
        }
        let mut message = b"can't give argument to non-function ".to_vec();
        message.extend_from_slice(&self.unit.print(first));
        self.error(message)
    }

    /// A literal without a type asked for.
    #[inline(never)]
    pub(super) fn constant(&mut self, node: NodeId) -> Result<Slot, Error> {
        self.node = node;
        let value = match self.unit.kind(node) {
            NodeKind::Bool(yes) => Value::Bool(yes),
            NodeKind::String { literal, .. } => self.unit.literals[literal as usize].clone(),
            NodeKind::Number(i) => {
                let number = &self.unit.numbers[i as usize];
                match ideal(number) {
                    Some(value) => value,
                    None => {
                        let mut message = number.text.to_vec();
                        message.extend_from_slice(b" overflows int");
                        return self.error(message);
                    }
                }
            }
            _ => {
                let mut message = b"can't evaluate command ".to_vec();
                crate::strconv::append_quote(&mut message, &self.unit.print(node));
                return self.error(message);
            }
        };
        Ok(Slot::new(value))
    }

    pub(super) fn variable(
        &mut self,
        dot: &Slot,
        node: NodeId,
        args: &[NodeId],
        last: Option<Slot>,
    ) -> Result<Slot, Error> {
        self.node = node;
        let NodeKind::Variable { var, fields } = self.unit.kind(node) else {
            return Ok(Slot::default());
        };
        let Some(at) = self.vars.iter().rposition(|v| v.0 == var) else {
            return self.undefined(var);
        };
        if fields.len == 0 {
            self.no_arguments(node, args, &last)?;
            return Ok(self.vars[at].1.clone());
        }
        let receiver = self.vars[at].1.clone();
        self.fields(dot, &receiver, fields, node, args, last)
    }

    #[inline(never)]
    pub(super) fn chain(
        &mut self,
        dot: &Slot,
        node: NodeId,
        args: &[NodeId],
        last: Option<Slot>,
    ) -> Result<Slot, Error> {
        self.node = node;
        let NodeKind::Chain {
            node: inner,
            fields,
        } = self.unit.kind(node)
        else {
            return Ok(Slot::default());
        };
        self.node = inner;
        let receiver = match self.unit.kind(inner) {
            NodeKind::Pipe { .. } => self.parenthesis(dot, inner)?,
            NodeKind::Identifier { function, .. } => {
                self.function(dot, inner, function, inner, &[], None)?
            }
            _ => self.constant(inner)?,
        };
        self.fields(dot, &receiver, fields, node, args, last)
    }
}

// The type of a number is in how it is written. None: too large for an int.
fn ideal(number: &Number) -> Option<Value> {
    if let Some((re, im)) = number.complex {
        return Some(Value::Complex(Rc::new(Complex {
            kind: FloatKind::Float64,
            re,
            im,
        })));
    }
    let text: &Str = &number.text;
    let character = text.first() == Some(&b'\'');
    let hex = text.len() > 2
        && text[0] == b'0'
        && text[1] | 0x20 == b'x'
        && !text.iter().any(|b| matches!(b, b'p' | b'P'));
    if let Some(f) = number.float
        && !hex
        && !character
        && text.iter().any(|b| b".eEpP".contains(b))
    {
        return Some(Value::float(f));
    }
    number.int.map(Value::int)
}
