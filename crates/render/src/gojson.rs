//! JSON as Go's `encoding/json` reads it into untyped values, with its error texts.

use chartroom_gotemplate::strconv::parse_float;
use chartroom_gotemplate::value::{Named, STRING, Type};
use chartroom_gotemplate::{Map, Str, Value};

use crate::text::quoted;

/// How deep Go follows nested arrays and objects.
const MAX_DEPTH: usize = 10_000;

/// How deep this reader follows them: Go's own limit does not fit the stack of a page.
const MAX_OWN_DEPTH: usize = 1_000;

/// `json.Unmarshal` into an `interface {}`.
///
/// # Errors
/// Go's text, such as `invalid character 'x' looking for beginning of value`.
pub fn decode(text: &[u8]) -> Result<Value, String> {
    decode_into(text, None)
}

/// The same into a type that only a document with this first byte fits. What does not fit is not
/// looked into, so its numbers may be of any size.
///
/// # Errors
/// As [`decode`]; that the document does not fit is not told here.
pub fn decode_into(text: &[u8], first: Option<u8>) -> Result<Value, String> {
    let mut reader = Reader {
        text,
        at: 0,
        out_of_range: None,
        literal: false,
    };
    reader.space();
    let fits = first.is_none() || reader.peek() == first;
    let value = reader.value(0)?;
    reader.space();
    if let Some(c) = reader.peek() {
        return Err(complaint(c, "after top-level value"));
    }
    if !fits && matches!(value, Value::Nil) && reader.out_of_range.is_some() {
        // A number of any size is a number.
        return Ok(Value::float(0.0));
    }
    match reader.out_of_range.filter(|_| fits) {
        // Go finishes the document before it reports a number that fits no float.
        Some(number) => Err(out_of_range(&number)),
        None => Ok(value),
    }
}

fn out_of_range(number: &str) -> String {
    format!("json: cannot unmarshal number {number} into Go value of type float64")
}

/// The type of numbers that are kept as they are written.
pub const NUMBER: &Type = &Type::Named(&Named {
    name: "json.Number",
    underlying: STRING,
    methods: &[],
    text: None,
});

/// One document as `json.Decoder` reads it, its numbers kept as they are written, and how many
/// bytes it takes.
///
/// # Errors
/// Go's text.
pub fn decode_literally(text: &[u8]) -> Result<(Value, usize), String> {
    first(text, true)
}

/// One document as `json.Decoder` reads it into untyped values, and how many bytes it takes.
///
/// # Errors
/// Go's text.
pub fn decode_one(text: &[u8]) -> Result<(Value, usize), String> {
    first(text, false)
}

fn first(text: &[u8], literal: bool) -> Result<(Value, usize), String> {
    let mut reader = Reader {
        text,
        at: 0,
        out_of_range: None,
        literal,
    };
    reader.space();
    if reader.peek().is_none() {
        return Err("EOF".to_owned());
    }
    match reader.value(0) {
        Ok(value) => match reader.out_of_range {
            Some(number) => Err(out_of_range(&number)),
            None => Ok((value, reader.at)),
        },
        Err(error) if error == END => Err("unexpected EOF".to_owned()),
        Err(error) => Err(error),
    }
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    out_of_range: Option<String>,
    literal: bool,
}

const END: &str = "unexpected end of JSON input";
const ESCAPE: &str = "in string escape code";

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn next(&mut self) -> Result<u8, String> {
        let c = self.peek().ok_or(END)?;
        self.at += 1;
        Ok(c)
    }

    /// The next byte of something that a space would not continue: at its end Go's scanner is
    /// given a space and complains about that.
    fn within(&mut self, place: &str) -> Result<u8, String> {
        if self.peek().is_none() && !self.literal {
            return Err(complaint(b' ', place));
        }
        self.next()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value, String> {
        if depth > MAX_DEPTH.min(MAX_OWN_DEPTH) {
            return Err("exceeded max depth".to_owned());
        }
        match self.next()? {
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            b'"' => Ok(Value::from(self.string()?)),
            b't' => self.literal("true", Value::Bool(true)),
            b'f' => self.literal("false", Value::Bool(false)),
            b'n' => self.literal("null", Value::Nil),
            b'-' | b'0'..=b'9' => self.number(),
            c => Err(complaint(c, "looking for beginning of value")),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, String> {
        let map = Map::new();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Map(map));
        }
        loop {
            self.space();
            match self.next()? {
                b'"' => {}
                c => return Err(complaint(c, "looking for beginning of object key string")),
            }
            let key = self.string()?;
            self.space();
            match self.next()? {
                b':' => {}
                c => return Err(complaint(c, "after object key")),
            }
            self.space();
            let value = self.value(depth + 1)?;
            map.insert(key, value);
            self.space();
            match self.next()? {
                b',' => {}
                b'}' => return Ok(Value::Map(map)),
                c => return Err(complaint(c, "after object key:value pair")),
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, String> {
        let mut items = Vec::new();
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::list(items));
        }
        loop {
            self.space();
            items.push(self.value(depth + 1)?);
            self.space();
            match self.next()? {
                b',' => {}
                b']' => return Ok(Value::list(items)),
                c => return Err(complaint(c, "after array element")),
            }
        }
    }

    fn literal(&mut self, word: &str, value: Value) -> Result<Value, String> {
        for wanted in word.bytes().skip(1) {
            let place = format!("in literal {word} (expecting '{}')", char::from(wanted));
            let found = self.within(&place)?;
            if found != wanted {
                return Err(complaint(found, &place));
            }
        }
        Ok(value)
    }

    fn number(&mut self) -> Result<Value, String> {
        let start = self.at - 1;
        let mut first = self.text[start];
        if first == b'-' {
            const PLACE: &str = "in numeric literal";
            first = match self.within(PLACE)? {
                c @ b'0'..=b'9' => c,
                c => return Err(complaint(c, PLACE)),
            };
        }
        if first != b'0' {
            self.digits();
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digit("after decimal point in numeric literal")?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digit("in exponent of numeric literal")?;
        }
        let literal = &self.text[start..self.at];
        if self.literal {
            return Ok(Value::scalar(NUMBER, Value::from(literal.to_vec())));
        }
        match parse_float(literal) {
            Ok(f) => Ok(Value::float(f)),
            Err(_) => {
                self.out_of_range
                    .get_or_insert_with(|| String::from_utf8_lossy(literal).into_owned());
                Ok(Value::Nil)
            }
        }
    }

    fn digits(&mut self) {
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
    }

    fn digit(&mut self, place: &str) -> Result<(), String> {
        match self.within(place)? {
            b'0'..=b'9' => self.digits(),
            c => return Err(complaint(c, place)),
        }
        Ok(())
    }

    /// A string, the opening quote read already. What is not UTF-8, and halves of surrogate
    /// pairs, become U+FFFD.
    fn string(&mut self) -> Result<Str, String> {
        let mut out: Vec<u8> = Vec::new();
        loop {
            match self.next()? {
                b'"' => break,
                b'\\' => match self.within(ESCAPE)? {
                    b'n' => out.push(b'\n'),
                    b't' => out.push(b'\t'),
                    b'r' => out.push(b'\r'),
                    b'b' => out.push(8),
                    b'f' => out.push(12),
                    c @ (b'"' | b'\\' | b'/') => out.push(c),
                    b'u' => {
                        let mut unit = self.hex()?;
                        if (0xd800..0xdc00).contains(&unit)
                            && self.text[self.at..].starts_with(b"\\u")
                        {
                            let back = self.at;
                            self.at += 2;
                            let low = self.hex()?;
                            if (0xdc00..0xe000).contains(&low) {
                                unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                            } else {
                                self.at = back;
                            }
                        }
                        let c = char::from_u32(unit).unwrap_or('\u{fffd}');
                        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                    }
                    c => return Err(complaint(c, ESCAPE)),
                },
                c if c < 0x20 => return Err(complaint(c, "in string literal")),
                c => out.push(c),
            }
        }
        Ok(match String::from_utf8(out) {
            Ok(text) => Str::from(text),
            Err(error) => Str::from(String::from_utf8_lossy(error.as_bytes()).into_owned()),
        })
    }

    fn hex(&mut self) -> Result<u32, String> {
        let mut unit = 0;
        for _ in 0..4 {
            const PLACE: &str = "in \\u hexadecimal character escape";
            let c = self.within(PLACE)?;
            let digit = char::from(c).to_digit(16);
            unit = unit * 16 + digit.ok_or_else(|| complaint(c, PLACE))?;
        }
        Ok(unit)
    }
}

fn complaint(c: u8, place: &str) -> String {
    // Go quotes the byte as if it were a rune.
    let shown = match c {
        b'\'' => "'\\''".to_owned(),
        b'"' => "'\"'".to_owned(),
        _ => {
            let quoted = quoted(&char::from(c).to_string());
            format!("'{}'", &quoted[1..quoted.len() - 1])
        }
    };
    format!("invalid character {shown} {place}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_go_s() {
        for (text, wanted) in [
            ("", END),
            ("{", END),
            ("x", "invalid character 'x' looking for beginning of value"),
            (
                "{a",
                "invalid character 'a' looking for beginning of object key string",
            ),
            ("{\"a\"1", "invalid character '1' after object key"),
            (
                "{\"a\":1 2",
                "invalid character '2' after object key:value pair",
            ),
            ("[1 2", "invalid character '2' after array element"),
            ("1 2", "invalid character '2' after top-level value"),
            (
                "trux",
                "invalid character 'x' in literal true (expecting 'e')",
            ),
            ("\"\\q\"", "invalid character 'q' in string escape code"),
            ("\"\n\"", "invalid character '\\n' in string literal"),
            ("-x", "invalid character 'x' in numeric literal"),
            (
                "1.x",
                "invalid character 'x' after decimal point in numeric literal",
            ),
            ("1e", "invalid character ' ' in exponent of numeric literal"),
            ("-", "invalid character ' ' in numeric literal"),
            (
                "nul",
                "invalid character ' ' in literal null (expecting 'l')",
            ),
            ("\"x", END),
            ("01", "invalid character '1' after top-level value"),
            (
                "1e400",
                "json: cannot unmarshal number 1e400 into Go value of type float64",
            ),
        ] {
            assert_eq!(
                decode(text.as_bytes()).err().as_deref(),
                Some(wanted),
                "{text}"
            );
        }
    }

    #[test]
    fn numbers_are_floats_and_escapes_are_read() {
        let value = decode(br#"{"a":[1,"\u00e9\ud83d\ude00\ud800x"],"b":null}"#).unwrap();
        let map = value.as_map().unwrap();
        let list = map.get(b"a").unwrap();
        assert_eq!(list.as_list().unwrap()[0].as_float(), Some(1.0));
        assert_eq!(
            &**list.as_list().unwrap()[1].as_str().unwrap(),
            "é😀\u{fffd}x".as_bytes()
        );
        assert!(map.contains(b"b"));
    }
}
