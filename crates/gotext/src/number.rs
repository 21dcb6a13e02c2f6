//! Numbers as Go's `strconv` and `encoding/json` write them.

use crate::{shortest, shortest_single};

/// Shortest decimal digits of a finite, non-negative number and the exponent of the first one:
/// `0.0125` is `("125", -2)`.
fn digits(float: f64, single: bool) -> (String, i32) {
    if single {
        shortest_single(float as f32)
    } else {
        shortest(float)
    }
}

fn push_scientific(out: &mut String, digits: &str, exponent: i32, width: usize) {
    out.push_str(&digits[..1]);
    if digits.len() > 1 {
        out.push('.');
        out.push_str(&digits[1..]);
    }
    out.push('e');
    out.push(if exponent < 0 { '-' } else { '+' });
    let exponent = exponent.unsigned_abs().to_string();
    for _ in exponent.len()..width {
        out.push('0');
    }
    out.push_str(&exponent);
}

fn push_decimal(out: &mut String, digits: &str, exponent: i32) {
    if exponent < 0 {
        out.push_str("0.");
        for _ in 1..-exponent {
            out.push('0');
        }
        out.push_str(digits);
        return;
    }
    let point = exponent as usize + 1;
    if digits.len() > point {
        out.push_str(&digits[..point]);
        out.push('.');
        out.push_str(&digits[point..]);
    } else {
        out.push_str(digits);
        for _ in digits.len()..point {
            out.push('0');
        }
    }
}

/// Appends `strconv.FormatFloat(float, 'g', -1, bits)`, with 32 bits if `single`.
pub fn push_go_float(out: &mut String, float: f64, single: bool) {
    if float.is_nan() {
        out.push_str("NaN");
        return;
    }
    let infinite = if single {
        (float as f32).is_infinite()
    } else {
        float.is_infinite()
    };
    if infinite {
        out.push_str(if float < 0.0 { "-Inf" } else { "+Inf" });
        return;
    }
    if float.is_sign_negative() {
        out.push('-');
    }
    let (digits, exponent) = digits(float.abs(), single);
    // For the shortest form Go decides as if the precision were 6.
    if !(-4..6).contains(&exponent) {
        push_scientific(out, &digits, exponent, 2);
    } else {
        push_decimal(out, &digits, exponent);
    }
}

/// Appends a finite float as `encoding/json` writes it.
pub fn push_json_float(out: &mut String, float: f64) {
    if float.is_sign_negative() {
        out.push('-');
    }
    let magnitude = float.abs();
    let (digits, exponent) = digits(magnitude, false);
    if magnitude != 0.0 && !(1e-6..1e21).contains(&magnitude) {
        push_scientific(out, &digits, exponent, 1);
    } else {
        push_decimal(out, &digits, exponent);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn json(float: f64) -> String {
        let mut out = String::new();
        push_json_float(&mut out, float);
        out
    }

    #[test]
    fn floats_as_in_json() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (1.0, "1"),
            (1.5, "1.5"),
            (-12.25, "-12.25"),
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
            (1.25e22, "1.25e+22"),
            (1e-6, "0.000001"),
            (1e-7, "1e-7"),
            (-1.5e-10, "-1.5e-10"),
            (f64::MAX, "1.7976931348623157e+308"),
            (5e-324, "5e-324"),
            (0.1 + 0.2, "0.30000000000000004"),
        ] {
            assert_eq!(json(value), text);
        }
    }

    proptest! {
        #[test]
        fn reads_back_as_the_same_number(value in any::<f64>().prop_filter("finite", |v| v.is_finite())) {
            prop_assert_eq!(json(value).parse::<f64>().unwrap().to_bits(), value.to_bits());
        }
    }
}
