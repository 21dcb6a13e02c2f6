//! Numbers and dates of TOML.

use chartroom_gotemplate::{Value, strconv};

use crate::gotime::{Moment, Timestamp};

/// A number or a date.
///
/// # Errors
/// The library's complaint.
pub(super) fn number(word: &str) -> Result<Value, String> {
    let unsigned = word.trim_start_matches(['+', '-']);
    let is_date =
        unsigned.len() == word.len() && (unsigned.contains(':') || unsigned.get(4..5) == Some("-"));
    if is_date {
        return date(word).ok_or_else(|| format!("invalid datetime: \"{word}\""));
    }
    let Some(first) = unsigned.chars().next().filter(char::is_ascii_digit) else {
        let got = unsigned
            .chars()
            .next()
            .map_or("\\x00".to_owned(), String::from);
        return Err(format!("expected a digit but got '{got}'"));
    };
    for (prefix, radix, name) in [
        ("0x", 16, "hexadecimal"),
        ("0o", 8, "octal"),
        ("0b", 2, "binary"),
    ] {
        if let Some(digits) = word.strip_prefix(prefix) {
            let digits = digits.replace('_', "");
            return match i64::from_str_radix(&digits, radix) {
                Ok(number) if !digits.starts_with(['+', '-']) => Ok(Value::int64(number)),
                Err(error) if *error.kind() == std::num::IntErrorKind::PosOverflow => {
                    Err(format!("{word} is out of range for int64"))
                }
                // The library shows the end of the text, too.
                _ if digits.is_empty() => Err(format!("not a {name} number: '{word}\0'")),
                _ => Err(format!("not a {name} number: '{word}'")),
            };
        }
    }
    let is_float = unsigned.contains(['.', 'e', 'E']);
    let kind = if is_float { "float" } else { "integer" };
    let invalid = |why: &str| Err(format!("Invalid {kind} \"{word}\": {why}"));
    let bytes = unsigned.as_bytes();
    let digit = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(u8::is_ascii_digit)
    };
    for (at, byte) in bytes.iter().enumerate() {
        let surrounded = digit(at.checked_sub(1)) && digit(Some(at + 1));
        if *byte == b'_' && !surrounded {
            return invalid("underscores must be surrounded by digits");
        }
        if *byte == b'.' && !digit(Some(at + 1)) {
            return invalid("'.' must be followed by one or more digits");
        }
    }
    if first == '0' && digit(Some(1)) {
        return invalid("cannot have leading zeroes");
    }
    let digits = word.replace('_', "");
    if is_float {
        let plain = |b: u8| b.is_ascii_digit() || b"+-.eE".contains(&b);
        return match strconv::parse_float(digits.as_bytes()) {
            Ok(float) if digits.bytes().all(plain) => Ok(Value::float(float)),
            Err(_) if digits.bytes().all(plain) => {
                Err(format!("{word} is out of range for float64"))
            }
            _ => invalid("not a number"),
        };
    }
    match digits.parse() {
        Ok(number) => Ok(Value::int64(number)),
        Err(_) if bytes.iter().all(|b| b.is_ascii_digit() || *b == b'_') => {
            Err(format!("{word} is out of range for int64"))
        }
        Err(_) => invalid("not a number"),
    }
}

/// A date, a time, or both.
fn date(word: &str) -> Option<Value> {
    let (day, clock) = match word.split_once(['T', 't', ' ']) {
        Some((day, clock)) => (Some(day), Some(clock)),
        None if word.contains(':') => (None, Some(word)),
        None => (Some(word), None),
    };
    let number = |text: &str, size: usize, range: std::ops::RangeInclusive<i64>| {
        let sized = text.len() == size && text.bytes().all(|b| b.is_ascii_digit());
        let number: i64 = sized.then(|| text.parse().ok())??;
        range.contains(&number).then_some(number)
    };
    let day = match day {
        None => (0, 1, 1),
        Some(day) => {
            let parts: Vec<&str> = day.split('-').collect();
            let [year, month, day] = parts[..] else {
                return None;
            };
            let (year, month) = (number(year, 4, 0..=9999)?, number(month, 2, 1..=12)?);
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let days = match month {
                2 => 28 + i64::from(leap),
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            (year, month, number(day, 2, 1..=days)?)
        }
    };
    let (mut time, mut nanos, mut minutes) = ((0, 0, 0), 0, 0);
    // Without an offset, Go's time says in its zone's name what was written.
    let mut zone = match (word.contains(':'), word.contains('-')) {
        (true, false) => "time-local",
        (false, _) => "date-local",
        (true, true) => "datetime-local",
    };
    if let Some(clock) = clock {
        let split = clock.find(['Z', 'z', '+', '-']).unwrap_or(clock.len());
        let (clock, given) = clock.split_at(split);
        if !given.is_empty() {
            zone = "UTC";
        }
        minutes = match given {
            "" | "Z" | "z" => 0,
            given => {
                let (hours, rest) = given[1..].split_once(':')?;
                let offset = number(hours, 2, 0..=23)? * 60 + number(rest, 2, 0..=59)?;
                if offset != 0 {
                    zone = "";
                }
                if given.starts_with('-') {
                    -offset
                } else {
                    offset
                }
            }
        };
        let (clock, fraction) = match clock.split_once('.') {
            Some((clock, fraction)) => (clock, Some(fraction)),
            None => (clock, None),
        };
        let parts: Vec<&str> = clock.split(':').collect();
        time = match parts[..] {
            [hour, minute] => (number(hour, 2, 0..=23)?, number(minute, 2, 0..=59)?, 0),
            [hour, minute, second] => (
                number(hour, 2, 0..=23)?,
                number(minute, 2, 0..=59)?,
                number(second, 2, 0..=59)?,
            ),
            _ => return None,
        };
        if let Some(fraction) = fraction {
            let nine: String = fraction
                .chars()
                .chain("000000000".chars())
                .take(9)
                .collect();
            if fraction.is_empty() {
                return None;
            }
            nanos = number(&nine, 9, 0..=999_999_999)? as u32;
        }
    }
    Some(crate::sprig::time(Timestamp {
        at: Moment::of(day, time, nanos).shifted(-minutes * 60),
        offset: minutes * 60,
        zone: zone.into(),
        local: false,
    }))
}
