//! The tables of a document while they are read, and what may still be said about each.
//!
//! Facts: `BurntSushi/toml` 1.6 remembers by their full names which tables were only mentioned on
//! the way to others, and which keys hold arrays. That makes it laxer than TOML about tables that
//! are continued elsewhere.

use chartroom_gotemplate::value::{MAPS, UintKind};
use chartroom_gotemplate::{Map, Value};

use super::cursor::{Mistake, Outcome};
use super::write::key_part;

/// How many parts a name may have, and how deep arrays and inline tables are followed.
pub(super) const MAX_DEPTH: usize = 200;

/// Where reading is among the tables.
#[derive(Default)]
pub(super) struct Scope {
    root: Map,
    /// The tables of `[[…]]`: who holds them, and under which key. A number stands there until all
    /// is read.
    lists: Vec<(Map, String, Vec<Map>)>,
    /// The name of the table that keys are read for.
    pub(super) context: Vec<String>,
    /// The key that is read; empty for none.
    pub(super) key: String,
    /// The line of the last name.
    pub(super) line: i64,
    implicit: Map,
    arrays: Map,
}

/// A name's parts as one, with quotes where they must be.
pub(super) fn dotted(path: &[String]) -> String {
    let parts = path.iter().map(|part| key_part(part.as_bytes()));
    let parts: Vec<Vec<u8>> = parts.collect();
    String::from_utf8_lossy(&parts.join(&b'.')).into_owned()
}

impl Scope {
    /// The name of the last key, for a message.
    pub(super) fn current(&self) -> String {
        match (self.context.is_empty(), self.key.is_empty()) {
            (_, true) => dotted(&self.context),
            (true, _) => self.key.clone(),
            _ => format!("{}.{}", dotted(&self.context), self.key),
        }
    }

    pub(super) fn mistake(&self, text: String) -> Mistake {
        Mistake {
            line: self.line,
            text,
        }
    }

    fn defined(&self, path: &[String]) -> Mistake {
        let key = dotted(path);
        self.mistake(format!("Key '{key}' has already been defined."))
    }

    /// The table that stands under a key, the last one of several.
    fn table(&self, held: &Value) -> Option<Map> {
        match held {
            Value::Map(map) => Some(map.clone()),
            Value::Uint(_, list) => self.lists.get(*list as usize)?.2.last().cloned(),
            _ => None,
        }
    }

    pub(super) fn note_implicit(&mut self, path: &[String]) {
        self.implicit.insert(dotted(path), Value::Bool(true));
    }

    /// The full name of a key of the context.
    fn full(&self, key: &str) -> Vec<String> {
        let mut full = self.context.clone();
        full.push(key.to_owned());
        full
    }

    /// Goes on with a table below the context, which is there or is made.
    pub(super) fn descend(&mut self, part: &str) -> Outcome<()> {
        let path = self.full(part);
        self.note_implicit(&path);
        self.enter(&path, false)
    }

    /// Goes on with the table of a name, or with another of a list of tables.
    pub(super) fn enter(&mut self, path: &[String], list: bool) -> Outcome<()> {
        if path.len() > MAX_DEPTH {
            return Err(self.mistake("values are nested too deeply".to_owned()));
        }
        let Some((last, above)) = path.split_last() else {
            return Ok(());
        };
        let mut table = self.root.clone();
        for (n, part) in above.iter().enumerate() {
            if !table.contains(part.as_bytes()) {
                self.note_implicit(&above[..=n]);
                table.insert(part.as_str(), Value::Map(Map::new()));
            }
            let held = table.get(part.as_bytes()).unwrap_or_default();
            table = self.table(&held).ok_or_else(|| {
                let key = dotted(&above[..=n]);
                self.mistake(format!("Key '{key}' was already created as a hash."))
            })?;
        }
        self.context = above.to_vec();
        if !list {
            self.set(last, Value::Map(Map::new()))?;
        } else if let Some(held) = table.get(last.as_bytes()) {
            let Value::Uint(_, list) = held else {
                let key = dotted(path);
                return Err(self.mistake(format!(
                    "Key '{key}' was already created and cannot be used as an array."
                )));
            };
            self.lists[list as usize].2.push(Map::new());
        } else {
            let number = Value::Uint(UintKind::Uint64, self.lists.len() as u64);
            table.insert(last.as_str(), number);
            self.lists.push((table, last.clone(), vec![Map::new()]));
        }
        self.context.push(last.clone());
        Ok(())
    }

    /// Sets a key of the context.
    pub(super) fn set(&mut self, key: &str, value: Value) -> Outcome<()> {
        let mut table = self.root.clone();
        for (n, part) in self.context.iter().enumerate() {
            let held = table.get(part.as_bytes()).unwrap_or_default();
            let found = self.table(&held);
            table = found.ok_or_else(|| self.defined(&self.context[..=n]))?;
        }
        if table.contains(key.as_bytes()) {
            let full = self.full(key);
            let name = dotted(&full);
            if self.implicit.remove(name.as_bytes()).is_none() {
                return Err(self.defined(&full));
            }
            if !self.arrays.contains(name.as_bytes()) {
                return Ok(());
            }
        }
        table.insert(key, value);
        Ok(())
    }

    /// Remembers whether a key of the context, or the context itself, is an array.
    pub(super) fn note_array(&mut self, key: &str, is_array: bool) {
        let name = match (key, self.context.as_slice()) {
            ("", []) => dotted(&[String::new()]),
            ("", context) => dotted(context),
            (key, _) => dotted(&self.full(key)),
        };
        if is_array {
            self.arrays.insert(name, Value::Bool(true));
        } else {
            self.arrays.remove(name.as_bytes());
        }
    }

    /// What was read.
    pub(super) fn finish(self) -> Map {
        for (number, (holder, key, tables)) in self.lists.into_iter().enumerate() {
            // An array may have come in its place.
            let number = number as u64;
            if matches!(holder.get(key.as_bytes()), Some(Value::Uint(_, n)) if n == number) {
                let tables = tables.into_iter().map(Value::Map).collect();
                holder.insert(key, Value::list_of(MAPS, tables));
            }
        }
        self.root
    }
}
