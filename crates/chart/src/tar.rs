//! Tar streams exactly as Go's `archive/tar` reads them.
//!
//! The common tar crates differ from Go in which headers they accept, in PAX and GNU records and in
//! where an archive ends. Helm's behaviour is Go's, so this reader follows that one step by step.

use std::cmp::Ordering;

use crate::header;
use crate::inflate::{End, Inflater};
use crate::pax::Records;
use crate::sparse::{self, Region};

/// Why a tar stream cannot be read on. `Display` is Go's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TarError {
    Header,
    FieldTooLong,
    SparseMissing,
    SparseUnreferenced,
    SparseTooLong,
    UnexpectedEof,
    Stream(End),
}

impl From<End> for TarError {
    /// An end of the stream where more was needed.
    fn from(end: End) -> Self {
        match end {
            End::Eof | End::UnexpectedEof => TarError::UnexpectedEof,
            other => TarError::Stream(other),
        }
    }
}

/// Size of the blocks that headers are.
const BLOCK: usize = 512;

/// Most bytes of a PAX record block, a GNU long name or link.
const MAX_SPECIAL: usize = 1 << 20;

/// One entry of the archive.
#[derive(Default)]
pub(crate) struct Entry {
    /// The name, which need not be UTF-8.
    pub(crate) name: Vec<u8>,
    /// Target of a link.
    pub(crate) link: Vec<u8>,
    /// The type byte.
    pub(crate) kind: u8,
    /// The mode as stored.
    pub(crate) mode: i64,
    /// The size the headers claim.
    pub(crate) size: i64,
    /// Modification time in seconds since 1970.
    pub(crate) mtime: i64,
    /// Where its data lie, if it is a sparse file.
    pub(crate) map: Option<Vec<Region>>,
}

impl Entry {
    /// Go's `Header.FileInfo().IsDir()`.
    pub(crate) fn is_dir(&self) -> bool {
        self.kind == header::DIRECTORY || (self.mode as u32) & !0o7777 == 0o040_000
    }
}

/// Content of an entry.
pub(crate) enum Body {
    /// A stretch of the inflated stream.
    Range(usize, usize),
    /// Assembled from a sparse file.
    Owned(Vec<u8>),
}

/// What the headers before an entry's own say about it.
#[derive(Default)]
struct Before {
    records: Records,
    name: Vec<u8>,
    link: Vec<u8>,
}

/// Reads a tar stream entry by entry.
pub(crate) struct Reader<'a> {
    source: Inflater<'a>,
    at: usize,
    /// Stored bytes of the current entry that have not been read.
    stored: usize,
    padding: usize,
    before: Before,
    /// The entry that [`Reader::next`] found last.
    pub(crate) entry: Entry,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(source: Inflater<'a>) -> Self {
        Reader {
            source,
            at: 0,
            stored: 0,
            padding: 0,
            before: Before::default(),
            entry: Entry::default(),
        }
    }

    /// The buffer behind all [`Body::Range`]s.
    pub(crate) fn into_bytes(self) -> bytes::Bytes {
        self.source.into_bytes()
    }

    /// Bytes inflated so far.
    pub(crate) fn inflated(&self) -> usize {
        self.source.len()
    }

    /// Moves to the next entry; `false` at the end of the archive.
    pub(crate) fn next(&mut self) -> Result<bool, TarError> {
        self.before = Before::default();
        loop {
            self.take(self.stored)?;
            self.stored = 0;
            // Go takes a stream that ends in the padding of an entry for a complete one.
            match self.source.fill(self.at + self.padding) {
                Err(End::Eof) => return Ok(false),
                outcome => outcome?,
            }
            self.at += self.padding;
            self.padding = 0;

            if !self.header()? {
                return Ok(false);
            }
            let block = self.at - BLOCK;
            self.begin()?;
            match self.entry.kind {
                header::PAX | header::PAX_GLOBAL => {
                    let records = Records::parse(self.special()?).ok_or(TarError::Header)?;
                    if self.entry.kind == header::PAX_GLOBAL {
                        return Ok(true);
                    }
                    self.before.records = records;
                }
                header::GNU_LONG_NAME => {
                    self.before.name = header::text(self.special()?).to_vec();
                }
                header::GNU_LONG_LINK => {
                    self.before.link = header::text(self.special()?).to_vec();
                }
                _ => return self.complete(block),
            }
        }
    }

    /// Content of the current entry.
    pub(crate) fn body(&mut self) -> Result<Body, TarError> {
        let Some(map) = &self.entry.map else {
            let start = self.take(self.stored)?;
            self.stored = 0;
            return Ok(Body::Range(start, self.at));
        };
        // Only what the map speaks of is read; whether more is stored is told by the header.
        let wanted = sparse::stored_size(map);
        let start = self.take(wanted.min(self.stored))?;
        match wanted.cmp(&self.stored) {
            Ordering::Greater => return Err(TarError::SparseMissing),
            Ordering::Less => return Err(TarError::SparseUnreferenced),
            Ordering::Equal => self.stored = 0,
        }
        let size = usize::try_from(self.entry.size).map_err(|_| TarError::Header)?;
        let stored = &self.source.bytes()[start..self.at];
        let map = self.entry.map.as_deref().unwrap_or_default();
        sparse::expand(map, size, stored).map(Body::Owned)
    }

    /// Adds to the entry what the headers before its own say, and the map of a sparse file.
    fn complete(&mut self, block: usize) -> Result<bool, TarError> {
        let (before, entry) = (&mut self.before, &mut self.entry);
        before.records.apply(entry).ok_or(TarError::Header)?;
        if !before.name.is_empty() {
            entry.name = std::mem::take(&mut before.name);
        }
        if !before.link.is_empty() {
            entry.link = std::mem::take(&mut before.link);
        }
        if entry.kind == header::OLD_REGULAR {
            entry.kind = if entry.name.ends_with(b"/") {
                header::DIRECTORY
            } else {
                header::REGULAR
            };
        }
        self.begin()?;
        self.entry.map = self.map(block)?;
        if let Some(map) = &self.entry.map
            && (header::is_header_only(self.entry.kind) || !sparse::valid(map, self.entry.size))
        {
            return Err(TarError::Header);
        }
        Ok(true)
    }

    /// The map of the current entry, if it is a sparse file.
    fn map(&mut self, block: usize) -> Result<Option<Vec<Region>>, TarError> {
        if self.entry.kind == header::GNU_SPARSE {
            return self.old_gnu_map(block).map(Some);
        }
        let records = &self.before.records;
        let Some(by_data) = records.sparse_version() else {
            return Ok(None);
        };
        let named = records.apply_sparse(&mut self.entry);
        named.ok_or(TarError::Header)?;
        if !by_data {
            return records.sparse_map().map(Some);
        }
        // As much as the map can take, as far as the stream goes.
        let most = self.stored.min(MAX_SPECIAL + BLOCK);
        let upto = self.at + most;
        let filled = self.source.fill(upto);
        let end = upto.min(self.source.len());
        let read = sparse::map_1x0(&self.source.bytes()[self.at..end]);
        let (map, used) = match (read, filled) {
            // What ended the stream says more than that it ended.
            (Err(TarError::UnexpectedEof), Err(end)) => return Err(end.into()),
            (read, _) => read?,
        };
        self.at += used;
        self.stored -= used;
        Ok(Some(map))
    }

    /// The map of old GNU tar, which begins in the entry's own block.
    fn old_gnu_map(&mut self, block: usize) -> Result<Vec<Region>, TarError> {
        let bytes = &self.source.bytes()[block..];
        if !header::is_gnu(bytes) {
            return Err(TarError::Header);
        }
        self.entry.size = number(&bytes[483..495])?;
        let mut map = Vec::new();
        let (mut start, mut end) = (block + 386, block + 483);
        let mut read = 0;
        while read + (end - start) < MAX_SPECIAL {
            let area = &self.source.bytes()[start..end];
            let items = area.chunks_exact(24);
            let more = items.remainder()[0];
            for item in items {
                if item[0] == 0 {
                    break;
                }
                sparse::push(&mut map, number(&item[..12])?, number(&item[12..])?)?;
            }
            if more == 0 {
                return Ok(map);
            }
            read += end - start;
            start = self.take(BLOCK)?;
            end = self.at;
        }
        Err(TarError::SparseTooLong)
    }

    /// Sets how much data follows the entry's header.
    fn begin(&mut self) -> Result<(), TarError> {
        let stored = if header::is_header_only(self.entry.kind) {
            0
        } else {
            self.entry.size
        };
        // What cannot be addressed cannot be in the stream either.
        self.stored = match usize::try_from(stored) {
            Ok(stored) => stored.min(usize::MAX / 4),
            Err(_) if stored < 0 => return Err(TarError::Header),
            Err(_) => usize::MAX / 4,
        };
        self.padding = self.stored.wrapping_neg() & 511;
        Ok(())
    }

    /// Passes over `count` bytes and says where they start.
    fn take(&mut self, count: usize) -> Result<usize, TarError> {
        self.source.fill(self.at + count)?;
        let start = self.at;
        self.at += count;
        Ok(start)
    }

    /// The data of a PAX or GNU header.
    fn special(&mut self) -> Result<&[u8], TarError> {
        if self.stored > MAX_SPECIAL {
            self.source.fill(self.at + MAX_SPECIAL + 1)?;
            return Err(TarError::FieldTooLong);
        }
        let start = self.take(self.stored)?;
        self.stored = 0;
        Ok(&self.source.bytes()[start..self.at])
    }

    /// Reads the next header block; `false` at the end marker or where the stream ends on a block.
    fn header(&mut self) -> Result<bool, TarError> {
        let mut zeros = false;
        loop {
            match self.source.fill(self.at + BLOCK) {
                Err(End::Eof) if self.source.len() == self.at => return Ok(false),
                outcome => outcome?,
            }
            let block = self.source.bytes()[self.at..].first_chunk();
            let block: &[u8; BLOCK] = block.ok_or(TarError::UnexpectedEof)?;
            self.at += BLOCK;
            let empty = block.iter().all(|byte| *byte == 0);
            if empty && zeros {
                return Ok(false);
            }
            if !empty {
                let entry = header::parse(block).filter(|_| !zeros);
                self.entry = entry.ok_or(TarError::Header)?;
                return Ok(true);
            }
            zeros = true;
        }
    }
}

fn number(field: &[u8]) -> Result<i64, TarError> {
    header::number(field).ok_or(TarError::Header)
}
