//! Operands: literals, fields, variables, functions and parentheses.

use super::node::{NodeId, NodeKind};
use super::{Kind, Number, Parser};
use crate::error::Error;
use crate::strconv;
use crate::value::{Str, Value};

impl Parser<'_> {
    // term .Field*
    pub(super) fn operand(&mut self) -> Result<Option<NodeId>, Error> {
        let Some(term) = self.term()? else {
            return Ok(None);
        };
        if self.peek().kind != Kind::Field {
            return Ok(Some(term));
        }
        // The node gets the place of its second part.
        let pos = self.peek().start;
        let mut fields = Vec::new();
        while self.peek().kind == Kind::Field {
            let token = self.next();
            fields.push(Str::new(&self.text(token)[1..]));
        }
        let node = match self.unit.kind(term) {
            NodeKind::Field { fields: first } => {
                let all = self.unit.path(first).iter().cloned().chain(fields);
                let all: Vec<Str> = all.collect();
                self.unit.field_node(pos, &all)
            }
            NodeKind::Variable { var, .. } => self.unit.var_node(pos, var, &fields),
            NodeKind::Bool(_)
            | NodeKind::String { .. }
            | NodeKind::Number(_)
            | NodeKind::Nil
            | NodeKind::Dot => {
                let mut message = b"unexpected . after term ".to_vec();
                strconv::append_quote(&mut message, &self.unit.print(term));
                return self.error(message);
            }
            _ => self.unit.chain(pos, term, &fields),
        };
        Ok(Some(node))
    }

    fn term(&mut self) -> Result<Option<NodeId>, Error> {
        let token = self.next_non_space();
        let pos = token.start;
        let node = match token.kind {
            Kind::Identifier => {
                let name = String::from_utf8_lossy(self.text(token)).into_owned();
                let Some(function) = self.functions.index(&name) else {
                    let mut message = b"function ".to_vec();
                    strconv::append_quote(&mut message, name.as_bytes());
                    message.extend_from_slice(b" not defined");
                    return self.error(message);
                };
                let end = token.end as u32;
                self.unit.node(pos, NodeKind::Identifier { function, end })
            }
            Kind::Dot => self.unit.node(pos, NodeKind::Dot),
            Kind::Nil => self.unit.node(pos, NodeKind::Nil),
            Kind::Variable => {
                let name = Str::new(self.text(token));
                let var = self.unit.variable(name.clone());
                if !self.look.vars.contains(&var) {
                    let mut message = b"undefined variable ".to_vec();
                    strconv::append_quote(&mut message, &name);
                    return self.error(message);
                }
                self.unit.var_node(pos, var, &[])
            }
            Kind::Field => {
                let name = Str::new(&self.text(token)[1..]);
                self.unit.field_node(pos, &[name])
            }
            Kind::Bool => {
                let yes = self.text(token) == b"true";
                self.unit.node(pos, NodeKind::Bool(yes))
            }
            Kind::CharConstant | Kind::Complex | Kind::Number => {
                match Number::parse(self.text(token), token.kind) {
                    Ok(number) => {
                        let index = self.unit.number(number);
                        self.unit.node(pos, NodeKind::Number(index))
                    }
                    Err(message) => return self.error(message),
                }
            }
            Kind::LeftParen => {
                if self.look.parens >= super::DEEPEST {
                    return self.error("max expression depth exceeded");
                }
                self.look.parens += 1;
                let pipe = self.pipeline("parenthesized pipeline", Kind::RightParen)?;
                self.look.parens -= 1;
                pipe
            }
            Kind::String | Kind::RawString => {
                let text = self.unquote(token)?;
                let literal = self.unit.literal(Value::String(text));
                let end = token.end as u32;
                self.unit.node(pos, NodeKind::String { literal, end })
            }
            _ => {
                self.back();
                return Ok(None);
            }
        };
        Ok(Some(node))
    }
}
