//! Block mappings and lists.

use crate::Item;
use crate::reader::Reader;

/// From a hundred on, go-yaml counts what aliases stand for.
const MAX_ALIASES: usize = 100;

impl<'a> Reader<'a> {
    /// What begins on this line, deeper than column `parent`. Leaves the reader at the first line
    /// behind it.
    pub(crate) fn block(&mut self, parent: isize) -> Option<()> {
        let column = self.column;
        if self.at_entry() {
            return self.sequence(column);
        }
        if matches!(self.peek(0), b'[' | b'{') {
            return self.inline(parent);
        }
        let scalar = self.scalar()?;
        if self.at_colon() {
            return self.mapping(column, scalar);
        }
        self.end_of_scalar(scalar, parent)
    }

    /// A mapping from the colon of its first key on.
    fn mapping(&mut self, column: isize, key: Item<'a>) -> Option<()> {
        self.open(Item::Mapping)?;
        let mut key = key;
        while self.at_colon() {
            self.at += 1;
            self.items.push(key);
            self.value(column)?;
            if self.column != column {
                self.close();
                return (self.column < column).then_some(());
            }
            key = self.scalar()?;
        }
        None
    }

    fn at_colon(&self) -> bool {
        self.peek(0) == b':' && matches!(self.peek(1), b' ' | b'\n')
    }

    /// The value of a key at `column`.
    fn value(&mut self, column: isize) -> Option<()> {
        self.skip_spaces();
        if matches!(self.peek(0), b'\n' | b'#') {
            self.end_of_key()?;
            // A list may stand as far to the left as its key.
            if self.column == column && self.at_entry() {
                return self.sequence(column);
            }
            return self.below(column);
        }
        self.inline(column)
    }

    /// Passes the end of a line behind `:` or `-`.
    fn end_of_key(&mut self) -> Option<()> {
        // The space that a comment needs before it has been passed already.
        self.at -= usize::from(self.bytes[self.at - 1] == b' ');
        self.end_line()
    }

    /// What stands below an empty rest of a line, if it is deeper than `column`.
    fn below(&mut self, column: isize) -> Option<()> {
        if self.column > column {
            return self.block(column);
        }
        self.items.push(Item::Nothing);
        Some(())
    }

    /// A list whose entries begin at `column`.
    fn sequence(&mut self, column: isize) -> Option<()> {
        self.open(Item::Sequence)?;
        while self.column == column && self.at_entry() {
            self.at += 1;
            self.entry(column)?;
        }
        self.close();
        (self.column <= column).then_some(())
    }

    /// An entry behind its `-`.
    fn entry(&mut self, column: isize) -> Option<()> {
        self.skip_spaces();
        match self.peek(0) {
            b'\n' | b'#' => {
                self.end_of_key()?;
                return self.below(column);
            }
            b'|' | b'>' | b'[' | b'{' | b'&' | b'*' => return self.inline(column),
            _ => {}
        }
        let inner = (self.at - self.line) as isize;
        if self.at_entry() {
            self.column = inner;
            return self.sequence(inner);
        }
        let scalar = self.scalar()?;
        if self.at_colon() {
            return self.mapping(inner, scalar);
        }
        self.end_of_scalar(scalar, column)
    }

    /// A value that begins on this line, in a collection at `column`.
    fn inline(&mut self, column: isize) -> Option<()> {
        match self.peek(0) {
            b'|' | b'>' => self.block_scalar(column),
            b'[' | b'{' => {
                self.flow()?;
                self.end_line()?;
                (self.column <= column).then_some(())
            }
            b'&' => {
                let name = self.anchor()?;
                self.skip_spaces();
                let scalar = self.scalar()?;
                self.end_of_scalar(scalar, column)?;
                self.anchors.push((name, self.items.len() - 1));
                Some(())
            }
            b'*' => {
                let name = self.anchor()?;
                let (_, at) = self.anchors.iter().rfind(|(own, _)| *own == name)?;
                let scalar = self.items[*at].clone();
                self.items.push(scalar);
                self.aliases += 1;
                self.end_line()?;
                (self.column <= column && self.aliases < MAX_ALIASES).then_some(())
            }
            _ => {
                let scalar = self.scalar()?;
                self.end_of_scalar(scalar, column)
            }
        }
    }

    /// Passes the sign and the name of an anchor or an alias.
    fn anchor(&mut self) -> Option<&'a str> {
        self.at += 1;
        let start = self.at;
        while self.peek(0).is_ascii_alphanumeric() || matches!(self.peek(0), b'_' | b'-') {
            self.at += 1;
        }
        let name = self.text.get(start..self.at)?;
        (!name.is_empty() && matches!(self.peek(0), b' ' | b'\n')).then_some(name)
    }

    /// The end of a scalar's line. If what follows is deeper, it belongs to the scalar.
    fn end_of_scalar(&mut self, scalar: Item<'a>, column: isize) -> Option<()> {
        let end = self.at;
        self.end_line()?;
        let scalar = match scalar {
            scalar if self.column <= column => scalar,
            Item::Plain(first) => {
                self.at = end;
                self.folded(first, column)?
            }
            _ => return None,
        };
        self.items.push(scalar);
        Some(())
    }
}
