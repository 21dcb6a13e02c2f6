//! Parts of a build that can live elsewhere: cryptography, JSON schemas and time zones are large and
//! seldom needed, so a page loads them as modules of their own, and only for charts that ask for them.
//!
//! Without the features `crypto`, `schema` and `zones` this crate sends its question, as bytes, to a
//! function of the host; the host passes it to a build that has the feature, whose
//! [`crypto::answer`](crate::crypto::answer), [`schema::answer`](crate::schema::answer) or
//! [`Zones::answer`](crate::zones::Zones::answer) answers in kind. Both sides are of one version, so the bytes ([`Writer`], [`Reader`]) are nobody
//! else's business.

use chartroom_yaml::{Json, Number, Object};

/// A function that passes a question to a module and brings its answer; `None` where the module
/// is not there.
pub type Module = fn(&[u8]) -> Option<Vec<u8>>;

/// The modules beside this build. What it has built in is not asked of them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Modules {
    /// Keys, certificates, hashed passwords, ciphers.
    pub crypto: Option<Module>,
    /// JSON schemas.
    pub schema: Option<Module>,
    /// Time zones.
    pub zones: Option<Module>,
}

/// A question or an answer being written.
#[derive(Clone, Debug, Default)]
pub struct Writer(Vec<u8>);

impl Writer {
    /// Nothing yet.
    pub fn new() -> Writer {
        Writer::default()
    }

    /// What was written.
    pub fn finish(self) -> Vec<u8> {
        self.0
    }

    /// A small number.
    pub fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    /// A number.
    pub fn number(&mut self, number: u64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    /// Bytes, their length in front.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    /// Texts, how many in front.
    pub fn texts(&mut self, texts: &[String]) {
        self.number(texts.len() as u64);
        for text in texts {
            self.bytes(text.as_bytes());
        }
    }

    /// A table of values.
    pub fn table(&mut self, table: &Object) {
        self.number(table.len() as u64);
        for (key, value) in table {
            self.bytes(key.as_bytes());
            self.json(value);
        }
    }

    fn json(&mut self, value: &Json) {
        match value {
            Json::Null => self.byte(0),
            Json::Bool(b) => self.byte(1 + u8::from(*b)),
            Json::Number(Number::Int(n)) => {
                self.byte(3);
                self.number(*n as u64);
            }
            Json::Number(Number::Uint(n)) => {
                self.byte(4);
                self.number(*n);
            }
            Json::Number(Number::Float(f)) => {
                self.byte(5);
                self.number(f.to_bits());
            }
            Json::String(text) => {
                self.byte(6);
                self.bytes(text.as_bytes());
            }
            Json::Array(items) => {
                self.byte(7);
                self.number(items.len() as u64);
                items.iter().for_each(|item| self.json(item));
            }
            Json::Object(table) => {
                self.byte(8);
                self.table(table);
            }
        }
    }
}

/// Reads what a [`Writer`] wrote; every method gives `None` where something else stands there.
#[derive(Clone, Debug)]
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Reads from the start.
    pub fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader(bytes)
    }

    /// Whether nothing is left.
    pub fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }

    /// A small number.
    pub fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// A number.
    pub fn number(&mut self) -> Option<u64> {
        let (number, rest) = self.0.split_first_chunk::<8>()?;
        self.0 = rest;
        Some(u64::from_le_bytes(*number))
    }

    /// Bytes.
    pub fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    /// A text.
    pub fn text(&mut self) -> Option<String> {
        String::from_utf8(self.bytes()?.to_vec()).ok()
    }

    /// Texts.
    pub fn texts(&mut self) -> Option<Vec<String>> {
        (0..self.number()?).map(|_| self.text()).collect()
    }

    /// A table of values.
    pub fn table(&mut self) -> Option<Object> {
        (0..self.number()?)
            .map(|_| Some((self.text()?, self.json()?)))
            .collect()
    }

    fn json(&mut self) -> Option<Json> {
        Some(match self.byte()? {
            0 => Json::Null,
            bool @ (1 | 2) => Json::Bool(bool == 2),
            3 => Json::Number(Number::Int(self.number()? as i64)),
            4 => Json::Number(Number::Uint(self.number()?)),
            5 => Json::Number(Number::Float(f64::from_bits(self.number()?))),
            6 => Json::String(self.text()?),
            7 => Json::Array(
                (0..self.number()?)
                    .map(|_| self.json())
                    .collect::<Option<_>>()?,
            ),
            8 => Json::Object(self.table()?),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let table = Object::from([
            (
                "a".to_owned(),
                Json::Array(vec![Json::Null, Json::Bool(true)]),
            ),
            ("b".to_owned(), Json::Number(Number::Int(-3))),
            ("c".to_owned(), Json::Number(Number::Float(1e300))),
            ("d".to_owned(), Json::Number(Number::Uint(u64::MAX))),
            (
                "e".to_owned(),
                Json::Object(Object::from([(
                    String::new(),
                    Json::String("é".to_owned()),
                )])),
            ),
        ]);
        let mut writer = Writer::new();
        writer.table(&table);
        writer.texts(&["x".to_owned(), String::new()]);
        writer.bytes(&[0xff]);
        let bytes = writer.finish();
        let mut reader = Reader::new(&bytes);
        assert_eq!(reader.table(), Some(table));
        assert_eq!(reader.texts(), Some(vec!["x".to_owned(), String::new()]));
        assert_eq!(reader.bytes(), Some(&[0xff][..]));
        assert!(reader.is_at_end());
    }

    #[test]
    fn what_is_cut_off_is_not_read() {
        let mut writer = Writer::new();
        writer.texts(&["text".to_owned()]);
        let bytes = writer.finish();
        for end in 0..bytes.len() {
            assert_eq!(Reader::new(&bytes[..end]).texts(), None, "{end} bytes");
        }
    }
}
