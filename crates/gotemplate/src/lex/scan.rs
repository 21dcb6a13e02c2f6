//! Inside an action.

use super::{Kind, Lexer, Token, is_alphanumeric, is_space};
use crate::strconv;
use crate::unicode;

/// Stands for the end of the text.
const EOF: u32 = u32::MAX;

impl Lexer<'_> {
    fn read(&mut self) -> u32 {
        let (rune, width) = unicode::decode(self.rest());
        if width == 0 {
            self.at_end = true;
            return EOF;
        }
        self.at += width;
        if rune == u32::from(b'\n') {
            self.line += 1;
        }
        rune
    }

    // Undoes the last read. At the end there is nothing to undo, and once the end was seen Go
    // does not step back at all.
    fn back(&mut self) {
        if self.at_end || self.at == 0 {
            return;
        }
        let (rune, width) = unicode::decode_last(&self.text[..self.at]);
        self.at -= width;
        if rune == u32::from(b'\n') {
            self.line -= 1;
        }
    }

    fn peek(&mut self) -> u32 {
        let rune = self.read();
        self.back();
        rune
    }

    fn accept(&mut self, set: &[u8]) -> bool {
        let rune = self.read();
        if u8::try_from(rune).is_ok_and(|b| set.contains(&b)) {
            return true;
        }
        self.back();
        false
    }

    fn accept_run(&mut self, set: &[u8]) {
        while self.accept(set) {}
    }

    pub(super) fn inside_action(&mut self) -> Token {
        if self.right_delim().is_some() {
            if self.parens == 0 {
                return self.close();
            }
            return self.fail("unclosed left paren");
        }
        let rune = self.read();
        let byte = u8::try_from(rune).unwrap_or(0xff);
        match byte {
            _ if rune == EOF => self.fail("unclosed action"),
            b' ' | b'\t' | b'\r' | b'\n' => {
                self.back();
                self.space()
            }
            b'=' => self.emit(Kind::Assign),
            b':' => {
                if self.read() != u32::from(b'=') {
                    return self.fail("expected :=");
                }
                self.emit(Kind::Declare)
            }
            b'|' => self.emit(Kind::Pipe),
            b'"' => self.quoted(b'"', "unterminated quoted string", Kind::String),
            b'\'' => self.quoted(b'\'', "unterminated character constant", Kind::CharConstant),
            b'`' => self.raw_string(),
            b'$' => {
                if self.at_terminator() {
                    return self.emit(Kind::Variable);
                }
                self.word(Kind::Variable)
            }
            b'.' if self.rest().first().is_some_and(|b| !b.is_ascii_digit()) => {
                if self.at_terminator() {
                    return self.emit(Kind::Dot);
                }
                self.word(Kind::Field)
            }
            b'.' | b'+' | b'-' | b'0'..=b'9' => {
                self.back();
                self.number()
            }
            b'(' => {
                self.parens += 1;
                self.emit(Kind::LeftParen)
            }
            b')' => match self.parens.checked_sub(1) {
                Some(n) => {
                    self.parens = n;
                    self.emit(Kind::RightParen)
                }
                None => self.fail("unexpected right paren"),
            },
            _ if is_alphanumeric(rune) => {
                self.back();
                self.identifier()
            }
            0x20..=0x7e => self.emit(Kind::Char),
            _ => self.fail(format!(
                "unrecognized character in action: {}",
                code_point(rune)
            )),
        }
    }

    // A run of white space, leaving one character to a trimming right delimiter.
    fn space(&mut self) -> Token {
        let mut n = 0;
        while is_space(self.peek()) {
            self.read();
            n += 1;
        }
        let last = &self.text[self.at - 1..];
        if super::right_trim(last) && last[2..].starts_with(b"}}") {
            self.back();
            if n == 1 {
                return self.close();
            }
        }
        self.emit(Kind::Space)
    }

    fn identifier(&mut self) -> Token {
        let mut rune = self.read();
        while is_alphanumeric(rune) {
            rune = self.read();
        }
        self.back();
        let word = &self.text[self.start..self.at];
        if !self.at_terminator() {
            return self.fail(format!("bad character {}", code_point(rune)));
        }
        let kind = match Kind::keyword(word) {
            Some(Kind::Break) if !self.break_ok => Kind::Identifier,
            Some(Kind::Continue) if !self.continue_ok => Kind::Identifier,
            Some(keyword) => keyword,
            None if word == b"true" || word == b"false" => Kind::Bool,
            None => Kind::Identifier,
        };
        self.emit(kind)
    }

    // The name of a field or variable, its first character being read.
    fn word(&mut self, kind: Kind) -> Token {
        let mut rune = self.read();
        while is_alphanumeric(rune) {
            rune = self.read();
        }
        self.back();
        if !self.at_terminator() {
            return self.fail(format!("bad character {}", code_point(rune)));
        }
        self.emit(kind)
    }

    fn at_terminator(&mut self) -> bool {
        let rune = self.peek();
        is_space(rune)
            || rune == EOF
            || u8::try_from(rune).is_ok_and(|b| b".,|:)(".contains(&b))
            || self.rest().starts_with(b"}}")
    }

    fn quoted(&mut self, end: u8, unterminated: &str, kind: Kind) -> Token {
        loop {
            let mut rune = self.read();
            if rune == u32::from(b'\\') {
                rune = self.read();
                if rune != EOF && rune != u32::from(b'\n') {
                    continue;
                }
            }
            if rune == EOF || rune == u32::from(b'\n') {
                return self.fail(unterminated);
            }
            if rune == u32::from(end) {
                return self.emit(kind);
            }
        }
    }

    fn raw_string(&mut self) -> Token {
        loop {
            match self.read() {
                EOF => return self.fail("unterminated raw quoted string"),
                0x60 => return self.emit(Kind::RawString),
                _ => {}
            }
        }
    }

    fn number(&mut self) -> Token {
        if !self.scan_number() {
            return self.bad_number();
        }
        let sign = self.peek();
        if sign == u32::from(b'+') || sign == u32::from(b'-') {
            // Complex: 1+2i, without spaces.
            if !self.scan_number() || self.text[self.at - 1] != b'i' {
                return self.bad_number();
            }
            return self.emit(Kind::Complex);
        }
        self.emit(Kind::Number)
    }

    fn bad_number(&mut self) -> Token {
        let mut message = b"bad number syntax: ".to_vec();
        strconv::append_quote(&mut message, &self.text[self.start..self.at]);
        self.fail(message)
    }

    // Takes in more than numbers; the parser finds out.
    fn scan_number(&mut self) -> bool {
        self.accept(b"+-");
        let mut digits: &[u8] = b"0123456789_";
        if self.accept(b"0") {
            if self.accept(b"xX") {
                digits = b"0123456789abcdefABCDEF_";
            } else if self.accept(b"oO") {
                digits = b"01234567_";
            } else if self.accept(b"bB") {
                digits = b"01_";
            }
        }
        self.accept_run(digits);
        if self.accept(b".") {
            self.accept_run(digits);
        }
        let exponent: &[u8] = match digits.len() {
            11 => b"eE",
            23 => b"pP",
            _ => b"",
        };
        if !exponent.is_empty() && self.accept(exponent) {
            self.accept(b"+-");
            self.accept_run(b"0123456789_");
        }
        self.accept(b"i");
        if is_alphanumeric(self.peek()) {
            self.read();
            return false;
        }
        true
    }
}

// Go's %#U. The end of the text is rune -1 there.
fn code_point(rune: u32) -> String {
    if rune == EOF {
        return "U+FFFFFFFFFFFFFFFF".to_owned();
    }
    let mut text = format!("U+{rune:04X}");
    if let (true, Some(c)) = (unicode::is_print(rune), char::from_u32(rune)) {
        text.push_str(&format!(" '{c}'"));
    }
    text
}
