//! Times as Go's package `time` has them: moments and the calendar, layouts read and written,
//! durations.

mod duration;
mod layout;
mod moment;
mod parts;
mod reader;
mod timestamp;
mod zone;

pub use duration::{duration, parse_duration};
pub(crate) use layout::{MONTHS, WEEKDAYS};
pub use layout::{format, format_in};
pub use moment::{DAY, Moment, days_from_civil, days_of};
pub use reader::parse;
pub use timestamp::Timestamp;

/// A text in the package's own quotes: what is no printable ASCII is written byte by byte.
pub(crate) fn quote(text: impl AsRef<[u8]>) -> String {
    let mut out = String::from('"');
    for byte in text.as_ref() {
        match byte {
            b'"' | b'\\' => {
                out.push('\\');
                out.push(char::from(*byte));
            }
            b' '..0x80 => out.push(char::from(*byte)),
            _ => out.push_str(&format!("\\x{byte:02x}")),
        }
    }
    out.push('"');
    out
}
