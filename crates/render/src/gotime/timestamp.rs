//! Times with a zone.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::layout::format_in;
use super::moment::{DAY, Moment};

/// What Go's `time.Time` holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Timestamp {
    /// The moment.
    pub at: Moment,
    /// Seconds east of UTC.
    pub offset: i64,
    /// The zone's name; empty where only the offset is known.
    pub zone: Cow<'static, str>,
    /// Whether that is the machine's zone, which is UTC too but not the same to Go.
    pub local: bool,
    /// What the clock that never jumps showed, in nanoseconds, where Go keeps it: times of `now`
    /// have it, and what is made of them by adding.
    pub running: Option<i64>,
}

/// Seconds from 1885, where Go's times with a running clock begin, to 1970, and how many there are.
const RUNNING: (i64, i64) = (2_682_288_000, (1 << 33) - 1);

impl Timestamp {
    /// A moment in UTC.
    pub fn utc(at: Moment) -> Timestamp {
        Timestamp {
            at,
            offset: 0,
            zone: Cow::Borrowed("UTC"),
            local: false,
            running: None,
        }
    }

    /// A moment in the machine's zone.
    pub fn local(at: Moment) -> Timestamp {
        let mut stamp = Timestamp::utc(at);
        stamp.local = true;
        stamp
    }

    /// What `time.Now` gives: a moment with what the running clock showed.
    pub fn now(at: Moment, running: i64) -> Timestamp {
        let mut stamp = Timestamp::local(at);
        stamp.running = Some(running);
        stamp.plus(0)
    }

    /// `time.Add`.
    pub fn plus(mut self, nanos: i64) -> Timestamp {
        self.at = self.at.plus(nanos);
        let within = self.since_1885().is_some();
        let running = self.running.filter(|_| within);
        self.running = running.and_then(|running| running.checked_add(nanos));
        self
    }

    /// Seconds since 1885, if Go can keep a running clock beside them.
    fn since_1885(&self) -> Option<i64> {
        let since = self.at.seconds.checked_add(RUNNING.0)?;
        (0..=RUNNING.1).contains(&since).then_some(since)
    }

    /// `time.Sub`: nanoseconds after `earlier`, at most as many as there are.
    pub fn since(&self, earlier: &Timestamp) -> i64 {
        match (self.running, earlier.running) {
            (Some(now), Some(then)) => now.saturating_sub(then),
            _ => {
                let nanos = self.at.nanos_since(earlier.at);
                nanos.clamp(i64::MIN.into(), i64::MAX.into()) as i64
            }
        }
    }

    /// `time.Compare`.
    pub fn compare(&self, other: &Timestamp) -> Ordering {
        match (self.running, other.running) {
            (Some(one), Some(other)) => one.cmp(&other),
            _ => self.at.cmp(&other.at),
        }
    }

    /// Go's fields `wall` and `ext`.
    pub fn fields(&self) -> (u64, i64) {
        let nanos = u64::from(self.at.nanos);
        match (self.running, self.since_1885()) {
            (Some(running), Some(since)) => (1 << 63 | (since as u64) << 30 | nanos, running),
            _ => (nanos, self.at.seconds.wrapping_sub(Moment::ZERO.seconds)),
        }
    }

    /// Whether Go holds it without a zone.
    pub fn is_utc(&self) -> bool {
        !self.local && self.offset == 0 && self.zone == "UTC"
    }

    /// `time.Format`.
    pub fn format(&self, layout: &[u8]) -> Vec<u8> {
        format_in(layout, self.at, self.offset, &self.zone)
    }

    /// The same for a layout that is text, and so is what is made of it.
    pub fn shown(&self, layout: &str) -> String {
        String::from_utf8(self.format(layout.as_bytes())).unwrap_or_default()
    }

    /// `time.String`: with what the running clock showed.
    pub fn text(&self) -> String {
        let mut text = self.shown("2006-01-02 15:04:05.999999999 -0700 MST");
        if let Some(running) = self.running {
            const SECOND: u64 = 1_000_000_000;
            let sign = if running < 0 { '-' } else { '+' };
            let (seconds, nanos) = (
                running.unsigned_abs() / SECOND,
                running.unsigned_abs() % SECOND,
            );
            text.push_str(&format!(" m={sign}{seconds}.{nanos:09}"));
        }
        text
    }

    /// As RFC 3339 has it, which is how Go's encoders write times.
    ///
    /// # Errors
    /// Go's text about a time that the standard cannot express.
    pub fn standard(&self) -> Result<String, &'static str> {
        if !(0..=9999).contains(&self.wall().civil().0) {
            return Err("year outside of range [0,9999]");
        }
        if self.offset.abs() >= DAY {
            return Err("timezone hour outside of range [0,23]");
        }
        Ok(self.shown("2006-01-02T15:04:05.999999999Z07:00"))
    }

    /// Go's `MarshalBinary`.
    ///
    /// # Errors
    /// Go's text about an offset of minus a minute, which stands for UTC.
    pub fn binary(&self) -> Result<Vec<u8>, &'static str> {
        let (minutes, seconds) = (self.offset / 60, self.offset % 60);
        let minutes = match i16::try_from(minutes) {
            _ if self.is_utc() => -1,
            Ok(minutes) if minutes != -1 => minutes,
            _ => return Err("Time.MarshalBinary: unexpected zone offset"),
        };
        let mut out = vec![if seconds == 0 { 1 } else { 2 }];
        let since = self.at.seconds.wrapping_sub(Moment::ZERO.seconds);
        out.extend(since.to_be_bytes());
        out.extend(self.at.nanos.to_be_bytes());
        out.extend(minutes.to_be_bytes());
        if seconds != 0 {
            out.push(seconds as u8);
        }
        Ok(out)
    }

    /// The moment at which UTC shows what this zone shows now.
    pub fn wall(&self) -> Moment {
        self.at.shifted(self.offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Go's answers to `Add`, `String` and `%d` of times with a running clock.
    #[test]
    fn the_running_clock_goes_along() {
        let at = Moment {
            seconds: 1_795_288_239,
            nanos: 973_257_059,
        };
        let now = Timestamp::now(at, 17_147);
        assert_eq!(
            now.text(),
            "2026-11-21 19:10:39.973257059 +0000 UTC m=+0.000017147"
        );
        assert_eq!(now.fields(), (14_031_132_915_790_952_803, 17_147));
        let later = now.clone().plus(3_600_000_000_000);
        assert!(later.text().ends_with(" m=+3600.000017147"));
        assert!(
            now.clone()
                .plus(-1_000_000_000)
                .text()
                .ends_with(" m=-0.999982853")
        );
        assert_eq!(later.since(&now), 3_600_000_000_000);
        // Beyond 2157 there is no room for it.
        let far = now.clone().plus(1 << 62);
        assert_eq!(far.text(), "2173-01-10 19:04:18.400644963 +0000 UTC");
        assert_eq!(far.since(&now), 1 << 62);
        assert_eq!(Timestamp::now(Moment::ZERO, 5).running, None);
        assert_eq!(Timestamp::utc(at).compare(&now), Ordering::Equal);
    }
}
