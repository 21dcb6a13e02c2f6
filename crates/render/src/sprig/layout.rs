//! Go's reference-time layouts and durations.
//!
//! Facts: the documentation of Go's package `time`. Everything is in UTC.

/// A moment: seconds since 1970 and nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Seconds since the first of January 1970, UTC.
    pub seconds: i64,
    /// Nanoseconds within the second.
    pub nanos: u32,
}

const DAY: i64 = 86_400;
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];

impl Default for Moment {
    /// 1970.
    fn default() -> Self {
        Moment {
            seconds: 0,
            nanos: 0,
        }
    }
}

impl Moment {
    /// Go's zero time: the first of January of the year 1.
    pub const ZERO: Moment = Moment {
        seconds: -62_135_596_800,
        nanos: 0,
    };

    /// The moment of a date and time.
    pub fn of(date: (i64, i64, i64), clock: (i64, i64, i64), nanos: u32) -> Moment {
        let days = days_from_civil(date.0, date.1, date.2);
        Moment {
            seconds: days * DAY + clock.0 * 3600 + clock.1 * 60 + clock.2,
            nanos,
        }
    }

    /// Year, month and day.
    pub fn civil(self) -> (i64, i64, i64) {
        civil_from_days(self.seconds.div_euclid(DAY))
    }

    /// Hour, minute and second.
    pub fn clock(self) -> (i64, i64, i64) {
        let second = self.seconds.rem_euclid(DAY);
        (second / 3600, second / 60 % 60, second % 60)
    }

    /// Day of the year, from 1.
    pub fn year_day(self) -> i64 {
        let (year, _, _) = self.civil();
        self.seconds.div_euclid(DAY) - days_from_civil(year, 1, 1) + 1
    }

    fn weekday(self) -> usize {
        (self.seconds.div_euclid(DAY) + 4).rem_euclid(7) as usize
    }

    /// The moment some nanoseconds later.
    pub fn plus(self, nanos: i64) -> Moment {
        let total = i64::from(self.nanos) + nanos.rem_euclid(1_000_000_000);
        Moment {
            seconds: self.seconds + nanos.div_euclid(1_000_000_000) + total / 1_000_000_000,
            nanos: (total % 1_000_000_000) as u32,
        }
    }

    /// How many nanoseconds after `earlier` this is.
    pub fn nanos_since(self, earlier: Moment) -> i128 {
        i128::from(self.seconds - earlier.seconds) * 1_000_000_000 + i128::from(self.nanos)
            - i128::from(earlier.nanos)
    }
}

fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + i64::from(month <= 2), month, day)
}

/// The parts a layout can name, the longer ones before their beginnings.
const PARTS: [&str; 38] = [
    "January",
    "Monday",
    "2006",
    "-07:00:00",
    "-070000",
    "-07:00",
    "-0700",
    "-07",
    "Z07:00:00",
    "Z070000",
    "Z07:00",
    "Z0700",
    "Z07",
    "MST",
    "Jan",
    "Mon",
    "002",
    "__2",
    "01",
    "02",
    "03",
    "04",
    "05",
    "06",
    "15",
    "PM",
    "pm",
    "_2006",
    "_2",
    "1",
    "2",
    "3",
    "4",
    "5",
    ".0",
    ".9",
    ",0",
    ",9",
];

/// The first part named in a layout: what is before it, the part, what is behind it.
fn next_part(layout: &str) -> (&str, &str, &str) {
    for (at, _) in layout.char_indices() {
        let here = &layout[at..];
        for part in PARTS {
            if !here.starts_with(part) {
                continue;
            }
            let after = &here[part.len()..];
            // `Jan` in `January` was taken; in `Janet` it is no month. So is `Mon` in `Month`.
            if matches!(part, "Jan" | "Mon") && after.starts_with(|c: char| c.is_ascii_lowercase())
            {
                continue;
            }
            if part == "_2006" {
                // An underscore, then the year.
                return (&layout[..=at], "2006", after);
            }
            if matches!(part, ".0" | ".9" | ",0" | ",9") {
                let digit = part.as_bytes()[1];
                let count = here.bytes().skip(1).take_while(|b| *b == digit).count();
                let rest = &here[1 + count..];
                if rest.starts_with(|c: char| c.is_ascii_digit()) {
                    continue;
                }
                return (&layout[..at], &here[..1 + count], rest);
            }
            return (&layout[..at], part, after);
        }
    }
    (layout, "", "")
}

/// `time.Format`.
pub fn format(layout: &str, at: Moment) -> String {
    let (year, month, day) = at.civil();
    let (hour, minute, second) = at.clock();
    let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
    let mut out = String::new();
    let mut rest = layout;
    loop {
        let (before, part, after) = next_part(rest);
        out.push_str(before);
        if part.is_empty() {
            return out;
        }
        match part {
            "2006" if year < 0 => out.push_str(&format!("-{:04}", -year)),
            "2006" => out.push_str(&format!("{year:04}")),
            "06" => out.push_str(&format!("{:02}", year.rem_euclid(100))),
            "January" => out.push_str(MONTHS[month as usize - 1]),
            "Jan" => out.push_str(&MONTHS[month as usize - 1][..3]),
            "Monday" => out.push_str(WEEKDAYS[at.weekday()]),
            "Mon" => out.push_str(&WEEKDAYS[at.weekday()][..3]),
            "01" => out.push_str(&format!("{month:02}")),
            "1" => out.push_str(&month.to_string()),
            "02" => out.push_str(&format!("{day:02}")),
            "_2" => out.push_str(&format!("{day:2}")),
            "2" => out.push_str(&day.to_string()),
            "002" => out.push_str(&format!("{:03}", at.year_day())),
            "__2" => out.push_str(&format!("{:3}", at.year_day())),
            "15" => out.push_str(&format!("{hour:02}")),
            "03" => out.push_str(&format!("{twelve:02}")),
            "3" => out.push_str(&twelve.to_string()),
            "04" => out.push_str(&format!("{minute:02}")),
            "4" => out.push_str(&minute.to_string()),
            "05" => out.push_str(&format!("{second:02}")),
            "5" => out.push_str(&second.to_string()),
            "PM" => out.push_str(if hour >= 12 { "PM" } else { "AM" }),
            "pm" => out.push_str(if hour >= 12 { "pm" } else { "am" }),
            "MST" => out.push_str("UTC"),
            "-0700" => out.push_str("+0000"),
            "-07:00" => out.push_str("+00:00"),
            "-07" => out.push_str("+00"),
            "-070000" => out.push_str("+000000"),
            "-07:00:00" => out.push_str("+00:00:00"),
            zone if zone.starts_with('Z') => out.push('Z'),
            fraction => push_fraction(&mut out, fraction, at.nanos),
        }
        rest = after;
    }
}

fn push_fraction(out: &mut String, part: &str, nanos: u32) {
    let digits = format!("{nanos:09}");
    let count = (part.len() - 1).min(9);
    let mut digits = &digits[..count];
    if part.as_bytes()[1] == b'9' {
        digits = digits.trim_end_matches('0');
        if digits.is_empty() {
            return;
        }
    }
    out.push_str(&part[..1]);
    out.push_str(digits);
}

/// `time.Parse`.
///
/// # Errors
/// Go's text about the first part that does not fit.
pub fn parse(layout: &str, text: &str) -> Result<Moment, String> {
    let quoted = crate::text::quoted;
    let fails = |part: &str, at: &str| {
        format!(
            "parsing time {} as {}: cannot parse {} as {}",
            quoted(text),
            quoted(layout),
            quoted(at),
            quoted(part)
        )
    };
    let (mut year, mut month, mut day) = (0, None, None);
    let (mut hour, mut minute, mut second, mut nanos) = (0, 0, 0, 0u32);
    let (mut afternoon, mut offset, mut of_year) = (None, 0, None);
    let (mut rest, mut pattern) = (text, layout);
    loop {
        let (before, part, after) = next_part(pattern);
        rest = rest
            .strip_prefix(before)
            .ok_or_else(|| fails(before, rest))?;
        if part.is_empty() {
            if !rest.is_empty() {
                return Err(format!(
                    "parsing time {}: extra text: {}",
                    quoted(text),
                    quoted(rest)
                ));
            }
            break;
        }
        let here = rest;
        let bad = || fails(part, here);
        let mut take = |least: usize, most: usize| -> Option<i64> {
            let digits = here
                .bytes()
                .take(most)
                .take_while(u8::is_ascii_digit)
                .count();
            rest = &here[digits..];
            (digits >= least)
                .then(|| here[..digits].parse().ok())
                .flatten()
        };
        match part {
            "2006" => year = take(4, 4).ok_or_else(bad)?,
            "06" => {
                let short = take(2, 2).ok_or_else(bad)?;
                year = short + if short >= 69 { 1900 } else { 2000 };
            }
            "01" => month = Some(take(2, 2).ok_or_else(bad)?),
            "1" => month = Some(take(1, 2).ok_or_else(bad)?),
            "02" => day = Some(take(2, 2).ok_or_else(bad)?),
            "2" => day = Some(take(1, 2).ok_or_else(bad)?),
            "_2" => {
                rest = here.strip_prefix(' ').unwrap_or(here);
                let digits = rest.bytes().take(2).take_while(u8::is_ascii_digit).count();
                day = Some(rest[..digits].parse().map_err(|_| bad())?);
                rest = &rest[digits..];
            }
            "002" => of_year = Some(take(3, 3).ok_or_else(bad)?),
            "15" => hour = take(2, 2).ok_or_else(bad)?,
            "03" => hour = take(2, 2).ok_or_else(bad)?,
            "3" => hour = take(1, 2).ok_or_else(bad)?,
            "04" => minute = take(2, 2).ok_or_else(bad)?,
            "4" => minute = take(1, 2).ok_or_else(bad)?,
            "05" | "5" => {
                second = take(if part == "05" { 2 } else { 1 }, 2).ok_or_else(bad)?;
                // A fraction may follow the seconds although the layout has none.
                let (_, follows, _) = next_part(after);
                if rest.starts_with(['.', ',']) && !follows.starts_with(['.', ',']) {
                    let digits = rest.bytes().skip(1).take_while(u8::is_ascii_digit).count();
                    if digits > 0 {
                        nanos = fraction(&rest[1..=digits]);
                        rest = &rest[digits + 1..];
                    }
                }
            }
            "January" | "Jan" => {
                let size = if part == "Jan" { 3 } else { 0 };
                let found = MONTHS.iter().position(|name| {
                    let name = if size > 0 { &name[..size] } else { name };
                    here.get(..name.len())
                        .is_some_and(|head| head.eq_ignore_ascii_case(name))
                });
                let found = found.ok_or_else(bad)?;
                rest = &here[if size > 0 { size } else { MONTHS[found].len() }..];
                month = Some(found as i64 + 1);
            }
            "Monday" | "Mon" => {
                let found = WEEKDAYS
                    .iter()
                    .map(|name| if part == "Mon" { &name[..3] } else { name })
                    .find(|name| {
                        here.get(..name.len())
                            .is_some_and(|head| head.eq_ignore_ascii_case(name))
                    });
                rest = &here[found.ok_or_else(bad)?.len()..];
            }
            "PM" | "pm" => {
                let half = here.get(..2).ok_or_else(bad)?;
                afternoon = Some(match half {
                    "PM" | "pm" => true,
                    "AM" | "am" => false,
                    _ => return Err(bad()),
                });
                rest = &here[2..];
            }
            "MST" => {
                let letters = here.bytes().take_while(u8::is_ascii_uppercase).count();
                if !(3..=5).contains(&letters) {
                    return Err(bad());
                }
                rest = &here[letters..];
            }
            zone if zone.starts_with(['-', 'Z']) => {
                if zone.starts_with('Z') && here.starts_with('Z') {
                    rest = &here[1..];
                } else {
                    let size = zone.len();
                    let given = here.get(..size).ok_or_else(bad)?;
                    let sign = match given.as_bytes()[0] {
                        b'+' => 1,
                        b'-' => -1,
                        _ => return Err(bad()),
                    };
                    let digits: String = given[1..].chars().filter(|c| *c != ':').collect();
                    let unit = |at: usize| digits.get(at..at + 2).map_or(Ok(0), str::parse::<i64>);
                    let hours = unit(0).map_err(|_| bad())?;
                    let minutes = unit(2).map_err(|_| bad())?;
                    let seconds = unit(4).map_err(|_| bad())?;
                    offset = sign * (hours * 3600 + minutes * 60 + seconds);
                    rest = &here[size..];
                }
            }
            fractional => {
                let wanted = fractional.len() - 1;
                if fractional.as_bytes()[1] == b'0' {
                    let given = here
                        .get(..=wanted)
                        .filter(|s| s.starts_with(['.', ',']))
                        .ok_or_else(bad)?;
                    if !given[1..].bytes().all(|b| b.is_ascii_digit()) {
                        return Err(bad());
                    }
                    nanos = fraction(&given[1..]);
                    rest = &here[wanted + 1..];
                } else if here.starts_with(['.', ',']) {
                    let digits = here.bytes().skip(1).take_while(u8::is_ascii_digit).count();
                    nanos = fraction(&here[1..=digits]);
                    rest = &here[digits + 1..];
                }
            }
        }
        pattern = after;
    }
    let range = |what: &str| format!("parsing time {}: {what} out of range", quoted(text));
    match afternoon {
        Some(true) if hour < 12 => hour += 12,
        Some(false) if hour == 12 => hour = 0,
        _ => {}
    }
    if hour > 23 {
        return Err(range("hour"));
    }
    if minute > 59 {
        return Err(range("minute"));
    }
    if second > 59 {
        return Err(range("second"));
    }
    if month.is_some_and(|month| !(1..=12).contains(&month)) {
        return Err(range("month"));
    }
    let month = month.unwrap_or(1);
    let days =
        days_from_civil(year + month / 12, month % 12 + 1, 1) - days_from_civil(year, month, 1);
    if day.is_some_and(|day| day < 1 || day > days) {
        return Err(range("day"));
    }
    let mut at = Moment::of(
        (year, month, day.unwrap_or(1)),
        (hour, minute, second),
        nanos,
    );
    if let Some(of_year) = of_year {
        at.seconds += (of_year - at.year_day()) * DAY;
    }
    at.seconds -= offset;
    Ok(at)
}

fn fraction(digits: &str) -> u32 {
    let padded: String = digits
        .chars()
        .chain(std::iter::repeat('0'))
        .take(9)
        .collect();
    padded.parse().unwrap_or(0)
}

/// `time.ParseDuration`, in nanoseconds.
///
/// # Errors
/// Go's text.
pub fn parse_duration(text: &str) -> Result<i64, String> {
    let quoted = crate::text::quoted;
    let invalid = || format!("time: invalid duration {}", quoted(text));
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut exact: i128 = 0;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let whole = &rest[..digits];
        rest = &rest[digits..];
        let mut part = "";
        if let Some(after) = rest.strip_prefix('.') {
            let digits = after.bytes().take_while(u8::is_ascii_digit).count();
            part = &after[..digits];
            rest = &after[digits..];
        }
        if whole.is_empty() && part.is_empty() {
            return Err(invalid());
        }
        let letters = rest
            .find(|c: char| c == '.' || c.is_ascii_digit())
            .unwrap_or(rest.len());
        let unit = &rest[..letters];
        if unit.is_empty() {
            return Err(format!("time: missing unit in duration {}", quoted(text)));
        }
        let scale: i64 = match unit {
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            _ => {
                return Err(format!(
                    "time: unknown unit {} in duration {}",
                    quoted(unit),
                    quoted(text)
                ));
            }
        };
        rest = &rest[letters..];
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
    fn layouts_go_both_ways() {
        let at = Moment::of((2024, 2, 29), (15, 4, 5), 120_000_000);
        for (layout, wanted) in [
            ("2006-01-02T15:04:05Z07:00", "2024-02-29T15:04:05Z"),
            ("Mon Jan _2 15:04:05 2006", "Thu Feb 29 15:04:05 2024"),
            ("02 Jan 06 03:04 PM -0700", "29 Feb 24 03:04 PM +0000"),
            ("20060102150405.000", "20240229150405.120"),
            (
                "Monday, 2 January 2006, .999 002",
                "Thursday, 29 February 2024, .12 060",
            ),
        ] {
            assert_eq!(format(layout, at), wanted);
        }
        assert_eq!(
            parse(
                "2006-01-02 15:04:05 -07:00",
                "2024-02-29 17:04:05.12 +02:00"
            ),
            Ok(at)
        );
        assert!(parse("2006-01-02", "2023-02-29").is_err());
    }

    #[test]
    fn durations_go_both_ways() {
        for (text, nanos) in [
            ("1h2m3s", 3_723_000_000_000),
            ("-1.5s", -1_500_000_000),
            ("2562047h47m16.854775807s", i64::MAX),
            ("1.5ms", 1_500_000),
            ("10µs", 10_000),
        ] {
            assert_eq!(parse_duration(text), Ok(nanos), "{text}");
            assert_eq!(duration(i128::from(nanos)), text);
        }
        assert!(parse_duration("3").is_err());
        assert!(parse_duration("").is_err());
    }
}
