//! Expressions to programs for the matcher.

use super::class::Ranges;
use super::node::{Assert, Node};

/// A step. Continuations are places in the program.
pub(super) enum Step {
    /// One code point.
    Rune(u32, u32),
    /// One code point of a set in [`Program::classes`].
    Class(u32, u32),
    /// Either, the first preferred.
    Split(u32, u32),
    /// Notes where a group begins or ends.
    Save(u32, u32),
    Assert(Assert, u32),
    Match,
    /// Leads nowhere.
    Fail,
}

pub(super) struct Program {
    pub steps: Vec<Step>,
    pub classes: Vec<Ranges>,
    pub start: u32,
    pub groups: usize,
}

impl Program {
    /// The program of an expression with that many groups, the whole match included.
    pub(super) fn compile(node: &Node, groups: usize) -> Program {
        let mut program = Program {
            steps: vec![Step::Match],
            classes: Vec::new(),
            start: 0,
            groups,
        };
        program.start = program.node(node, 0);
        program
    }

    fn push(&mut self, step: Step) -> u32 {
        self.steps.push(step);
        self.steps.len() as u32 - 1
    }

    // Built from the end: the place where the node starts, given where to go after it.
    fn node(&mut self, node: &Node, next: u32) -> u32 {
        match node {
            Node::Empty => next,
            Node::Class(ranges) => match ranges[..] {
                [] => self.push(Step::Fail),
                [(low, high)] if low == high => self.push(Step::Rune(low, next)),
                _ => {
                    self.classes.push(ranges.clone());
                    let class = self.classes.len() as u32 - 1;
                    self.push(Step::Class(class, next))
                }
            },
            Node::Assert(assert) => self.push(Step::Assert(*assert, next)),
            Node::Capture(n, node) => {
                let end = self.push(Step::Save(2 * *n as u32 + 1, next));
                let start = self.node(node, end);
                self.push(Step::Save(2 * *n as u32, start))
            }
            Node::Concat(nodes) => nodes.iter().rev().fold(next, |next, n| self.node(n, next)),
            Node::Alternate(nodes) => {
                let mut ways = nodes.iter().rev();
                let last = ways.next().map_or(next, |n| self.node(n, next));
                ways.fold(last, |other, n| {
                    let start = self.node(n, next);
                    self.push(Step::Split(start, other))
                })
            }
            Node::Repeat {
                node,
                min,
                max,
                greedy,
            } => self.repeat(node, *min, *max, *greedy, next),
        }
    }

    fn repeat(&mut self, node: &Node, min: u32, max: Option<u32>, greedy: bool, next: u32) -> u32 {
        let (mut at, copies) = match max {
            None if min == 0 => return self.star(node, greedy, next),
            // x{3,} is xxx+
            None => (self.plus(node, greedy, next), min - 1),
            // x{2,4} is xx(x(x)?)?
            Some(max) => {
                let mut at = next;
                for _ in min..max {
                    at = self.node(node, at);
                    at = self.split(at, next, greedy);
                }
                (at, min)
            }
        };
        for _ in 0..copies {
            at = self.node(node, at);
        }
        at
    }

    fn split(&mut self, go: u32, skip: u32, greedy: bool) -> u32 {
        self.push(if greedy {
            Step::Split(go, skip)
        } else {
            Step::Split(skip, go)
        })
    }

    fn plus(&mut self, node: &Node, greedy: bool, next: u32) -> u32 {
        let split = self.push(Step::Fail);
        let body = self.node(node, split);
        self.steps[split as usize] = if greedy {
            Step::Split(body, next)
        } else {
            Step::Split(next, body)
        };
        body
    }

    fn star(&mut self, node: &Node, greedy: bool, next: u32) -> u32 {
        if nullable(node) {
            // (x+)? prefers what Perl prefers where x can match nothing.
            let body = self.plus(node, greedy, next);
            return self.split(body, next, greedy);
        }
        let split = self.push(Step::Fail);
        let body = self.node(node, split);
        self.steps[split as usize] = if greedy {
            Step::Split(body, next)
        } else {
            Step::Split(next, body)
        };
        split
    }
}

// Whether the node can match the empty text.
fn nullable(node: &Node) -> bool {
    match node {
        Node::Empty | Node::Assert(_) => true,
        Node::Class(_) => false,
        Node::Capture(_, node) => nullable(node),
        Node::Concat(nodes) => nodes.iter().all(nullable),
        Node::Alternate(nodes) => nodes.iter().any(nullable),
        Node::Repeat { node, min, .. } => *min == 0 || nullable(node),
    }
}
