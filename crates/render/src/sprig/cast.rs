//! Numbers out of anything, as `spf13/cast` 1.7 makes them: no failure, only zero.

use chartroom_gotemplate::Value;
use chartroom_gotemplate::strconv::{parse_float, parse_int};

/// `cast.ToInt64`: floats are cut, booleans count as 1 and 0, text is read with Go's prefixes
/// (`0x`, `0b`, `0o`, and a bare leading zero for octal) after a fraction of zeros is cut off.
pub fn to_int(value: &Value) -> i64 {
    match value.basic() {
        Value::Int(_, n) => *n,
        Value::Uint(_, n) => *n as i64,
        Value::Float(_, f) => truncate(*f),
        Value::Bool(b) => i64::from(*b),
        Value::String(s) => parse_int(without_zero_fraction(s), 0).unwrap_or(0),
        Value::Pointer(_) => to_int(value.indirect()),
        _ => 0,
    }
}

/// Go's conversion of a float to an integer on the usual processors: what does not fit becomes
/// the smallest integer.
fn truncate(f: f64) -> i64 {
    if (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&f) {
        f as i64
    } else {
        i64::MIN
    }
}

fn without_zero_fraction(text: &[u8]) -> &[u8] {
    let zeros = text.iter().rev().take_while(|b| **b == b'0').count();
    let before = &text[..text.len() - zeros];
    match before.split_last() {
        Some((b'.', whole)) if zeros > 0 => whole,
        _ => text,
    }
}

/// `cast.ToFloat64`.
pub fn to_float(value: &Value) -> f64 {
    match value.basic() {
        Value::Int(_, n) => *n as f64,
        Value::Uint(_, n) => *n as f64,
        Value::Float(_, f) => *f,
        Value::Bool(b) => f64::from(u8::from(*b)),
        Value::String(s) => parse_float(s).unwrap_or(0.0),
        Value::Pointer(_) => to_float(value.indirect()),
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_with_go_prefixes() {
        for (text, wanted) in [
            ("10", 10),
            ("0x10", 16),
            ("010", 8),
            ("08", 0),
            ("1.0", 1),
            ("1.00", 1),
            ("1.5", 0),
            ("1_000", 1000),
            ("", 0),
            ("100", 100),
            (".0", 0),
        ] {
            assert_eq!(to_int(&Value::from(text)), wanted, "{text}");
        }
    }
}
