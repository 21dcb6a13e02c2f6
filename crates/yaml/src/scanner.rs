//! The scanner: characters to tokens, with libyaml's rules for indentation and simple keys as
//! go-yaml v2 keeps them (`scannerc.go`).

use std::collections::VecDeque;

use crate::error::Error;
use crate::input::{Input, Mark};
use crate::token::{Token, TokenKind, scan_error};

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

    /// The next token, left where it is.
    pub(crate) fn peek(&mut self) -> Result<&Token<'a>, Error> {
        if !self.token_available {
            self.fetch_more()?;
        }
        // A stream end stays the last token for whoever asks again.
        if self.tokens.is_empty() {
            self.push(TokenKind::StreamEnd, self.input.mark);
        }
        Ok(&self.tokens[0])
    }

    /// The next token.
    pub(crate) fn take(&mut self) -> Result<Token<'a>, Error> {
        self.peek()?;
        self.token_available = false;
        self.tokens_parsed += 1;
        Ok(self.tokens.pop_front().unwrap_or(Token {
            kind: TokenKind::StreamEnd,
            line: 0,
            end_line: 0,
        }))
    }

    fn fetch_more(&mut self) -> Result<(), Error> {
        while self.tokens.is_empty() || self.head_may_be_key()? {
            self.fetch()?;
        }
        self.token_available = true;
        Ok(())
    }

    /// Whether the first token may turn out to begin a key, so that its colon has to be looked for.
    fn head_may_be_key(&mut self) -> Result<bool, Error> {
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
        Ok(false)
    }

    fn is_valid_key(&mut self, at: usize) -> Result<bool, Error> {
        let mark = self.input.mark;
        let key = &mut self.simple_keys[at];
        if !key.possible {
            return Ok(false);
        }
        if key.mark.line < mark.line || key.mark.index + MAX_SIMPLE_KEY < mark.index {
            if key.required {
                return Err(scan_error(mark, key.mark, "could not find expected ':'"));
            }
            key.possible = false;
        }
        Ok(key.possible)
    }

    fn save_simple_key(&mut self) -> Result<(), Error> {
        if !self.simple_key_allowed {
            return Ok(());
        }
        let key = SimpleKey {
            possible: true,
            required: self.flow_level == 0 && self.indent == self.input.mark.column as isize,
            indexed: true,
            token_number: self.tokens_parsed + self.tokens.len(),
            mark: self.input.mark,
        };
        self.remove_simple_key()?;
        if let Some(top) = self.simple_keys.last_mut() {
            *top = key;
        }
        Ok(())
    }

    fn remove_simple_key(&mut self) -> Result<(), Error> {
        let mark = self.input.mark;
        if let Some(key) = self.simple_keys.last_mut()
            && key.possible
        {
            if key.required {
                return Err(scan_error(mark, key.mark, "could not find expected ':'"));
            }
            key.possible = false;
            key.indexed = false;
        }
        Ok(())
    }

    fn increase_flow_level(&mut self) -> Result<(), Error> {
        self.simple_keys.push(SimpleKey {
            token_number: self.tokens_parsed + self.tokens.len(),
            mark: self.input.mark,
            ..SimpleKey::default()
        });
        self.flow_level += 1;
        self.check_levels(self.flow_level)
    }

    fn check_levels(&self, levels: usize) -> Result<(), Error> {
        if levels > MAX_LEVELS {
            let context = self.simple_keys.last().map_or(Mark::default(), |k| k.mark);
            return Err(scan_error(
                self.input.mark,
                context,
                "exceeded max depth of 10000",
            ));
        }
        Ok(())
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
    fn roll_indent(
        &mut self,
        column: usize,
        number: Option<usize>,
        kind: TokenKind<'a>,
        mark: Mark,
    ) -> Result<(), Error> {
        let column = column as isize;
        if self.flow_level > 0 || self.indent >= column {
            return Ok(());
        }
        self.indents.push(self.indent);
        self.indent = column;
        self.check_levels(self.indents.len())?;
        self.insert(number, kind, mark);
        Ok(())
    }

    fn unroll_indent(&mut self, column: isize) {
        if self.flow_level > 0 {
            return;
        }
        while self.indent > column {
            self.push(TokenKind::BlockEnd, self.input.mark);
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }

    fn push(&mut self, kind: TokenKind<'a>, mark: Mark) {
        self.tokens.push_back(Token {
            kind,
            line: mark.line,
            end_line: mark.line,
        });
    }

    /// Puts a token where the token of that number stands, or at the end.
    fn insert(&mut self, number: Option<usize>, kind: TokenKind<'a>, mark: Mark) {
        let token = Token {
            kind,
            line: mark.line,
            end_line: mark.line,
        };
        match number.and_then(|number| number.checked_sub(self.tokens_parsed)) {
            Some(at) if at <= self.tokens.len() => self.tokens.insert(at, token),
            _ => self.tokens.push_back(token),
        }
    }

    fn fetch(&mut self) -> Result<(), Error> {
        self.input.cache(1)?;
        if !self.started {
            self.started = true;
            self.simple_keys.push(SimpleKey::default());
            self.push(TokenKind::StreamStart, self.input.mark);
            return Ok(());
        }
        self.skip_to_next_token()?;
        self.unroll_indent(self.input.mark.column as isize);
        self.input.cache(4)?;
        let input = &self.input;
        let byte = input.byte();
        if input.mark.column == 0 {
            match byte {
                b'%' => return self.fetch_directive(),
                b'-' if input.at(1) == b'-' && input.at(2) == b'-' && input.is_blankz(3) => {
                    return self.fetch_document(TokenKind::DocumentStart);
                }
                b'.' if input.at(1) == b'.' && input.at(2) == b'.' && input.is_blankz(3) => {
                    return self.fetch_document(TokenKind::DocumentEnd);
                }
                _ => {}
            }
        }
        let in_flow = self.flow_level > 0;
        match byte {
            0 => self.fetch_stream_end(),
            b'[' => self.fetch_flow_start(TokenKind::FlowSequenceStart),
            b'{' => self.fetch_flow_start(TokenKind::FlowMappingStart),
            b']' => self.fetch_flow_end(TokenKind::FlowSequenceEnd),
            b'}' => self.fetch_flow_end(TokenKind::FlowMappingEnd),
            b',' => self.fetch_flow_entry(),
            b'-' if input.is_blankz(1) => self.fetch_block_entry(),
            b'?' if in_flow || input.is_blankz(1) => self.fetch_key(),
            b':' if in_flow || input.is_blankz(1) => self.fetch_value(),
            b'*' | b'&' => {
                self.begin_node()?;
                let token = self.scan_anchor()?;
                self.tokens.push_back(token);
                Ok(())
            }
            b'!' => {
                self.begin_node()?;
                let token = self.scan_tag()?;
                self.tokens.push_back(token);
                Ok(())
            }
            b'|' | b'>' if !in_flow => {
                self.remove_simple_key()?;
                self.simple_key_allowed = true;
                let token = self.scan_block_scalar(byte == b'|')?;
                self.tokens.push_back(token);
                Ok(())
            }
            b'\'' | b'"' => {
                self.begin_node()?;
                let token = self.scan_quoted(byte)?;
                self.tokens.push_back(token);
                Ok(())
            }
            // Indicators that cannot begin a plain scalar; `-`, `?` and `:` are left only before text.
            b'\t' | b'#' | b'|' | b'>' | b'%' | b'@' | b'`' => Err(scan_error(
                self.input.mark,
                self.input.mark,
                "found character that cannot start any token",
            )),
            _ => {
                self.begin_node()?;
                let token = self.scan_plain()?;
                self.tokens.push_back(token);
                Ok(())
            }
        }
    }

    fn begin_node(&mut self) -> Result<(), Error> {
        self.save_simple_key()?;
        self.simple_key_allowed = false;
        Ok(())
    }

    /// Passes white space, comments and line breaks.
    fn skip_to_next_token(&mut self) -> Result<(), Error> {
        loop {
            self.input.cache(1)?;
            if self.input.mark.column == 0 && self.input.at_bom() {
                self.input.skip();
            }
            self.input.cache(1)?;
            loop {
                match self.input.byte() {
                    b' ' => {}
                    b'\t' if self.flow_level > 0 || !self.simple_key_allowed => {}
                    _ => break,
                }
                self.input.skip_ascii(1);
                self.input.cache(1)?;
            }
            if self.input.byte() == b'#' {
                self.input.skip_line_rest()?;
            }
            if !self.input.is_break(0) {
                return Ok(());
            }
            self.input.cache(2)?;
            self.input.line_break();
            if self.flow_level == 0 {
                self.simple_key_allowed = true;
            }
        }
    }

    fn fetch_stream_end(&mut self) -> Result<(), Error> {
        if self.input.mark.column != 0 {
            self.input.mark.column = 0;
            self.input.mark.line += 1;
        }
        self.unroll_indent(-1);
        self.remove_simple_key()?;
        self.simple_key_allowed = false;
        self.push(TokenKind::StreamEnd, self.input.mark);
        Ok(())
    }

    fn fetch_directive(&mut self) -> Result<(), Error> {
        self.unroll_indent(-1);
        self.remove_simple_key()?;
        self.simple_key_allowed = false;
        let token = self.scan_directive()?;
        self.tokens.push_back(token);
        Ok(())
    }

    fn fetch_document(&mut self, kind: TokenKind<'a>) -> Result<(), Error> {
        self.unroll_indent(-1);
        self.remove_simple_key()?;
        self.simple_key_allowed = false;
        self.push(kind, self.input.mark);
        self.input.skip_ascii(3);
        Ok(())
    }

    fn indicator(&mut self, kind: TokenKind<'a>) {
        self.push(kind, self.input.mark);
        self.input.skip_ascii(1);
    }

    fn fetch_flow_start(&mut self, kind: TokenKind<'a>) -> Result<(), Error> {
        self.save_simple_key()?;
        self.increase_flow_level()?;
        self.simple_key_allowed = true;
        self.indicator(kind);
        Ok(())
    }

    fn fetch_flow_end(&mut self, kind: TokenKind<'a>) -> Result<(), Error> {
        self.remove_simple_key()?;
        self.decrease_flow_level();
        self.simple_key_allowed = false;
        self.indicator(kind);
        Ok(())
    }

    fn fetch_flow_entry(&mut self) -> Result<(), Error> {
        self.remove_simple_key()?;
        self.simple_key_allowed = true;
        self.indicator(TokenKind::FlowEntry);
        Ok(())
    }

    fn fetch_block_entry(&mut self) -> Result<(), Error> {
        let mark = self.input.mark;
        if self.flow_level == 0 {
            if !self.simple_key_allowed {
                let problem = "block sequence entries are not allowed in this context";
                return Err(scan_error(mark, mark, problem));
            }
            self.roll_indent(mark.column, None, TokenKind::BlockSequenceStart, mark)?;
        }
        self.remove_simple_key()?;
        self.simple_key_allowed = true;
        self.indicator(TokenKind::BlockEntry);
        Ok(())
    }

    fn fetch_key(&mut self) -> Result<(), Error> {
        let mark = self.input.mark;
        if self.flow_level == 0 {
            if !self.simple_key_allowed {
                let problem = "mapping keys are not allowed in this context";
                return Err(scan_error(mark, mark, problem));
            }
            self.roll_indent(mark.column, None, TokenKind::BlockMappingStart, mark)?;
        }
        self.remove_simple_key()?;
        self.simple_key_allowed = self.flow_level == 0;
        self.indicator(TokenKind::Key);
        Ok(())
    }

    fn fetch_value(&mut self) -> Result<(), Error> {
        let mark = self.input.mark;
        let top = self.simple_keys.len() - 1;
        if self.is_valid_key(top)? {
            let key = self.simple_keys[top];
            let number = Some(key.token_number);
            self.insert(number, TokenKind::Key, key.mark);
            let kind = TokenKind::BlockMappingStart;
            self.roll_indent(key.mark.column, number, kind, key.mark)?;
            self.simple_keys[top].possible = false;
            self.simple_keys[top].indexed = false;
            self.simple_key_allowed = false;
        } else {
            if self.flow_level == 0 {
                if !self.simple_key_allowed {
                    let problem = "mapping values are not allowed in this context";
                    return Err(scan_error(mark, mark, problem));
                }
                self.roll_indent(mark.column, None, TokenKind::BlockMappingStart, mark)?;
            }
            self.simple_key_allowed = self.flow_level == 0;
        }
        self.indicator(TokenKind::Value);
        Ok(())
    }
}
