//! Time zones by their names, as Go's `time.LoadLocation` finds them in the IANA database.
//!
//! The table is behind the feature `zones`; without it a [`Module`](crate::modules::Module) is
//! asked, so that a page loads it only for charts that name a zone.

#[cfg(feature = "zones")]
mod rule;
#[cfg(feature = "zones")]
mod table;

#[cfg(feature = "zones")]
use std::cell::OnceCell;

use crate::modules::Modules;
#[cfg(not(feature = "zones"))]
use crate::modules::Reader;
use crate::modules::Writer;
#[cfg(feature = "zones")]
use table::Table;

/// What clocks show in a zone at some moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// Seconds east of UTC.
    pub offset: i64,
    /// The name of the time, as in `CET` or `+03`.
    pub name: String,
}

/// The zones that renders have named: the table is read for the first of them.
#[derive(Debug, Default)]
pub struct Zones {
    #[cfg(feature = "zones")]
    table: OnceCell<Table>,
}

impl Zones {
    /// What clocks show in a zone at a moment, in seconds since 1970; `None` for zones that there
    /// are not, and for UTC itself.
    pub fn shown(&self, zone: &str, moment: i64, modules: &Modules) -> Option<Shown> {
        match zone {
            "" | "UTC" | "Local" => None,
            zone => self.find(zone, moment, modules),
        }
    }

    #[cfg(feature = "zones")]
    fn find(&self, zone: &str, moment: i64, _: &Modules) -> Option<Shown> {
        let read = || Table::read().unwrap_or_default();
        self.table.get_or_init(read).find(zone, moment)
    }

    #[cfg(not(feature = "zones"))]
    fn find(&self, zone: &str, moment: i64, modules: &Modules) -> Option<Shown> {
        let mut question = Writer::new();
        question.bytes(zone.as_bytes());
        question.number(moment as u64);
        let answer = modules.zones?(&question.finish())?;
        let mut answer = Reader::new(&answer);
        Some(Shown {
            offset: answer.number()? as i64,
            name: answer.text()?,
        })
    }

    /// Answers the question of a build without the feature. Empty for zones that there are not,
    /// and for bytes that are no question.
    #[cfg(feature = "zones")]
    pub fn answer(&self, question: &[u8]) -> Vec<u8> {
        let mut question = crate::modules::Reader::new(question);
        let mut answer = Writer::new();
        if let (Some(zone), Some(moment)) = (question.text(), question.number())
            && let Some(shown) = self.find(&zone, moment as i64, &Modules::default())
        {
            answer.number(shown.offset as u64);
            answer.bytes(shown.name.as_bytes());
        }
        answer.finish()
    }
}
