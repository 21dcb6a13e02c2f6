//! JSON to YAML: `Marshal` of sigs.k8s.io/yaml, which writes JSON, reads it with go-yaml, and writes YAML.

use std::borrow::Cow;

use crate::error::Error;
use crate::json::{Json, Number};
use crate::resolve::{Scalar, plain};
use crate::sort::sort_natural;
use crate::style::{Style, choose, choose_newer, is_break_at};
use chartroom_gotext::push_go_float;

/// Lines are folded at the first single space behind this column.
const WIDTH: usize = 80;
const INDENT: usize = 2;

/// Writes `json` as YAML, ending in a line break: keys in natural order, lists not indented.
///
/// Where Go refuses (see [`try_emit`]) this writes what the emitter alone would write.
#[must_use]
pub fn emit(json: &Json) -> String {
    match try_emit(json) {
        Ok(text) => text,
        Err(_) => emit_alone(json),
    }
}

/// Writes `json` as YAML, or fails as Go does.
///
/// # Errors
/// Infinities and NaN have no JSON; characters YAML forbids (U+007F, C1 controls, U+FFFE, U+FFFF)
/// and keys of more than 1024 characters do not survive go-yaml's reading of that JSON.
pub fn try_emit(json: &Json) -> Result<String, Error> {
    if !survives(json) {
        if let Some(float) = json.not_finite() {
            let mut message = String::from("error marshaling into JSON: json: unsupported value: ");
            push_go_float(&mut message, float, false);
            return Err(Error::new(message));
        }
        return json_to_yaml(&json.to_go_json());
    }
    Ok(emit_alone(json))
}

/// Turns JSON into YAML (`JSONToYAML`), which reads it as YAML.
///
/// # Errors
/// Of reading, as [`try_emit`] has them.
pub fn json_to_yaml(json: &str) -> Result<String, Error> {
    Ok(emit_alone(&crate::target::yaml_to_json(json.as_bytes())?))
}

/// Writes `json` as the emitter alone does it, where go-yaml is given values and no JSON to read.
#[must_use]
pub(crate) fn emit_alone(json: &Json) -> String {
    let mut emitter = Emitter {
        out: String::new(),
        column: 0,
        indent: None,
        whitespace: true,
        indention: true,
    };
    emitter.node(json, Context::Root);
    emitter.write_indent();
    emitter.out
}

/// Writes one string as go-yaml v3 does, which never folds; lines behind the first begin with so
/// many spaces.
#[must_use]
pub fn emit_text(text: &str, indent: usize) -> String {
    let mut emitter = Emitter {
        out: String::new(),
        column: 0,
        indent: Some(indent),
        whitespace: true,
        indention: true,
    };
    match choose_newer(text) {
        Style::Plain => emitter.plain_text(text, false),
        Style::Single => emitter.single(text, false),
        Style::Double => emitter.double(text, false),
        Style::Literal => emitter.literal(text),
    }
    emitter.out
}

/// Whether go-yaml reads the JSON of this value as the same value.
fn survives(json: &Json) -> bool {
    match json {
        Json::Number(Number::Float(float)) => float.is_finite(),
        Json::String(text) => text_survives(text),
        Json::Array(items) => items.iter().all(survives),
        Json::Object(members) => members
            .iter()
            .all(|(key, member)| key.len() < 128 && text_survives(key) && survives(member)),
        _ => true,
    }
}

fn text_survives(text: &str) -> bool {
    // U+007F; U+0080 to U+009F begin with C2; U+FFFE and U+FFFF with EF BF.
    !text.bytes().any(|byte| matches!(byte, 0x7f | 0xc2 | 0xef))
        || !text
            .chars()
            .any(|c| matches!(c, '\x7f'..='\u{9f}' | '\u{fffe}' | '\u{ffff}'))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    Root,
    Item,
    /// A value of a mapping, or a key written behind `?`.
    Value,
    SimpleKey,
}

struct Emitter {
    out: String,
    column: usize,
    /// None outside of everything.
    indent: Option<usize>,
    /// The last character was white space.
    whitespace: bool,
    /// Nothing but indentation and `-`, `?`, `:` stands on the line so far.
    indention: bool,
}

impl Emitter {
    fn node(&mut self, json: &Json, context: Context) {
        match json {
            Json::Null => self.plain("null", context),
            Json::Bool(true) => self.plain("true", context),
            Json::Bool(false) => self.plain("false", context),
            Json::Number(number) => {
                let text = number_text(*number);
                self.plain(&text, context);
            }
            Json::String(text) => self.string(text, context),
            Json::Array(items) if items.is_empty() => self.indicator("[]", true, false),
            Json::Object(members) if members.is_empty() => self.indicator("{}", true, false),
            Json::Array(items) => {
                let outer = self.indent;
                self.indent = Some(match outer {
                    None => 0,
                    Some(indent) if context == Context::Value && !self.indention => indent,
                    Some(indent) => indent + INDENT,
                });
                for item in items {
                    self.write_indent();
                    self.indicator("-", true, true);
                    self.node(item, Context::Item);
                }
                self.indent = outer;
            }
            Json::Object(members) => {
                let outer = self.indent;
                self.indent = Some(outer.map_or(0, |indent| indent + INDENT));
                let mut members: Vec<_> = members.iter().collect();
                sort_natural(&mut members);
                for (key, member) in members {
                    self.write_indent();
                    let simple = key.len() <= 128
                        && !(0..key.len()).any(|at| is_break_at(key.as_bytes(), at));
                    if simple {
                        self.string(key, Context::SimpleKey);
                        self.indicator(":", false, false);
                    } else {
                        self.indicator("?", true, true);
                        self.string(key, Context::Value);
                        self.write_indent();
                        self.indicator(":", true, true);
                    }
                    self.node(member, Context::Value);
                }
                self.indent = outer;
            }
        }
    }

    fn string(&mut self, text: &str, context: Context) {
        let outer = self.indent;
        self.indent = Some(outer.map_or(INDENT, |indent| indent + INDENT));
        let may_fold = context != Context::SimpleKey;
        match choose(text, !may_fold) {
            Style::Plain => self.plain_text(text, may_fold),
            Style::Single => self.single(text, may_fold),
            Style::Double => self.double(text, may_fold),
            Style::Literal => self.literal(text),
        }
        self.indent = outer;
    }

    fn plain(&mut self, text: &str, context: Context) {
        let outer = self.indent;
        self.indent = Some(outer.map_or(INDENT, |indent| indent + INDENT));
        self.plain_text(text, context != Context::SimpleKey);
        self.indent = outer;
    }

    fn put(&mut self, c: char) {
        self.out.push(c);
        self.column += 1;
    }

    fn put_break(&mut self) {
        self.out.push('\n');
        self.column = 0;
    }

    /// Writes a line break of the text as it is.
    fn copy_break(&mut self, c: char) {
        self.out.push(c);
        self.column = 0;
    }

    fn write_indent(&mut self) {
        let indent = self.indent.unwrap_or(0);
        if !self.indention || self.column > indent || (self.column == indent && !self.whitespace) {
            self.put_break();
        }
        while self.column < indent {
            self.put(' ');
        }
        self.whitespace = true;
        self.indention = true;
    }

    fn indicator(&mut self, text: &str, need_whitespace: bool, is_indention: bool) {
        if need_whitespace && !self.whitespace {
            self.put(' ');
        }
        self.out.push_str(text);
        self.column += text.len();
        self.whitespace = false;
        self.indention &= is_indention;
    }

    /// Whether a single space at `at` is where the line is folded.
    fn folds(&self, may_fold: bool, after_space: bool) -> bool {
        may_fold && !after_space && self.column > WIDTH
    }

    fn plain_text(&mut self, text: &str, may_fold: bool) {
        if !self.whitespace {
            self.put(' ');
        }
        let bytes = text.as_bytes();
        let mut after_space = false;
        for (at, c) in text.char_indices() {
            if c == ' ' {
                if self.folds(may_fold, after_space) && bytes.get(at + 1) != Some(&b' ') {
                    self.write_indent();
                } else {
                    self.put(c);
                }
                after_space = true;
            } else {
                self.put(c);
                self.indention = false;
                after_space = false;
            }
        }
        self.whitespace = false;
        self.indention = false;
    }

    fn single(&mut self, text: &str, may_fold: bool) {
        self.indicator("'", true, false);
        let bytes = text.as_bytes();
        let mut after_space = false;
        let mut after_break = false;
        for (at, c) in text.char_indices() {
            if c == ' ' {
                if self.folds(may_fold, after_space)
                    && at > 0
                    && at < text.len() - 1
                    && bytes.get(at + 1) != Some(&b' ')
                {
                    self.write_indent();
                } else {
                    self.put(c);
                }
                after_space = true;
            } else if is_break_at(bytes, at) {
                // Only the breaks of Unicode come here; a line feed asks for other styles.
                self.copy_break(c);
                self.indention = true;
                after_break = true;
            } else {
                if after_break {
                    self.write_indent();
                }
                if c == '\'' {
                    self.put('\'');
                }
                self.put(c);
                self.indention = false;
                after_space = false;
                after_break = false;
            }
        }
        self.indicator("'", false, false);
        self.whitespace = false;
        self.indention = false;
    }

    fn double(&mut self, text: &str, may_fold: bool) {
        self.indicator("\"", true, false);
        let bytes = text.as_bytes();
        // go-yaml looks for the mark at the start of the text whatever character it is at.
        let escape_all = text.starts_with('\u{feff}');
        let mut after_space = false;
        for (at, c) in text.char_indices() {
            if escape_all
                || matches!(c, '"' | '\\')
                || !crate::style::is_printable(c)
                || is_break_at(bytes, at)
            {
                self.escape(c);
                after_space = false;
            } else if c == ' ' {
                if self.folds(may_fold, after_space) && at > 0 && at < text.len() - 1 {
                    self.write_indent();
                    if bytes.get(at + 1) == Some(&b' ') {
                        self.put('\\');
                    }
                } else {
                    self.put(c);
                }
                after_space = true;
            } else {
                self.put(c);
                after_space = false;
            }
        }
        self.indicator("\"", false, false);
        self.whitespace = false;
        self.indention = false;
    }

    fn escape(&mut self, c: char) {
        self.put('\\');
        let letter = match c {
            '\0' => '0',
            '\x07' => 'a',
            '\x08' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\x0b' => 'v',
            '\x0c' => 'f',
            '\r' => 'r',
            '\x1b' => 'e',
            '"' | '\\' => c,
            '\u{85}' => 'N',
            '\u{a0}' => '_',
            '\u{2028}' => 'L',
            '\u{2029}' => 'P',
            _ => {
                let code = c as u32;
                let (letter, digits) = match code {
                    0..=0xff => ('x', 2),
                    0x100..=0xffff => ('u', 4),
                    _ => ('U', 8),
                };
                self.put(letter);
                for shift in (0..digits).rev() {
                    let digit = (code >> (shift * 4)) & 15;
                    let digit = char::from_digit(digit, 16).unwrap_or('0');
                    self.put(digit.to_ascii_uppercase());
                }
                return;
            }
        };
        self.put(letter);
    }

    fn literal(&mut self, text: &str) {
        self.indicator("|", true, false);
        let bytes = text.as_bytes();
        if text.starts_with(' ') || is_break_at(bytes, 0) {
            self.indicator("2", false, false);
        }
        let mut ends = text
            .char_indices()
            .rev()
            .map(|(at, _)| is_break_at(bytes, at));
        match (ends.next(), ends.next()) {
            (Some(true), Some(true) | None) => self.indicator("+", false, false),
            (Some(true), Some(false)) => {}
            _ => self.indicator("-", false, false),
        }
        self.put_break();
        self.indention = true;
        self.whitespace = true;
        let mut after_break = true;
        for (at, c) in text.char_indices() {
            if is_break_at(bytes, at) {
                self.copy_break(c);
                self.indention = true;
                after_break = true;
            } else {
                if after_break {
                    self.write_indent();
                }
                self.put(c);
                self.indention = false;
                after_break = false;
            }
        }
    }
}

/// The number as go-yaml writes it after reading its JSON text.
fn number_text(number: Number) -> Cow<'static, str> {
    let mut text = String::new();
    number.write_go_json(&mut text);
    match plain(&text) {
        Scalar::Int(int) => int.to_string(),
        Scalar::Float(float) => {
            text.clear();
            push_go_float(&mut text, float, false);
            text
        }
        _ => text,
    }
    .into()
}
