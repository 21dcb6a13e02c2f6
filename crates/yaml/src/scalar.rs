//! Scanning scalars: plain, quoted, and block.

use std::borrow::Cow;

use crate::scanner::Scanner;
use crate::token::TokenKind;

/// White space between two pieces of a scalar, and what it folds to.
#[derive(Default)]
struct Gap {
    /// A line break was met.
    broken: bool,
    /// The blanks before any line break, as a range of the text.
    blanks: (usize, usize),
    /// The first line break.
    first: &'static str,
    /// The first line break if it is one that folding keeps.
    kept: String,
    /// The line breaks after it.
    more: String,
}

impl Gap {
    fn clear(&mut self) {
        self.broken = false;
        self.blanks = (0, 0);
        self.first = "";
        self.kept.clear();
        self.more.clear();
    }

    fn add_break(&mut self, text: &str) {
        if self.broken {
            self.more.push_str(text);
        } else {
            self.broken = true;
            self.blanks = (0, 0);
            self.add_first(text);
        }
    }

    fn add_first(&mut self, text: &str) {
        if text == "\n" {
            self.first = "\n";
        } else {
            self.kept.push_str(text);
        }
    }

    /// Appends what the line breaks fold to.
    fn fold_into(&self, out: &mut String) {
        if self.first == "\n" {
            if self.more.is_empty() {
                out.push(' ');
            }
        } else {
            out.push_str(&self.kept);
        }
        out.push_str(&self.more);
    }
}

impl<'a> Scanner<'a> {
    /// Whether `---` or `...` stands at the start of a line.
    pub(crate) fn at_document_indicator(&self) -> bool {
        let input = &self.input;
        input.mark.column == 0
            && matches!(input.byte(), b'-' | b'.')
            && input.at(1) == input.byte()
            && input.at(2) == input.byte()
            && input.is_blankz(3)
    }

    pub(crate) fn scan_plain(&mut self) -> TokenKind<'a> {
        let start = self.input.mark.line;
        let from = self.input.pos;
        let indent = self.indent + 1;
        let mut end = from;
        // Text that had to be put together; until then it is the slice from `from` to `end`.
        let mut built: Option<String> = None;
        let mut gap = Gap::default();
        loop {
            self.input.cache(4);
            if self.at_document_indicator() || self.input.byte() == b'#' {
                break;
            }
            let piece = self.input.pos;
            self.plain_piece();
            if self.input.pos > piece {
                if gap.broken && built.is_none() {
                    built = Some(self.input.slice(from, end).to_owned());
                }
                if let Some(built) = &mut built {
                    if gap.broken {
                        gap.fold_into(built);
                    } else {
                        built.push_str(self.input.slice(gap.blanks.0, gap.blanks.1));
                    }
                    built.push_str(self.input.slice(piece, self.input.pos));
                }
                gap.clear();
                end = self.input.pos;
            }
            if !self.input.is_blank(0) && !self.input.is_break(0) {
                break;
            }
            self.input.cache(1);
            self.gap(&mut gap, indent, start);
            if self.flow_level == 0 && (self.input.mark.column as isize) < indent {
                break;
            }
        }
        if gap.broken {
            self.simple_key_allowed = true;
        }
        let text = match built {
            Some(built) => Cow::Owned(built),
            None => Cow::Borrowed(self.input.slice(from, end)),
        };
        TokenKind::Scalar { text, plain: true }
    }

    /// Passes text up to white space or what ends a plain scalar.
    fn plain_piece(&mut self) {
        let in_flow = self.flow_level > 0;
        loop {
            let rest = self.input.rest();
            let run = rest
                .iter()
                .position(|byte| {
                    matches!(
                        byte,
                        b' ' | b'\t'
                            | b'\n'
                            | b'\r'
                            | b':'
                            | b','
                            | b'?'
                            | b'['
                            | b']'
                            | b'{'
                            | b'}'
                            | 0x80..
                    )
                })
                .unwrap_or(rest.len());
            self.input.skip_ascii(run);
            self.input.cache(2);
            match self.input.byte() {
                b':' if self.input.is_blankz(1) => return,
                b',' | b'?' | b'[' | b']' | b'{' | b'}' if in_flow => return,
                _ if self.input.is_blankz(0) => return,
                _ => self.input.skip(),
            }
            self.input.cache(2);
        }
    }

    /// Passes blanks and line breaks. On a further line a tab before column `indent` is an error.
    fn gap(&mut self, gap: &mut Gap, indent: isize, start: u32) {
        loop {
            if self.input.is_blank(0) {
                let column = self.input.mark.column as isize;
                if gap.broken && column < indent && self.input.byte() == b'\t' {
                    return self.fail(start, "found a tab character that violates indentation");
                }
                if !gap.broken {
                    if gap.blanks.1 == 0 {
                        gap.blanks.0 = self.input.pos;
                    }
                    gap.blanks.1 = self.input.pos + 1;
                }
                self.input.skip_ascii(1);
            } else if self.input.is_break(0) {
                self.input.cache(2);
                gap.add_break(self.input.line_break());
            } else {
                return;
            }
            self.input.cache(1);
        }
    }

    pub(crate) fn scan_quoted(&mut self, quote: u8) -> TokenKind<'a> {
        let start = self.input.mark.line;
        self.input.skip_ascii(1);
        if let Some(kind) = self.simple_quoted(quote) {
            return kind;
        }
        let mut out = String::new();
        let mut gap = Gap::default();
        loop {
            self.input.cache(4);
            if self.at_document_indicator() {
                self.fail(start, "found unexpected document indicator");
            }
            if self.input.byte() == 0 {
                self.fail(start, "found unexpected end of stream");
                break;
            }
            gap.clear();
            while !self.input.is_blankz(0) {
                let byte = self.input.byte();
                if byte == quote {
                    if quote == b'"' || self.input.at(1) != b'\'' {
                        break;
                    }
                    out.push('\'');
                    self.input.skip_ascii(2);
                } else if byte == b'\\' && quote == b'"' {
                    if self.input.is_break(1) {
                        self.input.cache(3);
                        self.input.skip_ascii(1);
                        self.input.line_break();
                        // The escaped break itself folds to nothing.
                        gap.broken = true;
                        break;
                    }
                    self.escape(&mut out, start);
                } else {
                    let from = self.input.pos;
                    self.input.skip();
                    out.push_str(self.input.slice(from, self.input.pos));
                }
                self.input.cache(2);
            }
            self.input.cache(1);
            if self.input.byte() == quote {
                break;
            }
            self.gap(&mut gap, 0, start);
            if gap.broken {
                gap.fold_into(&mut out);
            } else {
                out.push_str(self.input.slice(gap.blanks.0, gap.blanks.1));
            }
        }
        self.input.skip_ascii(1);
        let text = Cow::Owned(out);
        TokenKind::Scalar { text, plain: false }
    }

    /// A quoted scalar that is a slice of the text: on one line, without escapes.
    fn simple_quoted(&mut self, quote: u8) -> Option<TokenKind<'a>> {
        let rest = self.input.rest();
        let end = rest.iter().position(|byte| {
            *byte == quote || matches!(byte, b'\\' | b'\n' | b'\r' | 0xc2 | 0xe2)
        })?;
        if rest[end] != quote || quote == b'\'' && rest.get(end + 1).is_none_or(|b| *b == b'\'') {
            return None;
        }
        let from = self.input.pos;
        self.input.skip_to(from + end);
        let text = Cow::Borrowed(self.input.slice(from, from + end));
        self.input.skip_ascii(1);
        Some(TokenKind::Scalar { text, plain: false })
    }

    /// An escape in double quotes.
    fn escape(&mut self, out: &mut String, start: u32) {
        let digits = match self.input.at(1) {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            other => {
                out.push(match other {
                    b'0' => '\0',
                    b'a' => '\x07',
                    b'b' => '\x08',
                    b't' | b'\t' => '\t',
                    b'n' => '\n',
                    b'v' => '\x0b',
                    b'f' => '\x0c',
                    b'r' => '\r',
                    b'e' => '\x1b',
                    b' ' | b'"' | b'\'' | b'\\' => other as char,
                    b'N' => '\u{85}',
                    b'_' => '\u{a0}',
                    b'L' => '\u{2028}',
                    b'P' => '\u{2029}',
                    _ => {
                        return self.fail(start, "found unknown escape character");
                    }
                });
                self.input.skip_ascii(2);
                return;
            }
        };
        self.input.skip_ascii(2);
        self.input.cache(digits);
        let mut value = 0_u32;
        for offset in 0..digits {
            let Some(digit) = (self.input.at(offset) as char).to_digit(16) else {
                return self.fail(start, "did not find expected hexdecimal number");
            };
            value = value << 4 | digit;
        }
        let Some(c) = char::from_u32(value) else {
            return self.fail(start, "found invalid Unicode character escape code");
        };
        out.push(c);
        self.input.skip_ascii(digits);
    }

    pub(crate) fn scan_block_scalar(&mut self, literal: bool) -> TokenKind<'a> {
        let start = self.input.mark.line;
        self.input.skip_ascii(1);
        let (mut keep, mut strip, mut increment) = (false, false, 0);
        // The chomping indicator and the indentation, in either order, each once.
        let (mut chomped, mut indented) = (false, false);
        loop {
            self.input.cache(1);
            match self.input.byte() {
                sign @ (b'+' | b'-') if !chomped => {
                    keep = sign == b'+';
                    strip = !keep;
                    chomped = true;
                }
                b'0' if !indented => {
                    self.fail(start, "found an indentation indicator equal to 0");
                    break;
                }
                digit @ b'1'..=b'9' if !indented => {
                    increment = isize::from(digit - b'0');
                    indented = true;
                }
                _ => break,
            }
            self.input.skip_ascii(1);
        }
        self.line_end(start);
        let mut indent = match increment {
            0 => 0,
            _ => self.indent.max(0) + increment,
        };
        let mut out = String::new();
        let mut gap = Gap::default();
        self.block_breaks(&mut indent, &mut gap.more, start);
        self.input.cache(1);
        let mut leading_blank = false;
        while self.input.mark.column as isize == indent && self.input.byte() != 0 {
            let blank = self.input.is_blank(0);
            if !literal && !leading_blank && !blank && gap.first == "\n" {
                if gap.more.is_empty() {
                    out.push(' ');
                }
            } else {
                out.push_str(gap.first);
                out.push_str(&gap.kept);
            }
            out.push_str(&gap.more);
            gap.clear();
            leading_blank = blank;
            self.block_line(&mut out);
            self.input.cache(2);
            gap.add_first(self.input.line_break());
            self.block_breaks(&mut indent, &mut gap.more, start);
        }
        if !strip {
            out.push_str(gap.first);
            out.push_str(&gap.kept);
        }
        if keep {
            out.push_str(&gap.more);
        }
        let text = Cow::Owned(out);
        TokenKind::Scalar { text, plain: false }
    }

    /// Copies the rest of a line.
    fn block_line(&mut self, out: &mut String) {
        loop {
            let rest = self.input.rest();
            let run = rest
                .iter()
                .position(|byte| matches!(byte, b'\n' | b'\r' | 0xc2 | 0xe2))
                .unwrap_or(rest.len());
            let from = self.input.pos;
            self.input.skip_to(from + run);
            self.input.cache(1);
            out.push_str(self.input.slice(from, from + run));
            if self.input.is_break_or_end(0) {
                return;
            }
            if run == 0 || !self.input.rest().is_empty() {
                let from = self.input.pos;
                self.input.skip();
                out.push_str(self.input.slice(from, self.input.pos));
                self.input.cache(1);
            }
        }
    }

    /// Passes indentation and empty lines; settles the indentation if it is still open.
    fn block_breaks(&mut self, indent: &mut isize, breaks: &mut String, start: u32) {
        let mut deepest = 0;
        loop {
            self.input.cache(1);
            let within = |column: usize| *indent == 0 || (column as isize) < *indent;
            while within(self.input.mark.column) && self.input.byte() == b' ' {
                self.input.skip_ascii(1);
                self.input.cache(1);
            }
            deepest = deepest.max(self.input.mark.column as isize);
            if within(self.input.mark.column) && self.input.byte() == b'\t' {
                return self.fail(
                    start,
                    "found a tab character where an indentation space is expected",
                );
            }
            if !self.input.is_break(0) {
                break;
            }
            self.input.cache(2);
            breaks.push_str(self.input.line_break());
        }
        if *indent == 0 {
            *indent = deepest.max(self.indent + 1).max(1);
        }
    }
}
