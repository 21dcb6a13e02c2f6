//! The body of an error answer: `{"errors":[{"code","message","detail"}]}`.
//!
//! Sources: distribution-spec "Error Codes"; texts as oras-go `registry/remote/errcode` writes them.

use std::fmt::{self, Write};

use chartroom_gotext::shortest;
use serde::Deserialize;
use serde_json::Value;

/// Longer error bodies are not read as JSON (oras: 8 KiB).
const MAX_ERROR_BODY: usize = 8 * 1024;

/// One error as the registry reports it. The code is an open set.
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub struct OciError {
    /// `MANIFEST_UNKNOWN` and the like.
    #[serde(default)]
    pub code: String,
    /// The registry's words.
    #[serde(default)]
    pub message: String,
    /// Anything.
    #[serde(default)]
    pub detail: Value,
}

impl OciError {
    /// Reads the errors of a body; none when it is anything else.
    pub(crate) fn parse(body: &[u8]) -> Vec<OciError> {
        #[derive(Deserialize)]
        struct Body {
            #[serde(default)]
            errors: Vec<OciError>,
        }
        if body.len() > MAX_ERROR_BODY {
            return Vec::new();
        }
        serde_json::from_slice::<Body>(body)
            .map(|body| body.errors)
            .unwrap_or_default()
    }
}

impl fmt::Display for OciError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.code.chars() {
            match c {
                '_' => f.write_char(' ')?,
                c => c.to_lowercase().try_for_each(|c| f.write_char(c))?,
            }
        }
        if self.message.is_empty() {
            return Ok(());
        }
        write!(f, ": {}", self.message)?;
        if !self.detail.is_null() {
            f.write_str(": ")?;
            go_value(&self.detail, f)?;
        }
        Ok(())
    }
}

/// Go's `%v` of a decoded JSON value.
fn go_value(value: &Value, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match value {
        Value::Null => f.write_str("<nil>"),
        Value::Bool(value) => write!(f, "{value}"),
        Value::Number(number) => go_number(number.as_f64().unwrap_or_default(), f),
        Value::String(text) => f.write_str(text),
        Value::Array(items) => {
            f.write_char('[')?;
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    f.write_char(' ')?;
                }
                go_value(item, f)?;
            }
            f.write_char(']')
        }
        Value::Object(members) => {
            f.write_str("map[")?;
            for (i, (key, member)) in members.iter().enumerate() {
                if i > 0 {
                    f.write_char(' ')?;
                }
                write!(f, "{key}:")?;
                go_value(member, f)?;
            }
            f.write_char(']')
        }
    }
}

/// `%v` of a float64: shortest digits; exponents of two digits below 1e-4 and from 1e6 on.
fn go_number(value: f64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (digits, exponent) = shortest(value);
    if value.is_sign_negative() {
        f.write_char('-')?;
    }
    let places = digits.len();
    match exponent {
        -4..0 => write!(
            f,
            "0.{}{digits}",
            "0".repeat(exponent.unsigned_abs() as usize - 1)
        ),
        0..6 => {
            let whole = exponent as usize + 1;
            if places <= whole {
                write!(f, "{digits}{}", "0".repeat(whole - places))
            } else {
                write!(f, "{}.{}", &digits[..whole], &digits[whole..])
            }
        }
        _ => {
            let sign = if exponent < 0 { '-' } else { '+' };
            let point = if places > 1 { "." } else { "" };
            write!(
                f,
                "{}{point}{}e{sign}{:02}",
                &digits[..1],
                &digits[1..],
                exponent.abs()
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_as_oras() {
        let errors = OciError::parse(
            br#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{"Tag":"1.0.0","n":1500000,"m":120000,"x":[null,true,1e30,0.5]}},{"code":"X"},{"code":"DENIED","message":"no"}]}"#,
        );
        assert_eq!(
            errors[0].to_string(),
            "manifest unknown: manifest unknown: map[Tag:1.0.0 m:120000 n:1.5e+06 x:[<nil> true 1e+30 0.5]]"
        );
        assert_eq!(errors[1].to_string(), "x");
        assert_eq!(errors[2].to_string(), "denied: no");
    }

    #[test]
    fn anything_else_is_no_error_list() {
        assert!(OciError::parse(b"<html>").is_empty());
        assert!(OciError::parse(b"[]").is_empty());
        assert!(OciError::parse(b"{}").is_empty());
        assert!(OciError::parse(br#"{"errors":"no"}"#).is_empty());
        let long = format!(
            r#"{{"errors":[{{"code":"X","message":"{}"}}]}}"#,
            "x".repeat(MAX_ERROR_BODY)
        );
        assert!(OciError::parse(long.as_bytes()).is_empty());
    }
}
