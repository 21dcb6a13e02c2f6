//! Moments and the calendar, without any zone.

/// A moment: seconds since 1970 and nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// Seconds since the first of January 1970, UTC.
    pub seconds: i64,
    /// Nanoseconds within the second.
    pub nanos: u32,
}

/// Seconds of a day.
pub const DAY: i64 = 86_400;

/// Seconds from Go's beginning, the first of March of the year -292,277,022,400, to 1970.
const BEGINNING: u64 = 9_223_372_028_741_760_000;

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

    /// Days since 1970. Go counts from a beginning of its own, without a sign: what lies before that
    /// is after all the rest.
    fn days(self) -> i64 {
        let since = (self.seconds as u64).wrapping_add(BEGINNING) / DAY as u64;
        since as i64 - (BEGINNING / DAY as u64) as i64
    }

    /// Year, month and day.
    pub fn civil(self) -> (i64, i64, i64) {
        civil_from_days(self.days())
    }

    /// Hour, minute and second.
    pub fn clock(self) -> (i64, i64, i64) {
        let since = (self.seconds as u64).wrapping_add(BEGINNING);
        let second = (since % DAY as u64) as i64;
        (second / 3600, second / 60 % 60, second % 60)
    }

    /// Day of the year, from 1.
    pub fn year_day(self) -> i64 {
        let (year, _, _) = self.civil();
        self.days() - days_from_civil(year, 1, 1) + 1
    }

    /// Day of the week, Sunday being 0.
    pub fn weekday(self) -> usize {
        (self.days() + 4).rem_euclid(7) as usize
    }

    /// The moment some nanoseconds later.
    pub fn plus(self, nanos: i64) -> Moment {
        let total = i64::from(self.nanos) + nanos.rem_euclid(1_000_000_000);
        Moment {
            seconds: self
                .seconds
                .wrapping_add(nanos.div_euclid(1_000_000_000) + total / 1_000_000_000),
            nanos: (total % 1_000_000_000) as u32,
        }
    }

    /// The moment some seconds later.
    pub fn shifted(self, seconds: i64) -> Moment {
        Moment {
            seconds: self.seconds.wrapping_add(seconds),
            ..self
        }
    }

    /// How many nanoseconds after `earlier` this is.
    pub fn nanos_since(self, earlier: Moment) -> i128 {
        i128::from(self.seconds.wrapping_sub(earlier.seconds)) * 1_000_000_000
            + i128::from(self.nanos)
            - i128::from(earlier.nanos)
    }
}

/// Days since 1970 of a date; days and months may lie outside of their ranges.
pub fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
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

/// Days of a month.
pub fn days_of(year: i64, month: i64) -> i64 {
    days_from_civil(year + month / 12, month % 12 + 1, 1) - days_from_civil(year, month, 1)
}
