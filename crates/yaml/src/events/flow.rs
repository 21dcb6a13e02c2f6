//! Events of flow collections.

use super::{Event, EventKind, Parser, Properties, State, event};
use crate::token::TokenKind;

impl<'a> Parser<'a> {
    pub(super) fn flow_sequence_entry(&mut self, first: bool) -> Event<'a> {
        if !first && !matches!(self.kind(), TokenKind::FlowSequenceEnd) {
            if !matches!(self.kind(), TokenKind::FlowEntry) {
                return self.unexpected("did not find expected ',' or ']'");
            }
            self.scanner.take();
        }
        match self.kind() {
            TokenKind::FlowSequenceEnd => self.end_collection(EventKind::SequenceEnd),
            TokenKind::Key => {
                let line = self.scanner.take().line;
                self.state = State::FlowSequenceEntryMappingKey;
                event(line, EventKind::MappingStart(Properties::default()))
            }
            _ => self.node_then(State::FlowSequenceEntry, false, false),
        }
    }

    pub(super) fn flow_sequence_entry_mapping_key(&mut self) -> Event<'a> {
        match self.kind() {
            TokenKind::Value | TokenKind::FlowEntry | TokenKind::FlowSequenceEnd => {
                // go-yaml swallows the token here, and then misses it.
                let line = self.scanner.take().line;
                self.empty_then(State::FlowSequenceEntryMappingValue, line)
            }
            _ => self.node_then(State::FlowSequenceEntryMappingValue, false, false),
        }
    }

    pub(super) fn flow_sequence_entry_mapping_value(&mut self) -> Event<'a> {
        let line = self.line();
        if matches!(self.kind(), TokenKind::Value) {
            self.scanner.take();
            if !matches!(
                self.kind(),
                TokenKind::FlowEntry | TokenKind::FlowSequenceEnd
            ) {
                return self.node_then(State::FlowSequenceEntryMappingEnd, false, false);
            }
        }
        self.empty_then(State::FlowSequenceEntryMappingEnd, line)
    }

    pub(super) fn flow_mapping_key(&mut self, first: bool) -> Event<'a> {
        if !first && !matches!(self.kind(), TokenKind::FlowMappingEnd) {
            if !matches!(self.kind(), TokenKind::FlowEntry) {
                return self.unexpected("did not find expected ',' or '}'");
            }
            self.scanner.take();
        }
        match self.kind() {
            TokenKind::FlowMappingEnd => self.end_collection(EventKind::MappingEnd),
            TokenKind::Key => {
                self.scanner.take();
                self.flow_mapping_node(State::FlowMappingValue, true)
            }
            _ => self.node_then(State::FlowMappingEmptyValue, false, false),
        }
    }

    pub(super) fn flow_mapping_value(&mut self) -> Event<'a> {
        if !matches!(self.kind(), TokenKind::Value) {
            let line = self.line();
            return self.empty_then(State::FlowMappingKey, line);
        }
        self.scanner.take();
        self.flow_mapping_node(State::FlowMappingKey, false)
    }

    pub(super) fn flow_mapping_node(&mut self, state: State, is_key: bool) -> Event<'a> {
        let line = self.line();
        match self.kind() {
            TokenKind::FlowEntry | TokenKind::FlowMappingEnd => self.empty_then(state, line),
            TokenKind::Value if is_key => self.empty_then(state, line),
            _ => self.node_then(state, false, false),
        }
    }
}
