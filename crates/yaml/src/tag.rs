//! Scanning directives, tags, anchors and aliases.

use crate::error::Error;
use crate::input::{Mark, width};
use crate::scanner::Scanner;
use crate::token::{Token, TokenKind, scan_error};

/// Longest number in a `%YAML` directive.
const MAX_NUMBER: usize = 2;

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

impl<'a> Scanner<'a> {
    fn fail<T>(&self, start: Mark, problem: &str) -> Result<T, Error> {
        Err(scan_error(self.input.mark, start, problem))
    }

    /// Passes letters, digits, `_` and `-`.
    fn word(&mut self) -> Result<&'a str, Error> {
        self.input.cache(1)?;
        let start = self.input.pos;
        while is_word(self.input.byte()) {
            self.input.skip_ascii(1);
            self.input.cache(1)?;
        }
        Ok(self.input.slice(start, self.input.pos))
    }

    fn blanks(&mut self) -> Result<(), Error> {
        self.input.cache(1)?;
        while self.input.is_blank(0) {
            self.input.skip_ascii(1);
            self.input.cache(1)?;
        }
        Ok(())
    }

    fn token(&self, start: Mark, kind: TokenKind<'a>) -> Token<'a> {
        Token {
            kind,
            line: start.line,
            end_line: self.input.mark.line,
        }
    }

    pub(crate) fn scan_directive(&mut self) -> Result<Token<'a>, Error> {
        let start = self.input.mark;
        self.input.skip_ascii(1);
        let name = self.word()?;
        if name.is_empty() {
            return self.fail(start, "could not find expected directive name");
        }
        if !self.input.is_blankz(0) {
            return self.fail(start, "found unexpected non-alphabetical character");
        }
        let kind = match name {
            "YAML" => {
                self.blanks()?;
                let major = self.version_number(start)?;
                if self.input.byte() != b'.' {
                    return self.fail(start, "did not find expected digit or '.' character");
                }
                self.input.skip_ascii(1);
                TokenKind::Version(major, self.version_number(start)?)
            }
            "TAG" => {
                self.blanks()?;
                let handle = self.tag_handle(true, start)?;
                self.input.cache(1)?;
                if !self.input.is_blank(0) {
                    return self.fail(start, "did not find expected whitespace");
                }
                self.blanks()?;
                let prefix = self.tag_uri("", start)?;
                self.input.cache(1)?;
                if !self.input.is_blankz(0) {
                    return self.fail(start, "did not find expected whitespace or line break");
                }
                TokenKind::TagDirective { handle, prefix }
            }
            _ => return self.fail(start, "found unknown directive name"),
        };
        let token = self.token(start, kind);
        self.line_end(start)?;
        Ok(token)
    }

    /// Passes blanks, a comment and the line break, and minds anything else.
    pub(crate) fn line_end(&mut self, start: Mark) -> Result<(), Error> {
        self.blanks()?;
        if self.input.byte() == b'#' {
            self.input.skip_line_rest()?;
        }
        if !self.input.is_break_or_end(0) {
            return self.fail(start, "did not find expected comment or line break");
        }
        if self.input.is_break(0) {
            self.input.cache(2)?;
            self.input.line_break();
        }
        Ok(())
    }

    fn version_number(&mut self, start: Mark) -> Result<u8, Error> {
        self.input.cache(1)?;
        let (mut value, mut length) = (0, 0);
        while self.input.byte().is_ascii_digit() {
            length += 1;
            if length > MAX_NUMBER {
                return self.fail(start, "found extremely long version number");
            }
            value = value * 10 + (self.input.byte() - b'0');
            self.input.skip_ascii(1);
            self.input.cache(1)?;
        }
        if length == 0 {
            return self.fail(start, "did not find expected version number");
        }
        Ok(value)
    }

    pub(crate) fn scan_anchor(&mut self) -> Result<Token<'a>, Error> {
        let start = self.input.mark;
        let is_alias = self.input.byte() == b'*';
        self.input.skip_ascii(1);
        let name = self.word()?;
        let followed = self.input.is_blankz(0)
            || matches!(
                self.input.byte(),
                b'?' | b':' | b',' | b']' | b'}' | b'%' | b'@' | b'`'
            );
        if name.is_empty() || !followed {
            let problem = "did not find expected alphabetic or numeric character";
            return self.fail(start, problem);
        }
        let kind = if is_alias {
            TokenKind::Alias(name)
        } else {
            TokenKind::Anchor(name)
        };
        Ok(self.token(start, kind))
    }

    pub(crate) fn scan_tag(&mut self) -> Result<Token<'a>, Error> {
        let start = self.input.mark;
        self.input.cache(2)?;
        let (handle, suffix) = if self.input.at(1) == b'<' {
            self.input.skip_ascii(2);
            let suffix = self.tag_uri("", start)?;
            if self.input.byte() != b'>' {
                return self.fail(start, "did not find the expected '>'");
            }
            self.input.skip_ascii(1);
            ("", suffix)
        } else {
            let handle = self.tag_handle(false, start)?;
            if handle.len() > 1 && handle.ends_with('!') {
                (handle, self.tag_uri("", start)?)
            } else {
                // What looked like a handle is the beginning of the tag.
                let suffix = self.tag_uri(handle, start)?;
                if suffix.is_empty() {
                    ("", String::from("!"))
                } else {
                    ("!", suffix)
                }
            }
        };
        self.input.cache(1)?;
        if !self.input.is_blankz(0) {
            return self.fail(start, "did not find expected whitespace or line break");
        }
        Ok(self.token(start, TokenKind::Tag { handle, suffix }))
    }

    fn tag_handle(&mut self, directive: bool, start: Mark) -> Result<&'a str, Error> {
        self.input.cache(1)?;
        if self.input.byte() != b'!' {
            return self.fail(start, "did not find expected '!'");
        }
        let from = self.input.pos;
        self.input.skip_ascii(1);
        self.word()?;
        if self.input.byte() == b'!' {
            self.input.skip_ascii(1);
        } else if directive && self.input.pos > from + 1 {
            return self.fail(start, "did not find expected '!'");
        }
        Ok(self.input.slice(from, self.input.pos))
    }

    fn tag_uri(&mut self, head: &str, start: Mark) -> Result<String, Error> {
        let mut uri = Vec::from(head.get(1..).unwrap_or_default());
        let mut any = !head.is_empty();
        self.input.cache(1)?;
        loop {
            match self.input.byte() {
                b'%' => self.uri_escapes(&mut uri, start)?,
                byte if is_word(byte) || b";/?:@&=+$,.!~*'()[]".contains(&byte) => {
                    uri.push(byte);
                    self.input.skip_ascii(1);
                }
                _ => break,
            }
            self.input.cache(1)?;
            any = true;
        }
        if !any {
            return self.fail(start, "did not find expected tag URI");
        }
        Ok(String::from_utf8_lossy(&uri).into_owned())
    }

    /// One character in escapes, `%C3%A9`.
    fn uri_escapes(&mut self, uri: &mut Vec<u8>, start: Mark) -> Result<(), Error> {
        let mut left = 0;
        loop {
            self.input.cache(3)?;
            let digit = |byte: u8| (byte as char).to_digit(16);
            let octet = match (digit(self.input.at(1)), digit(self.input.at(2))) {
                (Some(high), Some(low)) if self.input.byte() == b'%' => (high << 4 | low) as u8,
                _ => return self.fail(start, "did not find URI escaped octet"),
            };
            if left == 0 {
                left = width(octet);
                if left == 0 {
                    return self.fail(start, "found an incorrect leading UTF-8 octet");
                }
            } else if octet & 0xc0 != 0x80 {
                return self.fail(start, "found an incorrect trailing UTF-8 octet");
            }
            uri.push(octet);
            self.input.skip_ascii(3);
            left -= 1;
            if left == 0 {
                return Ok(());
            }
        }
    }
}
