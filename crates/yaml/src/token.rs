//! What the scanner hands to the parser.

use std::borrow::Cow;

use crate::error::{Error, ErrorKind};
use crate::input::Mark;

#[derive(Debug)]
pub(crate) struct Token<'a> {
    pub(crate) kind: TokenKind<'a>,
    /// Line on which it starts.
    pub(crate) line: u32,
    /// Line on which it ends.
    pub(crate) end_line: u32,
}

#[derive(Debug)]
pub(crate) enum TokenKind<'a> {
    StreamStart,
    StreamEnd,
    Version(u8, u8),
    TagDirective { handle: &'a str, prefix: String },
    DocumentStart,
    DocumentEnd,
    BlockSequenceStart,
    BlockMappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowSequenceEnd,
    FlowMappingStart,
    FlowMappingEnd,
    BlockEntry,
    FlowEntry,
    Key,
    Value,
    Alias(&'a str),
    Anchor(&'a str),
    Tag { handle: &'a str, suffix: String },
    Scalar { text: Cow<'a, str>, plain: bool },
}

/// An error of the scanner. go-yaml names the line of the problem, or if that is the first one,
/// the line where the construct began, which it counts from 0.
#[cold]
pub(crate) fn scan_error(problem_mark: Mark, context_mark: Mark, problem: &str) -> Error {
    let line = match problem_mark.line {
        0 => context_mark.line,
        line => line + 1,
    };
    Error::yaml(ErrorKind::Syntax, u64::from(line), problem)
}

/// An error of the parser, which counts both lines from 0.
#[cold]
pub(crate) fn parse_error(problem_line: u32, context_line: u32, problem: &str) -> Error {
    let line = match problem_line {
        0 => context_line,
        line => line,
    };
    Error::yaml(ErrorKind::Syntax, u64::from(line), problem)
}
