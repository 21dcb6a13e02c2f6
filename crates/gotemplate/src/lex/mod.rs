//! Template text to tokens.
//!
//! The lexer works on demand and keeps only where it is. Positions are byte offsets, lines count
//! from 1. What Go finds wrong comes out as an [`Kind::Error`] token, after which there is nothing.

mod scan;

use crate::unicode;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Error,
    Bool,
    Char,
    CharConstant,
    Complex,
    Assign,
    Declare,
    Eof,
    Field,
    Identifier,
    LeftDelim,
    LeftParen,
    Number,
    Pipe,
    RawString,
    RightDelim,
    RightParen,
    Space,
    String,
    Text,
    Variable,
    Block,
    Break,
    Continue,
    Define,
    Dot,
    Else,
    End,
    If,
    Nil,
    Range,
    Template,
    With,
}

impl Kind {
    fn keyword(word: &[u8]) -> Option<Kind> {
        Some(match word {
            b"block" => Kind::Block,
            b"break" => Kind::Break,
            b"continue" => Kind::Continue,
            b"define" => Kind::Define,
            b"else" => Kind::Else,
            b"end" => Kind::End,
            b"if" => Kind::If,
            b"nil" => Kind::Nil,
            b"range" => Kind::Range,
            b"template" => Kind::Template,
            b"with" => Kind::With,
            _ => return None,
        })
    }

    /// Whether Go prints the token as `<word>`.
    pub(crate) fn is_keyword(self) -> bool {
        self as u8 >= Kind::Block as u8
    }
}

/// A piece of the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
    pub line: u32,
}

pub(crate) struct Lexer<'t> {
    text: &'t [u8],
    at: usize,
    start: usize,
    line: u32,
    start_line: u32,
    inside: bool,
    parens: u32,
    // The last read ran into the end, so there is nothing to step back over.
    at_end: bool,
    error: Option<Vec<u8>>,
    /// Whether `break` is a keyword and not a function.
    pub break_ok: bool,
    /// Whether `continue` is a keyword and not a function.
    pub continue_ok: bool,
}

// What the next reading step does.
enum Step {
    Emit(Token),
    Text,
}

impl<'t> Lexer<'t> {
    pub(crate) fn new(text: &'t [u8]) -> Self {
        Lexer {
            text,
            at: 0,
            start: 0,
            line: 1,
            start_line: 1,
            inside: false,
            parens: 0,
            at_end: false,
            error: None,
            break_ok: true,
            continue_ok: true,
        }
    }

    /// The message of the error token.
    pub(crate) fn error(&self) -> &[u8] {
        self.error.as_deref().unwrap_or_default()
    }

    /// The next token; the end again and again at the end.
    pub(crate) fn next(&mut self) -> Token {
        if self.inside {
            return self.inside_action();
        }
        loop {
            if let Step::Emit(token) = self.plain_text() {
                return token;
            }
        }
    }

    fn emit(&mut self, kind: Kind) -> Token {
        let token = Token {
            kind,
            start: self.start,
            end: self.at,
            line: self.start_line,
        };
        self.start = self.at;
        self.start_line = self.line;
        token
    }

    // Ends the reading for good.
    fn fail(&mut self, message: impl Into<Vec<u8>>) -> Token {
        let token = Token {
            kind: Kind::Error,
            start: self.start,
            end: self.start,
            line: self.start_line,
        };
        // The first mistake is the one to tell.
        self.error.get_or_insert_with(|| message.into());
        self.text = b"";
        self.at = 0;
        self.start = 0;
        token
    }

    // Leaves out what was passed over, counting its lines.
    fn ignore(&mut self) {
        self.line += newlines(&self.text[self.start..self.at]);
        self.start = self.at;
        self.start_line = self.line;
    }

    fn rest(&self) -> &'t [u8] {
        &self.text[self.at..]
    }

    // Text up to the next action, or past a comment.
    fn plain_text(&mut self) -> Step {
        let Some(x) = find(self.rest(), b"{{") else {
            self.at = self.text.len();
            if self.at > self.start {
                self.line += newlines(&self.text[self.start..self.at]);
                return Step::Emit(self.emit(Kind::Text));
            }
            return Step::Emit(self.emit(Kind::Eof));
        };
        if x > 0 {
            self.at += x;
            let trim = if left_trim(&self.text[self.at + 2..]) {
                let before = &self.text[self.start..self.at];
                before.len() - trim_end(before).len()
            } else {
                0
            };
            self.at -= trim;
            self.line += newlines(&self.text[self.start..self.at]);
            let token = self.emit(Kind::Text);
            self.at += trim;
            self.ignore();
            if token.end > token.start {
                return Step::Emit(token);
            }
        }
        self.left_delim()
    }

    fn left_delim(&mut self) -> Step {
        self.at += 2;
        let marker = if left_trim(self.rest()) { 2 } else { 0 };
        if self.text[self.at + marker..].starts_with(b"/*") {
            self.at += marker;
            self.ignore();
            return self.comment();
        }
        let token = self.emit(Kind::LeftDelim);
        self.inside = true;
        self.at += marker;
        self.ignore();
        self.parens = 0;
        Step::Emit(token)
    }

    fn comment(&mut self) -> Step {
        self.at += 2;
        let Some(x) = find(self.rest(), b"*/") else {
            return Step::Emit(self.fail("unclosed comment"));
        };
        self.at += x + 2;
        let Some(trim) = self.right_delim() else {
            return Step::Emit(self.fail("comment ends before closing delimiter"));
        };
        self.ignore();
        self.at += if trim { 4 } else { 2 };
        if trim {
            self.at += self.rest().len() - trim_start(self.rest()).len();
        }
        self.ignore();
        Step::Text
    }

    // Whether a right delimiter is here, and if so whether it trims.
    fn right_delim(&self) -> Option<bool> {
        let rest = self.rest();
        if right_trim(rest) && rest[2..].starts_with(b"}}") {
            Some(true)
        } else {
            rest.starts_with(b"}}").then_some(false)
        }
    }

    fn close(&mut self) -> Token {
        let trim = self.right_delim() == Some(true);
        if trim {
            self.at += 2;
            self.ignore();
        }
        self.at += 2;
        let token = self.emit(Kind::RightDelim);
        if trim {
            self.at += self.rest().len() - trim_start(self.rest()).len();
            self.ignore();
        }
        self.inside = false;
        token
    }
}

fn is_space(rune: u32) -> bool {
    matches!(rune, 0x20 | 0x09 | 0x0d | 0x0a)
}

fn is_alphanumeric(rune: u32) -> bool {
    rune == u32::from(b'_') || unicode::is_letter(rune) || unicode::is_digit(rune)
}

fn left_trim(text: &[u8]) -> bool {
    matches!(text, [b'-', s, ..] if is_space(u32::from(*s)))
}

fn right_trim(text: &[u8]) -> bool {
    matches!(text, [s, b'-', ..] if is_space(u32::from(*s)))
}

fn trim_end(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|&b| !is_space(u32::from(b)));
    &text[..end.map_or(0, |i| i + 1)]
}

fn trim_start(text: &[u8]) -> &[u8] {
    let start = text.iter().position(|&b| !is_space(u32::from(b)));
    &text[start.unwrap_or(text.len())..]
}

fn newlines(text: &[u8]) -> u32 {
    text.iter().filter(|&&b| b == b'\n').count() as u32
}

fn find(text: &[u8], two: &[u8; 2]) -> Option<usize> {
    let mut at = 0;
    while let Some(x) = text[at..].iter().position(|&b| b == two[0]) {
        at += x;
        if text.get(at + 1) == Some(&two[1]) {
            return Some(at);
        }
        at += 1;
    }
    None
}
