//! What a scalar means: the resolver of go-yaml v2 (`resolve.go`).

use chartroom_gotext::{has, join};

use crate::error::Error;
use crate::timestamp::is_timestamp;
use crate::value::Value;

pub(crate) const TAG_PREFIX: &str = "tag:yaml.org,2002:";

/// The type a scalar was resolved to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    Bool,
    Int,
    Float,
    Timestamp,
    Str,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Float => "float",
            Self::Timestamp => "timestamp",
            Self::Str => "str",
        }
    }
}

/// A scalar without text: what it resolved to. Text is left to the caller, who owns it already.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Scalar {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(f64),
    Timestamp,
    Str,
}

impl Scalar {
    fn kind(self) -> Kind {
        match self {
            Self::Null => Kind::Null,
            Self::Bool(_) => Kind::Bool,
            Self::Int(_) | Self::Uint(_) => Kind::Int,
            Self::Float(_) => Kind::Float,
            Self::Timestamp => Kind::Timestamp,
            Self::Str => Kind::Str,
        }
    }

    pub(crate) fn into_value(self, text: &str) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(value),
            Self::Int(int) => Value::Int(int),
            Self::Uint(uint) => Value::Uint(uint),
            Self::Float(float) => Value::Float(float),
            Self::Timestamp | Self::Str => Value::String(text.to_owned()),
        }
    }
}

/// Resolves an untagged plain scalar.
pub(crate) fn plain(text: &str) -> Scalar {
    let Some(&first) = text.as_bytes().first() else {
        return Scalar::Null;
    };
    match first {
        b'0'..=b'9' | b'+' | b'-' => match special_float(text) {
            Some(float) => Scalar::Float(float),
            None if is_timestamp(text) => Scalar::Timestamp,
            None => number(text).unwrap_or(Scalar::Str),
        },
        b'.' => match special_float(text) {
            Some(float) => Scalar::Float(float),
            None => go_float(text).map_or(Scalar::Str, Scalar::Float),
        },
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~' => word(text),
        _ => Scalar::Str,
    }
}

/// Words are short, and all of their letters are capitals, or the first, or none.
fn word(text: &str) -> Scalar {
    let capital = u8::is_ascii_uppercase;
    let bytes = text.as_bytes();
    if bytes.len() > 5 || bytes[1..].iter().any(capital) && !bytes.iter().all(capital) {
        return Scalar::Str;
    }
    let one_of = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if one_of(&["y", "yes", "true", "on"]) {
        Scalar::Bool(true)
    } else if one_of(&["n", "no", "false", "off"]) {
        Scalar::Bool(false)
    } else if one_of(&["~", "null"]) {
        Scalar::Null
    } else {
        Scalar::Str
    }
}

fn special_float(text: &str) -> Option<f64> {
    match text {
        ".nan" | ".NaN" | ".NAN" => Some(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Some(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Some(f64::NEG_INFINITY),
        _ => None,
    }
}

/// A text that starts with a digit or a sign, as a number.
fn number(text: &str) -> Option<Scalar> {
    let stripped;
    let text = if has(text, '_') {
        stripped = text.replace('_', "");
        &stripped
    } else {
        text
    };
    if let Some(scalar) = integer(text) {
        return Some(scalar);
    }
    if is_yaml_float(text.as_bytes()) {
        // Overflow is an error in Go, and the text then stays text.
        if let Some(float) = chartroom_gotext::parse(text).filter(|float| float.is_finite()) {
            return Some(Scalar::Float(float));
        }
    }
    // Go's ParseInt takes a second sign after the prefix.
    let binary = text.strip_prefix("0b")?;
    i64::from_str_radix(binary, 2).ok().map(Scalar::Int)
}

/// `ParseInt(text, 0, 64)`, or failing that `ParseUint(text, 0, 64)`.
fn integer(text: &str) -> Option<Scalar> {
    let (sign, rest) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => (0, text),
    };
    let bytes = rest.as_bytes();
    let (radix, digits) = match bytes {
        [b'0', b'x' | b'X', ..] => (16, &rest[2..]),
        [b'0', b'b' | b'B', ..] => (2, &rest[2..]),
        [b'0', b'o' | b'O', ..] => (8, &rest[2..]),
        [b'0', _, ..] => (8, &rest[1..]),
        _ => (10, rest),
    };
    // from_str_radix would take another sign.
    if !digits.as_bytes().first()?.is_ascii_alphanumeric() {
        return None;
    }
    let magnitude = u64::from_str_radix(digits, radix).ok()?;
    match sign {
        -1 if magnitude <= 1 << 63 => Some(Scalar::Int((magnitude as i64).wrapping_neg())),
        -1 => None,
        _ => match i64::try_from(magnitude) {
            Ok(int) => Some(Scalar::Int(int)),
            // ParseUint knows no sign.
            Err(_) if sign == 0 => Some(Scalar::Uint(magnitude)),
            Err(_) => None,
        },
    }
}

/// `^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`
fn is_yaml_float(bytes: &[u8]) -> bool {
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    let start = usize::from(matches!(bytes.first(), Some(b'-' | b'+')));
    let whole = digits(start);
    let mut at = whole;
    if bytes.get(at) == Some(&b'.') {
        at = digits(at + 1);
        if whole == start && at == whole + 1 {
            return false;
        }
    } else if whole == start {
        return false;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1;
        if matches!(bytes.get(at), Some(b'-' | b'+')) {
            at += 1;
        }
        let end = digits(at);
        if end == at {
            return false;
        }
        at = end;
    }
    at == bytes.len()
}

/// `ParseFloat` for a text that starts with a point; underscores may stand between digits.
fn go_float(text: &str) -> Option<f64> {
    let bytes = text.as_bytes();
    let between_digits = |index: usize| {
        bytes[index - 1].is_ascii_digit() && bytes.get(index + 1).is_some_and(u8::is_ascii_digit)
    };
    let mut clean = String::with_capacity(text.len());
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'_' if between_digits(index) => {}
            b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-' => clean.push(byte as char),
            _ => return None,
        }
    }
    chartroom_gotext::parse(&clean).filter(|float| float.is_finite())
}

/// The scalar's value, given its tag (empty when it has none) and whether it was plain.
///
/// # Errors
/// A text that is not of the tag's type, or bad base64 under `!!binary`.
pub(crate) fn resolve(tag: &str, text: &str, plain_style: bool) -> Result<Value, Error> {
    if tag.is_empty() {
        return Ok(if plain_style {
            plain(text).into_value(text)
        } else {
            Value::String(text.to_owned())
        });
    }
    let Some(short) = tag.strip_prefix(TAG_PREFIX) else {
        return Ok(Value::String(text.to_owned()));
    };
    let wanted = match short {
        "str" => return Ok(Value::String(text.to_owned())),
        "binary" => {
            return match crate::base64::decode(text) {
                Some(bytes) => Ok(Value::String(crate::base64::go_utf8(&bytes))),
                None => Err(Error::yaml(
                    0,
                    "!!binary value contains invalid base64 data",
                )),
            };
        }
        "bool" => Kind::Bool,
        "int" => Kind::Int,
        "float" => Kind::Float,
        "null" => Kind::Null,
        "timestamp" => Kind::Timestamp,
        _ => return Ok(Value::String(text.to_owned())),
    };
    let mut scalar = plain(text);
    if scalar == Scalar::Timestamp && wanted != Kind::Timestamp {
        // Under another tag a timestamp is not tried, and nothing else looks like one.
        scalar = Scalar::Str;
    }
    match scalar {
        Scalar::Int(int) if wanted == Kind::Float => return Ok(Value::Float(int as f64)),
        _ if scalar.kind() == wanted => return Ok(scalar.into_value(text)),
        _ => {}
    }
    let kind = scalar.kind().name();
    let message = ["cannot decode !!", kind, " `", text, "` as a !!", short];
    let message = join(&message, "");
    Err(Error::yaml(0, &message))
}
