//! Chart archives: a gzipped tar with one root folder, opened by Helm's rules.
//!
//! Source: Helm 4.2.4, `pkg/chart/loader/archive/archive.go`. The order of the checks is Helm's,
//! because an archive with several faults is told about the first.

use bytes::Bytes;

use crate::error::{ChartError, ChartErrorKind as Kind};
use crate::header;
use crate::inflate::{End, Inflater};
use crate::limits::Limits;
use crate::path;
use crate::sniff;
use crate::tar::{Body, Reader, TarError};
use crate::text::quote;

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
        let source = Inflater::new(bytes, limits.inflated).map_err(|end| stream(end, limits))?;
        let mut reader = Reader::new(source);
        let mut found = Vec::new();
        let mut remaining = limits.total;
        while let Some(entry) = reader.next().map_err(|error| tar(error, limits))? {
            let kind = entry.kind;
            if entry.is_dir() || kind == header::PAX || kind == header::PAX_GLOBAL {
                continue;
            }
            let name = inner_name(&entry.name)?;
            let size = u64::try_from(entry.size).unwrap_or(0);
            if size > remaining {
                return Err(chart_too_large(limits));
            }
            if size > limits.file {
                return Err(ChartError::new(
                    Kind::FileTooLarge,
                    format!(
                        "decompressed chart file {} is larger than the maximum file size {}",
                        quote(&entry.name),
                        limits.file
                    ),
                ));
            }
            let body = reader.body(&entry).map_err(|error| tar(error, limits))?;
            let read = match &body {
                Body::Range(start, end) => (end - start) as u64,
                Body::Owned(data) => data.len() as u64,
            };
            // A link that claims a size reads as cut short, as in Helm.
            remaining = remaining.saturating_sub(read);
            if read < size || remaining == 0 {
                return Err(chart_too_large(limits));
            }
            let kind = match kind {
                header::SYMLINK | header::HARD_LINK => EntryKind::Link {
                    target: String::from_utf8_lossy(&entry.link).into_owned(),
                },
                _ if header::is_header_only(kind) => EntryKind::Special,
                _ => EntryKind::File,
            };
            let name = String::from_utf8_lossy(&name).into_owned();
            found.push((name, body, entry.mode as u32, entry.mtime, kind));
        }
        if found.is_empty() {
            return Err(ChartError::new(Kind::Empty, "no files in chart archive"));
        }
        let inflated = reader.inflated() as u64;
        let buffer = reader.into_bytes();
        let files = found
            .into_iter()
            .map(|(name, body, mode, mtime, kind)| ArchiveFile {
                name,
                bytes: without_bom(match body {
                    Body::Range(start, end) => buffer.slice(start..end),
                    Body::Owned(data) => Bytes::from(data),
                }),
                mode,
                mtime,
                kind,
            })
            .collect();
        Ok(Archive { files, inflated })
    }

    /// Opens a file as Helm opens one on disk: first a look at its start, with a text that names
    /// the file if it is no gzip at all.
    ///
    /// # Errors
    /// As [`Archive::open`], and in other words where the file is no gzip stream.
    pub fn open_file(path: &str, bytes: &[u8], limits: &Limits) -> Result<Archive, ChartError> {
        if !bytes.starts_with(&[0x1f, 0x8b, 8]) {
            let message = if path.ends_with(".yml") || path.ends_with(".yaml") {
                format!("file '{path}' seems to be a YAML file, but expected a gzipped archive")
            } else {
                let found = sniff::content_type(bytes);
                format!("file '{path}' does not appear to be a gzipped archive; got '{found}'")
            };
            return Err(ChartError::new(Kind::NotGzip, message));
        }
        Archive::open(bytes, limits).map_err(|error| {
            if error.kind() == Kind::NotGzip {
                let message = format!(
                    "file '{path}' does not appear to be a valid chart file (details: {error})"
                );
                error.with_message(message)
            } else {
                error
            }
        })
    }
}

/// The name below the root folder, with Helm's refusals.
fn inner_name(name: &[u8]) -> Result<Vec<u8>, ChartError> {
    // Archives made on Windows may have backslashes.
    let delimiter = if name.contains(&b'\\') { b'\\' } else { b'/' };
    let cut = name.iter().position(|byte| *byte == delimiter);
    let (first, rest) = match cut {
        Some(at) => (&name[..at], &name[at + 1..]),
        None => (name, &name[name.len()..]),
    };
    let rest: Vec<u8> = rest
        .iter()
        .map(|byte| if *byte == delimiter { b'/' } else { *byte })
        .collect();
    let refuse = |kind, message: &str| Err(ChartError::new(kind, message));
    if rest.first() == Some(&b'/') {
        return refuse(
            Kind::PathAbsolute,
            "chart illegally contains absolute paths",
        );
    }
    let rest = path::clean(&rest);
    if rest == b"." {
        return refuse(
            Kind::PathOutside,
            &format!(
                "chart illegally contains content outside the base directory: {}",
                quote(name)
            ),
        );
    }
    if rest.starts_with(b"..") {
        return refuse(
            Kind::PathParent,
            "chart illegally references parent directory",
        );
    }
    if matches!(rest.as_slice(), [drive, b':', b'/', ..] if drive.is_ascii_alphabetic()) {
        return refuse(Kind::PathIllegal, "chart contains illegally named files");
    }
    if first == b"Chart.yaml" {
        return refuse(Kind::ChartYamlMisplaced, "chart yaml not in base directory");
    }
    Ok(rest)
}

fn without_bom(bytes: Bytes) -> Bytes {
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.slice(3..)
    } else {
        bytes
    }
}

fn chart_too_large(limits: &Limits) -> ChartError {
    ChartError::new(
        Kind::ChartTooLarge,
        format!(
            "decompressed chart is larger than the maximum size {}",
            limits.total
        ),
    )
}

fn stream(end: End, limits: &Limits) -> ChartError {
    match end {
        End::Eof => ChartError::new(Kind::Truncated, "EOF"),
        End::UnexpectedEof => ChartError::new(Kind::Truncated, "unexpected EOF"),
        End::InvalidHeader => ChartError::new(Kind::NotGzip, "gzip: invalid header"),
        End::Checksum => ChartError::new(Kind::GzipCorrupt, "gzip: invalid checksum"),
        End::Corrupt(offset) => ChartError::new(
            Kind::GzipCorrupt,
            format!("flate: corrupt input before offset {offset}"),
        ),
        End::TooLarge => chart_too_large(limits),
    }
}

fn tar(error: TarError, limits: &Limits) -> ChartError {
    let text = match error {
        TarError::Header => "archive/tar: invalid tar header",
        TarError::FieldTooLong => "archive/tar: header field too long",
        TarError::SparseMissing => "archive/tar: sparse file references non-existent data",
        TarError::SparseUnreferenced => "archive/tar: sparse file contains unreferenced data",
        TarError::SparseTooLong => "archive/tar: sparse map too long",
        TarError::UnexpectedEof => return stream(End::UnexpectedEof, limits),
        TarError::Stream(end) => return stream(end, limits),
    };
    ChartError::new(Kind::TarInvalid, text)
}
