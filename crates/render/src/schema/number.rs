//! Numbers of any size, compared exactly.

use std::cmp::Ordering;

use num_bigint::{BigInt, Sign};

/// Beyond this many digits a power of ten is not written out.
const MAX_EXPONENT: i64 = 2_000;

/// A decimal number: digits times a power of ten.
#[derive(Clone, Debug)]
pub(super) struct Number {
    digits: BigInt,
    exponent: i64,
}

impl Number {
    /// Reads a number as JSON or Go's `%v` writes it.
    pub fn parse(text: &str) -> Option<Number> {
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse::<i64>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits: BigInt = format!("{whole}{fraction}").parse().ok()?;
        let mut number = Number {
            digits,
            exponent: exponent - fraction.len() as i64,
        };
        if number.digits == BigInt::ZERO {
            number.exponent = 0;
        }
        (number.exponent.abs() <= MAX_EXPONENT).then_some(number)
    }

    fn scaled(&self, exponent: i64) -> BigInt {
        let power = u32::try_from(self.exponent - exponent).unwrap_or(0);
        &self.digits * BigInt::from(10).pow(power)
    }

    pub fn compare(&self, other: &Number) -> Ordering {
        let exponent = self.exponent.min(other.exponent);
        self.scaled(exponent).cmp(&other.scaled(exponent))
    }

    pub fn is_integer(&self) -> bool {
        self.exponent >= 0
            || &self.digits % BigInt::from(10).pow(self.exponent.unsigned_abs() as u32)
                == BigInt::ZERO
    }

    pub fn is_multiple_of(&self, other: &Number) -> bool {
        let exponent = self.exponent.min(other.exponent);
        let divisor = other.scaled(exponent);
        divisor != BigInt::ZERO && self.scaled(exponent) % divisor == BigInt::ZERO
    }

    pub fn to_f64(&self) -> f64 {
        format!("{}e{}", self.digits, self.exponent)
            .parse()
            .unwrap_or(f64::NAN)
    }

    /// As a count, where it is one. What is too large wraps around, as in Go.
    pub fn as_count(&self) -> Option<i64> {
        if !self.is_integer() {
            return None;
        }
        let whole = if self.exponent >= 0 {
            self.scaled(0)
        } else {
            &self.digits / BigInt::from(10).pow(self.exponent.unsigned_abs() as u32)
        };
        let low = whole.iter_u64_digits().next().unwrap_or(0) as i64;
        Some(match whole.sign() {
            Sign::Minus => low.wrapping_neg(),
            _ => low,
        })
    }
}

/// An integer with commas, as English prints it.
pub(super) fn grouped(n: i64) -> String {
    group(&n.to_string())
}

/// A float as English prints it: commas, and powers of ten with raised digits.
pub(super) fn english(f: f64) -> String {
    let text = crate::text::float(f);
    let Some((mantissa, exponent)) = text.split_once('e') else {
        return group(&text);
    };
    let raised: String = exponent
        .chars()
        .filter_map(|c| match c {
            '-' => Some('⁻'),
            '0'..='9' => "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(c as usize - '0' as usize),
            _ => None,
        })
        .collect();
    format!("{mantissa}×10{raised}")
}

fn group(text: &str) -> String {
    let (sign, text) = match text.strip_prefix('-') {
        Some(text) => ("-", text),
        None => ("", text),
    };
    let (whole, fraction) = match text.find('.') {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let mut out = sign.to_owned();
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out.push_str(fraction);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_in_english() {
        assert_eq!(english(100_000.125), "100,000.125");
        assert_eq!(english(12_345_678.0), "1.2345678×10⁰⁷");
        assert_eq!(english(1e21), "1×10²¹");
        assert_eq!(english(1e-7), "1×10⁻⁰⁷");
        assert_eq!(grouped(-1234567), "-1,234,567");
    }

    #[test]
    fn numbers_are_exact() {
        let number = |text| Number::parse(text).unwrap();
        assert_eq!(number("1e3").compare(&number("1000.0")), Ordering::Equal);
        assert!(number("0.3").is_multiple_of(&number("0.1")));
        assert!(number("1.50e1").is_integer());
        assert!(!number("1.5").is_integer());
        assert_eq!(number("1.2e1").as_count(), Some(12));
        assert_eq!(number("-18446744073709551617").as_count(), Some(-1));
    }
}
