//! The parts of a time that a text names, and the time they make.

use super::moment::{DAY, Moment, days_of};
use super::timestamp::Timestamp;

/// What was named so far.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) year: i64,
    pub(super) month: Option<i64>,
    pub(super) day: Option<i64>,
    pub(super) of_year: Option<i64>,
    pub(super) clock: (i64, i64, i64),
    pub(super) nanos: u32,
    pub(super) morning: bool,
    pub(super) afternoon: bool,
    pub(super) utc: bool,
    pub(super) offset: Option<i64>,
    pub(super) zone: String,
}

impl Parts {
    /// The time.
    ///
    /// # Errors
    /// Go's text about parts that contradict each other.
    pub(super) fn assemble(mut self) -> Result<Timestamp, &'static str> {
        let hour = &mut self.clock.0;
        // A text may name both.
        match *hour {
            ..12 if self.afternoon => *hour += 12,
            12 if self.morning => *hour = 0,
            _ => {}
        }
        if let Some(of_year) = self.of_year {
            let leap = days_of(self.year, 2) == 29;
            if of_year < 1 || of_year > 365 + i64::from(leap) {
                return Err("day-of-year out of range");
            }
            let first = Moment::of((self.year, 1, 1), (0, 0, 0), 0);
            let (_, month, day) = first.shifted((of_year - 1) * DAY).civil();
            if self.month.is_some_and(|given| given != month) {
                return Err("day-of-year does not match month");
            }
            if self.day.is_some_and(|given| given != day) {
                return Err("day-of-year does not match day");
            }
            (self.month, self.day) = (Some(month), Some(day));
        }
        let (month, day) = (self.month.unwrap_or(1), self.day.unwrap_or(1));
        if day < 1 || day > days_of(self.year, month) {
            return Err("day out of range");
        }
        let at = Moment::of((self.year, month, day), self.clock, self.nanos);
        if self.utc {
            return Ok(Timestamp::utc(at));
        }
        match self.offset {
            Some(0) if matches!(self.zone.as_str(), "" | "UTC") => Ok(Timestamp::local(at)),
            Some(offset) => Ok(Timestamp {
                at: at.shifted(-offset),
                offset,
                zone: self.zone.into(),
                local: false,
                running: None,
            }),
            None if self.zone.is_empty() => Ok(Timestamp::local(at)),
            None => {
                // Names say nothing about their offsets, except these.
                let hours = self.zone.strip_prefix("GMT").unwrap_or_default();
                Ok(Timestamp {
                    at,
                    offset: hours.parse::<i64>().unwrap_or(0) * 3600,
                    zone: self.zone.into(),
                    local: false,
                    running: None,
                })
            }
        }
    }
}
