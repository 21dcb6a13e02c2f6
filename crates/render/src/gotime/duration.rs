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
    let mut exact: i128 = 0;
    while !rest.is_empty() {
        let whole;
        (whole, rest) = digits(rest);
        let mut part = "";
        if let [b'.', after @ ..] = rest {
            (part, rest) = digits(after);
        }
        if whole.is_empty() && part.is_empty() {
            return Err(invalid());
        }
        let ends = |byte: &u8| *byte == b'.' || byte.is_ascii_digit();
        let letters = rest.iter().position(ends).unwrap_or(rest.len());
        let unit;
        (unit, rest) = rest.split_at(letters);
        if unit.is_empty() {
            return Err(format!("time: missing unit in duration {}", quote(text)));
        }
        let scale: i64 = match unit {
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
        let whole: i128 = if whole.is_empty() {
            0
        } else {
            whole.parse().map_err(|_| invalid())?
        };
        exact = exact
            .checked_add(whole.checked_mul(i128::from(scale)).ok_or_else(invalid)?)
            .ok_or_else(invalid)?;
        if !part.is_empty() {
            let share: f64 = format!("0.{part}").parse().unwrap_or(0.0);
            exact += (share * scale as f64) as i128;
        }
    }
    let signed = if negative { -exact } else { exact };
    i64::try_from(signed).map_err(|_| invalid())
}

/// The digits that a text begins with, and what is behind them.
fn digits(text: &[u8]) -> (&str, &[u8]) {
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = text.split_at(count);
    (std::str::from_utf8(digits).unwrap_or_default(), rest)
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
