//! The parser: tokens to events, with libyaml's grammar as go-yaml v2 has it (`parserc.go`).

mod block;
mod document;
mod flow;

use std::borrow::Cow;

use chartroom_gotext::join;

use crate::error::Error;
use crate::mistake::Mistake;
use crate::scanner::Scanner;
use crate::token::TokenKind;

pub(crate) struct Event<'a> {
    /// Line on which it starts, from 0.
    pub(crate) line: u32,
    pub(crate) kind: EventKind<'a>,
}

pub(crate) enum EventKind<'a> {
    StreamStart,
    StreamEnd,
    DocumentStart,
    DocumentEnd,
    Alias(&'a str),
    Scalar {
        properties: Properties<'a>,
        text: Cow<'a, str>,
        /// The scalar is plain and has no tag (or the tag `!`).
        plain: bool,
    },
    SequenceStart(Properties<'a>),
    SequenceEnd,
    MappingStart(Properties<'a>),
    MappingEnd,
}

/// What may stand before a node.
#[derive(Default)]
pub(crate) struct Properties<'a> {
    pub(crate) anchor: Option<&'a str>,
    /// The full tag, empty when there is none.
    pub(crate) tag: String,
}

#[derive(Clone, Copy)]
enum State {
    StreamStart,
    ImplicitDocumentStart,
    DocumentStart,
    DocumentContent,
    DocumentEnd,
    BlockNode,
    BlockSequenceEntry,
    IndentlessSequenceEntry,
    BlockMappingKey,
    BlockMappingValue,
    FlowSequenceFirstEntry,
    FlowSequenceEntry,
    FlowSequenceEntryMappingKey,
    FlowSequenceEntryMappingValue,
    FlowSequenceEntryMappingEnd,
    FlowMappingFirstKey,
    FlowMappingKey,
    FlowMappingValue,
    FlowMappingEmptyValue,
    End,
}

pub(crate) struct Parser<'a> {
    scanner: Scanner<'a>,
    state: State,
    states: Vec<State>,
    /// Lines on which the open collections begin.
    lines: Vec<u32>,
    /// Handles and prefixes of the document's `%TAG` directives.
    tags: Vec<(&'a str, String)>,
}

impl<'a> Parser<'a> {
    pub(crate) fn new(bytes: &'a [u8], problem: Option<&'static str>) -> Self {
        Self {
            scanner: Scanner::new(bytes, problem),
            state: State::StreamStart,
            states: Vec::new(),
            lines: Vec::new(),
            tags: Vec::new(),
        }
    }

    /// The next event.
    pub(crate) fn next(&mut self) -> Result<Event<'a>, Error> {
        let event = self.event();
        match self.scanner.input.error() {
            Some((line, problem)) => Err(Error::yaml(line, problem)),
            None => Ok(event),
        }
    }

    /// Where the first mistake is, if one was met.
    pub(crate) fn mistake(&self) -> Option<Mistake> {
        let (_, problem) = self.scanner.input.error()?;
        let (met, began) = self.scanner.input.met();
        Some(Mistake {
            met: met + 1,
            began: began.min(met) + 1,
            problem,
        })
    }

    fn event(&mut self) -> Event<'a> {
        match self.state {
            State::StreamStart => {
                let line = self.scanner.take().line;
                self.state = State::ImplicitDocumentStart;
                event(line, EventKind::StreamStart)
            }
            State::ImplicitDocumentStart => self.document_start(true),
            State::DocumentStart => self.document_start(false),
            State::DocumentContent => self.document_content(),
            State::DocumentEnd => self.document_end(),
            State::BlockNode => self.node(true, false),
            State::BlockSequenceEntry => self.block_sequence_entry(),
            State::IndentlessSequenceEntry => self.indentless_sequence_entry(),
            State::BlockMappingKey => self.block_mapping_key(),
            State::BlockMappingValue => self.block_mapping_value(),
            State::FlowSequenceFirstEntry => self.flow_sequence_entry(true),
            State::FlowSequenceEntry => self.flow_sequence_entry(false),
            State::FlowSequenceEntryMappingKey => self.flow_sequence_entry_mapping_key(),
            State::FlowSequenceEntryMappingValue => self.flow_sequence_entry_mapping_value(),
            State::FlowSequenceEntryMappingEnd => {
                let line = self.scanner.peek().line;
                self.state = State::FlowSequenceEntry;
                event(line, EventKind::MappingEnd)
            }
            State::FlowMappingFirstKey => self.flow_mapping_key(true),
            State::FlowMappingKey => self.flow_mapping_key(false),
            State::FlowMappingValue => self.flow_mapping_value(),
            State::FlowMappingEmptyValue => {
                let line = self.scanner.peek().line;
                self.state = State::FlowMappingKey;
                empty(line)
            }
            State::End => event(0, EventKind::StreamEnd),
        }
    }

    fn kind(&mut self) -> &TokenKind<'a> {
        &self.scanner.peek().kind
    }

    fn line(&mut self) -> u32 {
        self.scanner.peek().line
    }

    /// Notes a mistake; the event is for nobody. go-yaml counts both lines from 0.
    fn fail(&mut self, line: u32, context: u32, problem: &'static str) -> Event<'a> {
        let named = if line == 0 { context } else { line };
        self.scanner.input.fail(named, (line, line), problem);
        empty(line)
    }

    fn leave(&mut self) {
        self.state = self.states.pop().unwrap_or(State::End);
    }

    /// Parses a node after which the parser continues in `state`.
    fn node_then(&mut self, state: State, block: bool, indentless: bool) -> Event<'a> {
        self.states.push(state);
        self.node(block, indentless)
    }

    /// An empty scalar after which the parser continues in `state`.
    fn empty_then(&mut self, state: State, line: u32) -> Event<'a> {
        self.state = state;
        empty(line)
    }

    fn end_collection(&mut self, kind: EventKind<'a>) -> Event<'a> {
        self.leave();
        self.lines.pop();
        let line = self.scanner.take().line;
        event(line, kind)
    }

    /// An error inside a collection, whose beginning is the context.
    fn unexpected(&mut self, problem: &'static str) -> Event<'a> {
        let line = self.line();
        let context = self.lines.pop().unwrap_or(0);
        let named = if line == 0 { context } else { line };
        self.scanner.input.fail(named, (line, context), problem);
        empty(line)
    }

    /// Anchor and tag in either order, and the line on which they (or the node) begin.
    fn properties(&mut self) -> (Properties<'a>, u32) {
        let start = self.line();
        let mut anchor = None;
        let mut tag = None;
        loop {
            match self.kind() {
                TokenKind::Anchor(name) if anchor.is_none() => {
                    anchor = Some(*name);
                    self.scanner.take();
                }
                TokenKind::Tag { .. } if tag.is_none() => tag = Some(self.scanner.take()),
                _ => break,
            }
        }
        let mut properties = Properties {
            anchor,
            tag: String::new(),
        };
        if let Some(token) = tag
            && let TokenKind::Tag { handle, suffix } = token.kind
        {
            if handle.is_empty() {
                properties.tag = suffix;
            } else {
                if let Some((_, prefix)) = self.tags.iter().find(|(own, _)| *own == handle) {
                    properties.tag = join(&[prefix, suffix.as_str()], "");
                }
                if properties.tag.is_empty() {
                    self.fail(token.line, start, "found undefined tag handle");
                }
            }
        }
        (properties, start)
    }

    fn node(&mut self, block: bool, indentless: bool) -> Event<'a> {
        if let TokenKind::Alias(name) = self.kind() {
            let name = *name;
            let line = self.scanner.take().line;
            self.leave();
            return event(line, EventKind::Alias(name));
        }
        let (properties, line) = self.properties();
        let own_line = self.line();
        let (state, kind) = match self.kind() {
            TokenKind::BlockEntry if indentless => {
                self.state = State::IndentlessSequenceEntry;
                return event(line, EventKind::SequenceStart(properties));
            }
            TokenKind::FlowSequenceStart => (
                State::FlowSequenceFirstEntry,
                EventKind::SequenceStart(properties),
            ),
            TokenKind::FlowMappingStart => (
                State::FlowMappingFirstKey,
                EventKind::MappingStart(properties),
            ),
            TokenKind::BlockSequenceStart if block => (
                State::BlockSequenceEntry,
                EventKind::SequenceStart(properties),
            ),
            TokenKind::BlockMappingStart if block => {
                (State::BlockMappingKey, EventKind::MappingStart(properties))
            }
            kind => {
                let (mut text, mut plain) = (Cow::Borrowed(""), true);
                if matches!(kind, TokenKind::Scalar { .. }) {
                    if let TokenKind::Scalar {
                        text: own,
                        plain: is,
                    } = self.scanner.take().kind
                    {
                        (text, plain) = (own, is);
                    }
                } else if properties.anchor.is_none() && properties.tag.is_empty() {
                    return self.fail(own_line, line, "did not find expected node content");
                }
                self.leave();
                plain = plain && properties.tag.is_empty() || properties.tag == "!";
                let kind = EventKind::Scalar {
                    properties,
                    text,
                    plain,
                };
                return event(line, kind);
            }
        };
        self.scanner.take();
        self.lines.push(own_line);
        self.state = state;
        event(line, kind)
    }
}

fn event(line: u32, kind: EventKind<'_>) -> Event<'_> {
    Event { line, kind }
}

fn empty<'a>(line: u32) -> Event<'a> {
    event(
        line,
        EventKind::Scalar {
            properties: Properties::default(),
            text: Cow::Borrowed(""),
            plain: true,
        },
    )
}
