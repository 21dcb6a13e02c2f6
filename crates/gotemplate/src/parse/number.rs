//! Number literals, which fit every type they have a value of.

use crate::lex::Kind;
use crate::strconv;
use crate::value::Str;

/// A number as written, and what it is worth as each kind of number.
#[derive(Clone, Debug)]
pub(crate) struct Number {
    pub text: Str,
    pub int: Option<i64>,
    pub uint: Option<u64>,
    pub float: Option<f64>,
    pub complex: Option<(f64, f64)>,
}

impl Number {
    /// Reads the literal.
    ///
    /// # Errors
    /// Go's message.
    pub(crate) fn parse(text: &[u8], kind: Kind) -> Result<Number, Vec<u8>> {
        let mut n = Number {
            text: Str::new(text),
            int: None,
            uint: None,
            float: None,
            complex: None,
        };
        match kind {
            Kind::CharConstant => {
                let (unit, tail) = strconv::unquote_char(&text[1..], b'\'')
                    .ok_or_else(|| b"invalid syntax".to_vec())?;
                if tail != b"'" {
                    return Err([b"malformed character constant: ", text].concat());
                }
                let rune = unit.rune();
                n.int = Some(i64::from(rune));
                n.uint = Some(u64::from(rune));
                n.float = Some(f64::from(rune));
                return Ok(n);
            }
            Kind::Complex => {
                let body = &text[..text.len() - 1];
                let split = (1..body.len())
                    .rfind(|&i| {
                        matches!(body[i], b'+' | b'-')
                            && !matches!(body[i - 1], b'e' | b'E' | b'p' | b'P')
                    })
                    .unwrap_or(0);
                if split + 1 >= body.len() {
                    return Err(b"syntax error scanning complex number".to_vec());
                }
                let part = |t: &[u8]| strconv::parse_float(t).map_err(|_| complex_error(t));
                n.set_complex(part(&body[..split])?, part(&body[split..])?);
                return Ok(n);
            }
            _ => {}
        }
        if let Some(body) = text.strip_suffix(b"i")
            && let Ok(im) = strconv::parse_float(body)
        {
            n.set_complex(0.0, im);
            return Ok(n);
        }
        n.uint = strconv::parse_uint(text, 0).ok();
        n.int = strconv::parse_int(text, 0).ok();
        if n.int == Some(0) {
            // -0 is no uint for the reader above.
            n.uint = Some(0);
        }
        if let Some(i) = n.int {
            n.float = Some(i as f64);
        } else if let Some(u) = n.uint {
            n.float = Some(u as f64);
        } else if let Ok(f) = strconv::parse_float(text) {
            if !text.iter().any(|b| b".eEpP".contains(b)) {
                return Err(message("integer overflow: ", text));
            }
            n.float = Some(f);
            n.int = whole(f);
            n.uint = n.uint.or(whole_unsigned(f));
        }
        if n.int.is_none() && n.uint.is_none() && n.float.is_none() {
            return Err(message("illegal number syntax: ", text));
        }
        Ok(n)
    }

    fn set_complex(&mut self, re: f64, im: f64) {
        self.complex = Some((re, im));
        if im == 0.0 {
            self.float = Some(re);
            self.int = whole(re);
            self.uint = whole_unsigned(re);
        }
    }
}

// Go's conversions on amd64: what does not fit becomes the smallest int64.
fn whole(f: f64) -> Option<i64> {
    let fits = (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&f);
    let n = if fits { f as i64 } else { i64::MIN };
    (n as f64 == f).then_some(n)
}

fn whole_unsigned(f: f64) -> Option<u64> {
    // Negative numbers wrap, and do not read back as themselves.
    let n = if (0.0..18_446_744_073_709_551_616.0).contains(&f) {
        f as u64
    } else if f > -9_223_372_036_854_775_808.0 && f < 0.0 {
        f as i64 as u64
    } else {
        1 << 63
    };
    (n as f64 == f).then_some(n)
}

fn message(what: &str, text: &[u8]) -> Vec<u8> {
    let mut message = what.as_bytes().to_vec();
    strconv::append_quote(&mut message, text);
    message
}

fn complex_error(text: &[u8]) -> Vec<u8> {
    let mut message = b"strconv.ParseFloat: parsing ".to_vec();
    strconv::append_quote(&mut message, text);
    message.extend_from_slice(b": invalid syntax");
    message
}
