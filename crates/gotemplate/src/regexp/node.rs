//! Parsed expressions.

use super::class::Ranges;

pub(super) enum Node {
    Empty,
    /// One code point of the set.
    Class(Ranges),
    Assert(Assert),
    Capture(usize, Box<Node>),
    Concat(Vec<Node>),
    Alternate(Vec<Node>),
    Repeat {
        node: Box<Node>,
        min: u32,
        max: Option<u32>,
        greedy: bool,
    },
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Assert {
    BeginLine,
    EndLine,
    BeginText,
    EndText,
    WordBoundary,
    NoWordBoundary,
}

/// Whether repetitions inside repetitions stay below the limit.
pub(super) fn repeat_is_valid(node: &Node, limit: u32) -> bool {
    let mut limit = limit;
    match node {
        Node::Repeat { node, min, max, .. } => {
            // Stars, pluses and question marks do not count.
            let counted = !matches!((min, max), (0 | 1, None) | (0, Some(1)));
            if counted {
                let m = max.unwrap_or(*min);
                if max == &Some(0) {
                    return true;
                }
                if m > limit {
                    return false;
                }
                limit = limit.checked_div(m).unwrap_or(limit);
            }
            repeat_is_valid(node, limit)
        }
        Node::Capture(_, node) => repeat_is_valid(node, limit),
        Node::Concat(nodes) | Node::Alternate(nodes) => {
            nodes.iter().all(|n| repeat_is_valid(n, limit))
        }
        _ => true,
    }
}

/// Number of instructions, as Go counts them.
pub(super) fn size(node: &Node) -> u64 {
    let n = match node {
        Node::Empty | Node::Class(_) | Node::Assert(_) => 1,
        Node::Capture(_, node) => 2 + size(node),
        Node::Concat(nodes) => nodes.iter().map(size).fold(0, u64::saturating_add),
        Node::Alternate(nodes) => {
            let all = nodes.iter().map(size).fold(0, u64::saturating_add);
            all.saturating_add(nodes.len() as u64 - 1)
        }
        Node::Repeat { node, min, max, .. } => {
            let one = size(node);
            match max {
                Some(max) => one
                    .saturating_mul((*max).into())
                    .saturating_add((max - min).into()),
                None => one.saturating_mul((*min).max(1).into()).saturating_add(2),
            }
        }
    };
    n.max(1)
}
