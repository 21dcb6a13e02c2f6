//! TOML as `BurntSushi/toml` 1.6 reads it: TOML 1.1, and a little laxer than that about tables that
//! are continued elsewhere.

use chartroom_gotemplate::Map;

use super::cursor::{Outcome, Reader};
use super::table::{Item, Table};

/// Reads a document.
///
/// # Errors
/// `toml: line 1 (last key "a"): …`, in the library's words for common mistakes.
pub(super) fn read(text: &str) -> Result<Map, String> {
    let mut reader = Reader {
        text,
        at: 0,
        last_key: String::new(),
    };
    let mut root = Table::default();
    reader.document(&mut root).map_err(|message| {
        let passed = &text.as_bytes()[..reader.at.min(text.len())];
        let line = 1 + passed.iter().filter(|b| **b == b'\n').count();
        match reader.last_key.as_str() {
            "" => format!("toml: line {line}: {message}"),
            key => format!("toml: line {line} (last key \"{key}\"): {message}"),
        }
    })?;
    Ok(root.into_map())
}

fn defined(key: &str) -> String {
    format!("Key '{key}' has already been defined.")
}

impl Reader<'_> {
    fn document(&mut self, root: &mut Table) -> Outcome<()> {
        let mut header: Vec<String> = Vec::new();
        loop {
            self.gap()?;
            match self.peek() {
                None => return Ok(()),
                Some('[') => {
                    self.last_key.clear();
                    header = self.header(root)?;
                    self.last_key = header.join(".");
                }
                Some(_) => {
                    let mut table = &mut *root;
                    for key in &header {
                        // The header made it.
                        table = table.descend(key).ok_or("no table")?;
                    }
                    self.last_key.clear();
                    self.pair(table, &header.join("."), 0)?;
                    self.last_key.clear();
                }
            }
            self.blanks();
            if self.peek() == Some('#') {
                self.comment()?;
            }
            if !(self.take("\n") || self.take("\r\n") || self.at == self.text.len()) {
                let got = self.got("");
                return Err(format!(
                    "expected a top-level item to end with a newline, comment, or EOF, but got {got} instead"
                ));
            }
        }
    }

    fn header(&mut self, root: &mut Table) -> Outcome<Vec<String>> {
        let (close, is_list) = if self.take("[[") {
            ("]]", true)
        } else {
            self.take("[");
            ("]", false)
        };
        let mut path = Vec::new();
        loop {
            self.blanks();
            match self.peek() {
                None | Some(']') => {
                    let text = "unexpected end of table name (table names cannot be empty)";
                    return Err(text.to_owned());
                }
                Some('.') => {
                    let text = "unexpected table separator (table names cannot be empty)";
                    return Err(text.to_owned());
                }
                Some('"' | '\'') => path.push(self.key()?),
                Some(_) => path.push(self.bare().to_owned()),
            }
            self.blanks();
            if self.take(close) {
                break;
            }
            if is_list && self.take("]") {
                let got = self.got("'\\x00'");
                return Err(format!(
                    "expected end of table array name delimiter ']', but got {got} instead"
                ));
            }
            if !self.take(".") {
                let got = self.got("'\\x00'");
                self.at += usize::from(self.peek() == Some('\n'));
                return Err(format!(
                    "expected '.' or ']' to end table name, but got {got} instead"
                ));
            }
        }
        let whole = path.join(".");
        let (last, above) = path.split_last().ok_or("no key")?;
        let mut table = root;
        for key in above {
            table = table
                .descend(key)
                .ok_or_else(|| format!("Key '{whole}' was already created as a hash."))?;
        }
        match table.get(last) {
            None => {
                let item = if is_list {
                    Item::Tables(vec![Table::default()])
                } else {
                    Item::Table(Table::default())
                };
                table.entries.push((last.clone(), item));
            }
            Some(Item::Tables(tables)) if is_list => tables.push(Table::default()),
            Some(_) if is_list => {
                return Err(format!(
                    "Key '{whole}' was already created and cannot be used as an array."
                ));
            }
            Some(Item::Table(known)) if known.implicit => known.implicit = false,
            Some(_) => return Err(defined(&whole)),
        }
        Ok(path)
    }

    /// `key = value` into a table.
    pub(super) fn pair(&mut self, table: &mut Table, context: &str, depth: usize) -> Outcome<()> {
        let mut path = vec![self.first_key()?];
        loop {
            self.blanks();
            if self.take("=") {
                break;
            }
            if !self.take(".") {
                return Err(match self.peek() {
                    None => "unexpected EOF; expected key separator '='".to_owned(),
                    _ => format!("expected '.' or '=', but got {} instead", self.got("")),
                });
            }
            self.blanks();
            path.push(match self.peek() {
                None | Some('=') => return Err("unexpected '='".to_owned()),
                Some('.') => return Err("unexpected '.'".to_owned()),
                Some(_) => self.key()?,
            });
        }
        let mut whole = context.to_owned();
        for key in &path {
            if !whole.is_empty() {
                whole.push('.');
            }
            whole.push_str(key);
        }
        self.last_key.clone_from(&whole);
        self.blanks();
        let item = self.value(&whole, depth)?;
        self.last_key.clone_from(&whole);
        let (last, above) = path.split_last().ok_or("no key")?;
        let mut at = table;
        for key in above {
            at = at.descend(key).ok_or_else(|| defined(&whole))?;
        }
        if at.get(last).is_some() {
            return Err(defined(&whole));
        }
        at.entries.push((last.clone(), item));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nesting_ends_somewhere() {
        let deep = format!("a={}", "[".repeat(100_000));
        assert!(read(&deep).unwrap_err().ends_with("nested too deeply"));
    }
}
