//! The byte source: hands text to the scanner in the portions go-yaml reads, with go-yaml's words for bad bytes.
//!
//! The portions matter: a control character is only an error once the scanner gets near it, so
//! whether it or an earlier mistake is reported depends on how far ahead was read.

use std::cell::Cell;
use std::io::{self, BufRead, Read};

/// go-yaml's raw buffer size.
const PORTION: usize = 512;

pub(crate) struct Portions<'a> {
    bytes: &'a [u8],
    /// Behind the portion that is being handed out.
    portion_end: usize,
    at: usize,
    problem: &'a Cell<Option<&'static str>>,
}

impl<'a> Portions<'a> {
    pub(crate) fn new(bytes: &'a [u8], problem: &'a Cell<Option<&'static str>>) -> Self {
        Self {
            bytes,
            portion_end: 0,
            at: 0,
            problem,
        }
    }

    fn next_portion(&mut self) -> io::Result<()> {
        // An incomplete character stays in go-yaml's buffer, which is then filled up.
        let end = self.bytes.len().min(self.at + PORTION);
        match check(&self.bytes[self.at..end], end == self.bytes.len()) {
            Ok(len) => {
                self.portion_end = self.at + len;
                Ok(())
            }
            Err(problem) => {
                self.problem.set(Some(problem));
                Err(io::ErrorKind::InvalidData.into())
            }
        }
    }
}

impl Read for Portions<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.fill_buf()?.len().min(buffer.len());
        buffer[..len].copy_from_slice(&self.bytes[self.at..self.at + len]);
        self.consume(len);
        Ok(len)
    }
}

impl BufRead for Portions<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.portion_end {
            self.next_portion()?;
        }
        Ok(&self.bytes[self.at..self.portion_end])
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount;
    }
}

/// Length of the whole characters in `bytes`, or what is wrong with them.
fn check(bytes: &[u8], last: bool) -> Result<usize, &'static str> {
    let mut at = 0;
    while let Some(&lead) = bytes.get(at) {
        if matches!(lead, b' '..=b'~' | b'\n' | b'\r' | b'\t') {
            at += 1;
            continue;
        }
        let (width, mut value) = match lead {
            0..=0x7f => return Err("control characters are not allowed"),
            0xc0..=0xdf => (2, u32::from(lead & 0x1f)),
            0xe0..=0xef => (3, u32::from(lead & 0x0f)),
            0xf0..=0xf7 => (4, u32::from(lead & 0x07)),
            _ => return Err("invalid leading UTF-8 octet"),
        };
        let Some(trail) = bytes.get(at + 1..at + width) else {
            if last {
                return Err("incomplete UTF-8 octet sequence");
            }
            break;
        };
        for octet in trail {
            if octet & 0xc0 != 0x80 {
                return Err("invalid trailing UTF-8 octet");
            }
            value = value << 6 | u32::from(octet & 0x3f);
        }
        match (width, value) {
            (2, 0..=0x7f) | (3, 0..=0x7ff) | (4, 0..=0xffff) => {
                return Err("invalid length of a UTF-8 sequence");
            }
            (_, 0xd800..=0xdfff | 0x11_0000..) => return Err("invalid Unicode character"),
            (_, 0x80..=0x84 | 0x86..=0x9f | 0xfffe | 0xffff) => {
                return Err("control characters are not allowed");
            }
            _ => {}
        }
        at += width;
    }
    Ok(at)
}
