//! Flow collections.

use crate::Item;
use crate::reader::Reader;
use crate::text::line_end;

impl<'a> Reader<'a> {
    /// A collection in brackets or braces.
    pub(crate) fn flow(&mut self) -> Option<()> {
        let mapping = self.peek(0) == b'{';
        let close = if mapping { b'}' } else { b']' };
        self.open(if mapping {
            Item::Mapping
        } else {
            Item::Sequence
        })?;
        self.at += 1;
        self.flow_space()?;
        if self.peek(0) != close {
            loop {
                if mapping {
                    let key = self.flow_scalar()?;
                    self.skip_spaces();
                    // Behind a quoted key the colon needs no blank; behind a plain one it would
                    // not be found.
                    if self.peek(0) != b':' {
                        return None;
                    }
                    self.at += 1;
                    self.items.push(key);
                    self.flow_space()?;
                }
                match self.peek(0) {
                    b'[' | b'{' => self.flow()?,
                    _ => {
                        let value = self.flow_scalar()?;
                        self.items.push(value);
                    }
                }
                self.flow_space()?;
                let byte = self.peek(0);
                if byte == close {
                    break;
                }
                if byte != b',' {
                    return None;
                }
                self.at += 1;
                self.flow_space()?;
            }
        }
        self.at += 1;
        self.close();
        Some(())
    }

    /// Passes blanks, comments and line ends between the parts of a collection.
    fn flow_space(&mut self) -> Option<()> {
        loop {
            let before = self.at;
            self.skip_spaces();
            match self.peek(0) {
                b'#' if self.at > before => self.at = line_end(self.bytes, self.at),
                b'\n' => {
                    self.at += 1;
                    if self.at >= self.bytes.len() {
                        return None;
                    }
                    self.line = self.at;
                    // It might be the mark of a document.
                    if matches!(self.peek(0), b'-' | b'.' | b'%' | b'#') {
                        return None;
                    }
                }
                _ => return Some(()),
            }
        }
    }

    fn flow_scalar(&mut self) -> Option<Item<'a>> {
        let first = self.peek(0);
        if matches!(first, b'\'' | b'"') {
            let start = self.at;
            let text = self.quoted()?;
            // Keys may not be longer, and hardly anything else is.
            return (self.at - start < 1000).then_some(Item::Text(text));
        }
        let start = self.at;
        let plain = first.is_ascii_alphanumeric()
            || matches!(first, b'_' | b'.' | b'/' | b'$' | b'~' | b'+' | b'(')
            || first == b'-' && self.peek(1).is_ascii_alphanumeric();
        if !plain {
            return None;
        }
        loop {
            match self.peek(0) {
                b',' | b']' | b'}' | b'\n' => break,
                b':' if matches!(self.peek(1), b' ' | b'\n') => break,
                b'#' if self.bytes[self.at - 1] == b' ' => return None,
                b'[' | b'{' | b'?' | b'\t' => return None,
                b':' if self.peek(1) == b'\t' => return None,
                _ => self.at += 1,
            }
        }
        let text = self.text.get(start..self.at)?.trim_end_matches(' ');
        (text.len() < 1000).then_some(Item::Plain(text))
    }
}
