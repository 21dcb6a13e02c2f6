//! A text of TOML, and how far it is read.
//!
//! Facts: `BurntSushi/toml` 1.6 reads rune by rune with a step back, and tells the line it has come
//! to, in its own ways at the end of the text and of a line.

use chartroom_gotemplate::{strconv, unicode};

use super::scope::Scope;

/// What is wrong with the text, in the library's words.
pub(super) struct Mistake {
    /// As the library counts: from 1, but a line less where it means the line before.
    pub(super) line: i64,
    pub(super) text: String,
}

/// What was read, or what is wrong with it.
pub(super) type Outcome<T> = Result<T, Mistake>;

/// What the end of the text reads as.
pub(super) const END: char = '\0';

/// The document, and how far it is read.
pub(super) struct Reader<'a> {
    text: &'a [u8],
    start: usize,
    at: usize,
    pub(super) line: i64,
    ended: bool,
    pub(super) scope: Scope,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a [u8]) -> Self {
        Reader {
            text,
            start: 0,
            at: 0,
            line: 1,
            ended: false,
            scope: Scope::default(),
        }
    }

    /// The next character, [`END`] behind the last.
    pub(super) fn next(&mut self) -> Outcome<char> {
        let rest = &self.text[self.at..];
        let Some(first) = rest.first() else {
            self.ended = true;
            return Ok(END);
        };
        let (rune, width) = unicode::decode(rest);
        if rune == unicode::INVALID && width == 1 {
            return Err(self.here(format!("invalid UTF-8 byte: 0x{first:02x}")));
        }
        let c = char::from_u32(rune).unwrap_or_default();
        let alone = c == '\r' && rest.get(1) != Some(&b'\n');
        if alone || c.is_ascii_control() && !matches!(c, '\t' | '\r' | '\n') {
            return Err(self.here(format!(
                "TOML files cannot contain control characters: '0x{rune:02x}'"
            )));
        }
        self.line += i64::from(c == '\n');
        self.at += width;
        Ok(c)
    }

    /// Back to before the character that was read last.
    pub(super) fn back(&mut self) {
        if self.ended {
            self.ended = false;
            return;
        }
        let continues = |byte: u8| byte & 0xc0 == 0x80;
        self.at = self.at.saturating_sub(1);
        while self.at > 0 && continues(self.text[self.at]) {
            self.at -= 1;
        }
        self.line -= i64::from(self.text.get(self.at) == Some(&b'\n'));
    }

    pub(super) fn accept(&mut self, wanted: char) -> Outcome<bool> {
        let found = self.next()? == wanted;
        if !found {
            self.back();
        }
        Ok(found)
    }

    pub(super) fn peek(&mut self) -> Outcome<char> {
        let found = self.next();
        if found.is_ok() {
            self.back();
        }
        found
    }

    /// Reads on while characters are of a kind.
    pub(super) fn pass(&mut self, within: fn(char) -> bool) -> Outcome<()> {
        while within(self.next()?) {}
        self.back();
        Ok(())
    }

    /// Skips what was read so far, and blanks.
    pub(super) fn blanks(&mut self) -> Outcome<()> {
        self.pass(|c| matches!(c, ' ' | '\t'))?;
        self.skip();
        Ok(())
    }

    /// What comes next begins here.
    pub(super) fn skip(&mut self) {
        self.start = self.at;
    }

    /// What was read since, but for so many bytes.
    pub(super) fn since(&self, behind: usize) -> &'a str {
        let end = self.at.saturating_sub(behind).max(self.start);
        // It was read rune by rune.
        std::str::from_utf8(&self.text[self.start..end]).unwrap_or_default()
    }

    /// A comment, up to the end of its line.
    pub(super) fn comment(&mut self) -> Outcome<()> {
        self.pass(|c| !matches!(c, '\r' | '\n' | END))?;
        self.skip();
        Ok(())
    }

    /// Whatever may stand between the items of a list: white space, line ends and comments; then
    /// the next character.
    pub(super) fn gap(&mut self) -> Outcome<char> {
        loop {
            match self.next()? {
                ' ' | '\t' | '\r' | '\n' => self.skip(),
                '#' => self.comment()?,
                c => return Ok(c),
            }
        }
    }

    /// A mistake in this line.
    pub(super) fn here(&self, text: impl Into<String>) -> Mistake {
        let (line, text) = (self.line, text.into());
        Mistake { line, text }
    }

    /// A mistake in the line before.
    pub(super) fn before(&self, text: impl Into<String>) -> Mistake {
        let (line, text) = (self.line - 1, text.into());
        Mistake { line, text }
    }

    /// A mistake in this line, or in the last that has text.
    pub(super) fn wrong(&self, text: impl Into<String>) -> Mistake {
        match self.ended && self.text[..self.at].ends_with(b"\n") {
            true => self.before(text),
            false => self.here(text),
        }
    }

    /// A mistake in this line, or in the one before the end.
    pub(super) fn odd(&self, text: impl Into<String>) -> Mistake {
        match self.ended {
            true => self.before(text),
            false => self.here(text),
        }
    }
}

/// A character in Go's quotes.
pub(super) fn quoted(c: char) -> String {
    let mut quoted = Vec::new();
    strconv::quote_rune(&mut quoted, u32::from(c), false);
    String::from_utf8_lossy(&quoted).into_owned()
}

/// A character in plain quotes.
pub(super) fn plain(c: char) -> String {
    match c {
        END => "end of file".to_owned(),
        c => format!("'{c}'"),
    }
}
