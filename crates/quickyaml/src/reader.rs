//! Where the reader is, and going to the next line that says something.

use crate::Item;
use crate::text::line_end;

/// Deeper nesting than anybody writes is left to others.
const MAX_DEPTH: usize = 64;

pub(crate) struct Reader<'a> {
    pub(crate) text: &'a str,
    pub(crate) bytes: &'a [u8],
    pub(crate) at: usize,
    /// Where the line begins that `at` is in.
    pub(crate) line: usize,
    /// Column of the content that [`Reader::next_line`] found, -1 at the end.
    pub(crate) column: isize,
    pub(crate) items: Vec<Item<'a>>,
    /// Scalars that have names, and where they are among the items.
    pub(crate) anchors: Vec<(&'a str, usize)>,
    pub(crate) aliases: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Reader {
            text,
            bytes: text.as_bytes(),
            at: 0,
            line: 0,
            column: 0,
            items: Vec::with_capacity(64 + text.len() / 32),
            anchors: Vec::new(),
            aliases: 0,
            depth: 0,
        }
    }

    /// Reads all there is.
    pub(crate) fn document(&mut self) -> Option<()> {
        if self.text.starts_with("---\n") {
            self.at = 4;
        }
        self.next_line()?;
        if self.column < 0 {
            self.items.push(Item::Nothing);
            return Some(());
        }
        self.block(-1)?;
        (self.column < 0).then_some(())
    }

    /// The byte at an offset from the position; behind the end there is a line feed.
    #[inline]
    pub(crate) fn peek(&self, offset: usize) -> u8 {
        self.bytes.get(self.at + offset).copied().unwrap_or(b'\n')
    }

    #[inline]
    pub(crate) fn skip_spaces(&mut self) {
        while self.peek(0) == b' ' {
            self.at += 1;
        }
    }

    /// Goes from the start of a line to the next content, past empty lines and comments.
    pub(crate) fn next_line(&mut self) -> Option<()> {
        loop {
            self.line = self.at;
            self.skip_spaces();
            if self.at >= self.bytes.len() {
                self.column = -1;
                return Some(());
            }
            match self.peek(0) {
                b'\n' => self.at += 1,
                b'#' => self.at = line_end(self.bytes, self.at) + 1,
                b'\t' => return None,
                // Directives and the marks of documents.
                b'%' | b'-' | b'.' if self.at == self.line && self.is_mark() => return None,
                _ => {
                    self.column = (self.at - self.line) as isize;
                    return Some(());
                }
            }
        }
    }

    fn is_mark(&self) -> bool {
        let first = self.peek(0);
        first == b'%' || self.peek(1) == first && self.peek(2) == first
    }

    /// Passes what may follow a value on its line, and goes to the next content.
    pub(crate) fn end_line(&mut self) -> Option<()> {
        let before = self.at;
        self.skip_spaces();
        match self.peek(0) {
            b'\n' => {}
            b'#' if self.at > before => self.at = line_end(self.bytes, self.at),
            _ => return None,
        }
        self.at += 1;
        self.next_line()
    }

    /// Whether an entry of a list begins here.
    #[inline]
    pub(crate) fn at_entry(&self) -> bool {
        self.peek(0) == b'-' && matches!(self.peek(1), b' ' | b'\n')
    }

    pub(crate) fn open(&mut self, item: Item<'a>) -> Option<()> {
        self.depth += 1;
        self.items.push(item);
        (self.depth <= MAX_DEPTH).then_some(())
    }

    pub(crate) fn close(&mut self) {
        self.depth -= 1;
        self.items.push(Item::End);
    }
}
