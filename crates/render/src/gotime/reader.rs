//! Times in a text, as `time.Parse` reads them. The local zone is UTC here.

use super::layout::{MONTHS, WEEKDAYS, next_part};
use super::parts::Parts;
use super::quote;
use super::timestamp::Timestamp;

/// Parts read so far, and what is left of the text.
pub(super) struct Reader<'a> {
    layout: &'a [u8],
    text: &'a [u8],
    pub(super) rest: &'a [u8],
}

/// What a part can be wrong about.
pub(super) enum Wrong {
    /// It is not there.
    Absent,
    /// Its value is out of its range.
    Range(&'static str),
}

use Wrong::{Absent, Range};

/// `time.Parse`.
///
/// # Errors
/// Go's text about the first part that does not fit.
pub fn parse(layout: &[u8], text: &[u8]) -> Result<Timestamp, String> {
    let mut reader = Reader {
        layout,
        text,
        rest: text,
    };
    let mut parts = Parts::default();
    let mut pattern = layout;
    loop {
        let (before, part, after) = next_part(pattern);
        if !reader.skip(before) {
            return Err(reader.fails(before, reader.rest));
        }
        if part.is_empty() {
            break;
        }
        let hold = reader.rest;
        match reader.part(part, after, &mut parts) {
            Ok(()) => {}
            Err(Absent) => return Err(reader.fails(part.as_bytes(), hold)),
            Err(Range(what)) => return Err(reader.about(&format!("{what} out of range"))),
        }
        pattern = after;
    }
    if !reader.rest.is_empty() {
        let extra = quote(reader.rest);
        return Err(reader.about(&format!("extra text: {extra}")));
    }
    parts.assemble().map_err(|text| reader.about(text))
}

impl<'a> Reader<'a> {
    fn fails(&self, part: &[u8], at: &[u8]) -> String {
        format!(
            "parsing time {} as {}: cannot parse {} as {}",
            quote(self.text),
            quote(self.layout),
            quote(at),
            quote(part)
        )
    }

    fn about(&self, problem: &str) -> String {
        format!("parsing time {}: {problem}", quote(self.text))
    }

    /// Text between parts: as many blanks as there are stand for any number of them.
    fn skip(&mut self, mut before: &[u8]) -> bool {
        while let Some((byte, behind)) = before.split_first() {
            match self.rest.split_first() {
                Some((found, rest)) if found == byte => (before, self.rest) = (behind, rest),
                None if *byte == b' ' => before = behind,
                _ => return false,
            }
            if *byte == b' ' {
                (before, self.rest) = (unblanked(before), unblanked(self.rest));
            }
        }
        true
    }

    /// A number of so many digits.
    fn number(&mut self, least: usize, most: usize) -> Result<i64, Wrong> {
        let head = self.rest.iter().take(most);
        let digits = head.take_while(|b| b.is_ascii_digit()).count();
        if digits < least {
            return Err(Absent);
        }
        let (number, rest) = self.rest.split_at(digits);
        self.rest = rest;
        let number = number.iter().fold(0, |n, b| n * 10 + i64::from(b - b'0'));
        Ok(number)
    }

    /// Two digits, or a digit with a sign.
    fn signed(&mut self) -> Result<i64, Wrong> {
        let Some((&[sign @ (b'+' | b'-'), digit @ b'0'..=b'9'], rest)) =
            self.rest.split_first_chunk()
        else {
            return self.number(2, 2);
        };
        self.rest = rest;
        let size = i64::from(digit - b'0');
        Ok(if sign == b'-' { -size } else { size })
    }

    fn name(&mut self, names: &[&str]) -> Result<i64, Wrong> {
        let fits = |name: &&str| {
            let head = self.rest.get(..name.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(name.as_bytes()))
        };
        let at = names.iter().position(fits).ok_or(Absent)?;
        self.rest = &self.rest[names[at].len()..];
        Ok(at as i64)
    }

    fn blank(&mut self) {
        self.rest = self.rest.strip_prefix(b" ").unwrap_or(self.rest);
    }

    fn part(&mut self, part: &str, after: &[u8], parts: &mut Parts) -> Result<(), Wrong> {
        let within = |value: i64, low: i64, high: i64, what: &'static str| {
            let fits = (low..=high).contains(&value);
            if fits { Ok(value) } else { Err(Range(what)) }
        };
        let short = |names: &[&'static str]| -> Vec<&'static str> {
            names.iter().map(|name| &name[..3]).collect()
        };
        match part {
            "2006" => parts.year = self.number(4, 4)?,
            "06" => {
                let short = self.signed()?;
                parts.year = short + if short >= 69 { 1900 } else { 2000 };
            }
            "01" | "1" => {
                let month = self.number(part.len(), 2)?;
                parts.month = Some(within(month, 1, 12, "month")?);
            }
            "January" => parts.month = Some(self.name(&MONTHS)? + 1),
            "Jan" => parts.month = Some(self.name(&short(&MONTHS))? + 1),
            "Monday" => drop(self.name(&WEEKDAYS)?),
            "Mon" => drop(self.name(&short(&WEEKDAYS))?),
            "02" => parts.day = Some(self.number(2, 2)?),
            "2" => parts.day = Some(self.number(1, 2)?),
            "_2" => {
                self.blank();
                parts.day = Some(self.number(1, 2)?);
            }
            "002" => parts.of_year = Some(self.number(3, 3)?),
            "__2" => {
                self.blank();
                self.blank();
                parts.of_year = Some(self.number(1, 3)?);
            }
            "15" => parts.clock.0 = within(self.number(1, 2)?, 0, 23, "hour")?,
            "03" | "3" => parts.clock.0 = within(self.number(part.len(), 2)?, 0, 12, "hour")?,
            "04" | "4" => parts.clock.1 = within(self.number(part.len(), 2)?, 0, 59, "minute")?,
            "05" | "5" => {
                parts.clock.2 = within(self.number(part.len(), 2)?, 0, 59, "second")?;
                // A fraction may follow the seconds although the layout has none.
                let (_, follows, _) = next_part(after);
                if !follows.starts_with(['.', ',']) {
                    self.fraction(parts);
                }
            }
            "PM" | "pm" => {
                let half = self.rest.get(..2).ok_or(Absent)?;
                let (after, before) = if part == "PM" {
                    (b"PM", b"AM")
                } else {
                    (b"pm", b"am")
                };
                match half {
                    half if half == after => parts.afternoon = true,
                    half if half == before => parts.morning = true,
                    _ => return Err(Absent),
                }
                self.rest = &self.rest[2..];
            }
            "MST" => self.zone(parts)?,
            zone if zone.starts_with(['-', 'Z']) => self.offset(zone, parts)?,
            fraction if fraction.as_bytes()[1] == b'0' => {
                let size = fraction.len();
                let given = self.rest.get(..size).ok_or(Absent)?;
                let digits = behind_point(given).ok_or(Absent)?;
                // A sign may stand in place of the first.
                let (first, others) = digits.split_first().ok_or(Absent)?;
                let signed = matches!(first, b'+' | b'-');
                if !signed && !first.is_ascii_digit() || !others.iter().all(u8::is_ascii_digit) {
                    return Err(Absent);
                }
                let mut digits = digits.to_vec();
                digits[0] = if signed { b'0' } else { *first };
                parts.nanos = nanos(&digits);
                if *first == b'-' && parts.nanos > 0 {
                    return Err(Range("fractional second"));
                }
                self.rest = &self.rest[size..];
            }
            _ => self.fraction(parts),
        }
        Ok(())
    }

    /// Digits behind a point or comma, if they are there.
    fn fraction(&mut self, parts: &mut Parts) {
        let Some(after) = behind_point(self.rest) else {
            return;
        };
        let digits = after.iter().take_while(|b| b.is_ascii_digit()).count();
        if digits > 0 {
            parts.nanos = nanos(&after[..digits]);
            self.rest = &after[digits..];
        }
    }
}

fn unblanked(text: &[u8]) -> &[u8] {
    &text[text.iter().take_while(|b| **b == b' ').count()..]
}

fn behind_point(text: &[u8]) -> Option<&[u8]> {
    let (first, rest) = text.split_first()?;
    matches!(first, b'.' | b',').then_some(rest)
}

fn nanos(digits: &[u8]) -> u32 {
    let padded = digits.iter().chain(std::iter::repeat(&b'0')).take(9);
    padded.fold(0, |n, b| n * 10 + u32::from(b - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_go_reads_them() {
        const STRING: &str = "2006-01-02 15:04:05.999999999 -0700 MST";
        for (layout, text, wanted) in [
            (
                "2006-01-02 15:04:05 -07:00",
                "2024-02-29 17:04:05.12 +02:00",
                "2024-02-29 17:04:05.12 +0200 +0200",
            ),
            (
                "2006-01-02 MST",
                "2024-02-29 EST",
                "2024-02-29 00:00:00 +0000 EST",
            ),
            (
                "2006-01-02 MST",
                "2024-02-29 GMT+3",
                "2024-02-29 03:00:00 +0300 GMT+3",
            ),
            ("2006-002", "2023-060", "2023-03-01 00:00:00 +0000 UTC"),
            ("3:04PM", "12:30AM", "0000-01-01 00:30:00 +0000 UTC"),
        ] {
            assert_eq!(
                parse(layout.as_bytes(), text.as_bytes())
                    .unwrap()
                    .shown(STRING),
                wanted,
                "{text}"
            );
        }
        for (layout, text, wanted) in [
            (
                "3:04PM",
                "1999-01-01",
                "parsing time \"1999-01-01\": hour out of range",
            ),
            (
                "2006-01-02",
                "2023-02-29",
                "parsing time \"2023-02-29\": day out of range",
            ),
            ("2006", "2023 ", "parsing time \"2023 \": extra text: \" \""),
            (
                "15",
                "x",
                "parsing time \"x\" as \"15\": cannot parse \"x\" as \"15\"",
            ),
        ] {
            assert_eq!(
                parse(layout.as_bytes(), text.as_bytes()).unwrap_err(),
                wanted
            );
        }
    }
}
