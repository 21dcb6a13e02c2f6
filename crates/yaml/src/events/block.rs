//! Events of block collections.

use super::{Event, EventKind, Parser, State, event};
use crate::token::TokenKind;

impl<'a> Parser<'a> {
    pub(super) fn block_sequence_entry(&mut self) -> Event<'a> {
        match self.kind() {
            TokenKind::BlockEntry => {
                let line = self.scanner.take().line;
                if matches!(self.kind(), TokenKind::BlockEntry | TokenKind::BlockEnd) {
                    return self.empty_then(State::BlockSequenceEntry, line);
                }
                self.node_then(State::BlockSequenceEntry, true, false)
            }
            TokenKind::BlockEnd => self.end_collection(EventKind::SequenceEnd),
            _ => self.unexpected("did not find expected '-' indicator"),
        }
    }

    pub(super) fn indentless_sequence_entry(&mut self) -> Event<'a> {
        if !matches!(self.kind(), TokenKind::BlockEntry) {
            let line = self.line();
            self.leave();
            return event(line, EventKind::SequenceEnd);
        }
        let line = self.scanner.take().line;
        match self.kind() {
            TokenKind::BlockEntry | TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd => {
                self.empty_then(State::IndentlessSequenceEntry, line)
            }
            _ => self.node_then(State::IndentlessSequenceEntry, true, false),
        }
    }

    pub(super) fn block_mapping_key(&mut self) -> Event<'a> {
        match self.kind() {
            TokenKind::Key => {
                let line = self.scanner.take().line;
                self.block_mapping_node(State::BlockMappingValue, line)
            }
            TokenKind::BlockEnd => self.end_collection(EventKind::MappingEnd),
            _ => self.unexpected("did not find expected key"),
        }
    }

    pub(super) fn block_mapping_value(&mut self) -> Event<'a> {
        if !matches!(self.kind(), TokenKind::Value) {
            let line = self.line();
            return self.empty_then(State::BlockMappingKey, line);
        }
        let line = self.scanner.take().line;
        self.block_mapping_node(State::BlockMappingKey, line)
    }

    pub(super) fn block_mapping_node(&mut self, state: State, line: u32) -> Event<'a> {
        match self.kind() {
            TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd => self.empty_then(state, line),
            _ => self.node_then(state, true, true),
        }
    }
}
