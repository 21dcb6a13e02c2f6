//! Nodes back to text, as error texts show them.

use super::node::{NONE, NodeId, NodeKind, Span, Unit};
use crate::strconv;

impl Unit {
    /// The node as Go prints it: single spaces, literals as written.
    pub(crate) fn print(&self, node: NodeId) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out, node);
        out
    }

    /// Line and byte column of a position, as Go's error texts count them.
    pub(crate) fn line_column(&self, pos: usize) -> (u32, u32) {
        let before = &self.text[..pos];
        let line = 1 + before.iter().filter(|&&b| b == b'\n').count();
        let start = before
            .iter()
            .rposition(|&b| b == b'\n')
            .map_or(0, |i| i + 1);
        (line as u32, (pos - start) as u32)
    }

    fn write(&self, out: &mut Vec<u8>, node: NodeId) {
        let pos = self.pos(node);
        let source = |end: u32| &self.text[pos..end as usize];
        match self.kind(node) {
            NodeKind::List(span) => {
                for &n in self.kids(span) {
                    self.write(out, n);
                }
            }
            NodeKind::Text { end } | NodeKind::Identifier { end, .. } => {
                out.extend_from_slice(source(end));
            }
            NodeKind::Action { pipe } => {
                out.extend_from_slice(b"{{");
                self.write(out, pipe);
                out.extend_from_slice(b"}}");
            }
            NodeKind::Branch {
                branch,
                pipe,
                list,
                other,
            } => {
                out.extend_from_slice(b"{{");
                out.extend_from_slice(branch.word().as_bytes());
                out.push(b' ');
                self.write(out, pipe);
                out.extend_from_slice(b"}}");
                self.write(out, list);
                if other != NONE {
                    out.extend_from_slice(b"{{else}}");
                    self.write(out, other);
                }
                out.extend_from_slice(b"{{end}}");
            }
            NodeKind::Template { name, pipe } => {
                out.extend_from_slice(b"{{template ");
                strconv::append_quote(out, &self.names[name as usize]);
                if pipe != NONE {
                    out.push(b' ');
                    self.write(out, pipe);
                }
                out.extend_from_slice(b"}}");
            }
            NodeKind::Break => out.extend_from_slice(b"{{break}}"),
            NodeKind::Continue => out.extend_from_slice(b"{{continue}}"),
            NodeKind::Pipe { assign, decls, all } => {
                let (decls, commands) = self.kids(all).split_at(decls.into());
                for (i, &d) in decls.iter().enumerate() {
                    if i > 0 {
                        out.extend_from_slice(b", ");
                    }
                    self.write(out, d);
                }
                if !decls.is_empty() {
                    out.extend_from_slice(if assign { b" = " } else { b" := " });
                }
                for (i, &c) in commands.iter().enumerate() {
                    if i > 0 {
                        out.extend_from_slice(b" | ");
                    }
                    self.write(out, c);
                }
            }
            NodeKind::Command(args) => {
                for (i, &arg) in self.kids(args).iter().enumerate() {
                    if i > 0 {
                        out.push(b' ');
                    }
                    self.write_operand(out, arg);
                }
            }
            NodeKind::Variable { var, fields } => {
                out.extend_from_slice(&self.vars[var as usize]);
                self.write_fields(out, fields);
            }
            NodeKind::Field { fields } => self.write_fields(out, fields),
            NodeKind::Chain { node, fields } => {
                self.write_operand(out, node);
                self.write_fields(out, fields);
            }
            NodeKind::Dot => out.push(b'.'),
            NodeKind::Nil => out.extend_from_slice(b"nil"),
            NodeKind::Bool(yes) => out.extend_from_slice(if yes { b"true" } else { b"false" }),
            NodeKind::Number(i) => out.extend_from_slice(&self.numbers[i as usize].text),
            NodeKind::String { end, .. } => out.extend_from_slice(source(end)),
        }
    }

    // Pipelines stand in parentheses there.
    fn write_operand(&self, out: &mut Vec<u8>, node: NodeId) {
        let parens = matches!(self.kind(node), NodeKind::Pipe { .. });
        if parens {
            out.push(b'(');
        }
        self.write(out, node);
        if parens {
            out.push(b')');
        }
    }

    fn write_fields(&self, out: &mut Vec<u8>, fields: Span) {
        for name in self.path(fields) {
            out.push(b'.');
            out.extend_from_slice(name);
        }
    }
}
