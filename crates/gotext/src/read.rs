//! Decimal text to the nearest float.

use std::cmp::Ordering;

use crate::big::Big;

/// So many significant digits decide every case; more only say "a little above".
const MAX_DIGITS: usize = 800;

/// Reads `[+-]digits[.digits][e[+-]digits]`, with at least one digit before the exponent. Too
/// large is infinite, as in Rust; no hexadecimal, no `inf`, no underscores.
pub fn parse(text: &str) -> Option<f64> {
    let (negative, rest) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let value = magnitude(rest)?;
    Some(if negative { -value } else { value })
}

fn magnitude(text: &[u8]) -> Option<f64> {
    let end = text.iter().position(|byte| matches!(byte, b'e' | b'E'));
    let (mantissa, exponent) = match end {
        Some(at) => (&text[..at], exponent(&text[at + 1..])?),
        None => (text, 0),
    };
    let mut digits: Vec<u8> = Vec::with_capacity(mantissa.len());
    let (mut seen, mut point, mut scale) = (false, false, 0i64);
    let mut more = false;
    for byte in mantissa {
        match byte {
            b'.' if !point => point = true,
            b'0'..=b'9' => {
                seen = true;
                scale -= i64::from(point);
                if digits.is_empty() && *byte == b'0' {
                    continue;
                }
                if digits.len() < MAX_DIGITS {
                    digits.push(byte - b'0');
                } else {
                    scale += 1;
                    more |= *byte != b'0';
                }
            }
            _ => return None,
        }
    }
    if !seen {
        return None;
    }
    if more {
        // One more digit that is not zero stands for all that were cut off.
        digits.push(1);
        scale -= 1;
    }
    while digits.last() == Some(&0) {
        digits.pop();
        scale += 1;
    }
    Some(nearest(&digits, scale.saturating_add(exponent)))
}

fn exponent(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    if digits.is_empty() {
        return None;
    }
    let mut value = 0i64;
    for byte in digits {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = (value * 10 + i64::from(byte - b'0')).min(1 << 40);
    }
    Some(if negative { -value } else { value })
}

/// The float nearest to `digits` times ten to the `scale`.
fn nearest(digits: &[u8], scale: i64) -> f64 {
    if digits.is_empty() {
        return 0.0;
    }
    let magnitude = digits.len() as i64 + scale;
    if magnitude > 310 {
        return f64::INFINITY;
    }
    if magnitude < -330 {
        return 0.0;
    }
    // Both numbers are floats exactly, so one operation rounds once.
    if digits.len() <= 15 && (-22..=22).contains(&scale) {
        let whole = digits
            .iter()
            .fold(0.0, |all, digit| all * 10.0 + f64::from(*digit));
        let power = (0..scale.abs()).fold(1.0, |power, _| power * 10.0);
        return if scale < 0 {
            whole / power
        } else {
            whole * power
        };
    }
    let mut top = Big::new(0);
    for digit in digits {
        top.mul_add(10, u32::from(*digit));
    }
    let mut bottom = Big::new(1);
    if scale < 0 {
        bottom.mul_pow10(scale.unsigned_abs() as u32);
    } else {
        top.mul_pow10(scale as u32);
    }
    quotient(top, bottom)
}

/// `top / bottom`, rounded to the nearest float, ties to even.
fn quotient(mut top: Big, mut bottom: Big) -> f64 {
    // Scale so that the quotient lies in [1, 2); then its binary exponent is known.
    let mut exponent = top.bits() - bottom.bits();
    if exponent > 0 {
        bottom.shl(exponent as u32);
    } else {
        top.shl(exponent.unsigned_abs() as u32);
    }
    if top.cmp(&bottom) == Ordering::Less {
        top.shl(1);
        exponent -= 1;
    }
    if exponent > 1023 {
        return f64::INFINITY;
    }
    // A subnormal float has fewer digits, down to none at all.
    let digits = if exponent < -1022 {
        53 + exponent + 1022
    } else {
        53
    };
    if digits < 0 {
        return 0.0;
    }
    let mut mantissa = 0u64;
    for _ in 0..digits {
        mantissa <<= 1;
        if top.cmp(&bottom) != Ordering::Less {
            top.sub(&bottom);
            mantissa |= 1;
        }
        top.shl(1);
    }
    // `top` is now twice the remainder: half of a last place is `bottom`.
    let up = match top.cmp(&bottom) {
        Ordering::Less => false,
        Ordering::Equal => mantissa & 1 == 1,
        Ordering::Greater => true,
    };
    mantissa += u64::from(up);
    // The hidden bit adds itself to the exponent field, and a carry out of it is right, too: it
    // is the next power of two, up to infinity.
    let field = (exponent.max(-1022) + 1022) as u64;
    if exponent < -1022 {
        f64::from_bits(mantissa)
    } else {
        f64::from_bits((field << 52) + mantissa)
    }
}

#[cfg(test)]
#[allow(clippy::excessive_precision)] // the digits are the point
mod tests {
    use super::parse;
    use proptest::prelude::*;

    #[track_caller]
    fn same(text: &str) {
        let ours = parse(text).map(f64::to_bits);
        assert_eq!(ours, text.parse::<f64>().ok().map(f64::to_bits), "{text}");
    }

    #[test]
    fn corners() {
        for text in [
            "0",
            "-0",
            "+0",
            "0.0",
            "00.100",
            "1",
            "1.",
            ".5",
            "5e-324",
            "2e-324",
            "3e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "2.2250738585072011e-308",
            "2.2250738585072014e-308",
            "1.7976931348623157e308",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "1.8e308",
            "1e400",
            "1e-400",
            "9007199254740993",
            "9007199254740992.9999999999999999999",
            "0.1e-5",
            "123456789012345678901234567890",
            "1e23",
            "8.5e22",
            "1e22",
            "9007199254740993.00000000000000000000000000000000000000000000001",
            "1e99999999999999999999",
            "1e-99999999999",
            "0e99999999999999999999",
        ] {
            same(text);
        }
        let long = format!("9007199254740993{}1", "0".repeat(900));
        same(&format!("{long}e-901"));
        same(&format!("0.{}1", "0".repeat(400)));
        same(&format!("0.{}1e390", "0".repeat(400)));
        same(&format!("1{}e-320", "0".repeat(320)));
    }

    #[test]
    fn refused() {
        for text in [
            "", "-", ".", "e5", "1e", "1e+", "1.2.3", "1_0", "inf", "nan", "0x10", " 1", "1 ",
            "--1", "1e1.5",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn as_the_standard_library(bits in any::<u64>(), digits in "[0-9]{1,40}", scale in -340i32..340) {
            let float = f64::from_bits(bits);
            if float.is_finite() {
                same(&format!("{float:e}"));
                // Halfway to the next float, to all its digits.
                same(&format!("{float:.800e}"));
            }
            same(&format!("{digits}e{scale}"));
            same(&format!("-0.{digits}e{scale}"));
        }
    }
}
