//! Chart archives: a gzipped tar with one root folder, opened by Helm's rules.

use bytes::Bytes;

use crate::error::ChartError;
use crate::limits::Limits;
use crate::opening::Opening;

/// What kind of entry a file of an archive was. Helm treats all of them as files; links, devices
/// and pipes are empty ones.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EntryKind {
    /// An ordinary file.
    File,
    /// A symbolic or hard link; Helm reads it as an empty file and ignores its target.
    Link {
        /// Where the link points, unresolved.
        target: String,
    },
    /// A device, a pipe or something else that holds no data.
    Special,
}

/// A file of an archive, without the root folder in its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveFile {
    /// Path below the root folder, cleaned, with `/` between its parts. Bytes that are not UTF-8
    /// are replaced.
    pub name: String,
    /// Content, without a UTF-8 byte order mark at its start.
    pub bytes: Bytes,
    /// Unix mode bits as the archive has them (Helm writes 0644).
    pub mode: u32,
    /// Modification time in seconds since 1970.
    pub mtime: i64,
    /// What the entry was.
    pub kind: EntryKind,
}

impl ArchiveFile {
    /// A file that does not come out of an archive. A byte order mark is cut off.
    pub fn new(name: impl Into<String>, bytes: impl Into<Bytes>, mtime: i64) -> Self {
        ArchiveFile {
            name: name.into(),
            bytes: without_bom(bytes.into()),
            mode: 0o644,
            mtime,
            kind: EntryKind::File,
        }
    }
}

/// The files of a chart archive, in archive order; nothing is read into them yet.
#[derive(Debug, Clone, Default)]
pub struct Archive {
    /// All files, duplicates included.
    pub files: Vec<ArchiveFile>,
    /// Bytes that came out of the decompressor.
    pub inflated: u64,
}

impl Archive {
    /// Opens an archive held in memory. All contents are slices of one buffer.
    ///
    /// Reading stops at the tar end marker: what follows it is not looked at.
    ///
    /// # Errors
    /// With Helm's and Go's texts for everything that is not a chart archive; see
    /// [`ChartErrorKind`](crate::ChartErrorKind).
    pub fn open(bytes: &[u8], limits: &Limits) -> Result<Archive, ChartError> {
        Opening::new(bytes, limits)?.finish()
    }

    /// Opens a file as Helm opens one on disk: first a look at its start, with a text that names
    /// the file if it is no gzip at all.
    ///
    /// # Errors
    /// As [`Archive::open`], and in other words where the file is no gzip stream.
    pub fn open_file(path: &str, bytes: &[u8], limits: &Limits) -> Result<Archive, ChartError> {
        Opening::of_file(path, bytes, limits)?.finish()
    }
}

/// What follows a byte order mark.
pub(crate) fn without_bom(bytes: Bytes) -> Bytes {
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.slice(3..)
    } else {
        bytes
    }
}
