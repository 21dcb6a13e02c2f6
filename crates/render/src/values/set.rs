//! The little language of `--set`, `--set-string`, `--set-json`, `--set-file` and `--set-literal`.
//!
//! Facts: `templates.md` 4.2 and `helm/helm:pkg/strvals`. A line is a list of `path=value` pairs;
//! what a line says is laid over the values that earlier lines and files gave.

use chartroom_yaml::{Json, Number};

use super::Object;
use crate::convert::to_json;
use crate::gojson;
use crate::text::quoted;

/// The largest list index a line may name. A chart never needs more, and one typing error must
/// not allocate gigabytes.
pub const MAX_INDEX: i64 = 65_536;

/// How many dots deep a path may go.
pub const MAX_DEPTH: usize = 30;

/// Which of Helm's `--set…` flags a line was given with.
#[derive(Clone, Copy)]
pub enum Dialect<'a> {
    /// `--set`: `true`, `null`, integers are typed, the rest is text.
    Typed,
    /// `--set-string`: every value is text.
    Text,
    /// `--set-json` in its `path=JSON` form.
    Json,
    /// `--set-literal`: everything after the first `=` is the value, as it stands.
    Literal,
    /// `--set-file`: the value names a file; the function returns its text or the reason it cannot.
    File(&'a dyn Fn(&str) -> Result<String, String>),
}

/// Lays one line over `values`.
///
/// # Errors
/// Helm's own sentence, without the `failed parsing --set data: ` in front of it.
pub fn apply(line: &str, dialect: Dialect<'_>, values: &mut Object) -> Result<(), String> {
    let mut parser = Parser {
        text: line,
        at: 0,
        dialect,
    };
    loop {
        match parser.pair(values, 0) {
            Ok(()) => {}
            Err(Stop::End) => return Ok(()),
            Err(Stop::Failed(message)) => return Err(message),
        }
    }
}

/// Why a step ended without a value.
enum Stop {
    /// The line is used up. Helm takes this for success wherever it happens, even inside `a[0`.
    End,
    Failed(String),
}

fn failed<T>(message: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Failed(message.into()))
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    dialect: Dialect<'a>,
}

impl Parser<'_> {
    fn is_literal(&self) -> bool {
        matches!(self.dialect, Dialect::Literal)
    }

    fn next(&mut self) -> Option<char> {
        let c = self.text[self.at..].chars().next()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// Reads up to one of `stops`; the stop is `None` at the end of the line. A back-slash makes
    /// the next character ordinary, except in literal lines.
    fn until(&mut self, stops: &[char]) -> (String, Option<char>) {
        let mut read = String::new();
        while let Some(c) = self.next() {
            if stops.contains(&c) {
                return (read, Some(c));
            }
            if c == '\\' && !self.is_literal() {
                match self.next() {
                    Some(escaped) => read.push(escaped),
                    None => break,
                }
            } else {
                read.push(c);
            }
        }
        (read, None)
    }

    /// One `path=value`, laid over `map`.
    fn pair(&mut self, map: &mut Object, depth: usize) -> Result<(), Stop> {
        let stops: &[char] = if self.is_literal() {
            &['=', '[', '.']
        } else {
            &['=', '[', ',', '.']
        };
        let (key, stop) = self.until(stops);
        match stop {
            None if key.is_empty() => Err(Stop::End),
            None => failed(format!("key {} has no value", quoted(&key))),
            Some('=') => {
                let (value, outcome) = self.value();
                if let Some(value) = value {
                    put(map, key, value);
                }
                outcome
            }
            Some('[') => {
                let index = self.index()?;
                let mut list = match map.get_mut(&key) {
                    None => Vec::new(),
                    Some(Json::Array(list)) => std::mem::take(list),
                    Some(other) => return failed(conversion(other, "[]interface {}")),
                };
                let outcome = self.item(&mut list, index, depth);
                put(map, key, Json::Array(list));
                outcome
            }
            Some('.') => {
                let depth = deeper(depth)?;
                let mut inner = match map.get_mut(&key) {
                    None => Object::new(),
                    Some(Json::Object(inner)) => std::mem::take(inner),
                    Some(other) => {
                        return failed(conversion(other, "map[string]interface {}"));
                    }
                };
                let outcome = self.pair(&mut inner, depth);
                let empty = inner.is_empty();
                if !empty || map.contains_key(&key) {
                    put(map, key.clone(), Json::Object(inner));
                }
                match outcome {
                    Ok(()) if empty => failed(format!("key map {} has no value", quoted(&key))),
                    other => other,
                }
            }
            Some(_) => failed(format!(
                "key {} has no value (cannot end with ,)",
                quoted(&key)
            )),
        }
    }

    /// What follows `name[index]`, laid over `list`.
    fn item(&mut self, list: &mut Vec<Json>, index: i64, depth: usize) -> Result<(), Stop> {
        if index < 0 {
            return failed(format!("negative {index} index not allowed"));
        }
        let (rest, stop) = self.until(&['[', '.', '=']);
        if !rest.is_empty() {
            return failed(format!(
                "unexpected data at end of array index: {}",
                runes(&rest)
            ));
        }
        match stop {
            None => Err(Stop::End),
            Some('=') => {
                // An unreadable value is reported before the list is touched, as Helm does.
                let (value, outcome) = self.value();
                match (value, outcome) {
                    (Some(value), Err(Stop::End)) => put_index(list, index, value),
                    (Some(value), Ok(())) => put_index(list, index, value),
                    (_, outcome) => outcome,
                }
            }
            Some('[') => {
                let next = self.index()?;
                let mut inner = match usize::try_from(index).ok().and_then(|i| list.get_mut(i)) {
                    None | Some(Json::Null) => Vec::new(),
                    Some(Json::Array(inner)) => std::mem::take(inner),
                    Some(other) => return failed(conversion(other, "[]interface {}")),
                };
                if let Err(stop) = self.item(&mut inner, next, depth) {
                    if let Some(place) = usize::try_from(index).ok().and_then(|i| list.get_mut(i))
                        && !place.is_null()
                    {
                        *place = Json::Array(inner);
                    }
                    return Err(stop);
                }
                put_index(list, index, Json::Array(inner))
            }
            Some(_) => {
                let mut inner = match usize::try_from(index).ok().and_then(|i| list.get_mut(i)) {
                    Some(Json::Object(inner)) => std::mem::take(inner),
                    _ => Object::new(),
                };
                let outcome = self.pair(&mut inner, depth);
                if let Err(stop) = outcome {
                    if let Some(place) = usize::try_from(index).ok().and_then(|i| list.get_mut(i)) {
                        *place = Json::Object(inner);
                    }
                    return Err(stop);
                }
                put_index(list, index, Json::Object(inner))
            }
        }
    }

    fn index(&mut self) -> Result<i64, Stop> {
        let (text, stop) = self.until(&[']']);
        if stop.is_none() {
            return Err(Stop::End);
        }
        atoi(&text).map_err(|reason| {
            Stop::Failed(format!(
                "error parsing index: strconv.Atoi: parsing {}: {reason}",
                quoted(&text)
            ))
        })
    }

    /// The value after a `=`. Some outcomes both set a value and end the line.
    fn value(&mut self) -> (Option<Json>, Result<(), Stop>) {
        match self.dialect {
            Dialect::Json => match self.json() {
                Ok(value) => (Some(value), Ok(())),
                Err(stop) => (None, Err(stop)),
            },
            Dialect::Literal => {
                let rest = self.text[self.at..].to_owned();
                self.at = self.text.len();
                (Some(Json::String(rest)), Ok(()))
            }
            _ => match self.peek() {
                None => (Some(Json::String(String::new())), Err(Stop::End)),
                Some('{') => {
                    self.next();
                    match self.list() {
                        Ok(list) => (Some(Json::Array(list)), Ok(())),
                        Err(stop) => (None, Err(stop)),
                    }
                }
                Some(_) => {
                    let (text, _) = self.until(&[',']);
                    match self.scalar(text) {
                        Ok(value) => (Some(value), Ok(())),
                        Err(stop) => (None, Err(stop)),
                    }
                }
            },
        }
    }

    /// `{a,b,c}`, the opening brace read already.
    fn list(&mut self) -> Result<Vec<Json>, Stop> {
        let mut list = Vec::new();
        loop {
            let (text, stop) = self.until(&[',', '}']);
            let Some(stop) = stop else {
                return failed("list must terminate with '}'");
            };
            list.push(self.scalar(text)?);
            if stop == '}' {
                if self.peek() == Some(',') {
                    self.next();
                }
                return Ok(list);
            }
        }
    }

    fn scalar(&self, text: String) -> Result<Json, Stop> {
        match self.dialect {
            Dialect::Typed => Ok(typed(text)),
            Dialect::File(read) => read(&text).map(Json::String).map_err(Stop::Failed),
            _ => Ok(Json::String(text)),
        }
    }

    /// One JSON value and the comma behind it; nothing at all stands for null.
    fn json(&mut self) -> Result<Json, Stop> {
        if self.blank() {
            return Ok(Json::Null);
        }
        let rest = &self.text.as_bytes()[self.at..];
        let (value, length) = gojson::decode_one(rest).map_err(Stop::Failed)?;
        self.at += length;
        self.blank();
        to_json(&value).map_err(Stop::Failed)
    }

    /// Skips white space; true when a comma (which it skips too) or the end follows.
    fn blank(&mut self) -> bool {
        loop {
            match self.peek() {
                None => return true,
                Some(',') => {
                    self.next();
                    return true;
                }
                Some(c) if c.is_whitespace() => {
                    self.next();
                }
                Some(_) => return false,
            }
        }
    }
}

/// A key may be empty, and then its value is read and forgotten.
fn put(map: &mut Object, key: String, value: Json) {
    if !key.is_empty() {
        map.insert(key, value);
    }
}

fn put_index(list: &mut Vec<Json>, index: i64, value: Json) -> Result<(), Stop> {
    if index > MAX_INDEX {
        return failed(format!(
            "index of {index} is greater than maximum supported index of {MAX_INDEX}"
        ));
    }
    let index = index as usize;
    if list.len() <= index {
        list.resize(index + 1, Json::Null);
    }
    list[index] = value;
    Ok(())
}

fn deeper(depth: usize) -> Result<usize, Stop> {
    if depth >= MAX_DEPTH {
        return failed(format!(
            "value name nested level is greater than maximum supported nested level of {MAX_DEPTH}"
        ));
    }
    Ok(depth + 1)
}

fn typed(text: String) -> Json {
    if text.eq_ignore_ascii_case("true") {
        return Json::Bool(true);
    }
    if text.eq_ignore_ascii_case("false") {
        return Json::Bool(false);
    }
    if text.eq_ignore_ascii_case("null") {
        return Json::Null;
    }
    if text == "0" {
        return Json::Number(Number::Int(0));
    }
    // `007` is a name, not a number.
    if !text.starts_with('0')
        && let Ok(number) = atoi(&text)
    {
        return Json::Number(Number::Int(number));
    }
    Json::String(text)
}

/// Go's `strconv.ParseInt(text, 10, 64)`.
fn atoi(text: &str) -> Result<i64, &'static str> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err("invalid syntax");
    }
    text.parse().map_err(|_| "value out of range")
}

/// The text of the Go panic that Helm turns into an error when a path meets a value of another kind.
fn conversion(found: &Json, wanted: &str) -> String {
    let found = match found {
        Json::Null => "nil",
        Json::Bool(_) => "bool",
        Json::Number(Number::Float(_)) => "float64",
        Json::Number(_) => "int64",
        Json::String(_) => "string",
        Json::Array(_) => "[]interface {}",
        Json::Object(_) => "map[string]interface {}",
    };
    format!("unable to parse key: interface conversion: interface {{}} is {found}, not {wanted}")
}

/// A list of characters under Go's `%q`.
fn runes(text: &str) -> String {
    let quoted = text.chars().map(|c| match c {
        '\'' => "'\\''".to_owned(),
        '"' => "'\"'".to_owned(),
        c => {
            let quoted = quoted(c.encode_utf8(&mut [0; 4]));
            format!("'{}'", &quoted[1..quoted.len() - 1])
        }
    });
    format!("[{}]", quoted.collect::<Vec<_>>().join(" "))
}
