//! Values of TOML.

use chartroom_gotemplate::{Value, strconv};

use super::cursor::{Outcome, Reader};
use super::number::number;
use super::table::{Item, Table};

/// How deep arrays and inline tables are followed.
const MAX_DEPTH: usize = 200;

impl Reader<'_> {
    pub(super) fn value(&mut self, key: &str, depth: usize) -> Outcome<Item> {
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
