//! What the scanner hands to the parser.

use std::borrow::Cow;

#[derive(Debug)]
pub(crate) struct Token<'a> {
    pub(crate) kind: TokenKind<'a>,
    /// Line on which it starts.
    pub(crate) line: u32,
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
