//! Zones in a text: names and offsets.

use super::parts::Parts;
use super::reader::Reader;
use super::reader::Wrong::{self, Absent, Range};

impl Reader<'_> {
    /// A name.
    pub(super) fn zone(&mut self, parts: &mut Parts) -> Result<(), Wrong> {
        if let Some(rest) = self.rest.strip_prefix(b"UTC") {
            parts.utc = true;
            self.rest = rest;
            return Ok(());
        }
        let size = zone_size(self.rest).ok_or(Absent)?;
        let (name, rest) = self.rest.split_at(size);
        parts.zone = String::from_utf8_lossy(name).into_owned();
        self.rest = rest;
        Ok(())
    }

    /// Hours, minutes and seconds in the form that the layout has.
    pub(super) fn offset(&mut self, form: &str, parts: &mut Parts) -> Result<(), Wrong> {
        if form.starts_with('Z')
            && let Some(rest) = self.rest.strip_prefix(b"Z")
        {
            parts.utc = true;
            self.rest = rest;
            return Ok(());
        }
        let given = self.rest.get(..form.len()).ok_or(Absent)?;
        self.rest = &self.rest[form.len()..];
        let mut values = [0; 3];
        let mut wrong = false;
        let mut at = 1;
        for (n, value) in values.iter_mut().enumerate() {
            if at >= form.len() {
                break;
            }
            if n > 0 && form.contains(':') {
                if given[at] != b':' {
                    return Err(Absent);
                }
                at += 1;
            }
            // What is no number ends the reading; what is out of range is said first.
            let digits = given.get(at..at + 2).unwrap_or_default();
            let &[ten @ b'0'..=b'9', one @ b'0'..=b'9'] = digits else {
                wrong = true;
                break;
            };
            *value = i64::from(ten - b'0') * 10 + i64::from(one - b'0');
            at += 2;
        }
        let [hours, minutes, seconds] = values;
        if seconds > 60 {
            return Err(Range("time zone offset second"));
        }
        if minutes > 60 {
            return Err(Range("time zone offset minute"));
        }
        if hours > 24 {
            return Err(Range("time zone offset hour"));
        }
        if wrong {
            return Err(Absent);
        }
        let size = (hours * 60 + minutes) * 60 + seconds;
        parts.offset = Some(match given[0] {
            b'+' => size,
            b'-' => -size,
            _ => return Err(Absent),
        });
        Ok(())
    }
}

/// How long the name of a zone at the start of a text is.
fn zone_size(text: &[u8]) -> Option<usize> {
    let head = |size: usize| text.get(..size).unwrap_or_default();
    if text.len() < 3 {
        return None;
    }
    if matches!(head(4), b"ChST" | b"MeST") {
        return Some(4);
    }
    if let Some(after) = text.strip_prefix(b"GMT") {
        return Some(3 + signed_size(after));
    }
    if matches!(text.first(), Some(b'+' | b'-')) {
        return Some(signed_size(text)).filter(|size| *size > 0);
    }
    let capitals = text.iter().take_while(|b| b.is_ascii_uppercase()).count();
    match capitals {
        5 if head(5).ends_with(b"T") => Some(5),
        4 if head(4).ends_with(b"T") || head(4) == b"WITA" => Some(4),
        3 => Some(3),
        _ => None,
    }
}

/// How long an offset in whole hours is, 0 where there is none.
fn signed_size(text: &[u8]) -> usize {
    let [b'+' | b'-', after @ ..] = text else {
        return 0;
    };
    let digits = after.iter().take_while(|b| b.is_ascii_digit()).count();
    let hours = |n: u64, b: &u8| n.saturating_mul(10).saturating_add(u64::from(b - b'0'));
    match after[..digits].iter().fold(0, hours) {
        ..=23 if digits > 0 => 1 + digits,
        _ => 0,
    }
}
