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
    pub(crate) fn parse(mut rest: &[u8]) -> Option<Self> {
        let mut records = Records::default();
        let (mut map, mut count) = (Vec::new(), 0);
        while !rest.is_empty() {
            let (key, value, after) = record(rest)?;
            rest = after;
            if key == SPARSE_OFFSET || key == SPARSE_BYTES {
                if key != [SPARSE_OFFSET, SPARSE_BYTES][count % 2] || value.contains(&b',') {
                    return None;
                }
                if count > 0 {
                    map.push(b',');
                }
                map.extend_from_slice(value);
                count += 1;
            } else {
                records.0.push((key.to_vec(), value.to_vec()));
            }
        }
        if count > 0 {
            records.0.push((SPARSE_MAP.to_vec(), map));
        }
        Some(records)
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
    pub(crate) fn apply(&self, entry: &mut Entry) -> Option<()> {
        let some = |key: &str| self.get(key.as_bytes()).filter(|value| !value.is_empty());
        if let Some(name) = some("path") {
            entry.name = name.clone();
        }
        if let Some(link) = some("linkpath") {
            entry.link = link.clone();
        }
        if let Some(size) = some("size") {
            entry.size = number(size)?;
        }
        if let Some(seconds) = some("mtime") {
            entry.mtime = time(seconds)?;
        }
        // What the others say is not shown, but has to be right.
        for key in ["uid", "gid"] {
            some(key).map_or(Some(0), |id| number(id))?;
        }
        for key in ["atime", "ctime"] {
            some(key).map_or(Some(0), |seconds| time(seconds))?;
        }
        Some(())
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
    pub(crate) fn apply_sparse(&self, entry: &mut Entry) -> Option<()> {
        let name = self.get(b"GNU.sparse.name");
        if let Some(name) = name.filter(|name| !name.is_empty()) {
            entry.name = name.clone();
        }
        for key in ["GNU.sparse.size", "GNU.sparse.realsize"] {
            let size = self.text(key);
            if !size.is_empty() {
                entry.size = size.parse().ok()?;
                break;
            }
        }
        Some(())
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
    let length = number(&all[..space])?;
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

/// A number in decimal, as Go's `ParseInt` reads it.
pub(crate) fn number(text: &[u8]) -> Option<i64> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

/// Whole seconds of a `%d.%d` time; the fraction is only checked. Seconds round towards the past,
/// as Go's `Time.Unix` does.
fn time(value: &[u8]) -> Option<i64> {
    let dot = value.iter().position(|byte| *byte == b'.');
    let (whole, fraction) = value.split_at(dot.unwrap_or(value.len()));
    let seconds = number(whole)?;
    let fraction = fraction.get(1..).unwrap_or_default();
    if !fraction.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let some = fraction.iter().take(9).any(|digit| *digit != b'0');
    let down = i64::from(whole.first() == Some(&b'-') && some);
    Some(seconds.saturating_sub(down))
}
