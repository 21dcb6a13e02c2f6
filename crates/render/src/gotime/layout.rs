//! Go's reference-time layouts, written.
//!
//! Facts: the documentation of Go's package `time`.

use super::moment::Moment;

pub(crate) const MONTHS: [&str; 12] = [
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
pub(crate) const WEEKDAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];

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
pub(super) fn next_part(layout: &[u8]) -> (&[u8], &str, &[u8]) {
    for at in 0..layout.len() {
        let here = &layout[at..];
        for part in PARTS {
            let Some(after) = here.strip_prefix(part.as_bytes()) else {
                continue;
            };
            // `Jan` in `January` was taken; in `Janet` it is no month. So is `Mon` in `Month`.
            if matches!(part, "Jan" | "Mon") && after.first().is_some_and(u8::is_ascii_lowercase) {
                continue;
            }
            if part == "_2006" {
                // An underscore, then the year.
                return (&layout[..=at], "2006", after);
            }
            if matches!(part, ".0" | ".9" | ",0" | ",9") {
                let digit = part.as_bytes()[1];
                let count = here[1..].iter().take_while(|b| **b == digit).count();
                let (fraction, rest) = here.split_at(1 + count);
                if rest.first().is_some_and(u8::is_ascii_digit) {
                    continue;
                }
                // A point or comma and digits.
                let fraction = std::str::from_utf8(fraction).unwrap_or_default();
                return (&layout[..at], fraction, rest);
            }
            return (&layout[..at], part, after);
        }
    }
    (layout, "", b"")
}

/// `time.Format`, in UTC.
pub fn format(layout: &[u8], at: Moment) -> Vec<u8> {
    format_in(layout, at, 0, "UTC")
}

/// `time.Format` in a zone: so many seconds east of UTC, with this name or without any.
pub fn format_in(layout: &[u8], at: Moment, offset: i64, name: &str) -> Vec<u8> {
    let at = at.shifted(offset);
    let (year, month, day) = at.civil();
    let (hour, minute, second) = at.clock();
    let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
    let mut written = Vec::new();
    let mut rest = layout;
    loop {
        let (before, part, after) = next_part(rest);
        written.extend_from_slice(before);
        if part.is_empty() {
            return written;
        }
        let mut out = String::new();
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
            "MST" if !name.is_empty() => out.push_str(name),
            "MST" => push_offset(&mut out, "-0700", offset),
            zone if zone.starts_with('Z') && offset == 0 => out.push('Z'),
            zone if zone.starts_with(['Z', '-']) => push_offset(&mut out, zone, offset),
            fraction => push_fraction(&mut out, fraction, at.nanos),
        }
        written.extend_from_slice(out.as_bytes());
        rest = after;
    }
}

/// An offset in the form of `-07:00` and its like.
fn push_offset(out: &mut String, form: &str, offset: i64) {
    out.push(if offset < 0 { '-' } else { '+' });
    let size = offset.abs();
    let colon = if form.contains(':') { ":" } else { "" };
    out.push_str(&format!("{:02}", size / 3600));
    if form.len() > 3 {
        out.push_str(&format!("{colon}{:02}", size / 60 % 60));
    }
    if form.len() > 6 {
        out.push_str(&format!("{colon}{:02}", size % 60));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layouts_are_written() {
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
            assert_eq!(format(layout.as_bytes(), at), wanted.as_bytes());
        }
        for (layout, wanted) in [
            ("15:04 MST -0700", "18:34 +0330 +0330"),
            ("Z07:00:00 -07 Z070000", "+03:30:00 +03 +033000"),
        ] {
            assert_eq!(
                format_in(layout.as_bytes(), at, 12_600, ""),
                wanted.as_bytes()
            );
        }
        assert_eq!(
            format_in(b"15 MST -07:00", at, -18_000, "EST"),
            b"10 EST -05:00"
        );
    }
}
