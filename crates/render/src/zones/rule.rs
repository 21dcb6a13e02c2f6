//! When clocks change, year by year.

use super::Shown;
use crate::gotime::{DAY, Moment, days_from_civil, days_of};

/// The usual time and the other one, and when the other one begins and ends.
pub(super) struct Rule {
    usual: Shown,
    other: Shown,
    begins: Change,
    ends: Change,
}

/// The so-manieth weekday of a month; the fifth is the last one.
struct Change {
    month: i64,
    week: i64,
    weekday: i64,
    second: i64,
}

impl Rule {
    /// Reads a rule of the table.
    pub fn read(text: &str) -> Option<Rule> {
        let words: Vec<&str> = text.split(' ').collect();
        let number = |at: usize| words.get(at)?.parse::<i64>().ok();
        let shown = |at: usize| {
            Some(Shown {
                offset: number(at)?,
                name: (*words.get(at + 1)?).to_owned(),
            })
        };
        let change = |at: usize| {
            Some(Change {
                month: number(at)?,
                week: number(at + 1)?,
                weekday: number(at + 2)?,
                second: number(at + 3)?,
            })
        };
        Some(Rule {
            usual: shown(0)?,
            other: shown(2)?,
            begins: change(4)?,
            ends: change(8)?,
        })
    }

    /// What clocks show at a moment. The year is that of UTC, as in Go.
    pub fn shown(self, moment: i64) -> Shown {
        let at = Moment {
            seconds: moment,
            nanos: 0,
        };
        let (year, _, _) = at.civil();
        let begins = self.begins.moment(year) - self.usual.offset;
        let ends = self.ends.moment(year) - self.other.offset;
        let other = if begins <= ends {
            (begins..ends).contains(&moment)
        } else {
            !(ends..begins).contains(&moment)
        };
        if other { self.other } else { self.usual }
    }
}

impl Change {
    /// When it comes in a year, on a clock that shows UTC.
    fn moment(&self, year: i64) -> i64 {
        let first = days_from_civil(year, self.month, 1);
        // The first of January 1970 was a Thursday.
        let weekday = (first + 4).rem_euclid(7);
        let mut day = (self.weekday - weekday).rem_euclid(7) + 7 * (self.week - 1);
        while day >= days_of(year, self.month) {
            day -= 7;
        }
        (first + day) * DAY + self.second
    }
}
