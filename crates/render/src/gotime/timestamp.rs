//! Times with a zone.

use std::borrow::Cow;

use super::layout::format_in;
use super::moment::Moment;

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
    pub fn format(&self, layout: &str) -> String {
        format_in(layout, self.at, self.offset, &self.zone)
    }

    /// The moment at which UTC shows what this zone shows now.
    pub fn wall(&self) -> Moment {
        self.at.shifted(self.offset)
    }
}
