//! Opening an archive, entry by entry.
//!
//! Source: Helm 4.2.4, `pkg/chart/loader/archive/archive.go`. The order of the checks is Helm's,
//! because an archive with several faults is told about the first.

use bytes::Bytes;
use chartroom_gotext::quote_bytes;

use crate::archive::{Archive, ArchiveFile, EntryKind, without_bom};
use crate::error::{ChartError, ChartErrorKind as Kind};
use crate::header;
use crate::inflate::{End, Inflater};
use crate::limits::Limits;
use crate::path;
use crate::sniff;
use crate::tar::{Body, Reader, TarError};

/// An archive being opened, for hosts that must not work for long at a time: each [`step`] reads one
/// entry, [`finish`] reads the rest.
///
/// [`step`]: Opening::step
/// [`finish`]: Opening::finish
pub struct Opening<'a> {
    reader: Reader<'a>,
    limits: Limits,
    /// Bytes that the files not read yet may have together.
    remaining: u64,
    found: Vec<Found>,
    /// Name of the file, where one on disk is opened.
    path: Option<&'a str>,
}

/// An entry whose bytes are still in the reader's buffer.
struct Found {
    name: String,
    body: Body,
    mode: u32,
    mtime: i64,
    kind: EntryKind,
}

impl<'a> Opening<'a> {
    /// Reads the start of an archive held in memory.
    ///
    /// # Errors
    /// As [`Archive::open`].
    pub fn new(bytes: &'a [u8], limits: &Limits) -> Result<Self, ChartError> {
        Opening::begin(bytes, limits, None)
    }

    /// Reads the start of a file as Helm opens one on disk.
    ///
    /// # Errors
    /// As [`Archive::open_file`].
    pub fn of_file(path: &'a str, bytes: &'a [u8], limits: &Limits) -> Result<Self, ChartError> {
        if !bytes.starts_with(&[0x1f, 0x8b, 8]) {
            let message = if path.ends_with(".yml") || path.ends_with(".yaml") {
                format!("file '{path}' seems to be a YAML file, but expected a gzipped archive")
            } else {
                let found = sniff::content_type(bytes);
                format!("file '{path}' does not appear to be a gzipped archive; got '{found}'")
            };
            return Err(ChartError::new(Kind::NotGzip, message));
        }
        Opening::begin(bytes, limits, Some(path))
    }

    fn begin(bytes: &'a [u8], limits: &Limits, path: Option<&'a str>) -> Result<Self, ChartError> {
        let source = Inflater::new(bytes, limits.inflated)
            .map_err(|end| of_file(path, stream(end, limits)))?;
        Ok(Opening {
            reader: Reader::new(source),
            limits: *limits,
            remaining: limits.total,
            found: Vec::new(),
            path,
        })
    }

    /// Bytes that came out of the decompressor so far.
    pub fn inflated(&self) -> u64 {
        self.reader.inflated() as u64
    }

    /// Reads one entry; `false` when there are no more.
    ///
    /// # Errors
    /// As [`Archive::open`]; nothing more can be read then.
    pub fn step(&mut self) -> Result<bool, ChartError> {
        self.entry().map_err(|error| of_file(self.path, error))
    }

    /// Reads what is left and gives all files.
    ///
    /// # Errors
    /// As [`Archive::open`].
    pub fn finish(mut self) -> Result<Archive, ChartError> {
        while self.step()? {}
        if self.found.is_empty() {
            return Err(ChartError::new(Kind::Empty, "no files in chart archive"));
        }
        let inflated = self.inflated();
        let buffer = self.reader.into_bytes();
        let files = self.found.into_iter().map(|found| ArchiveFile {
            name: found.name,
            bytes: without_bom(match found.body {
                Body::Range(start, end) => buffer.slice(start..end),
                Body::Owned(data) => Bytes::from(data),
            }),
            mode: found.mode,
            mtime: found.mtime,
            kind: found.kind,
        });
        Ok(Archive {
            files: files.collect(),
            inflated,
        })
    }

    fn entry(&mut self) -> Result<bool, ChartError> {
        let limits = &self.limits;
        if !self.reader.next().map_err(|error| tar(error, limits))? {
            return Ok(false);
        }
        let entry = &self.reader.entry;
        let kind = entry.kind;
        if entry.is_dir() || kind == header::PAX || kind == header::PAX_GLOBAL {
            return Ok(true);
        }
        let name = inner_name(&entry.name)?;
        let size = u64::try_from(entry.size).unwrap_or(0);
        if size > self.remaining {
            return Err(chart_too_large(limits));
        }
        if size > limits.file {
            return Err(ChartError::new(
                Kind::FileTooLarge,
                format!(
                    "decompressed chart file {} is larger than the maximum file size {}",
                    quote_bytes(&entry.name),
                    limits.file
                ),
            ));
        }
        let body = self.reader.body().map_err(|error| tar(error, limits))?;
        let entry = &self.reader.entry;
        let read = match &body {
            Body::Range(start, end) => (end - start) as u64,
            Body::Owned(data) => data.len() as u64,
        };
        // A link that claims a size reads as cut short, as in Helm.
        self.remaining = self.remaining.saturating_sub(read);
        if read < size || self.remaining == 0 {
            return Err(chart_too_large(limits));
        }
        let kind = match kind {
            header::SYMLINK | header::HARD_LINK => EntryKind::Link {
                target: String::from_utf8_lossy(&entry.link).into_owned(),
            },
            _ if header::is_header_only(kind) => EntryKind::Special,
            _ => EntryKind::File,
        };
        self.found.push(Found {
            name: String::from_utf8_lossy(&name).into_owned(),
            body,
            mode: entry.mode as u32,
            mtime: entry.mtime,
            kind,
        });
        Ok(true)
    }
}

/// What is no gzip stream is told about with the file's name, where there is a file.
fn of_file(path: Option<&str>, error: ChartError) -> ChartError {
    match path {
        Some(path) if error.kind() == Kind::NotGzip => {
            let message = format!(
                "file '{path}' does not appear to be a valid chart file (details: {error})"
            );
            error.with_message(message)
        }
        _ => error,
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
                quote_bytes(name)
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
