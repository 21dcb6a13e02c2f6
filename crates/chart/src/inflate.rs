//! Gunzipping on demand into one growing buffer.
//!
//! A chart's files stay slices of that buffer, so nothing is copied after decompression. Reading on
//! demand is what lets a reader stop at the tar end marker, as Go does: what lies behind is neither
//! inflated in full nor checked, and a bomb is inflated only as far as the limits go.

use chartroom_inflate::{Deflate, Fault, crc32};

use crate::goflate;

/// Why a stream has no more bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The stream is complete.
    Eof,
    /// The input ends in the middle.
    UnexpectedEof,
    /// A gzip header makes no sense.
    InvalidHeader,
    /// Checksum or length of a gzip member does not match.
    Checksum,
    /// The deflate data make no sense before this offset of theirs.
    Corrupt(usize),
    /// More came out than the caller allows.
    TooLarge,
}

/// Least number of bytes to inflate in one go.
const STEP: usize = 128 * 1024;

/// A gzip stream (one or many members, as Go reads it) being inflated into one buffer.
pub(crate) struct Inflater<'a> {
    input: &'a [u8],
    /// Where the deflate data of the current member start.
    member_input: usize,
    /// Where the current member's output starts in `buffer`.
    member_output: usize,
    /// Where the trailer of the current member starts, once all of it has come out.
    at: usize,
    deflate: Deflate,
    buffer: Vec<u8>,
    filled: usize,
    /// Set once all of the current member has come out.
    member_done: bool,
    end: Option<End>,
    ceiling: usize,
}

impl<'a> Inflater<'a> {
    /// Reads the first gzip header.
    pub(crate) fn new(input: &'a [u8], ceiling: u64) -> Result<Self, End> {
        let at = header(input, 0)?;
        let guess = size_guess(input).min(usize::try_from(ceiling).unwrap_or(usize::MAX));
        Ok(Inflater {
            input,
            member_input: at,
            member_output: 0,
            at,
            deflate: Deflate::new(at),
            buffer: vec![0; guess],
            filled: 0,
            member_done: false,
            end: None,
            ceiling: usize::try_from(ceiling).unwrap_or(usize::MAX),
        })
    }

    /// Inflates until `upto` bytes have come out in all, and says why if fewer did.
    pub(crate) fn fill(&mut self, upto: usize) -> Result<(), End> {
        while self.filled < upto {
            if let Some(end) = self.end {
                return Err(end);
            }
            let outcome = if self.member_done {
                self.next_member()
            } else {
                self.step(upto)
            };
            if let Err(end) = outcome {
                self.end = Some(end);
            }
        }
        Ok(())
    }

    /// How many bytes have come out so far.
    pub(crate) fn len(&self) -> usize {
        self.filled
    }

    /// What has come out so far.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.buffer[..self.filled]
    }

    /// The buffer with everything that came out.
    pub(crate) fn into_bytes(mut self) -> bytes::Bytes {
        self.buffer.truncate(self.filled);
        bytes::Bytes::from(self.buffer)
    }

    fn step(&mut self, upto: usize) -> Result<(), End> {
        if upto > self.ceiling {
            return Err(End::TooLarge);
        }
        if self.filled == self.buffer.len() || upto > self.buffer.len() {
            let wanted = upto
                .max(self.buffer.len().saturating_mul(2))
                .max(self.filled + STEP)
                .min(self.ceiling);
            self.buffer.resize(wanted, 0);
        }
        let target = upto.max(self.filled + STEP).min(self.buffer.len());
        let output = &mut self.buffer[..target];
        match self
            .deflate
            .run(self.input, output, self.member_output, self.filled)
        {
            Ok(filled) => self.filled = filled,
            Err(Fault) => return self.like_go(),
        }
        if let Some(end) = self.deflate.end() {
            self.at = end;
            self.member_done = true;
        }
        Ok(())
    }

    /// The member is not healthy: Go's own rules decide what still comes out, and where the
    /// fault is reported.
    fn like_go(&mut self) -> Result<(), End> {
        let most = self.ceiling - self.member_output;
        // What came out of this member is not needed beside what follows.
        self.buffer.truncate(self.member_output);
        self.buffer.shrink_to_fit();
        let whole = goflate::inflate(&self.input[self.member_input..], most);
        if self.buffer.is_empty() {
            self.buffer = whole.output;
        } else {
            self.buffer.extend_from_slice(&whole.output);
        }
        self.filled = self.buffer.len();
        self.at = self.member_input + whole.consumed;
        match whole.end {
            End::Eof => {
                self.member_done = true;
                Ok(())
            }
            other => Err(other),
        }
    }

    /// Checks the trailer of the member that has come out and reads the header of the next one.
    fn next_member(&mut self) -> Result<(), End> {
        let trailer = self
            .input
            .get(self.at..self.at + 8)
            .ok_or(End::UnexpectedEof)?;
        let (sum, size) = trailer.split_at(4);
        let output = &self.buffer[self.member_output..self.filled];
        if sum != crc32(output).to_le_bytes() || size != (output.len() as u32).to_le_bytes() {
            return Err(End::Checksum);
        }
        self.at = header(self.input, self.at + 8)?;
        self.member_input = self.at;
        self.member_output = self.filled;
        self.deflate = Deflate::new(self.at);
        self.member_done = false;
        Ok(())
    }
}

/// How much will come out, going by the last member's length field, which may lie: at most sixteen
/// times the input is believed at first.
fn size_guess(input: &[u8]) -> usize {
    let claimed = input
        .last_chunk::<4>()
        .map_or(0, |size| u32::from_le_bytes(*size) as usize);
    let believable = input.len().saturating_mul(16).saturating_add(STEP);
    // A little more than needed, so that the last step sees the end of the stream.
    (claimed + 1).min(believable).max(STEP)
}

/// Go's `gzip.Reader.readHeader`: where the deflate data start.
fn header(input: &[u8], start: usize) -> Result<usize, End> {
    let rest = &input[start..];
    if rest.is_empty() {
        return Err(End::Eof);
    }
    let fixed = rest.first_chunk::<10>().ok_or(End::UnexpectedEof)?;
    if fixed[..3] != [0x1f, 0x8b, 8] {
        return Err(End::InvalidHeader);
    }
    let flags = fixed[3];
    let mut at = 10;
    if flags & 0x04 != 0 {
        let size = rest.get(at..at + 2).ok_or(End::UnexpectedEof)?;
        at += 2 + usize::from(u16::from_le_bytes([size[0], size[1]]));
        if at > rest.len() {
            return Err(End::UnexpectedEof);
        }
    }
    for flag in [0x08, 0x10] {
        if flags & flag != 0 {
            at += text(&rest[at..])?;
        }
    }
    if flags & 0x02 != 0 {
        let sum = rest.get(at..at + 2).ok_or(End::UnexpectedEof)?;
        if sum != (crc32(&rest[..at]) as u16).to_le_bytes() {
            return Err(End::InvalidHeader);
        }
        at += 2;
    }
    Ok(start + at)
}

/// Length of a NUL-terminated text of at most 512 bytes, the NUL included.
fn text(rest: &[u8]) -> Result<usize, End> {
    let most = &rest[..rest.len().min(512)];
    match most.iter().position(|byte| *byte == 0) {
        Some(nul) => Ok(nul + 1),
        None if rest.len() < 512 => Err(End::UnexpectedEof),
        None => Err(End::InvalidHeader),
    }
}
