//! From nodes to values: go-yaml v2's decoder for `interface{}` (`decode.go`).

use chartroom_gotext::{Index, join};

use crate::compose::{Content, Document, MAX_DEPTH, NodeId, compose, too_deep};
use crate::error::Error;
use crate::gosyntax::push_value;
use crate::resolve::{TAG_PREFIX, resolve};
use crate::value::Value;

/// Below this many decoded nodes 99 % of them may come from aliases …
const RATIO_LOW: f64 = 400_000.0;
/// … and above this many 10 %; in between the share falls linearly.
const RATIO_HIGH: f64 = 4_000_000.0;

/// Decodes the first document of a YAML stream as go-yaml v2 does into `interface{}`.
///
/// An empty stream or document is [`Value::Null`]. Of duplicate keys the last wins.
///
/// # Errors
/// An [`Error`] with go-yaml's text (`yaml: line 4: …`).
pub fn parse(bytes: &[u8]) -> Result<Value, Error> {
    decode(bytes, false)
}

/// As [`parse`], but duplicate keys are an error.
///
/// # Errors
/// As [`parse`], and `yaml: unmarshal errors:` with a line for every duplicate key.
pub fn parse_strict(bytes: &[u8]) -> Result<Value, Error> {
    decode(bytes, true)
}

fn decode(bytes: &[u8], strict: bool) -> Result<Value, Error> {
    // go-yaml reads no bytes at all as an empty line.
    compose(if bytes.is_empty() { b"\n" } else { bytes }, |document| {
        let Some(document) = document else {
            return Ok(Value::Null);
        };
        let mut decoder = Decoder {
            active: Vec::new(),
            duplicates: Vec::new(),
            decoded: 1,
            from_aliases: 0,
            depth: 0,
            document,
        };
        let value = decoder.value(decoder.document.root)?;
        if strict && !decoder.duplicates.is_empty() {
            return Err(duplicated(&decoder.duplicates));
        }
        Ok(value)
    })
}

fn duplicated(duplicates: &[(u32, Value)]) -> Error {
    let mut message = String::from("yaml: unmarshal errors:");
    for (line, key) in duplicates {
        message.push_str("\n  line ");
        message.push_str(&line.to_string());
        message.push_str(": key ");
        push_value(&mut message, key, false);
        message.push_str(" already set in map");
    }
    Error::in_line(duplicates.first().map(|(line, _)| *line), message)
}

struct Decoder<'a> {
    document: Document<'a>,
    /// Aliases that are being followed.
    active: Vec<NodeId>,
    /// Keys that were in their mappings already, and their lines.
    duplicates: Vec<(u32, Value)>,
    decoded: u64,
    from_aliases: u64,
    depth: usize,
}

/// A mapping under construction, with an index once it is too long to search.
#[derive(Default)]
struct Entries {
    list: Vec<(Value, Value)>,
    index: Index,
}

/// A text for a key of a Go map, the same for keys of equal type and value. None for what is equal
/// to nothing, not even itself.
fn index_key(key: &Value) -> Option<String> {
    let (kind, text) = match key {
        Value::Null => ('n', String::new()),
        Value::Bool(value) => ('b', u8::from(*value).to_string()),
        Value::Int(int) => ('i', int.to_string()),
        Value::Uint(uint) => ('u', uint.to_string()),
        Value::Float(float) if float.is_nan() => return None,
        // Both zeros are one key.
        Value::Float(float) => ('f', (float + 0.0).to_bits().to_string()),
        Value::String(text) => ('s', text.clone()),
        Value::Sequence(_) | Value::Mapping(_) => return None,
    };
    let mut key = text;
    key.push(kind);
    Some(key)
}

/// From this length on keys are indexed.
const INDEX_FROM: usize = 12;

impl Entries {
    fn position(&mut self, key: &Value) -> Option<usize> {
        if self.list.len() < INDEX_FROM {
            return self.list.iter().position(|(own, _)| own == key);
        }
        if self.index.is_empty() {
            for (position, (key, _)) in self.list.iter().enumerate() {
                if let Some(key) = index_key(key) {
                    self.index.insert(key, position);
                }
            }
        }
        self.index.get(&index_key(key)?).copied()
    }

    fn push(&mut self, key: Value, value: Value) {
        if !self.index.is_empty()
            && let Some(key) = index_key(&key)
        {
            self.index.insert(key, self.list.len());
        }
        self.list.push((key, value));
    }
}

impl Decoder<'_> {
    fn count(&mut self) -> Result<(), Error> {
        self.decoded += 1;
        if !self.active.is_empty() {
            self.from_aliases += 1;
        }
        if self.from_aliases > 100 && self.decoded > 1000 {
            let decoded = self.decoded as f64;
            let share = (decoded - RATIO_LOW).max(0.0) / (RATIO_HIGH - RATIO_LOW);
            let allowed = 0.99 - 0.89 * share.min(1.0);
            if self.from_aliases as f64 / decoded > allowed {
                return Err(Error::yaml(0, "document contains excessive aliasing"));
            }
        }
        Ok(())
    }

    fn value(&mut self, id: NodeId) -> Result<Value, Error> {
        self.count()?;
        let node = &self.document.nodes[id as usize];
        match &node.content {
            Content::Scalar { text, plain } => resolve(&node.tag, text, *plain),
            Content::Alias { name, target } => {
                let target = *target;
                if self.active.contains(&id) {
                    let problem = join(&["anchor '", name, "' value contains itself"], "");
                    return Err(Error::yaml(0, &problem));
                }
                self.active.push(id);
                let value = self.value(target);
                self.active.pop();
                value
            }
            Content::Sequence(items) => {
                let len = items.len();
                self.enter()?;
                let mut list = Vec::with_capacity(len);
                for index in 0..len {
                    // Looked up each time: a list may be reached again from inside itself.
                    let Content::Sequence(items) = &self.document.nodes[id as usize].content else {
                        break;
                    };
                    list.push(self.value(items[index])?);
                }
                self.depth -= 1;
                Ok(Value::Sequence(list))
            }
            Content::Mapping(_) => {
                let mut entries = Entries::default();
                self.mapping(id, &mut entries)?;
                Ok(Value::Mapping(entries.list))
            }
        }
    }

    /// Aliases can nest deeper than the text does.
    fn enter(&mut self) -> Result<(), Error> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(too_deep());
        }
        Ok(())
    }

    fn mapping(&mut self, id: NodeId, entries: &mut Entries) -> Result<(), Error> {
        self.enter()?;
        let mut next = 0;
        while let Content::Mapping(pairs) = &self.document.nodes[id as usize].content
            && let Some(&(key, value)) = pairs.get(next)
        {
            next += 1;
            if self.is_merge(key) {
                self.merge(value, entries)?;
                continue;
            }
            let key = self.value(key)?;
            if matches!(key, Value::Sequence(_) | Value::Mapping(_)) {
                let mut problem = String::from("invalid map key: ");
                push_value(&mut problem, &key, false);
                return Err(Error::yaml(0, &problem));
            }
            let line = self.document.nodes[value as usize].line + 1;
            let value = self.value(value)?;
            match entries.position(&key) {
                None => entries.push(key, value),
                Some(position) => {
                    entries.list[position].1 = value;
                    self.duplicates.push((line, key));
                }
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn is_merge(&self, id: NodeId) -> bool {
        let node = &self.document.nodes[id as usize];
        match &node.content {
            Content::Scalar { text, plain } => {
                text == "<<" && (*plain || node.tag.strip_prefix(TAG_PREFIX) == Some("merge"))
            }
            _ => false,
        }
    }

    /// Puts the entries of a merged mapping where the `<<` stands: later keys override them, and
    /// they override earlier ones.
    fn merge(&mut self, id: NodeId, entries: &mut Entries) -> Result<(), Error> {
        match &self.document.nodes[id as usize].content {
            Content::Sequence(items) => {
                // Backwards, because earlier members win.
                for item in items.clone().into_iter().rev() {
                    self.merge_one(item, entries)?;
                }
                Ok(())
            }
            _ => self.merge_one(id, entries),
        }
    }

    fn merge_one(&mut self, id: NodeId, entries: &mut Entries) -> Result<(), Error> {
        let target = match &self.document.nodes[id as usize].content {
            Content::Alias { target, .. } => *target,
            _ => id,
        };
        if !matches!(
            self.document.nodes[target as usize].content,
            Content::Mapping(_)
        ) {
            return Err(Error::yaml(
                0,
                "map merge requires map or sequence of maps as the value",
            ));
        }
        self.count()?;
        if target == id {
            return self.mapping(id, entries);
        }
        if let Content::Alias { name, .. } = &self.document.nodes[id as usize].content
            && self.active.contains(&id)
        {
            let problem = join(&["anchor '", name, "' value contains itself"], "");
            return Err(Error::yaml(0, &problem));
        }
        self.active.push(id);
        self.count()?;
        let merged = self.mapping(target, entries);
        self.active.pop();
        merged
    }
}
