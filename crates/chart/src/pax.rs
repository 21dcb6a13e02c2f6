//! PAX extended header records, as Go reads them.

use crate::sparse::{self, Region};
use crate::tar::{Entry, TarError};

const SPARSE_OFFSET: &[u8] = b"GNU.sparse.offset";
const SPARSE_BYTES: &[u8] = b"GNU.sparse.numbytes";
const SPARSE_MAP: &[u8] = b"GNU.sparse.map";

/// The records of one PAX header in their order; the last of equal keys counts.
#[derive(Default)]
pub(crate) struct Records(Vec<(Vec<u8>, Vec<u8>)>);

impl Records {
    /// Go's `parsePAX`. The sparse records of format 0.0 are folded into those of 0.1.
    pub(crate) fn parse(mut rest: &[u8]) -> Result<Self, TarError> {
        let mut records = Records::default();
        let mut sparse: Vec<&[u8]> = Vec::new();
        while !rest.is_empty() {
            let (key, value, after) = record(rest).ok_or(TarError::Header)?;
            rest = after;
            if key == SPARSE_OFFSET || key == SPARSE_BYTES {
                let wanted = [SPARSE_OFFSET, SPARSE_BYTES][sparse.len() % 2];
                if key != wanted || value.contains(&b',') {
                    return Err(TarError::Header);
                }
                sparse.push(value);
            } else {
                records.0.push((key.to_vec(), value.to_vec()));
            }
        }
        if !sparse.is_empty() {
            records.0.push((SPARSE_MAP.to_vec(), sparse.join(&b',')));
        }
        Ok(records)
    }

    fn get(&self, key: &[u8]) -> Option<&Vec<u8>> {
        let found = self.0.iter().rev().find(|(own, _)| own == key);
        found.map(|(_, value)| value)
    }

    fn text(&self, key: &str) -> &str {
        self.get(key.as_bytes())
            .and_then(|value| std::str::from_utf8(value).ok())
            .unwrap_or("")
    }

    /// Go's `mergePAX`, as far as a chart's entries show it.
    pub(crate) fn apply(&self, entry: &mut Entry) -> Result<(), TarError> {
        if self.0.is_empty() {
            return Ok(());
        }
        for key in [
            "path", "linkpath", "size", "uid", "gid", "mtime", "atime", "ctime",
        ] {
            let value = self.get(key.as_bytes()).filter(|value| !value.is_empty());
            let Some(value) = value else { continue };
            match key {
                "path" => entry.name = value.clone(),
                "linkpath" => entry.link = value.clone(),
                "size" => entry.size = number(value)?,
                "mtime" => entry.mtime = time(value)?,
                "uid" | "gid" => drop(number(value)?),
                _ => drop(time(value)?),
            }
        }
        Ok(())
    }

    /// Whether the entry is a sparse file, and whether its map stands before its data (format 1.0).
    pub(crate) fn sparse_version(&self) -> Option<bool> {
        match (self.text("GNU.sparse.major"), self.text("GNU.sparse.minor")) {
            ("0", "0" | "1") => Some(false),
            ("1", "0") => Some(true),
            ("", "") if self.get(SPARSE_MAP).is_some_and(|map| !map.is_empty()) => Some(false),
            _ => None,
        }
    }

    /// Name and size of a sparse file.
    pub(crate) fn apply_sparse(&self, entry: &mut Entry) -> Result<(), TarError> {
        let name = self.get(b"GNU.sparse.name");
        if let Some(name) = name.filter(|name| !name.is_empty()) {
            entry.name = name.clone();
        }
        for key in ["GNU.sparse.size", "GNU.sparse.realsize"] {
            let size = self.text(key);
            if !size.is_empty() {
                entry.size = size.parse().map_err(|_| TarError::Header)?;
                break;
            }
        }
        Ok(())
    }

    /// The map of a sparse file of format 0.1.
    pub(crate) fn sparse_map(&self) -> Result<Vec<Region>, TarError> {
        sparse::map_0x1(
            self.text("GNU.sparse.numblocks"),
            self.text("GNU.sparse.map"),
        )
    }
}

/// Go's `parsePAXRecord`: `"%d %s=%s\n"` with the length of the whole first.
fn record(all: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let space = all.iter().position(|byte| *byte == b' ')?;
    let length: i64 = std::str::from_utf8(&all[..space]).ok()?.parse().ok()?;
    if length < 5 {
        return None;
    }
    let length = usize::try_from(length).ok()?;
    if length > all.len() || length <= space + 1 {
        return None;
    }
    let (whole, after) = all.split_at(length);
    let record = whole[space + 1..].strip_suffix(b"\n")?;
    let equals = record.iter().position(|byte| *byte == b'=')?;
    let (key, value) = (&record[..equals], &record[equals + 1..]);
    let checked = match key {
        b"" => return None,
        b"path" | b"linkpath" | b"uname" | b"gname" => value,
        _ => key,
    };
    (!checked.contains(&0)).then_some((key, value, after))
}

fn number(value: &[u8]) -> Result<i64, TarError> {
    std::str::from_utf8(value)
        .ok()
        .and_then(|text| text.parse().ok())
        .ok_or(TarError::Header)
}

/// Whole seconds of a `%d.%d` time; the fraction is only checked. Seconds round towards the past,
/// as Go's `Time.Unix` does.
fn time(value: &[u8]) -> Result<i64, TarError> {
    let dot = value.iter().position(|byte| *byte == b'.');
    let (whole, fraction) = value.split_at(dot.unwrap_or(value.len()));
    let seconds = number(whole)?;
    let fraction = fraction.get(1..).unwrap_or_default();
    if !fraction.iter().all(u8::is_ascii_digit) {
        return Err(TarError::Header);
    }
    let some = fraction.iter().take(9).any(|digit| *digit != b'0');
    let down = i64::from(whole.first() == Some(&b'-') && some);
    Ok(seconds.saturating_sub(down))
}
