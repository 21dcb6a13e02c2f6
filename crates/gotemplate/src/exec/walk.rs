//! Statements: text, actions, control structures.

use super::{Exec, Slot, execute};
use crate::error::Error;
use crate::fmt;
use crate::parse::{Branch, NONE, NodeId, NodeKind};
use crate::strconv;
use crate::value::{IntKind, Kind, Type, UintKind, Value};

/// How a list of statements ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    Next,
    Break,
    Continue,
}

impl Exec<'_, '_> {
    pub(super) fn walk(&mut self, dot: &Slot, node: NodeId) -> Result<Flow, Error> {
        self.node = node;
        let unit = self.unit;
        let NodeKind::List(nodes) = unit.kind(node) else {
            return self.statement(dot, node);
        };
        for &node in unit.kids(nodes) {
            self.node = node;
            match unit.kind(node) {
                NodeKind::Text { end } => {
                    let text = &unit.text[unit.pos(node)..end as usize];
                    self.charge(text.len())?;
                    if let Some(trace) = self.cx.options.trace
                        && unit.name != *self.cx.set.name()
                    {
                        trace.text(
                            &self.tree.unit,
                            unit.pos(node),
                            end as usize,
                            self.out.len(),
                        );
                    }
                    self.out.extend_from_slice(text);
                }
                _ => match self.statement(dot, node)? {
                    Flow::Next => {}
                    flow => return Ok(flow),
                },
            }
        }
        Ok(Flow::Next)
    }

    fn statement(&mut self, dot: &Slot, node: NodeId) -> Result<Flow, Error> {
        if let Err(error) = self.cx.step() {
            return Err(self.locate(error));
        }
        match self.unit.kind(node) {
            NodeKind::Action { pipe } => {
                let value = self.pipeline(dot, pipe)?;
                if let NodeKind::Pipe { decls: 0, .. } = self.unit.kind(pipe) {
                    self.print(node, value)?;
                }
                Ok(Flow::Next)
            }
            NodeKind::Branch {
                branch,
                pipe,
                list,
                other,
            } => {
                if let Err(error) = self.cx.enter(2) {
                    return Err(self.locate(error));
                }
                let mark = self.vars.len();
                let flow = if branch == Branch::Range {
                    self.range(dot, pipe, list, other)
                } else {
                    self.condition(dot, branch, pipe, list, other)
                };
                self.vars.truncate(mark);
                self.cx.leave(2);
                flow
            }
            NodeKind::Template { name, pipe } => self.template(dot, name, pipe),
            NodeKind::Break => Ok(Flow::Break),
            NodeKind::Continue => Ok(Flow::Continue),
            _ => Ok(Flow::Next),
        }
    }

    fn charge(&mut self, bytes: usize) -> Result<(), Error> {
        match self.cx.charge(bytes) {
            Ok(()) => Ok(()),
            Err(error) => Err(self.locate(error)),
        }
    }

    #[inline(never)]
    fn condition(
        &mut self,
        dot: &Slot,
        branch: Branch,
        pipe: NodeId,
        list: NodeId,
        other: NodeId,
    ) -> Result<Flow, Error> {
        let value = self.pipeline(dot, pipe)?;
        if value.value.truth() {
            let dot = if branch == Branch::With { &value } else { dot };
            self.walk(dot, list)
        } else if other != NONE {
            self.walk(dot, other)
        } else {
            Ok(Flow::Next)
        }
    }

    // {{template "name" pipeline}}
    #[inline(never)]
    fn template(&mut self, dot: &Slot, name: u32, pipe: NodeId) -> Result<Flow, Error> {
        let name = &self.unit.names[name as usize];
        let Some(tree) = self.cx.set.find(name).cloned() else {
            let mut message = b"template ".to_vec();
            strconv::append_quote(&mut message, name);
            message.extend_from_slice(b" not defined");
            return self.error(message);
        };
        let deepest = self.cx.options.limits.templates;
        if self.cx.depth >= deepest {
            return self.error(format!("exceeded maximum template depth ({deepest})"));
        }
        let value = self.pipeline(dot, pipe)?;
        if let Err(error) = self.cx.enter(2) {
            return Err(self.locate(error));
        }
        self.cx.depth += 1;
        let result = execute(self.cx, &tree, value, self.out);
        self.cx.depth -= 1;
        self.cx.leave(2);
        result.map(|()| Flow::Next)
    }

    #[inline(never)]
    fn range(
        &mut self,
        dot: &Slot,
        pipe: NodeId,
        list: NodeId,
        other: NodeId,
    ) -> Result<Flow, Error> {
        let slot = self.pipeline(dot, pipe)?;
        let value = slot.value.indirect();
        let NodeKind::Pipe { assign, decls, all } = self.unit.kind(pipe) else {
            return Ok(Flow::Next);
        };
        let mut targets = [0; 2];
        for (target, &decl) in targets.iter_mut().zip(&self.unit.kids(all)[..decls.into()]) {
            if let NodeKind::Variable { var, .. } = self.unit.kind(decl) {
                *target = var;
            }
        }
        let mut turn = Turn {
            list,
            decls,
            assign,
            targets,
            mark: self.vars.len(),
            ran: false,
        };
        match value.basic() {
            Value::Int(..) | Value::Uint(..) => {
                if decls > 1 {
                    let mut message = b"can't use ".to_vec();
                    fmt::print_value(&mut message, value);
                    message.extend_from_slice(b" to iterate over more than one variable");
                    return self.error(message);
                }
                let end = match value.basic() {
                    Value::Int(_, n) => u64::try_from(*n).unwrap_or(0),
                    Value::Uint(_, n) => *n,
                    _ => 0,
                };
                let mut n = 0;
                while n < end
                    && self.turn(&mut turn, Slot::default(), Slot::new(counter(value, n)))?
                {
                    n += 1;
                }
            }
            Value::List(items) => {
                let elem = items.elem();
                for (i, item) in items.iter().enumerate() {
                    let mut slot = Slot::of(item.clone(), elem);
                    slot.addressable = items.ty().kind() == Kind::Slice;
                    if !self.turn(&mut turn, Slot::new(Value::int(i as i64)), slot)? {
                        break;
                    }
                }
            }
            Value::Bytes(b) => {
                for (i, &byte) in b.bytes.iter().enumerate() {
                    let slot = Slot::new(Value::Uint(UintKind::Uint8, byte.into()));
                    if !self.turn(&mut turn, Slot::new(Value::int(i as i64)), slot)? {
                        break;
                    }
                }
            }
            Value::Map(map) => {
                let (key, elem) = (map.ty().key(), map.ty().elem());
                // What the body sets in the map is not walked.
                for (k, v) in map.snapshot() {
                    if !self.turn(&mut turn, Slot::of(k, key), Slot::of(v, elem))? {
                        break;
                    }
                }
            }
            Value::Nil => {}
            Value::Null(ty) if matches!(ty.kind(), Kind::Slice | Kind::Map) => {}
            _ => {
                let mut message = b"range can't iterate over ".to_vec();
                fmt::sprintf(&mut message, b"%v", std::slice::from_ref(value));
                return self.error(message);
            }
        }
        if !turn.ran && other != NONE {
            return self.walk(dot, other);
        }
        Ok(Flow::Next)
    }

    // One turn of a range. False after `break`.
    #[inline(never)]
    fn turn(&mut self, turn: &mut Turn, index: Slot, element: Slot) -> Result<bool, Error> {
        turn.ran = true;
        if let Err(error) = self.cx.step() {
            return Err(self.locate(error));
        }
        if turn.decls > 0 {
            let dot = element.clone();
            if turn.assign {
                if turn.decls > 1 {
                    self.assign(turn.targets[0], index)?;
                    self.assign(turn.targets[1], element)?;
                } else {
                    self.assign(turn.targets[0], element)?;
                }
            } else {
                let top = self.vars.len();
                self.vars[top - 1].1 = element;
                if turn.decls > 1 {
                    self.vars[top - 2].1 = index;
                }
            }
            return self.body(turn, &dot);
        }
        self.body(turn, &element)
    }

    fn body(&mut self, turn: &Turn, dot: &Slot) -> Result<bool, Error> {
        let flow = self.walk(dot, turn.list)?;
        self.vars.truncate(turn.mark);
        Ok(flow != Flow::Break)
    }

    // Prints the value of an action.
    #[inline(never)]
    fn print(&mut self, node: NodeId, slot: Slot) -> Result<(), Error> {
        self.node = node;
        let before = self.out.len();
        match &slot.value {
            Value::String(s) => self.out.extend_from_slice(s),
            Value::Nil => self.out.extend_from_slice(b"<no value>"),
            value => {
                if matches!(value, Value::Map(_) | Value::List(_) | Value::Pointer(_)) {
                    self.cx
                        .weigh(value, false)
                        .map_err(|error| self.locate(error))?;
                }
                if !append_printable(self.out, value, slot.addressable) {
                    let mut message = b"can't print ".to_vec();
                    message.extend_from_slice(&self.unit.print(node));
                    message.extend_from_slice(b" of type ");
                    message.extend_from_slice(value.type_name().as_bytes());
                    return self.error(message);
                }
            }
        }
        if let Some(trace) = self.cx.options.trace
            && self.out.len() > before
        {
            let action = (self.unit.pos(node), self.unit.name != *self.cx.set.name());
            let written = (before, &self.out[before..]);
            trace.value(&self.tree.unit, action, &slot.value, written);
        }
        self.charge(self.out.len() - before)
    }
}

// A range in progress.
struct Turn {
    list: NodeId,
    decls: u16,
    assign: bool,
    targets: [u32; 2],
    mark: usize,
    ran: bool,
}

// The n-th value of a range over an integer, of the integer's own type.
fn counter(end: &Value, n: u64) -> Value {
    let basic = match end.basic() {
        Value::Int(kind, _) => Value::Int(*kind, n as i64),
        Value::Uint(kind, _) => Value::Uint(*kind, n),
        _ => Value::Int(IntKind::Int, n as i64),
    };
    match end {
        Value::Scalar(s) => Value::scalar(s.ty, basic),
        _ => basic,
    }
}

/// Appends a value as an action prints it: pointers are followed, and the text method of the
/// pointer type is used where the value can be pointed to. False for functions.
pub(super) fn append_printable(out: &mut Vec<u8>, value: &Value, addressable: bool) -> bool {
    let target = value.indirect();
    let addressable = addressable || matches!(value, Value::Pointer(_));
    match target {
        Value::Nil => out.extend_from_slice(b"<no value>"),
        Value::Func(_) => return false,
        Value::Null(ty) if ty.kind() == Kind::Func => return false,
        _ => {
            if addressable
                && let Some(Type::Named(named)) = target.ty()
                && let Some(text) = named.text
            {
                out.extend_from_slice(&(text.call)(target));
            } else {
                fmt::print_value(out, target);
            }
        }
    }
    true
}
