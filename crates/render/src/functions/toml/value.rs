//! Values of TOML.

use chartroom_gotemplate::{Map, Value};
use chartroom_gotext::is_letter;

use super::cursor::{END, Outcome, Reader, plain, quoted};
use super::scope::{MAX_DEPTH, dotted};
use crate::text;

impl Reader<'_> {
    /// A value, and whether it is an array.
    pub(super) fn value(&mut self, in_array: bool, depth: usize) -> Outcome<(Value, bool)> {
        if depth > MAX_DEPTH {
            return Err(self.here("values are nested too deeply"));
        }
        self.blanks()?;
        let first = self.next()?;
        let value = match first {
            '[' => {
                self.skip();
                return Ok((self.array(depth)?, true));
            }
            '{' => {
                self.skip();
                self.inline_table(in_array, depth)?
            }
            '"' | '\'' => Value::from(self.string(first)?),
            '.' => return Err(self.wrong("floats must start with a digit, not '.'")),
            '0'..='9' | '+' | '-' => self.number(first)?,
            'i' | 'n' if self.is_unfinite()? => self.float(self.since(0))?,
            _ => self.word(first)?,
        };
        self.skip();
        Ok((value, false))
    }

    /// Whether `inf` or `nan` was begun, with its first letter: or what looks like it.
    fn is_unfinite(&mut self) -> Outcome<bool> {
        Ok(self.accept('n')? && self.accept('f')? || self.accept('a')? && self.accept('n')?)
    }

    fn string(&mut self, quote: char) -> Outcome<String> {
        if self.accept(quote)? {
            if self.accept(quote)? {
                return self.long(quote);
            }
            self.back();
        }
        match quote {
            '"' => self.basic(),
            _ => self.literal(),
        }
    }

    /// A word, which is a boolean or none.
    fn word(&mut self, first: char) -> Outcome<Value> {
        if !is_letter(first) {
            let text = format!("expected value but found {} instead", quoted(first));
            return Err(match first {
                END => self.wrong("unexpected EOF; expected value"),
                '\n' => self.before(text),
                _ => self.wrong(text),
            });
        }
        // Of what looked like `inf`, only the last letter is read again.
        self.back();
        let begun = self.since(0).len();
        self.pass(is_letter)?;
        match &self.since(0)[begun..] {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            word => {
                let word = text::quoted(word);
                Err(self.wrong(format!("expected value but found {word} instead")))
            }
        }
    }

    fn array(&mut self, depth: usize) -> Outcome<Value> {
        let key = self.scope.key.clone();
        self.scope.note_array(&key, true);
        let mut items = Vec::new();
        loop {
            match self.gap()? {
                ',' => return Err(self.wrong("unexpected comma")),
                ']' => break,
                _ => self.back(),
            }
            items.push(self.value(true, depth + 1)?.0);
            match self.gap()? {
                ',' => self.skip(),
                ']' => break,
                c => {
                    let got = plain(c);
                    return Err(self.wrong(format!(
                        "expected a comma (',') or array terminator (']'), but got {got}"
                    )));
                }
            }
        }
        self.skip();
        Ok(Value::list(items))
    }

    fn inline_table(&mut self, in_array: bool, depth: usize) -> Outcome<Value> {
        let outer = (self.scope.context.clone(), self.scope.key.clone());
        self.scope.context.push(std::mem::take(&mut self.scope.key));
        let path = self.scope.context.clone();
        self.scope.note_implicit(&path);
        self.scope.enter(&path, in_array)?;
        let table = Map::new();
        loop {
            match self.gap()? {
                ',' => return Err(self.wrong("unexpected comma")),
                '}' => break,
                _ => self.back(),
            }
            let (parts, value) = self.pair(depth + 1)?;
            self.keep(&table, &parts, value)?;
            self.scope.context.clone_from(&path);
            match self.gap()? {
                ',' => self.skip(),
                '}' => break,
                c => {
                    let got = plain(c);
                    return Err(self.wrong(format!(
                        "expected a comma or an inline table terminator '}}', but got {got} instead"
                    )));
                }
            }
        }
        self.skip();
        (self.scope.context, self.scope.key) = outer;
        Ok(Value::Map(table))
    }

    /// Puts a value into an inline table.
    fn keep(&self, table: &Map, parts: &[String], value: Value) -> Outcome<()> {
        let Some((last, above)) = parts.split_last() else {
            return Ok(());
        };
        let mut table = table.clone();
        for part in above {
            let held = table.get(part.as_bytes()).unwrap_or_else(|| {
                let made = Value::Map(Map::new());
                table.insert(part.as_str(), made.clone());
                made
            });
            let Value::Map(below) = held else {
                let context = text::quoted(&dotted(&self.scope.context));
                return Err(self.scope.mistake(format!("{context} is not a table")));
            };
            table = below;
        }
        table.insert(last.as_str(), value);
        Ok(())
    }
}
