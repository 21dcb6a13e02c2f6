//! Exact decimal arithmetic as `shopspring/decimal` does it, as far as Sprig uses it.

use num_bigint::{BigInt, Sign};

use chartroom_gotemplate::strconv::parse_float;

use crate::text;

/// Digits behind the point that a division keeps.
const DIVISION_PLACES: i64 = 16;

/// A number `mantissa · 10^exponent`.
#[derive(Clone, Debug)]
pub struct Decimal {
    mantissa: BigInt,
    exponent: i64,
}

impl Decimal {
    /// The shortest decimal that reads back as `f`. Not for NaN and infinities, at which the Go
    /// library panics.
    ///
    /// # Errors
    /// The panic's text.
    pub fn from_float(f: f64) -> Result<Self, String> {
        if !f.is_finite() {
            return Err(format!("Cannot create a Decimal from {}", text::float(f)));
        }
        let text = text::float_exponent(f);
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let exponent: i64 = exponent.parse().unwrap_or(0);
        let places = digits
            .split_once('.')
            .map_or(0, |(_, fraction)| fraction.len() as i64);
        let mantissa = digits.replace('.', "").parse().unwrap_or_default();
        Ok(Decimal {
            mantissa,
            exponent: exponent - places,
        })
    }

    /// The nearest float.
    pub fn to_float(&self) -> f64 {
        let text = format!("{}e{}", self.mantissa, self.exponent);
        parse_float(text.as_bytes()).unwrap_or(match self.mantissa.sign() {
            Sign::Minus => f64::NEG_INFINITY,
            _ => f64::INFINITY,
        })
    }

    /// Sum.
    pub fn add(&self, other: &Self) -> Self {
        let (a, b, exponent) = self.aligned(other);
        Decimal {
            mantissa: a + b,
            exponent,
        }
    }

    /// Difference.
    pub fn sub(&self, other: &Self) -> Self {
        let (a, b, exponent) = self.aligned(other);
        Decimal {
            mantissa: a - b,
            exponent,
        }
    }

    /// Product.
    pub fn mul(&self, other: &Self) -> Self {
        Decimal {
            mantissa: &self.mantissa * &other.mantissa,
            exponent: self.exponent + other.exponent,
        }
    }

    /// Quotient, rounded half away from zero to 16 places.
    ///
    /// # Errors
    /// Division by zero, with the panic's text.
    pub fn div(&self, other: &Self) -> Result<Self, String> {
        if other.mantissa.sign() == Sign::NoSign {
            return Err("decimal division by 0".to_owned());
        }
        let shift = self.exponent - other.exponent + DIVISION_PLACES;
        let (numerator, denominator) = if shift < 0 {
            (self.mantissa.clone(), &other.mantissa * power(-shift))
        } else {
            (&self.mantissa * power(shift), other.mantissa.clone())
        };
        let quotient = &numerator / &denominator;
        let rest = &numerator % &denominator;
        let twice = BigInt::from_biguint(Sign::Plus, rest.magnitude() << 1u8);
        let whole = BigInt::from_biguint(Sign::Plus, denominator.magnitude().clone());
        let mantissa = if twice < whole {
            quotient
        } else if numerator.sign() == denominator.sign() {
            quotient + 1
        } else {
            quotient - 1
        };
        Ok(Decimal {
            mantissa,
            exponent: -DIVISION_PLACES,
        })
    }

    fn aligned(&self, other: &Self) -> (BigInt, BigInt, i64) {
        let exponent = self.exponent.min(other.exponent);
        let scale = |d: &Self| &d.mantissa * power(d.exponent - exponent);
        (scale(self), scale(other), exponent)
    }
}

fn power(exponent: i64) -> BigInt {
    BigInt::from(10u8).pow(u32::try_from(exponent).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenths_add_up() {
        let sum = Decimal::from_float(0.1)
            .unwrap()
            .add(&Decimal::from_float(0.2).unwrap());
        assert_eq!(sum.to_float(), 0.3);
    }

    #[test]
    fn division_rounds_half_away_at_sixteen_places() {
        let third = Decimal::from_float(-1.0)
            .unwrap()
            .div(&Decimal::from_float(3.0).unwrap())
            .unwrap();
        assert_eq!(third.to_float(), -0.333_333_333_333_333_3);
        assert!(
            Decimal::from_float(1.0)
                .unwrap()
                .div(&Decimal::from_float(0.0).unwrap())
                .is_err()
        );
        let big = Decimal::from_float(1e300)
            .unwrap()
            .add(&Decimal::from_float(1.0).unwrap());
        assert_eq!(big.to_float(), 1e300);
    }
}
