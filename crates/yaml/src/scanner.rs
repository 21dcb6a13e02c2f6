//! The scanner: characters to tokens, with libyaml's rules for indentation and simple keys as
//! go-yaml v2 keeps them (`scannerc.go`).

use std::collections::VecDeque;

use crate::input::{Input, Mark};
use crate::token::{Token, TokenKind};

/// go-yaml's limit on open flow collections and on indentation levels.
const MAX_LEVELS: usize = 10_000;
/// A key that is not marked with `?` is at most this long.
const MAX_SIMPLE_KEY: usize = 1024;

/// A place where a key may have begun.
#[derive(Clone, Copy, Default)]
struct SimpleKey {
    possible: bool,
    /// Nothing but a key may stand here.
    required: bool,
    /// go-yaml's index of tokens has an entry for this key.
    indexed: bool,
    token_number: usize,
    mark: Mark,
}

pub(crate) struct Scanner<'a> {
    pub(crate) input: Input<'a>,
    started: bool,
    tokens: VecDeque<Token<'a>>,
    tokens_parsed: usize,
    token_available: bool,
    /// Column of the current block collection, -1 outside of any.
    pub(crate) indent: isize,
    indents: Vec<isize>,
    pub(crate) flow_level: usize,
    pub(crate) simple_key_allowed: bool,
    simple_keys: Vec<SimpleKey>,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(bytes: &'a [u8], problem: Option<&'static str>) -> Self {
        Self {
            input: Input::new(bytes, problem),
            started: false,
            tokens: VecDeque::with_capacity(16),
            tokens_parsed: 0,
            token_available: false,
            indent: -1,
            indents: Vec::new(),
            flow_level: 0,
            simple_key_allowed: true,
            simple_keys: Vec::new(),
        }
    }

    /// Notes a mistake; see [`Input::fail`]. go-yaml names the line of the problem, or if that is the
    /// first one, the line where the construct began, which it counts from 0.
    #[cold]
    pub(crate) fn fail(&mut self, start: u32, problem: &'static str) {
        let here = self.input.mark.line;
        let line = if here == 0 { start } else { here + 1 };
        self.input.fail(line, (here, start), problem);
    }

    /// Notes a mistake unless a condition holds.
    pub(crate) fn expect(&mut self, holds: bool, start: u32, problem: &'static str) {
        if !holds {
            self.fail(start, problem);
        }
    }

    /// The next token, left where it is.
    pub(crate) fn peek(&mut self) -> &Token<'a> {
        while !self.token_available {
            let known = !self.tokens.is_empty() && !self.head_may_be_key();
            self.token_available = known || self.input.error().is_some();
            if !self.token_available {
                self.fetch();
            }
        }
        // A stream end stays the last token for whoever asks again.
        if self.tokens.is_empty() {
            self.push(TokenKind::StreamEnd, self.input.mark.line);
        }
        &self.tokens[0]
    }

    /// The next token.
    pub(crate) fn take(&mut self) -> Token<'a> {
        self.peek();
        self.token_available = false;
        self.tokens_parsed += 1;
        self.tokens.pop_front().unwrap_or(Token {
            kind: TokenKind::StreamEnd,
            line: 0,
        })
    }

    /// Whether the first token may turn out to begin a key, so that its colon has to be looked for.
    fn head_may_be_key(&mut self) -> bool {
        let number = self.tokens_parsed;
        // Numbers grow towards the top of the stack.
        let mut at = self
            .simple_keys
            .partition_point(|key| key.token_number < number);
        while let Some(key) = self.simple_keys.get(at) {
            if key.token_number != number {
                break;
            }
            if key.indexed {
                return self.is_valid_key(at);
            }
            at += 1;
        }
        false
    }

    fn is_valid_key(&mut self, at: usize) -> bool {
        let mark = self.input.mark;
        let key = &mut self.simple_keys[at];
        if !key.possible {
            return false;
        }
        if key.mark.line == mark.line && key.mark.index + MAX_SIMPLE_KEY >= mark.index {
            return true;
        }
        key.possible = false;
        let SimpleKey { required, mark, .. } = *key;
        self.expect(!required, mark.line, "could not find expected ':'");
        false
    }

    fn save_simple_key(&mut self) {
        if !self.simple_key_allowed {
            return;
        }
        let key = SimpleKey {
            possible: true,
            required: self.flow_level == 0 && self.indent == self.input.mark.column as isize,
            indexed: true,
            token_number: self.tokens_parsed + self.tokens.len(),
            mark: self.input.mark,
        };
        self.remove_simple_key();
        if let Some(top) = self.simple_keys.last_mut() {
            *top = key;
        }
    }

    fn remove_simple_key(&mut self) {
        if let Some(key) = self.simple_keys.last_mut()
            && key.possible
        {
            key.possible = false;
            key.indexed = false;
            let SimpleKey { required, mark, .. } = *key;
            self.expect(!required, mark.line, "could not find expected ':'");
        }
    }

    fn increase_flow_level(&mut self) {
        self.simple_keys.push(SimpleKey {
            token_number: self.tokens_parsed + self.tokens.len(),
            mark: self.input.mark,
            ..SimpleKey::default()
        });
        self.flow_level += 1;
        self.check_levels(self.flow_level);
    }

    fn check_levels(&mut self, levels: usize) {
        let context = self.simple_keys.last().map_or(0, |key| key.mark.line);
        let problem = "exceeded max depth of 10000";
        self.expect(levels <= MAX_LEVELS, context, problem);
    }

    fn decrease_flow_level(&mut self) {
        if self.flow_level > 0 {
            self.flow_level -= 1;
            // go-yaml forgets by number. An empty collection still has the number of its own
            // opening token, and so makes that token's key be forgotten.
            if let Some(last) = self.simple_keys.pop()
                && let Some(outer) = self.simple_keys.last_mut()
                && outer.token_number == last.token_number
            {
                outer.indexed = false;
            }
        }
    }

    /// Opens a block collection at a column deeper than the current one.
    fn roll_indent(&mut self, mark: Mark, number: Option<usize>, kind: TokenKind<'a>) {
        let column = mark.column as isize;
        if self.flow_level > 0 || self.indent >= column {
            return;
        }
        self.indents.push(self.indent);
        self.indent = column;
        self.check_levels(self.indents.len());
        self.insert(number, kind, mark.line);
    }

    fn unroll_indent(&mut self, column: isize) {
        if self.flow_level > 0 {
            return;
        }
        while self.indent > column {
            self.push(TokenKind::BlockEnd, self.input.mark.line);
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }

    fn push(&mut self, kind: TokenKind<'a>, line: u32) {
        self.tokens.push_back(Token { kind, line });
    }

    /// Puts a token where the token of that number stands, or at the end.
    fn insert(&mut self, number: Option<usize>, kind: TokenKind<'a>, line: u32) {
        let end = self.tokens.len();
        let at = number.and_then(|number| number.checked_sub(self.tokens_parsed));
        let at = at.filter(|at| *at <= end).unwrap_or(end);
        self.tokens.insert(at, Token { kind, line });
    }

    fn fetch(&mut self) {
        self.input.cache(1);
        if !self.started {
            self.started = true;
            self.simple_keys.push(SimpleKey::default());
            return self.push(TokenKind::StreamStart, self.input.mark.line);
        }
        self.skip_to_next_token();
        self.unroll_indent(self.input.mark.column as isize);
        self.input.cache(4);
        let input = &self.input;
        let (byte, line) = (input.byte(), input.mark.line);
        if input.mark.column == 0 && (byte == b'%' || self.at_document_indicator()) {
            return self.fetch_document(byte);
        }
        let in_flow = self.flow_level > 0;
        match byte {
            0 => self.fetch_stream_end(),
            b'[' => self.fetch_flow_start(TokenKind::FlowSequenceStart),
            b'{' => self.fetch_flow_start(TokenKind::FlowMappingStart),
            b']' => self.fetch_flow_end(TokenKind::FlowSequenceEnd),
            b'}' => self.fetch_flow_end(TokenKind::FlowMappingEnd),
            b',' => {
                self.forget_key(true);
                self.indicator(TokenKind::FlowEntry);
            }
            b'-' if input.is_blankz(1) => self.fetch_block_entry(),
            b'?' if in_flow || input.is_blankz(1) => self.fetch_key(),
            b':' if in_flow || input.is_blankz(1) => self.fetch_value(),
            // Indicators that cannot begin a plain scalar; `-`, `?` and `:` are left only before text.
            b'\t' | b'#' | b'%' | b'@' | b'`' => self.no_token(),
            b'|' | b'>' if in_flow => self.no_token(),
            b'|' | b'>' => {
                self.forget_key(true);
                let kind = self.scan_block_scalar(byte == b'|');
                self.push(kind, line);
            }
            _ => {
                self.save_simple_key();
                self.simple_key_allowed = false;
                let kind = match byte {
                    b'*' | b'&' => self.scan_anchor(),
                    b'!' => self.scan_tag(),
                    b'\'' | b'"' => self.scan_quoted(byte),
                    _ => self.scan_plain(),
                };
                self.push(kind, line);
            }
        }
    }

    fn no_token(&mut self) {
        let problem = "found character that cannot start any token";
        self.fail(self.input.mark.line, problem);
    }

    /// A key that may have begun did not; whether one may begin next.
    fn forget_key(&mut self, allowed: bool) {
        self.remove_simple_key();
        self.simple_key_allowed = allowed;
    }

    /// Passes white space, comments and line breaks.
    fn skip_to_next_token(&mut self) {
        loop {
            self.input.cache(1);
            if self.input.mark.column == 0 && self.input.at_bom() {
                self.input.skip();
            }
            self.input.cache(1);
            loop {
                match self.input.byte() {
                    b' ' => {}
                    b'\t' if self.flow_level > 0 || !self.simple_key_allowed => {}
                    _ => break,
                }
                self.input.skip_ascii(1);
                self.input.cache(1);
            }
            if self.input.byte() == b'#' {
                self.input.skip_line_rest();
            }
            if !self.input.is_break(0) {
                return;
            }
            self.input.cache(2);
            self.input.line_break();
            if self.flow_level == 0 {
                self.simple_key_allowed = true;
            }
        }
    }

    fn fetch_stream_end(&mut self) {
        if self.input.mark.column != 0 {
            self.input.mark.column = 0;
            self.input.mark.line += 1;
        }
        self.unroll_indent(-1);
        self.forget_key(false);
        self.push(TokenKind::StreamEnd, self.input.mark.line);
    }

    /// A directive, or the mark of a document.
    fn fetch_document(&mut self, byte: u8) {
        self.unroll_indent(-1);
        self.forget_key(false);
        let line = self.input.mark.line;
        let kind = match byte {
            b'%' => self.scan_directive(),
            b'-' => TokenKind::DocumentStart,
            _ => TokenKind::DocumentEnd,
        };
        if byte != b'%' {
            self.input.skip_ascii(3);
        }
        self.push(kind, line);
    }

    fn indicator(&mut self, kind: TokenKind<'a>) {
        self.push(kind, self.input.mark.line);
        self.input.skip_ascii(1);
    }

    fn fetch_flow_start(&mut self, kind: TokenKind<'a>) {
        self.save_simple_key();
        self.increase_flow_level();
        self.simple_key_allowed = true;
        self.indicator(kind);
    }

    fn fetch_flow_end(&mut self, kind: TokenKind<'a>) {
        self.remove_simple_key();
        self.decrease_flow_level();
        self.simple_key_allowed = false;
        self.indicator(kind);
    }

    /// Opens a block collection at an indicator, which may not stand everywhere.
    fn begin_block(&mut self, kind: TokenKind<'a>, problem: &'static str) {
        let mark = self.input.mark;
        if self.flow_level == 0 {
            self.expect(self.simple_key_allowed, mark.line, problem);
            self.roll_indent(mark, None, kind);
        }
    }

    fn fetch_block_entry(&mut self) {
        let problem = "block sequence entries are not allowed in this context";
        self.begin_block(TokenKind::BlockSequenceStart, problem);
        self.forget_key(true);
        self.indicator(TokenKind::BlockEntry);
    }

    fn fetch_key(&mut self) {
        let problem = "mapping keys are not allowed in this context";
        self.begin_block(TokenKind::BlockMappingStart, problem);
        self.forget_key(self.flow_level == 0);
        self.indicator(TokenKind::Key);
    }

    fn fetch_value(&mut self) {
        let top = self.simple_keys.len() - 1;
        if self.is_valid_key(top) {
            let key = &mut self.simple_keys[top];
            key.possible = false;
            key.indexed = false;
            let (number, mark) = (Some(key.token_number), key.mark);
            self.insert(number, TokenKind::Key, mark.line);
            self.roll_indent(mark, number, TokenKind::BlockMappingStart);
            self.simple_key_allowed = false;
        } else {
            let problem = "mapping values are not allowed in this context";
            self.begin_block(TokenKind::BlockMappingStart, problem);
            self.simple_key_allowed = self.flow_level == 0;
        }
        self.indicator(TokenKind::Value);
    }
}
