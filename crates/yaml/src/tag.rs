//! Scanning directives, tags, anchors and aliases.

use crate::input::width;
use crate::scanner::Scanner;
use crate::token::TokenKind;

/// Longest number in a `%YAML` directive.
const MAX_NUMBER: usize = 2;

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

impl<'a> Scanner<'a> {
    /// Passes letters, digits, `_` and `-`.
    fn word(&mut self) -> &'a str {
        self.input.cache(1);
        let start = self.input.pos;
        while is_word(self.input.byte()) {
            self.input.skip_ascii(1);
            self.input.cache(1);
        }
        self.input.slice(start, self.input.pos)
    }

    fn blanks(&mut self) {
        self.input.cache(1);
        while self.input.is_blank(0) {
            self.input.skip_ascii(1);
            self.input.cache(1);
        }
    }

    pub(crate) fn scan_directive(&mut self) -> TokenKind<'a> {
        let start = self.input.mark.line;
        self.input.skip_ascii(1);
        let name = self.word();
        let problem = "could not find expected directive name";
        self.expect(!name.is_empty(), start, problem);
        let problem = "found unexpected non-alphabetical character";
        self.expect(self.input.is_blankz(0), start, problem);
        let kind = match name {
            "YAML" => {
                self.blanks();
                let major = self.version_number(start);
                let problem = "did not find expected digit or '.' character";
                self.expect(self.input.byte() == b'.', start, problem);
                self.input.skip_ascii(1);
                TokenKind::Version(major, self.version_number(start))
            }
            "TAG" => {
                self.blanks();
                let handle = self.tag_handle(true, start);
                self.input.cache(1);
                let problem = "did not find expected whitespace";
                self.expect(self.input.is_blank(0), start, problem);
                self.blanks();
                let prefix = self.tag_uri("", start);
                self.tag_ends(start);
                TokenKind::TagDirective { handle, prefix }
            }
            _ => {
                self.fail(start, "found unknown directive name");
                TokenKind::StreamEnd
            }
        };
        self.line_end(start);
        kind
    }

    /// Passes blanks, a comment and the line break, and minds anything else.
    pub(crate) fn line_end(&mut self, start: u32) {
        self.blanks();
        if self.input.byte() == b'#' {
            self.input.skip_line_rest();
        }
        let problem = "did not find expected comment or line break";
        self.expect(self.input.is_break_or_end(0), start, problem);
        if self.input.is_break(0) {
            self.input.cache(2);
            self.input.line_break();
        }
    }

    fn version_number(&mut self, start: u32) -> u8 {
        self.input.cache(1);
        let (mut value, mut length) = (0, 0);
        while self.input.byte().is_ascii_digit() && length <= MAX_NUMBER {
            length += 1;
            value = value * 10 + u32::from(self.input.byte() - b'0');
            self.input.skip_ascii(1);
            self.input.cache(1);
        }
        let problem = "found extremely long version number";
        self.expect(length <= MAX_NUMBER, start, problem);
        let problem = "did not find expected version number";
        self.expect(length > 0, start, problem);
        value as u8
    }

    pub(crate) fn scan_anchor(&mut self) -> TokenKind<'a> {
        let start = self.input.mark.line;
        let is_alias = self.input.byte() == b'*';
        self.input.skip_ascii(1);
        let name = self.word();
        let followed = self.input.is_blankz(0) || b"?:,]}%@`".contains(&self.input.byte());
        let problem = "did not find expected alphabetic or numeric character";
        self.expect(!name.is_empty() && followed, start, problem);
        if is_alias {
            TokenKind::Alias(name)
        } else {
            TokenKind::Anchor(name)
        }
    }

    pub(crate) fn scan_tag(&mut self) -> TokenKind<'a> {
        let start = self.input.mark.line;
        self.input.cache(2);
        let (mut handle, mut head) = ("", "");
        let verbatim = self.input.at(1) == b'<';
        if verbatim {
            self.input.skip_ascii(2);
        } else {
            handle = self.tag_handle(false, start);
            if handle.len() < 2 || !handle.ends_with('!') {
                // What looked like a handle is the beginning of the tag.
                (handle, head) = ("!", handle);
            }
        }
        let mut suffix = self.tag_uri(head, start);
        if verbatim {
            let problem = "did not find the expected '>'";
            self.expect(self.input.byte() == b'>', start, problem);
            self.input.skip_ascii(1);
        } else if suffix.is_empty() {
            (handle, suffix) = ("", String::from("!"));
        }
        self.tag_ends(start);
        TokenKind::Tag { handle, suffix }
    }

    fn tag_ends(&mut self, start: u32) {
        self.input.cache(1);
        let problem = "did not find expected whitespace or line break";
        self.expect(self.input.is_blankz(0), start, problem);
    }

    fn tag_handle(&mut self, directive: bool, start: u32) -> &'a str {
        self.input.cache(1);
        let problem = "did not find expected '!'";
        self.expect(self.input.byte() == b'!', start, problem);
        let from = self.input.pos;
        self.input.skip_ascii(1);
        let name = self.word();
        if self.input.byte() == b'!' {
            self.input.skip_ascii(1);
        } else {
            self.expect(!directive || name.is_empty(), start, problem);
        }
        self.input.slice(from, self.input.pos)
    }

    fn tag_uri(&mut self, head: &str, start: u32) -> String {
        let mut uri = Vec::from(head.get(1..).unwrap_or_default());
        let mut any = !head.is_empty();
        self.input.cache(1);
        loop {
            match self.input.byte() {
                b'%' => self.uri_escapes(&mut uri, start),
                byte if is_word(byte) || b";/?:@&=+$,.!~*'()[]".contains(&byte) => {
                    uri.push(byte);
                    self.input.skip_ascii(1);
                }
                _ => break,
            }
            self.input.cache(1);
            any = true;
        }
        self.expect(any, start, "did not find expected tag URI");
        String::from_utf8_lossy(&uri).into_owned()
    }

    /// One character in escapes, `%C3%A9`.
    fn uri_escapes(&mut self, uri: &mut Vec<u8>, start: u32) {
        let mut left = 0;
        loop {
            self.input.cache(3);
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
                return;
            }
        }
    }
}
