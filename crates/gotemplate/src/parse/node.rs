//! The nodes of a parsed file.

use std::rc::Rc;

use super::Number;
use crate::value::{Str, Value};

/// A place in [`Unit::nodes`].
pub(crate) type NodeId = u32;

/// No node.
pub(crate) const NONE: NodeId = NodeId::MAX;

/// A stretch of one of the unit's lists.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Span {
    pub start: u32,
    pub len: u32,
}

impl Span {
    fn range(self) -> std::ops::Range<usize> {
        self.start as usize..(self.start + self.len) as usize
    }
}

/// A template: a name and a root in the file it was parsed from.
pub(crate) struct Tree {
    pub name: Str,
    pub unit: Rc<Unit>,
    pub root: NodeId,
    pub empty: bool,
}

impl Tree {
    pub(crate) fn name(&self) -> &Str {
        &self.name
    }

    /// Whether the body is only white space and comments.
    pub(crate) fn is_empty(&self) -> bool {
        self.empty
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub pos: u32,
    pub kind: NodeKind,
}

/// Control structures with a pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Branch {
    If,
    Range,
    With,
}

impl Branch {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Branch::If => "if",
            Branch::Range => "range",
            Branch::With => "with",
        }
    }
}

/// Nodes in order.
pub(crate) type List = Span;

#[derive(Clone, Copy, Debug)]
pub(crate) enum NodeKind {
    /// Nodes in [`Unit::kids`].
    List(List),
    /// Text from the node's position to `end`.
    Text {
        end: u32,
    },
    Action {
        pipe: NodeId,
    },
    Branch {
        branch: Branch,
        pipe: NodeId,
        list: NodeId,
        /// [`NONE`] without `else`.
        other: NodeId,
    },
    Template {
        name: u32,
        /// [`NONE`] without argument.
        pipe: NodeId,
    },
    Break,
    Continue,
    /// Declarations and then commands, in [`Unit::kids`].
    Pipe {
        assign: bool,
        decls: u16,
        all: Span,
    },
    Command(Span),
    /// The name stands from the node's position to `end`.
    Identifier {
        function: u32,
        end: u32,
    },
    Variable {
        var: u32,
        fields: Span,
    },
    Field {
        fields: Span,
    },
    Chain {
        node: NodeId,
        fields: Span,
    },
    Dot,
    Nil,
    Bool(bool),
    Number(u32),
    /// The literal as written stands from the node's position to `end`.
    String {
        literal: u32,
        end: u32,
    },
}

/// A parsed file.
pub(crate) struct Unit {
    pub name: Str,
    pub text: Str,
    pub nodes: Vec<Node>,
    kids: Vec<NodeId>,
    /// Field names, a stretch for every node that has some.
    paths: Vec<Str>,
    /// Template names.
    pub names: Vec<Str>,
    /// Variable names; 0 is `$`.
    pub vars: Vec<Str>,
    pub literals: Vec<Value>,
    pub numbers: Vec<Number>,
}

impl Unit {
    pub(super) fn new(name: Str, text: Str) -> Self {
        Unit {
            name,
            text,
            nodes: Vec::new(),
            kids: Vec::new(),
            paths: Vec::new(),
            names: Vec::new(),
            vars: vec![Str::new(b"$")],
            literals: Vec::new(),
            numbers: Vec::new(),
        }
    }

    pub(crate) fn kind(&self, node: NodeId) -> NodeKind {
        self.nodes[node as usize].kind
    }

    pub(crate) fn pos(&self, node: NodeId) -> usize {
        self.nodes[node as usize].pos as usize
    }

    pub(crate) fn kids(&self, span: Span) -> &[NodeId] {
        &self.kids[span.range()]
    }

    pub(crate) fn path(&self, span: Span) -> &[Str] {
        &self.paths[span.range()]
    }

    pub(super) fn node(&mut self, pos: usize, kind: NodeKind) -> NodeId {
        self.nodes.push(Node {
            pos: pos as u32,
            kind,
        });
        self.nodes.len() as NodeId - 1
    }

    fn add_kids(&mut self, kids: &[NodeId]) -> Span {
        let start = self.kids.len() as u32;
        self.kids.extend_from_slice(kids);
        Span {
            start,
            len: kids.len() as u32,
        }
    }

    fn add_path(&mut self, fields: &[Str]) -> Span {
        let start = self.paths.len() as u32;
        self.paths.extend_from_slice(fields);
        Span {
            start,
            len: fields.len() as u32,
        }
    }

    pub(super) fn list(&mut self, pos: usize, nodes: &[NodeId]) -> NodeId {
        let span = self.add_kids(nodes);
        self.node(pos, NodeKind::List(span))
    }

    pub(super) fn pipe(
        &mut self,
        pos: usize,
        assign: bool,
        decls: &[NodeId],
        commands: &[NodeId],
    ) -> NodeId {
        let mut all = self.add_kids(decls);
        all.len += self.add_kids(commands).len;
        let decls = decls.len() as u16;
        self.node(pos, NodeKind::Pipe { assign, decls, all })
    }

    pub(super) fn command(&mut self, pos: usize, args: &[NodeId]) -> NodeId {
        let span = self.add_kids(args);
        self.node(pos, NodeKind::Command(span))
    }

    pub(super) fn field_node(&mut self, pos: usize, fields: &[Str]) -> NodeId {
        let fields = self.add_path(fields);
        self.node(pos, NodeKind::Field { fields })
    }

    pub(super) fn var_node(&mut self, pos: usize, var: u32, fields: &[Str]) -> NodeId {
        let fields = self.add_path(fields);
        self.node(pos, NodeKind::Variable { var, fields })
    }

    pub(super) fn chain(&mut self, pos: usize, node: NodeId, fields: &[Str]) -> NodeId {
        let fields = self.add_path(fields);
        self.node(pos, NodeKind::Chain { node, fields })
    }

    pub(super) fn name(&mut self, name: Str) -> u32 {
        self.names.push(name);
        self.names.len() as u32 - 1
    }

    pub(super) fn literal(&mut self, value: Value) -> u32 {
        self.literals.push(value);
        self.literals.len() as u32 - 1
    }

    pub(super) fn number(&mut self, number: Number) -> u32 {
        self.numbers.push(number);
        self.numbers.len() as u32 - 1
    }

    pub(super) fn variable(&mut self, name: Str) -> u32 {
        if let Some(i) = self.vars.iter().position(|v| *v == name) {
            return i as u32;
        }
        self.vars.push(name);
        self.vars.len() as u32 - 1
    }

    // Whether the command starts with something that cannot take a value from the left.
    pub(super) fn is_literal_command(&self, command: NodeId) -> bool {
        let NodeKind::Command(args) = self.kind(command) else {
            return false;
        };
        matches!(
            self.kids(args).first().map(|&n| self.kind(n)),
            Some(
                NodeKind::Bool(_)
                    | NodeKind::Dot
                    | NodeKind::Nil
                    | NodeKind::Number(_)
                    | NodeKind::String { .. }
            )
        )
    }

    pub(super) fn is_empty(&self, list: NodeId) -> bool {
        let NodeKind::List(span) = self.kind(list) else {
            return false;
        };
        self.kids(span).iter().all(|&n| match self.kind(n) {
            NodeKind::Text { end } => {
                let text = &self.text[self.pos(n)..end as usize];
                String::from_utf8_lossy(text).trim().is_empty()
            }
            _ => false,
        })
    }
}
