//! The body of an error answer: `{"errors":[{"code","message","detail"}]}`.
//!
//! Sources: distribution-spec "Error Codes"; texts as oras-go `registry/remote/errcode` writes them.

use std::fmt::{self, Write};

use chartroom_gotext::{parse, push_go_float};
use chartroom_oci::Json;
use chartroom_oci::go_decode::{self, Decode, DecodeError, Place};

/// Longer error bodies are not read as JSON (oras: 8 KiB).
const MAX_ERROR_BODY: usize = 8 * 1024;

/// One error as the registry reports it. The code is an open set.
#[derive(Clone, PartialEq, Debug)]
pub struct OciError {
    /// `MANIFEST_UNKNOWN` and the like.
    pub code: String,
    /// The registry's words.
    pub message: String,
    /// Anything.
    pub detail: Json,
}

impl OciError {
    /// Reads the errors of a body; none when it is anything else.
    pub(crate) fn parse(body: &[u8]) -> Vec<OciError> {
        if body.len() > MAX_ERROR_BODY {
            return Vec::new();
        }
        let read: Result<Body, _> = go_decode::from_slice(body);
        read.map(|body| body.errors).unwrap_or_default()
    }
}

/// The whole body.
struct Body {
    errors: Vec<OciError>,
}

impl Decode for Body {
    const GO: &'static str = "struct";

    fn decode(place: &Place<'_>) -> Result<Body, DecodeError> {
        let fields = place.object::<Body>()?;
        Ok(Body {
            errors: fields.get("errors").structs()?,
        })
    }
}

impl Decode for OciError {
    const GO: &'static str = "errcode.Error";

    fn decode(place: &Place<'_>) -> Result<OciError, DecodeError> {
        let fields = place.object::<OciError>()?;
        Ok(OciError {
            code: fields.get("code").text("string")?,
            message: fields.get("message").text("string")?,
            detail: fields.get("detail").json().clone(),
        })
    }
}

impl fmt::Display for OciError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.code.chars() {
            match c {
                '_' => f.write_char(' ')?,
                // The specification has capital letters and underscores in codes, nothing else.
                c => f.write_char(c.to_ascii_lowercase())?,
            }
        }
        if self.message.is_empty() {
            return Ok(());
        }
        write!(f, ": {}", self.message)?;
        if self.detail != Json::Null {
            f.write_str(": ")?;
            go_value(&self.detail, f)?;
        }
        Ok(())
    }
}

/// Go's `%v` of a decoded JSON value.
fn go_value(value: &Json, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match value {
        Json::Null => f.write_str("<nil>"),
        Json::Bool(value) => f.write_str(if *value { "true" } else { "false" }),
        Json::Number(text) => {
            let mut out = String::new();
            push_go_float(&mut out, parse(text).unwrap_or_default(), false);
            f.write_str(&out)
        }
        Json::String(text) => f.write_str(text),
        Json::Array(items) => {
            f.write_char('[')?;
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    f.write_char(' ')?;
                }
                go_value(item, f)?;
            }
            f.write_char(']')
        }
        Json::Object(members) => {
            f.write_str("map[")?;
            for (i, (key, member)) in sorted(members).into_iter().enumerate() {
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

/// Members as Go prints a map: by key, of several for a key the last.
fn sorted(members: &[(String, Json)]) -> Vec<(&str, &Json)> {
    let mut sorted: Vec<(&str, &Json)> = Vec::new();
    for (key, value) in members {
        match sorted.binary_search_by(|(other, _)| (*other).cmp(key)) {
            Ok(at) => sorted[at].1 = value,
            Err(at) => sorted.insert(at, (key, value)),
        }
    }
    sorted
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
