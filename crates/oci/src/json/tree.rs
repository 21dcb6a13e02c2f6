//! A JSON parser that keeps places, not values.

use chartroom_gotext::has;

use super::error::Place;
use super::{JsonError, MAX_DEPTH};

/// A value and where it stands in the source.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: NodeKind,
}

#[derive(Clone, Debug)]
pub(crate) enum NodeKind {
    Object(Vec<Member>),
    Array(Vec<Node>),
    String,
    Number,
    Literal,
}

/// A member: its key unescaped, the place of the key with its quotes, and its value.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) key: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) value: Node,
}

impl Node {
    /// The unescaped text of a string.
    pub(crate) fn string(&self, source: &str) -> Option<String> {
        match self.kind {
            NodeKind::String => Some(unescape(&source[self.start + 1..self.end - 1])),
            _ => None,
        }
    }

    /// Visits this value and all below it, with their JSON pointers.
    pub(crate) fn walk(&self, path: &mut String, visit: &mut impl FnMut(&str, &Node)) {
        visit(path, self);
        match &self.kind {
            NodeKind::Object(members) => {
                for member in members {
                    let length = push_step(path, &member.key);
                    member.value.walk(path, visit);
                    path.truncate(length);
                }
            }
            NodeKind::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    let length = push_step(path, &i.to_string());
                    item.walk(path, visit);
                    path.truncate(length);
                }
            }
            _ => {}
        }
    }
}

/// Adds a step to a JSON pointer; returns the length before.
pub(crate) fn push_step(path: &mut String, step: &str) -> usize {
    let length = path.len();
    path.push('/');
    for c in step.chars() {
        match c {
            '~' => path.push_str("~0"),
            '/' => path.push_str("~1"),
            c => path.push(c),
        }
    }
    length
}

/// Parses one value with nothing but white space around it.
pub(crate) fn parse(source: &str) -> Result<Node, JsonError> {
    let mut parser = Parser {
        bytes: source.as_bytes(),
        source,
        at: 0,
    };
    parser.space();
    let node = parser.value(0)?;
    parser.space();
    if parser.at < parser.bytes.len() {
        return Err(parser.error(
            "more after the value",
            Place::Between("after top-level value"),
        ));
    }
    Ok(node)
}

struct Parser<'a> {
    bytes: &'a [u8],
    source: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn error(&self, message: &'static str, place: Place) -> JsonError {
        JsonError {
            offset: self.at,
            message,
            place,
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Result<Node, JsonError> {
        if depth > MAX_DEPTH {
            return Err(self.error("nested too deeply", Place::Depth));
        }
        let start = self.at;
        let kind = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => {
                self.string()?;
                NodeKind::String
            }
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.literal()?,
        };
        Ok(Node {
            start,
            end: self.at,
            kind,
        })
    }

    fn object(&mut self, depth: usize) -> Result<NodeKind, JsonError> {
        self.at += 1;
        let mut members = Vec::new();
        self.space();
        if self.take(b'}') {
            return Ok(NodeKind::Object(members));
        }
        loop {
            self.space();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.error(
                    "expected a key",
                    Place::Between("looking for beginning of object key string"),
                ));
            }
            self.string()?;
            let end = self.at;
            self.space();
            if !self.take(b':') {
                return Err(self.error("expected a colon", Place::Between("after object key")));
            }
            self.space();
            let value = self.value(depth + 1)?;
            let key = unescape(&self.source[start + 1..end - 1]);
            members.push(Member {
                key,
                start,
                end,
                value,
            });
            self.space();
            if self.take(b'}') {
                return Ok(NodeKind::Object(members));
            }
            if !self.take(b',') {
                return Err(self.error(
                    "expected a comma or a closing brace",
                    Place::Between("after object key:value pair"),
                ));
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<NodeKind, JsonError> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.take(b']') {
            return Ok(NodeKind::Array(items));
        }
        loop {
            self.space();
            items.push(self.value(depth + 1)?);
            self.space();
            if self.take(b']') {
                return Ok(NodeKind::Array(items));
            }
            if !self.take(b',') {
                return Err(self.error(
                    "expected a comma or a closing bracket",
                    Place::Between("after array element"),
                ));
            }
        }
    }

    fn string(&mut self) -> Result<(), JsonError> {
        self.at += 1;
        loop {
            match self.peek() {
                None => {
                    return Err(self.error(
                        "a string that never ends",
                        Place::Between("in string literal"),
                    ));
                }
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => {
                    self.at += 1;
                    match self.peek() {
                        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                            self.at += 1
                        }
                        Some(b'u') => {
                            self.at += 1;
                            for _ in 0..4 {
                                if !self.peek().is_some_and(|b| b.is_ascii_hexdigit()) {
                                    return Err(self.error(
                                        "expected a hexadecimal digit",
                                        Place::Inside("in \\u hexadecimal character escape"),
                                    ));
                                }
                                self.at += 1;
                            }
                        }
                        _ => {
                            return Err(self.error(
                                "an unknown escape",
                                Place::Inside("in string escape code"),
                            ));
                        }
                    }
                }
                Some(0..=0x1f) => {
                    return Err(self.error(
                        "a control character in a string",
                        Place::Between("in string literal"),
                    ));
                }
                Some(_) => self.at += 1,
            }
        }
    }

    fn number(&mut self) -> Result<NodeKind, JsonError> {
        self.take(b'-');
        if !self.take(b'0') {
            self.digits("in numeric literal")?;
        }
        if self.take(b'.') {
            self.digits("after decimal point in numeric literal")?;
        }
        if self.take(b'e') || self.take(b'E') {
            if !self.take(b'+') {
                self.take(b'-');
            }
            self.digits("in exponent of numeric literal")?;
        }
        Ok(NodeKind::Number)
    }

    fn digits(&mut self, place: &'static str) -> Result<(), JsonError> {
        if !self.peek().is_some_and(|b| b.is_ascii_digit()) {
            return Err(self.error("expected a digit", Place::Inside(place)));
        }
        while self.peek().is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
        }
        Ok(())
    }

    fn literal(&mut self) -> Result<NodeKind, JsonError> {
        for word in ["true", "false", "null"] {
            if self.bytes[self.at..].starts_with(word.as_bytes()) {
                self.at += word.len();
                return Ok(NodeKind::Literal);
            }
        }
        Err(self.error("expected a value", Place::Literal))
    }
}

/// The text of the inside of a valid string. Lone surrogates become U+FFFD, as in Go.
fn unescape(inside: &str) -> String {
    if !has(inside, '\\') {
        return inside.to_owned();
    }
    let mut units: Vec<u16> = Vec::new();
    let mut chars = inside.chars();
    let mut buffer = [0; 2];
    while let Some(c) = chars.next() {
        let c = match c {
            '\\' => match chars.next() {
                Some('b') => '\u{8}',
                Some('f') => '\u{c}',
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('u') => {
                    let hex: String = chars.by_ref().take(4).collect();
                    units.push(u16::from_str_radix(&hex, 16).unwrap_or(0xfffd));
                    continue;
                }
                Some(other) => other,
                None => break,
            },
            c => c,
        };
        units.extend_from_slice(c.encode_utf16(&mut buffer));
    }
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unescapes() {
        assert_eq!(
            unescape(r#"a\"\\\/\b\f\n\r\té\u00e9\ud83d\ude00\ud83dx"#),
            "a\"\\/\u{8}\u{c}\n\r\téé😀\u{fffd}x"
        );
    }
}
