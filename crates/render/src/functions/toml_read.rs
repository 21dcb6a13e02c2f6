//! TOML as `BurntSushi/toml` 1.6 reads it: TOML 1.1, and a little laxer than that about tables that
//! are continued elsewhere.

use chartroom_gotemplate::{Map, Value, strconv};

use super::toml_number::number;
use super::toml_table::{Item, Table};

/// How deep arrays and inline tables are followed.
const MAX_DEPTH: usize = 200;

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

/// The document, and how far it is read.
pub(super) struct Reader<'a> {
    text: &'a str,
    pub(super) at: usize,
    last_key: String,
}

type Outcome<T> = Result<T, String>;

impl<'a> Reader<'a> {
    pub(super) fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(super) fn take(&mut self, wanted: &str) -> bool {
        let found = self.rest().starts_with(wanted);
        if found {
            self.at += wanted.len();
        }
        found
    }

    fn blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start_matches([' ', '\t']).len();
    }

    /// Skips white space, line ends and comments.
    fn gap(&mut self) -> Outcome<()> {
        loop {
            self.blanks();
            if self.take("\n") || self.take("\r\n") {
                continue;
            }
            if self.peek() != Some('#') {
                return Ok(());
            }
            self.comment()?;
        }
    }

    fn comment(&mut self) -> Outcome<()> {
        while let Some(c) = self.peek().filter(|c| *c != '\n') {
            if !self.rest().starts_with("\r\n") {
                self.refuse_control(c)?;
            }
            self.at += c.len_utf8();
        }
        Ok(())
    }

    pub(super) fn refuse_control(&self, c: char) -> Outcome<()> {
        if c != '\t' && c.is_ascii_control() {
            let code = u32::from(c);
            return Err(format!(
                "TOML files cannot contain control characters: '0x{code:02x}'"
            ));
        }
        Ok(())
    }

    /// A part of the text in quotes, for a message.
    pub(super) fn since(&self, start: usize, end: usize) -> String {
        crate::text::quoted(&self.text[start..end])
    }

    /// What stands here, for a message.
    fn got(&self, end: &str) -> String {
        match self.peek() {
            None => end.to_owned(),
            Some(c) => {
                let mut quoted = Vec::new();
                strconv::quote_rune(&mut quoted, u32::from(c), false);
                String::from_utf8_lossy(&quoted).into_owned()
            }
        }
    }

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
    fn pair(&mut self, table: &mut Table, context: &str, depth: usize) -> Outcome<()> {
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

    fn first_key(&mut self) -> Outcome<String> {
        match self.peek() {
            None | Some('=') => Err("unexpected '=': key name appears blank".to_owned()),
            Some('.') => Err("unexpected '.': keys cannot start with a '.'".to_owned()),
            Some(_) => self.key(),
        }
    }

    fn key(&mut self) -> Outcome<String> {
        match self.peek() {
            Some('"') => {
                self.at += 1;
                return self.basic("\"");
            }
            Some('\'') => {
                self.at += 1;
                return self.literal("'");
            }
            _ => {}
        }
        let name = self.bare();
        if name.is_empty() {
            let got = self.got("end of file");
            return Err(format!("expected '.' or '=', but got {got} instead"));
        }
        Ok(name.to_owned())
    }

    /// A name without quotes, which may have no letters at all.
    fn bare(&mut self) -> &'a str {
        let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let rest = self.rest();
        let length = rest.find(|c| !bare(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn value(&mut self, key: &str, depth: usize) -> Outcome<Item> {
        if depth > MAX_DEPTH {
            return Err("values are nested too deeply".to_owned());
        }
        if self.take("{") {
            return self.inline_table(key, depth).map(Item::Table);
        }
        let value = if self.take("\"\"\"") {
            let _ = self.take("\n") || self.take("\r\n");
            Value::from(self.basic("\"\"\"")?)
        } else if self.take("\"") {
            Value::from(self.basic("\"")?)
        } else if self.take("'''") {
            let _ = self.take("\n") || self.take("\r\n");
            Value::from(self.literal("'''")?)
        } else if self.take("'") {
            Value::from(self.literal("'")?)
        } else if self.take("[") {
            self.array(key, depth)?
        } else {
            self.scalar()?
        };
        Ok(Item::Value(value))
    }

    fn array(&mut self, key: &str, depth: usize) -> Outcome<Value> {
        let mut items = Vec::new();
        loop {
            self.gap()?;
            if self.take("]") {
                return Ok(Value::list(items));
            }
            if self.peek() == Some(',') {
                return Err("unexpected comma".to_owned());
            }
            items.push(match self.value(key, depth + 1)? {
                Item::Value(value) => value,
                Item::Table(table) => Value::Map(table.into_map()),
                Item::Tables(_) => return Err("no table".to_owned()),
            });
            self.gap()?;
            if !self.take(",") && self.peek() != Some(']') {
                let got = self.got("end of file");
                return Err(format!(
                    "expected a comma (',') or array terminator (']'), but got {got}"
                ));
            }
        }
    }

    fn inline_table(&mut self, key: &str, depth: usize) -> Outcome<Table> {
        let mut table = Table::default();
        loop {
            self.gap()?;
            if self.take("}") {
                return Ok(table);
            }
            if self.peek() == Some(',') {
                return Err("unexpected comma".to_owned());
            }
            self.pair(&mut table, key, depth + 1)?;
            self.gap()?;
            if !self.take(",") && self.peek() != Some('}') {
                let got = self.got("end of file");
                return Err(format!(
                    "expected a comma or an inline table terminator '}}', but got {got} instead"
                ));
            }
        }
    }

    /// A number, a boolean, a date.
    fn scalar(&mut self) -> Outcome<Value> {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            return Err("unexpected EOF; expected value".to_owned());
        };
        let within = |c: char| c.is_alphanumeric() || "_+-.:".contains(c);
        let mut length = rest.find(|c| !within(c)).unwrap_or(rest.len());
        // A date and its time may have a blank between them.
        let behind = rest.as_bytes().get(length + 1..length + 4);
        if length == 10
            && rest.as_bytes()[4] == b'-'
            && rest[length..].starts_with(' ')
            && behind
                .is_some_and(|b| b[0].is_ascii_digit() && b[1].is_ascii_digit() && b[2] == b':')
        {
            let more = &rest[length + 1..];
            length += 1 + more.find(|c| !within(c)).unwrap_or(more.len());
        }
        let word = &rest[..length];
        let value = match word {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "inf" | "+inf" | "-inf" | "nan" | "+nan" | "-nan" => {
                Value::float(strconv::parse_float(word.as_bytes()).unwrap_or(f64::NAN))
            }
            _ if first == '.' => return Err("floats must start with a digit, not '.'".to_owned()),
            _ if first.is_ascii_digit() || first == '+' || first == '-' => number(word)?,
            _ if first.is_alphabetic() => {
                return Err(format!("expected value but found \"{word}\" instead"));
            }
            _ => {
                // The library prints it as a Go rune.
                let shown = if first == '\\' {
                    "\\\\".to_owned()
                } else {
                    first.to_string()
                };
                return Err(format!("expected value but found '{shown}' instead"));
            }
        };
        self.at += length;
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use chartroom_gotemplate::{Options, Template};

    use super::*;
    use crate::engine::Host;
    use crate::functions;

    /// Documents and what Helm 4.2.4 makes of them.
    const GOLDENS: &str = include_str!("../../tests/data/toml.jsonl");

    #[test]
    fn documents_are_read_as_helm_reads_them() {
        let mut set = Template::new("t", functions::all());
        let text =
            "{{ range $k, $v := fromToml . }}{{ printf \"%s %s=%v;\" $k (typeOf $v) $v }}{{ end }}";
        set.parse("t", text).unwrap();
        let mut different = Vec::new();
        let mut count = 0;
        for line in GOLDENS.lines() {
            let case: serde_json::Value = serde_json::from_str(line).unwrap();
            let (toml, wanted) = (case["in"].as_str().unwrap(), case["out"].as_str().unwrap());
            let mut out = Vec::new();
            let options = Options::default();
            set.execute_with(
                "t",
                &Value::from(toml),
                &mut out,
                &options,
                &mut Host::default(),
            )
            .unwrap();
            let found = String::from_utf8(out).unwrap();
            if found != wanted {
                different.push(format!("{toml:?}\n  ours {found}\n  helm {wanted}"));
            }
            count += 1;
        }
        assert!(different.is_empty(), "{}", different.join("\n"));
        assert!(count > 60);
    }

    #[test]
    fn nesting_ends_somewhere() {
        let deep = format!("a={}", "[".repeat(100_000));
        assert!(read(&deep).unwrap_err().ends_with("nested too deeply"));
    }
}
