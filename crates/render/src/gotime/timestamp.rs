//! Times with a zone.

use std::borrow::Cow;

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
}

impl Timestamp {
    /// A moment in UTC.
    pub fn utc(at: Moment) -> Timestamp {
        Timestamp {
            at,
            offset: 0,
            zone: Cow::Borrowed("UTC"),
            local: false,
        }
    }

    /// A moment in the machine's zone.
    pub fn local(at: Moment) -> Timestamp {
        let mut stamp = Timestamp::utc(at);
        stamp.local = true;
        stamp
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
