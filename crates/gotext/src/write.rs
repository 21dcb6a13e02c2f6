//! Floats to their shortest decimal digits.

use std::cmp::Ordering;

use crate::big::Big;

/// The shortest decimal digits that read back as `value`, and the exponent of the first one:
/// `0.0125` is `("125", -2)`, zero is `("0", 0)`. The sign is not looked at. `value` must be
/// finite.
pub fn shortest(value: f64) -> (String, i32) {
    let bits = value.to_bits();
    let value = value.abs();
    if value == 0.0 {
        return ("0".to_owned(), 0);
    }
    if let Some(written) = as_people_write(value) {
        return written;
    }
    digits(Parts::new(
        bits & ((1 << 52) - 1),
        (bits >> 52) as i32 & 0x7ff,
        52,
        1075,
    ))
}

/// The same for a float of 32 bits: fewer digits are enough.
pub fn shortest_single(value: f32) -> (String, i32) {
    let bits = u64::from(value.to_bits());
    if value == 0.0 {
        return ("0".to_owned(), 0);
    }
    digits(Parts::new(
        bits & ((1 << 23) - 1),
        (bits >> 23) as i32 & 0xff,
        23,
        150,
    ))
}

/// A number with at most fifteen digits and few of them behind the point. No other decimal of that
/// length reads as the same float, so there is nothing to choose.
fn as_people_write(value: f64) -> Option<(String, i32)> {
    let mut power = 1.0;
    for behind in 0..=9 {
        let whole = (value * power).round();
        if whole >= 1e15 {
            return None;
        }
        if whole >= 1.0 && whole / power == value {
            let text = (whole as u64).to_string();
            let exponent = text.len() as i32 - 1 - behind;
            return Some((text.trim_end_matches('0').to_owned(), exponent));
        }
        power *= 10.0;
    }
    None
}

/// A float taken apart: `mantissa` times two to the `exponent`.
struct Parts {
    mantissa: u64,
    exponent: i32,
    /// The gap below is half the gap above: the mantissa is a power of two.
    narrow_below: bool,
}

impl Parts {
    fn new(fraction: u64, field: i32, width: u32, bias: i32) -> Parts {
        match field {
            0 => Parts {
                mantissa: fraction,
                exponent: 1 - bias,
                narrow_below: false,
            },
            _ => Parts {
                mantissa: fraction | 1 << width,
                exponent: field - bias,
                narrow_below: fraction == 0 && field > 1,
            },
        }
    }
}

/// Steele and White's (dragon4): digits are made until what is left is within half a gap.
fn digits(parts: Parts) -> (String, i32) {
    // All four share a denominator: value = top / bottom, half gaps = above / bottom, below / bottom.
    let mut top = Big::new(parts.mantissa);
    let mut bottom = Big::new(1);
    let mut above = Big::new(1);
    if parts.exponent >= 0 {
        top.shl(parts.exponent as u32 + 1);
        bottom.shl(1);
        above.shl(parts.exponent as u32);
    } else {
        top.shl(1);
        bottom.shl(1 + parts.exponent.unsigned_abs());
    }
    let mut below = above.clone();
    if parts.narrow_below {
        top.shl(1);
        bottom.shl(1);
        above.shl(1);
    }
    // An even mantissa is what a tie rounds to, so its limits belong to it.
    let closed = parts.mantissa & 1 == 0;
    let reaches =
        |order: Ordering| order == Ordering::Greater || (closed && order == Ordering::Equal);

    let mut exponent = estimate(&top, &bottom);
    if exponent >= 0 {
        bottom.mul_pow10(exponent as u32);
    } else {
        for number in [&mut top, &mut above, &mut below] {
            number.mul_pow10(exponent.unsigned_abs());
        }
    }
    let mut sum = top.clone();
    sum.add(&above);
    if reaches(sum.cmp(&bottom)) {
        // The estimate was one too low.
        exponent += 1;
    } else {
        for number in [&mut top, &mut above, &mut below] {
            number.mul_add(10, 0);
        }
    }
    let mut text = String::new();
    loop {
        let mut digit = 0u8;
        while top.cmp(&bottom) != Ordering::Less {
            top.sub(&bottom);
            digit += 1;
        }
        let low = reaches(below.cmp(&top));
        let mut sum = top.clone();
        sum.add(&above);
        let high = reaches(sum.cmp(&bottom));
        if low || high {
            top.shl(1);
            let half = top.cmp(&bottom);
            let up = high
                && (!low
                    || half == Ordering::Greater
                    || (half == Ordering::Equal && digit % 2 == 1));
            text.push(char::from(b'0' + digit + u8::from(up)));
            return (text, exponent - 1);
        }
        text.push(char::from(b'0' + digit));
        for number in [&mut top, &mut above, &mut below] {
            number.mul_add(10, 0);
        }
    }
}

/// How many decimal places stand before the point of `top / bottom`, or one less.
fn estimate(top: &Big, bottom: &Big) -> i32 {
    // log10(2) as a fraction, rounded down whatever the sign.
    let bits = top.bits() - bottom.bits() - 1;
    (bits * 301_029_995).div_euclid(1_000_000_000) as i32 + 1
}

#[cfg(test)]
#[allow(clippy::excessive_precision)] // the digits are the point
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What the standard library says; of two equally close answers it takes the upper, while Go,
    /// like us, takes the even one.
    fn expected(text: &str, exact: &str, reads_back: impl Fn(&str) -> bool) -> (String, i32) {
        let (mantissa, exponent) = text.split_once('e').unwrap();
        let mut digits = mantissa.replace('.', "");
        let (exact, _) = exact.split_once('e').unwrap();
        let exact = exact.replace('.', "");
        let exact = exact.trim_end_matches('0');
        let last = digits.pop().unwrap().to_digit(10).unwrap();
        let below = format!("{digits}{}", last.wrapping_sub(1));
        let places = below.len() as i32 - 1;
        let exponent: i32 = exponent.parse().unwrap();
        let tie = last % 2 == 1
            && exact == format!("{below}5")
            && reads_back(&format!("{below}e{}", exponent - places));
        (
            if tie {
                below
            } else {
                format!("{digits}{last}")
            },
            exponent,
        )
    }

    #[track_caller]
    fn same(value: f64) {
        let value = value.abs();
        let reads_back = |text: &str| text.parse::<f64>() == Ok(value);
        let expected = expected(&format!("{value:e}"), &format!("{value:.800e}"), reads_back);
        assert_eq!(shortest(value), expected, "{value:e}");
    }

    #[track_caller]
    fn same_single(value: f32) {
        let value = value.abs();
        let reads_back = |text: &str| text.parse::<f32>() == Ok(value);
        let expected = expected(&format!("{value:e}"), &format!("{value:.200e}"), reads_back);
        assert_eq!(shortest_single(value), expected, "{value:e}");
    }

    #[test]
    fn ties_as_go() {
        // strconv.FormatFloat(value, 'e', -1, 64)
        for (value, digits) in [
            (699_558_582_441_514.25, "6995585824415142"),
            (699_558_582_441_514.75, "6995585824415148"),
            (699_558_582_441_513.25, "6995585824415132"),
            (1_125_899_906_842_623.5, "11258999068426235"),
        ] {
            assert_eq!(shortest(value).0, digits);
        }
    }

    #[test]
    fn corners() {
        for value in [
            0.0,
            1.0,
            10.0,
            0.1,
            0.3,
            100.0,
            1e15,
            1e16,
            1e21,
            1e22,
            1e23,
            9.5,
            99.5,
            0.5,
            5e-324,
            f64::MAX,
            f64::MIN_POSITIVE,
            2.225_073_858_507_201e-308,
            4.35,
            0.000_001,
            123_456_789.125,
            9_007_199_254_740_991.0,
            9_007_199_254_740_992.0,
            2f64.powi(-1074),
            2f64.powi(-500),
            2f64.powi(500),
            1.1,
            1e-5,
            65_536_000.0,
            f64::EPSILON,
            -2.5,
        ] {
            same(value);
            if (value as f32).is_finite() {
                same_single(value as f32);
            }
        }
        for power in -1074..=1023 {
            same(2f64.powi(power));
        }
        for power in -323..=308 {
            same(format!("1e{power}").parse().unwrap());
        }
        for value in [
            f32::MIN_POSITIVE,
            f32::MAX,
            1e-45,
            1.1,
            0.1,
            16_777_216.0,
            1e10,
        ] {
            same_single(value);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn as_the_standard_library(bits in any::<u64>(), whole in 0u64..1 << 53, behind in 0i32..12) {
            let value = f64::from_bits(bits);
            if value.is_finite() {
                same(value);
                if (value as f32).is_finite() {
                    same_single(value as f32);
                }
            }
            let single = f32::from_bits(bits as u32);
            if single.is_finite() {
                same_single(single);
            }
            same(whole as f64 / 10f64.powi(behind));
        }
    }
}
