//! GNU sparse files inside tar archives, as Go's `archive/tar` reads them.

use crate::pax::number;
use crate::tar::TarError;

/// A stretch of real data in a sparse file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Region {
    pub(crate) offset: i64,
    pub(crate) length: i64,
}

impl Region {
    fn end(self) -> i64 {
        self.offset.wrapping_add(self.length)
    }
}

/// Most regions of one file.
const MAX_REGIONS: usize = 1 << 20;

/// Adds a region, within reason.
pub(crate) fn push(map: &mut Vec<Region>, offset: i64, length: i64) -> Result<(), TarError> {
    if map.len() >= MAX_REGIONS {
        return Err(TarError::SparseTooLong);
    }
    map.push(Region { offset, length });
    Ok(())
}

/// Go's `validateSparseEntries`: in order, not overlapping, within the file.
pub(crate) fn valid(map: &[Region], size: i64) -> bool {
    let mut before = 0;
    size >= 0
        && map.iter().all(|region| {
            let fits = region.offset >= 0
                && region.length >= 0
                && region.offset <= i64::MAX - region.length
                && region.end() <= size
                && before <= region.offset;
            before = region.end();
            fits
        })
}

/// How many bytes are stored for a valid map.
pub(crate) fn stored_size(map: &[Region]) -> usize {
    let total: i64 = map.iter().map(|region| region.length).sum();
    usize::try_from(total).unwrap_or(usize::MAX)
}

/// Lays the stored data out with their holes.
///
/// # Errors
/// When the map asks for more data than are stored.
pub(crate) fn expand(map: &[Region], size: usize, stored: &[u8]) -> Result<Vec<u8>, TarError> {
    let mut out = Vec::new();
    let mut rest = stored;
    for region in map.iter().filter(|region| region.length > 0) {
        let (data, after) = rest
            .split_at_checked(region.length as usize)
            .ok_or(TarError::SparseMissing)?;
        out.resize(region.offset as usize, 0);
        out.extend_from_slice(data);
        rest = after;
    }
    out.resize(size, 0);
    Ok(out)
}

/// The map of GNU's PAX format 0.1, out of its two records.
pub(crate) fn map_0x1(blocks: &str, map: &str) -> Result<Vec<Region>, TarError> {
    let count: i64 = blocks.parse().map_err(|_| TarError::Header)?;
    let numbers: Vec<&str> = if map.is_empty() {
        Vec::new()
    } else {
        map.split(',').collect()
    };
    if count < 0 || count.checked_mul(2) != i64::try_from(numbers.len()).ok() {
        return Err(TarError::Header);
    }
    let mut out = Vec::new();
    for pair in numbers.chunks_exact(2) {
        let offset = pair[0].parse().map_err(|_| TarError::Header)?;
        let length = pair[1].parse().map_err(|_| TarError::Header)?;
        push(&mut out, offset, length)?;
    }
    Ok(out)
}

/// The map of GNU's PAX format 1.0, which precedes the data, and how many bytes it takes there
/// (whole blocks). `stored` is everything the entry stores, as far as the stream has it.
pub(crate) fn map_1x0(stored: &[u8]) -> Result<(Vec<Region>, usize), TarError> {
    let mut lines = Lines { stored, at: 0 };
    let count: i64 = lines.number()?;
    if count < 0 || count.checked_mul(2).is_none() {
        return Err(TarError::Header);
    }
    // Go reads all the lines before it looks at the first, so what is missing wins over what is
    // not a number.
    lines.ahead(2 * count)?;
    let mut out = Vec::new();
    for _ in 0..count {
        let (offset, length) = (lines.number()?, lines.number()?);
        push(&mut out, offset, length)?;
    }
    Ok((out, lines.at.next_multiple_of(512)))
}

/// Most bytes of a sparse map.
const MAX_MAP: usize = 1 << 20;

struct Lines<'a> {
    stored: &'a [u8],
    at: usize,
}

impl<'a> Lines<'a> {
    fn line(&mut self) -> Result<&'a [u8], TarError> {
        let rest = &self.stored[self.at..];
        let Some(end) = rest.iter().position(|byte| *byte == b'\n') else {
            return Err(self.missing());
        };
        self.at += end + 1;
        if self.at.next_multiple_of(512) > MAX_MAP {
            return Err(TarError::SparseTooLong);
        }
        // Go reads whole blocks.
        if self.at.next_multiple_of(512) > self.stored.len() {
            return Err(TarError::UnexpectedEof);
        }
        Ok(&rest[..end])
    }

    fn number(&mut self) -> Result<i64, TarError> {
        number(self.line()?).ok_or(TarError::Header)
    }

    fn ahead(&self, count: i64) -> Result<(), TarError> {
        let mut copy = Lines {
            stored: self.stored,
            at: self.at,
        };
        for _ in 0..count {
            copy.line()?;
        }
        Ok(())
    }

    fn missing(&self) -> TarError {
        if self.stored.len() >= MAX_MAP {
            TarError::SparseTooLong
        } else {
            TarError::UnexpectedEof
        }
    }
}
