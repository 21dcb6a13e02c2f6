//! Events of documents: where they begin and end, and their directives.

use super::{Event, EventKind, Parser, State, empty, event};
use crate::resolve::TAG_PREFIX;
use crate::token::TokenKind;

impl<'a> Parser<'a> {
    pub(super) fn document_start(&mut self, implicit: bool) -> Event<'a> {
        if !implicit {
            while matches!(self.kind(), TokenKind::DocumentEnd) {
                self.scanner.take();
            }
        }
        let line = self.line();
        match self.kind() {
            TokenKind::StreamEnd => {
                self.state = State::End;
                event(line, EventKind::StreamEnd)
            }
            TokenKind::Version(..) | TokenKind::TagDirective { .. } | TokenKind::DocumentStart => {
                self.explicit_document_start(line)
            }
            _ if implicit => {
                self.directives();
                self.states.push(State::DocumentEnd);
                self.state = State::BlockNode;
                event(line, EventKind::DocumentStart)
            }
            _ => self.explicit_document_start(line),
        }
    }

    pub(super) fn explicit_document_start(&mut self, line: u32) -> Event<'a> {
        self.directives();
        if !matches!(self.kind(), TokenKind::DocumentStart) {
            let line = self.line();
            return self.fail(line, 0, "did not find expected <document start>");
        }
        self.scanner.take();
        self.states.push(State::DocumentEnd);
        self.state = State::DocumentContent;
        event(line, EventKind::DocumentStart)
    }

    pub(super) fn directives(&mut self) {
        let mut versioned = false;
        loop {
            let line = self.line();
            match self.kind() {
                TokenKind::Version(major, minor) => {
                    let version = (*major, *minor);
                    if versioned {
                        self.fail(line, 0, "found duplicate %YAML directive");
                    } else if version != (1, 1) {
                        self.fail(line, 0, "found incompatible YAML document");
                    }
                    versioned = true;
                }
                TokenKind::TagDirective { handle, .. } => {
                    let handle = *handle;
                    if self.tags.iter().any(|(own, _)| *own == handle) {
                        self.fail(line, 0, "found duplicate %TAG directive");
                    }
                }
                _ => break,
            }
            if let TokenKind::TagDirective { handle, prefix } = self.scanner.take().kind {
                self.tags.push((handle, prefix));
            }
        }
        for (handle, prefix) in [("!", "!"), ("!!", TAG_PREFIX)] {
            if !self.tags.iter().any(|(own, _)| *own == handle) {
                self.tags.push((handle, prefix.to_owned()));
            }
        }
    }

    pub(super) fn document_content(&mut self) -> Event<'a> {
        let line = self.line();
        match self.kind() {
            TokenKind::Version(..)
            | TokenKind::TagDirective { .. }
            | TokenKind::DocumentStart
            | TokenKind::DocumentEnd
            | TokenKind::StreamEnd => {
                self.leave();
                empty(line)
            }
            _ => self.node(true, false),
        }
    }

    pub(super) fn document_end(&mut self) -> Event<'a> {
        let line = self.line();
        if matches!(self.kind(), TokenKind::DocumentEnd) {
            self.scanner.take();
        }
        self.tags.clear();
        self.state = State::DocumentStart;
        event(line, EventKind::DocumentEnd)
    }
}
