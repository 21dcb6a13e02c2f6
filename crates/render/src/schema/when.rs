//! Formats of dates, times and spans.

use super::format::{atoi, fail, rune};
use crate::gotime;

pub(super) fn duration(text: &str) -> Result<(), String> {
    let Some(text) = text.strip_prefix('P') else {
        return fail("must start with P");
    };
    if text.is_empty() {
        return fail("nothing after P");
    }
    if let Some(weeks) = text.strip_suffix('W') {
        if weeks.is_empty() {
            return fail("no number in week");
        }
        if !weeks.bytes().all(|b| b.is_ascii_digit()) {
            return fail("invalid week");
        }
        return Ok(());
    }
    let known = ["YMD", "HMS"];
    for (n, half) in text.split('T').enumerate() {
        if n != 0 && half.is_empty() {
            return fail("no time elements");
        }
        let Some(all) = known.get(n) else {
            return fail("more than one T");
        };
        let (mut rest, mut units) = (half, *all);
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            if digits == 0 {
                return fail("missing number");
            }
            let Some(unit) = rest[digits..].chars().next() else {
                return fail("missing unit");
            };
            match units.find(unit) {
                Some(at) => units = &units[at + 1..],
                None if all.contains(unit) => {
                    return fail(format!("unit {} out of order", rune(unit)));
                }
                None => return fail(format!("invalid unit {}", rune(unit))),
            }
            rest = &rest[digits + unit.len_utf8()..];
        }
    }
    Ok(())
}

pub(super) fn period(text: &str) -> Result<(), String> {
    let Some((start, end)) = text.split_once('/') else {
        return fail("missing slash");
    };
    let named = |what: &str, outcome: Result<(), String>| {
        outcome.map_err(|why| format!("invalid {what}: {why}"))
    };
    if start.starts_with('P') {
        named("start duration", duration(start))?;
        return named("end date-time", date_time(end));
    }
    named("start date-time", date_time(start))?;
    if end.starts_with('P') {
        named("end duration", duration(end))
    } else {
        named("end date-time", date_time(end))
    }
}

pub(super) fn date(text: &str) -> Result<(), String> {
    gotime::parse(b"2006-01-02", text.as_bytes()).map(drop)
}

pub(super) fn time(text: &str) -> Result<(), String> {
    let bytes = text.as_bytes();
    if bytes.len() < 9 {
        return fail("less than 9 characters long");
    }
    if bytes[2] != b':' || bytes[5] != b':' {
        return fail("missing colon in correct place");
    }
    let mut clock = [0; 3];
    for (n, part) in clock.iter_mut().enumerate() {
        let token = String::from_utf8_lossy(&bytes[n * 3..n * 3 + 2]).into_owned();
        *part = atoi(&token).map_err(|_| "invalid hour/min/sec".to_owned())?;
        if *part < 0 {
            return fail("non-positive hour/min/sec");
        }
    }
    let [mut h, mut m, s] = clock;
    if h > 23 || m > 59 || s > 60 {
        return fail("hour/min/sec out of range");
    }
    let mut rest = String::from_utf8_lossy(&bytes[8..]).into_owned();
    if let Some(fraction) = rest.strip_prefix('.') {
        let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return fail("no digits in second fraction");
        }
        rest = fraction[digits..].to_owned();
    }
    if rest != "z" && rest != "Z" {
        if rest.len() != 6 {
            return fail("offset must be 6 characters long");
        }
        let sign = match rest.as_bytes()[0] {
            b'+' => -1,
            b'-' => 1,
            _ => return fail("offset must begin with plus/minus"),
        };
        let offset = &rest[1..];
        if offset.as_bytes()[2] != b':' {
            return fail("missing colon in offset in correct place");
        }
        let mut parts = [0; 2];
        for (part, token) in parts.iter_mut().zip(offset.splitn(2, ':')) {
            *part = atoi(token).map_err(|_| "invalid hour/min in offset".to_owned())?;
            if *part < 0 {
                return fail("non-positive hour/min in offset");
            }
        }
        if parts[0] > 23 || parts[1] > 59 {
            return fail("hour/min in offset out of range");
        }
        let mut minutes = h * 60 + m + sign * (parts[0] * 60 + parts[1]);
        if minutes < 0 {
            minutes += 24 * 60;
        }
        (h, m) = (minutes / 60, minutes % 60);
    }
    if s >= 60 && (h != 23 || m != 59) {
        return fail("invalid leap second");
    }
    Ok(())
}

pub(super) fn date_time(text: &str) -> Result<(), String> {
    if text.len() < 20 {
        return fail("less than 20 characters long");
    }
    if !matches!(text.as_bytes()[10], b't' | b'T') || !text.is_char_boundary(10) {
        return fail("11th character must be t or T");
    }
    date(&text[..10]).map_err(|why| format!("invalid date element: {why}"))?;
    time(&text[11..]).map_err(|why| format!("invalid time element: {why}"))
}
