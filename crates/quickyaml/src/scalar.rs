//! Scalars: plain and quoted ones on one line, and block scalars.

use std::borrow::Cow;

use crate::Item;
use crate::reader::Reader;
use crate::text::line_end;

/// The longest key there may be.
const MAX_KEY: usize = 1024;

impl<'a> Reader<'a> {
    /// A scalar on this line, which may turn out to be a key. Blanks behind it are passed where a
    /// colon follows.
    pub(crate) fn scalar(&mut self) -> Option<Item<'a>> {
        let start = self.at;
        let item = match self.peek(0) {
            b'\'' | b'"' => {
                let text = self.quoted()?;
                let end = self.at;
                self.skip_spaces();
                if self.peek(0) != b':' {
                    self.at = end;
                }
                Item::Text(text)
            }
            _ => Item::Plain(self.plain()?),
        };
        // Only a key may not be so long; others do not get this far on one line.
        (self.peek(0) != b':' || self.at - start < MAX_KEY).then_some(item)
    }

    /// A plain scalar outside of flow collections, up to its colon, comment or line end.
    fn plain(&mut self) -> Option<&'a str> {
        match self.peek(0) {
            b'-' | b':' | b'?' if matches!(self.peek(1), b' ' | b'\t' | b'\n') => return None,
            b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'%'
            | b'@' | b'`' | b'\n' => return None,
            _ => {}
        }
        self.plain_line()
    }

    /// The part of a plain scalar that is on this line.
    fn plain_line(&mut self) -> Option<&'a str> {
        let rest = &self.bytes[self.at..];
        let mut end = 0;
        let mut last = b' ';
        for byte in rest {
            match byte {
                b'\n' => break,
                b'\t' => return None,
                b':' => match rest.get(end + 1) {
                    None | Some(b' ' | b'\n') => break,
                    Some(b'\t') => return None,
                    _ => {}
                },
                b'#' if last == b' ' => break,
                _ => {}
            }
            last = *byte;
            end += 1;
        }
        let start = self.at;
        self.at += end;
        let text = self.text.get(start..self.at)?.trim_end_matches(' ');
        // A comment needs its blank when the line's end is looked at.
        self.at -= usize::from(self.peek(0) == b'#');
        Some(text)
    }

    /// A plain scalar in a collection at `column` that goes on below its first line. No such text
    /// means anything but itself.
    pub(crate) fn folded(&mut self, first: &'a str, column: isize) -> Option<Item<'a>> {
        // Outside of all collections there may be the mark of a document.
        if column < 0 {
            return None;
        }
        let mut out = first.to_owned();
        loop {
            let end = self.at;
            self.skip_spaces();
            if self.peek(0) != b'\n' {
                self.at = end;
                self.end_line()?;
                break;
            }
            let mut empty = 0;
            let mut line;
            loop {
                self.at += 1;
                line = self.at;
                self.skip_spaces();
                if self.at >= self.bytes.len() || self.peek(0) != b'\n' {
                    break;
                }
                empty += 1;
            }
            if self.at >= self.bytes.len()
                || (self.at - line) as isize <= column
                || self.peek(0) == b'#'
            {
                self.at = line;
                self.next_line()?;
                break;
            }
            if empty == 0 {
                out.push(' ');
            }
            for _ in 0..empty {
                out.push('\n');
            }
            out.push_str(self.plain_line()?);
        }
        (self.column <= column).then_some(Item::Text(Cow::Owned(out)))
    }

    /// A quoted scalar that ends on its line.
    pub(crate) fn quoted(&mut self) -> Option<Cow<'a, str>> {
        let quote = self.peek(0);
        self.at += 1;
        let mut out = String::new();
        loop {
            let from = self.at;
            let rest = &self.bytes[from..];
            let length = rest
                .iter()
                .position(|byte| *byte == quote || matches!(byte, b'\\' | b'\n'))?;
            self.at += length;
            let mut end = self.at;
            let mut more = None;
            match (quote, rest[length], self.peek(1)) {
                (b'\'', b'\\', _) => {
                    end += 1;
                    more = Some((1, ""));
                }
                (b'\'', b'\'', b'\'') => more = Some((2, "'")),
                (b'"', b'\\', escape) => {
                    let text = match escape {
                        b'n' => "\n",
                        b't' => "\t",
                        b'"' => "\"",
                        b'\\' => "\\",
                        _ => return None,
                    };
                    more = Some((2, text));
                }
                (_, b'\n', _) => return None,
                _ => {}
            }
            let piece = self.text.get(from..end)?;
            let Some((width, text)) = more else {
                self.at += 1;
                if out.is_empty() {
                    return Some(Cow::Borrowed(piece));
                }
                out.push_str(piece);
                return Some(Cow::Owned(out));
            };
            out.push_str(piece);
            out.push_str(text);
            self.at += width;
        }
    }

    /// A block scalar in a collection at column `parent`.
    pub(crate) fn block_scalar(&mut self, parent: isize) -> Option<()> {
        let literal = self.peek(0) == b'|';
        self.at += 1;
        let (mut keep, mut strip) = (false, false);
        match self.peek(0) {
            b'+' => keep = true,
            b'-' => strip = true,
            _ => self.at -= 1,
        }
        self.at += 1;
        let header = self.at;
        self.skip_spaces();
        match self.peek(0) {
            b'\n' => {}
            b'#' if self.at > header => self.at = line_end(self.bytes, self.at),
            _ => return None,
        }
        self.at += 1;
        let indent = self.block_indent(parent)?;
        let mut out = String::new();
        // Line feeds that are not written yet: that of the last line, and those of empty lines.
        let (mut broken, mut empty) = (false, 0);
        let mut was_blank = false;
        while self.at < self.bytes.len() {
            let line = self.at;
            self.skip_spaces();
            if self.at == self.bytes.len() {
                return None;
            }
            if self.peek(0) == b'\n' && self.at - line <= indent {
                self.at += 1;
                empty += 1;
                continue;
            }
            if self.at - line < indent {
                if self.peek(0) == b'\t' {
                    return None;
                }
                self.at = line;
                break;
            }
            let end = line_end(self.bytes, line + indent);
            if end == self.bytes.len() {
                return None;
            }
            let blank = matches!(self.bytes[line + indent], b' ' | b'\t');
            if broken && (literal || was_blank || blank) {
                out.push('\n');
            } else if broken && empty == 0 {
                out.push(' ');
            }
            for _ in 0..empty {
                out.push('\n');
            }
            out.push_str(self.text.get(line + indent..end)?);
            (broken, empty, was_blank) = (true, 0, blank);
            self.at = end + 1;
        }
        if broken && !strip {
            out.push('\n');
        }
        if keep {
            for _ in 0..empty {
                out.push('\n');
            }
        }
        self.items.push(Item::Text(Cow::Owned(out)));
        self.next_line()?;
        (self.column <= parent).then_some(())
    }

    /// The indentation of a block scalar: that of its first line with text.
    fn block_indent(&mut self, parent: isize) -> Option<usize> {
        let start = self.at;
        let mut deepest = 0;
        loop {
            let line = self.at;
            self.skip_spaces();
            let column = self.at - line;
            deepest = deepest.max(column);
            if self.at < self.bytes.len() && self.peek(0) == b'\n' {
                self.at += 1;
                continue;
            }
            if self.peek(0) == b'\t' {
                return None;
            }
            self.at = start;
            return Some(deepest.max((parent + 1) as usize).max(1));
        }
    }
}
