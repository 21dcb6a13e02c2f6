//! Tar streams exactly as Go's `archive/tar` reads them.
//!
//! The common tar crates differ from Go in which headers they accept, in PAX and GNU records and in
//! where an archive ends. Helm's behaviour is Go's, so this reader follows that one step by step.

use std::cmp::Ordering;

use crate::header::{self, RawHeader};
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

/// Most bytes of a PAX record block, a GNU long name or link.
const MAX_SPECIAL: usize = 1 << 20;

/// One entry of the archive.
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
    map: Option<Vec<Region>>,
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

/// Reads a tar stream entry by entry.
pub(crate) struct Reader<'a> {
    source: Inflater<'a>,
    at: usize,
    /// Stored bytes of the current entry that have not been read.
    stored: usize,
    padding: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(source: Inflater<'a>) -> Self {
        Reader {
            source,
            at: 0,
            stored: 0,
            padding: 0,
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

    /// Moves to the next entry; `None` at the end of the archive.
    pub(crate) fn next(&mut self) -> Result<Option<Entry>, TarError> {
        let mut records: Option<Records> = None;
        let mut long_name = Vec::new();
        let mut long_link = Vec::new();
        loop {
            self.take(self.stored)?;
            self.stored = 0;
            // Go takes a stream that ends in the padding of an entry for a complete one.
            match self.source.fill(self.at + self.padding) {
                Err(End::Eof) => return Ok(None),
                outcome => outcome?,
            }
            self.at += self.padding;
            self.padding = 0;

            let Some(raw) = self.header()? else {
                return Ok(None);
            };
            self.begin(raw.kind, raw.size)?;
            match raw.kind {
                header::PAX => records = Some(Records::parse(&self.special()?)?),
                header::PAX_GLOBAL => {
                    Records::parse(&self.special()?)?;
                    return Ok(Some(Entry {
                        name: raw.name,
                        link: Vec::new(),
                        kind: raw.kind,
                        mode: 0,
                        size: 0,
                        mtime: 0,
                        map: None,
                    }));
                }
                header::GNU_LONG_NAME => long_name = header::text(&self.special()?).to_vec(),
                header::GNU_LONG_LINK => long_link = header::text(&self.special()?).to_vec(),
                _ => {
                    return self
                        .entry(raw, records.unwrap_or_default(), long_name, long_link)
                        .map(Some);
                }
            }
        }
    }

    /// Content of the entry that [`Reader::next`] gave last.
    pub(crate) fn body(&mut self, entry: &Entry) -> Result<Body, TarError> {
        let Some(map) = &entry.map else {
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
        let size = usize::try_from(entry.size).map_err(|_| TarError::Header)?;
        let stored = &self.source.bytes()[start..self.at];
        sparse::expand(map, size, stored).map(Body::Owned)
    }

    fn entry(
        &mut self,
        raw: RawHeader,
        records: Records,
        long_name: Vec<u8>,
        long_link: Vec<u8>,
    ) -> Result<Entry, TarError> {
        let mut entry = Entry {
            name: raw.name,
            link: raw.link,
            kind: raw.kind,
            mode: raw.mode,
            size: raw.size,
            mtime: raw.mtime,
            map: None,
        };
        records.apply(&mut entry)?;
        if !long_name.is_empty() {
            entry.name = long_name;
        }
        if !long_link.is_empty() {
            entry.link = long_link;
        }
        if entry.kind == header::OLD_REGULAR {
            entry.kind = if entry.name.ends_with(b"/") {
                header::DIRECTORY
            } else {
                header::REGULAR
            };
        }
        self.begin(entry.kind, entry.size)?;
        self.sparse(&mut entry, &records, &raw.block)?;
        Ok(entry)
    }

    fn sparse(
        &mut self,
        entry: &mut Entry,
        records: &Records,
        block: &[u8; 512],
    ) -> Result<(), TarError> {
        let map = if entry.kind == header::GNU_SPARSE {
            Some(self.old_gnu_map(entry, block)?)
        } else {
            match records.sparse_version() {
                None => None,
                Some(by_data) => {
                    records.apply_sparse(entry)?;
                    Some(if by_data {
                        // As much as the map can take, as far as the stream goes.
                        let most = self.stored.min(MAX_SPECIAL + 512);
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
                        map
                    } else {
                        records.sparse_map()?
                    })
                }
            }
        };
        if let Some(map) = map {
            if header::is_header_only(entry.kind) || !sparse::valid(&map, entry.size) {
                return Err(TarError::Header);
            }
            entry.map = Some(map);
        }
        Ok(())
    }

    fn old_gnu_map(
        &mut self,
        entry: &mut Entry,
        block: &[u8; 512],
    ) -> Result<Vec<Region>, TarError> {
        if !header::is_gnu(block) {
            return Err(TarError::Header);
        }
        entry.size = header::number(&block[483..495])?;
        let mut map = Vec::new();
        let mut area = block[386..483].to_vec();
        let mut read = area.len();
        while read < MAX_SPECIAL {
            for item in area.chunks_exact(24) {
                if item[0] == 0 {
                    break;
                }
                let offset = header::number(&item[..12])?;
                let length = header::number(&item[12..])?;
                sparse::push(&mut map, offset, length)?;
            }
            let entries = area.len() / 24 * 24;
            if area[entries] == 0 {
                return Ok(map);
            }
            let start = self.take(512)?;
            area = self.source.bytes()[start..start + 512].to_vec();
            read += area.len();
        }
        Err(TarError::SparseTooLong)
    }

    /// Sets how much data follows a header.
    fn begin(&mut self, kind: u8, size: i64) -> Result<(), TarError> {
        let stored = if header::is_header_only(kind) {
            0
        } else {
            size
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
    fn special(&mut self) -> Result<Vec<u8>, TarError> {
        if self.stored > MAX_SPECIAL {
            self.source.fill(self.at + MAX_SPECIAL + 1)?;
            return Err(TarError::FieldTooLong);
        }
        let start = self.take(self.stored)?;
        self.stored = 0;
        Ok(self.source.bytes()[start..self.at].to_vec())
    }

    /// The next header block; `None` at the end marker or where the stream ends on a block.
    fn header(&mut self) -> Result<Option<RawHeader>, TarError> {
        let Some(block) = self.block()? else {
            return Ok(None);
        };
        if block != [0; 512] {
            return RawHeader::parse(block).map(Some);
        }
        match self.block()? {
            None => Ok(None),
            Some(second) if second == [0; 512] => Ok(None),
            Some(_) => Err(TarError::Header),
        }
    }

    fn block(&mut self) -> Result<Option<[u8; 512]>, TarError> {
        match self.source.fill(self.at + 512) {
            Err(End::Eof) if self.source.len() == self.at => return Ok(None),
            outcome => outcome?,
        }
        let block = self.source.bytes()[self.at..]
            .first_chunk::<512>()
            .copied()
            .ok_or(TarError::UnexpectedEof)?;
        self.at += 512;
        Ok(Some(block))
    }
}
