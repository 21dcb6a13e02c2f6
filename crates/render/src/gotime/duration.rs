//! Durations, read and written as Go's package `time` does.

use super::quote;

/// `time.ParseDuration`, in nanoseconds.
///
/// # Errors
/// Go's text.
pub fn parse_duration(text: &[u8]) -> Result<i64, String> {
    let invalid = || format!("time: invalid duration {}", quote(text));
    let (negative, mut rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if rest == b"0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut sum: u64 = 0;
    while !rest.is_empty() {
        let (whole, fraction);
        (whole, rest) = digits(rest);
        let mut value = whole
            .iter()
            .try_fold(0, |n, digit| with_digit(n, *digit))
            .ok_or_else(invalid)?;
        (fraction, rest) = match rest {
            [b'.', after @ ..] => digits(after),
            _ => (&[][..], rest),
        };
        if whole.is_empty() && fraction.is_empty() {
            return Err(invalid());
        }
        let ends = |byte: &u8| *byte == b'.' || byte.is_ascii_digit();
        let letters = rest.iter().position(ends).unwrap_or(rest.len());
        let unit;
        (unit, rest) = rest.split_at(letters);
        if unit.is_empty() {
            return Err(format!("time: missing unit in duration {}", quote(text)));
        }
        let scale: u64 = match unit {
            b"ns" => 1,
            // With the sign for micro and with the letter mu.
            b"us" | b"\xc2\xb5s" | b"\xce\xbcs" => 1_000,
            b"ms" => 1_000_000,
            b"s" => 1_000_000_000,
            b"m" => 60_000_000_000,
            b"h" => 3_600_000_000_000,
            _ => {
                return Err(format!(
                    "time: unknown unit {} in duration {}",
                    quote(unit),
                    quote(text)
                ));
            }
        };
        if value > LARGEST / scale {
            return Err(invalid());
        }
        value = value * scale + share(fraction, scale);
        // Neither is larger than twice the largest.
        sum += value.min(LARGEST + 1);
        if sum > LARGEST {
            return Err(invalid());
        }
    }
    match negative {
        true => Ok((sum as i64).wrapping_neg()),
        false => i64::try_from(sum).map_err(|_| invalid()),
    }
}

/// As many nanoseconds as the longest duration before zero has.
const LARGEST: u64 = 1 << 63;

fn with_digit(number: u64, digit: u8) -> Option<u64> {
    let number = number
        .checked_mul(10)?
        .checked_add(u64::from(digit - b'0'))?;
    (number <= LARGEST).then_some(number)
}

/// A part of a unit, of whose digits only those count that a number of 63 bits holds.
fn share(digits: &[u8], unit: u64) -> u64 {
    let (mut number, mut scale) = (0, 1.0);
    for digit in digits {
        match with_digit(number, *digit) {
            Some(more) => number = more,
            None => break,
        }
        scale *= 10.0;
    }
    (number as f64 * (unit as f64 / scale)) as u64
}

/// The digits that a text begins with, and what is behind them.
fn digits(text: &[u8]) -> (&[u8], &[u8]) {
    text.split_at(text.iter().take_while(|byte| byte.is_ascii_digit()).count())
}

/// `time.Duration.String`.
pub fn duration(nanos: i128) -> String {
    if nanos == 0 {
        return "0s".to_owned();
    }
    let (sign, size) = (if nanos < 0 { "-" } else { "" }, nanos.unsigned_abs());
    let part = |value: u128, scale: u128| {
        let text = format!(
            "{}.{:0width$}",
            value / scale,
            value % scale,
            width = scale.ilog10() as usize
        );
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    if size < 1_000 {
        return format!("{sign}{size}ns");
    }
    if size < 1_000_000 {
        return format!("{sign}{}µs", part(size, 1_000));
    }
    if size < 1_000_000_000 {
        return format!("{sign}{}ms", part(size, 1_000_000));
    }
    let minutes = size / 60_000_000_000;
    let seconds = part(size % 60_000_000_000, 1_000_000_000);
    match minutes {
        0 => format!("{sign}{seconds}s"),
        1..60 => format!("{sign}{minutes}m{seconds}s"),
        _ => format!("{sign}{}h{}m{seconds}s", minutes / 60, minutes % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_go_both_ways() {
        for (text, nanos) in [
            ("1h2m3s", 3_723_000_000_000),
            ("-1.5s", -1_500_000_000),
            ("2562047h47m16.854775807s", i64::MAX),
            ("1.5ms", 1_500_000),
            ("10µs", 10_000),
        ] {
            assert_eq!(parse_duration(text.as_bytes()), Ok(nanos), "{text}");
            assert_eq!(duration(i128::from(nanos)), text);
        }
        assert!(parse_duration(b"3").is_err());
        assert!(parse_duration(b"").is_err());
    }
}
