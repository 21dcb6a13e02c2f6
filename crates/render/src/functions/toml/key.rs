//! Keys of TOML.

use super::cursor::{END, Outcome, Reader, quoted};

impl Reader<'_> {
    /// The parts of a key, and the sign that ends it.
    pub(super) fn key(&mut self) -> Outcome<Vec<String>> {
        self.blanks()?;
        match self.peek()? {
            '=' | END => return Err(self.wrong("unexpected '=': key name appears blank")),
            '.' => return Err(self.wrong("unexpected '.': keys cannot start with a '.'")),
            _ => {}
        }
        let mut path = Vec::new();
        loop {
            self.blanks()?;
            match self.peek()? {
                '=' | END => return Err(self.wrong("unexpected '='")),
                '.' => return Err(self.wrong("unexpected '.'")),
                first => self.part(first, &mut path)?,
            }
            self.blanks()?;
            match self.next()? {
                '.' => self.skip(),
                '=' => {
                    self.skip();
                    return Ok(path);
                }
                END => return Err(self.wrong("unexpected EOF; expected key separator '='")),
                c => {
                    let text = format!("expected '.' or '=', but got {} instead", quoted(c));
                    return Err(match c {
                        '\n' => self.before(text),
                        _ => self.wrong(text),
                    });
                }
            }
        }
    }

    /// The parts of a table's name, and the bracket that ends it.
    pub(super) fn name(&mut self) -> Outcome<Vec<String>> {
        let mut path = Vec::new();
        loop {
            self.blanks()?;
            match self.peek()? {
                ']' | END => {
                    let text = "unexpected end of table name (table names cannot be empty)";
                    return Err(self.wrong(text));
                }
                '.' => {
                    let text = "unexpected table separator (table names cannot be empty)";
                    return Err(self.wrong(text));
                }
                first => self.part(first, &mut path)?,
            }
            self.blanks()?;
            match self.next()? {
                '.' => self.skip(),
                ']' => return Ok(path),
                c => {
                    return Err(self.wrong(format!(
                        "expected '.' or ']' to end table name, but got {} instead",
                        quoted(c)
                    )));
                }
            }
        }
    }

    /// A part of a name, which has no letters at all where none is written.
    fn part(&mut self, first: char, path: &mut Vec<String>) -> Outcome<()> {
        let part = match first {
            '"' => {
                self.next()?;
                self.basic()?
            }
            '\'' => {
                self.next()?;
                self.literal()?
            }
            _ => {
                self.pass(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')?;
                let bare = self.since(0).to_owned();
                self.skip();
                bare
            }
        };
        if path.is_empty() {
            self.scope.line = self.line;
        }
        path.push(part);
        Ok(())
    }
}
