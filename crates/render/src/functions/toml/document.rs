//! TOML as `BurntSushi/toml` 1.6 reads it: TOML 1.1, and a little laxer than that about tables that
//! are continued elsewhere.

use chartroom_gotemplate::Map;

use super::cursor::{Outcome, Reader};
use super::table::{Item, Table};
use super::write::key_part;

/// Reads a document.
///
/// # Errors
/// `toml: line 1 (last key "a"): …`, in the library's words for common mistakes.
pub(super) fn read(bytes: &[u8]) -> Result<Map, String> {
    let marks: [&[u8]; 3] = [b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"];
    let bare = marks.iter().find_map(|mark| bytes.strip_prefix(*mark));
    let bytes = bare.unwrap_or(bytes);
    if bytes.iter().take(6).any(|byte| *byte == 0) {
        return Err("toml: line 1: files cannot contain NULL bytes; \
                    probably using UTF-16; TOML files must be UTF-8"
            .to_owned());
    }
    // What comes before bytes that are no UTF-8 may be wrong first.
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
    };
    let odd = bytes.get(text.len());
    let mut reader = Reader {
        text,
        at: 0,
        last_key: String::new(),
    };
    let mut root = Table::default();
    let outcome = match (reader.document(&mut root), odd) {
        (_, Some(odd)) if reader.at >= text.len() => {
            Err(format!("invalid UTF-8 byte: 0x{odd:02x}"))
        }
        (outcome, _) => outcome,
    };
    outcome.map_err(|message| {
        let passed = &text.as_bytes()[..reader.at.min(text.len())];
        let line = 1 + passed.iter().filter(|b| **b == b'\n').count();
        match reader.last_key.as_str() {
            "" => format!("toml: line {line}: {message}"),
            key => format!(
                "toml: line {line} (last key {}): {message}",
                crate::text::quoted(key)
            ),
        }
    })?;
    Ok(root.into_map())
}

/// A key's parts as one, with quotes where they must be.
fn dotted(path: &[String]) -> String {
    let parts: Vec<String> = path.iter().map(|key| key_text(key)).collect();
    parts.join(".")
}

fn key_text(key: &str) -> String {
    String::from_utf8_lossy(&key_part(key.as_bytes())).into_owned()
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
                    header = self.header(root)?;
                    self.last_key = dotted(&header);
                }
                Some(_) => {
                    let mut table = &mut *root;
                    for key in &header {
                        // The header made it.
                        table = table.descend(key).ok_or("no table")?;
                    }
                    let context = dotted(&header);
                    self.pair(table, &context, 0)?;
                    self.last_key = context;
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
        let whole = dotted(&path);
        let (last, above) = path.split_last().ok_or("no key")?;
        let mut table = root;
        for (n, key) in above.iter().enumerate() {
            table = table.descend(key).ok_or_else(|| {
                let key = dotted(&above[..=n]);
                format!("Key '{key}' was already created as a hash.")
            })?;
        }
        self.last_key = dotted(above);
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
        let (last, above) = path.split_last().ok_or("no key")?;
        let under = |upper: &str, key: &str| match (upper, key) {
            ("", only) | (only, "") => only.to_owned(),
            (upper, key) => format!("{upper}.{key}"),
        };
        let upper = under(context, &dotted(above));
        let whole = under(&upper, &key_text(last));
        // The last part is told as it is.
        let told = under(&upper, last);
        self.last_key.clone_from(&told);
        self.blanks();
        let item = self.value(&whole, depth)?;
        self.last_key = told;
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
        assert!(
            read(deep.as_bytes())
                .unwrap_err()
                .ends_with("nested too deeply")
        );
    }
}
