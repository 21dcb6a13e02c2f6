//! The text being scanned, the position in it, and go-yaml's way of reading ahead.
//!
//! A byte YAML does not allow is an error only once the scanner gets near it, and how near depends
//! on the portions go-yaml decodes. Texts without such bytes are taken whole.

use chartroom_gotext::has;

/// go-yaml's raw buffer size.
const PORTION: usize = 512;
const BOM: &[u8] = b"\xef\xbb\xbf";

/// A position: characters from the start, line and column from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) index: usize,
    pub(crate) line: u32,
    pub(crate) column: usize,
}

pub(crate) struct Input<'a> {
    bytes: &'a [u8],
    /// The part of the bytes that is UTF-8; everything before `limit` is.
    text: &'a str,
    pub(crate) pos: usize,
    pub(crate) mark: Mark,
    /// Behind what has been checked.
    limit: usize,
    /// The text holds nothing that could go wrong, so all of it counts as read.
    whole: bool,
    /// Behind the portion that was read last.
    read: usize,
    /// Where go-yaml's buffer starts.
    buffer_start: usize,
    /// NULs go-yaml counts as characters behind the end.
    nuls: usize,
    /// What is wrong behind the end.
    problem: Option<&'static str>,
    /// The first mistake that was met: the line its text names (0 for none), and what it is.
    error: Option<(u32, &'static str)>,
    /// The lines, from 0, on which that mistake was met and on which what it is in begins.
    met: (u32, u32),
}

impl<'a> Input<'a> {
    /// `problem` is what waits behind the end of the text, if anything.
    pub(crate) fn new(bytes: &'a [u8], problem: Option<&'static str>) -> Self {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
        };
        let start = if bytes.starts_with(BOM) { BOM.len() } else { 0 };
        let whole = problem.is_none()
            && text.len() == bytes.len()
            && matches!(check(&bytes[start..]), Ok(len) if start + len == bytes.len())
            && !has(&text[start..], '\u{feff}');
        Self {
            bytes,
            text,
            pos: start,
            mark: Mark::default(),
            whole,
            limit: if whole { bytes.len() } else { start },
            read: if whole { bytes.len() } else { 0 },
            buffer_start: start,
            nuls: 0,
            problem,
            error: None,
            met: (0, 0),
        }
    }

    /// Notes a mistake; only the first counts. The text ends here, so that whoever is reading comes to
    /// an end as well: nobody but the parser has to look whether something went wrong. `met` are the
    /// lines, from 0, on which it was met and on which what it is in begins.
    #[cold]
    pub(crate) fn fail(&mut self, line: u32, met: (u32, u32), problem: &'static str) {
        if self.error.is_none() {
            (self.error, self.met) = (Some((line, problem)), met);
        }
        (self.bytes, self.text, self.whole) = (&[], "", true);
    }

    /// The first mistake that was met.
    pub(crate) fn error(&self) -> Option<(u32, &'static str)> {
        self.error
    }

    /// Where the first mistake was met and where what it is in begins, in lines from 0.
    pub(crate) fn met(&self) -> (u32, u32) {
        self.met
    }

    /// The byte at an offset from the position, 0 behind the end.
    #[inline]
    pub(crate) fn at(&self, offset: usize) -> u8 {
        self.bytes.get(self.pos + offset).copied().unwrap_or(0)
    }

    #[inline]
    pub(crate) fn byte(&self) -> u8 {
        self.at(0)
    }

    /// The text from the position on, for passing much of it at once; nothing where the text has
    /// to be taken step by step because something in it may go wrong.
    #[inline]
    pub(crate) fn rest(&self) -> &'a [u8] {
        if self.whole {
            self.bytes.get(self.pos..).unwrap_or_default()
        } else {
            &[]
        }
    }

    pub(crate) fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// Makes sure that the next characters have been read, as far as there are any.
    #[inline]
    pub(crate) fn cache(&mut self, count: usize) {
        if !self.whole && self.limit - self.pos < count * 4 {
            self.fill(count);
        }
    }

    fn fill(&mut self, count: usize) {
        let unread =
            |input: &Self| input.slice(input.pos, input.limit).chars().count() + input.nuls;
        if unread(self) >= count {
            return;
        }
        self.buffer_start = self.pos;
        while unread(self) < count {
            let before = self.read;
            self.read = self.bytes.len().min(if before == 0 {
                PORTION
            } else {
                self.limit + PORTION
            });
            match check(&self.bytes[self.limit..self.read]) {
                Ok(len) => self.limit += len,
                Err(problem) => return self.fail_at_limit(problem),
            }
            if before == self.read {
                // Nothing more came: the end, perhaps in the middle of a character.
                let incomplete = self.limit < self.bytes.len();
                let incomplete = incomplete.then_some("incomplete UTF-8 octet sequence");
                if let Some(problem) = incomplete.or(self.problem) {
                    return self.fail_at_limit(problem);
                }
                self.nuls += 1;
                break;
            }
        }
    }

    /// A byte that cannot be there, or the end of the text in the middle of a character.
    #[cold]
    fn fail_at_limit(&mut self, problem: &'static str) {
        let portion = &self.bytes[self.limit..self.read];
        let good = |end: &usize| check(&portion[..=*end]).is_ok();
        let before = self.limit + (0..portion.len()).take_while(good).count();
        let line = self.bytes[..before]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count() as u32;
        self.fail(0, (line, line), problem);
    }

    /// go-yaml looks for a mark at the start of its buffer, wherever it is in it.
    pub(crate) fn at_bom(&self) -> bool {
        self.slice(self.buffer_start, self.limit)
            .starts_with('\u{feff}')
    }

    /// Passes one character that is no line break.
    #[inline]
    pub(crate) fn skip(&mut self) {
        self.pos = (self.pos + width(self.byte())).min(self.bytes.len());
        self.mark.index += 1;
        self.mark.column += 1;
    }

    /// Passes ASCII characters.
    #[inline]
    pub(crate) fn skip_ascii(&mut self, count: usize) {
        self.pos += count;
        self.mark.index += count;
        self.mark.column += count;
    }

    /// Passes text up to `end`, in which there is no line break.
    #[inline]
    pub(crate) fn skip_to(&mut self, end: usize) {
        let passed = self.slice(self.pos, end).bytes();
        let count = passed.filter(|byte| byte & 0xc0 != 0x80).count();
        self.pos = end;
        self.mark.index += count;
        self.mark.column += count;
    }

    /// Passes the text up to the line's end, as for comments.
    pub(crate) fn skip_line_rest(&mut self) {
        if self.whole {
            self.skip_to(self.pos + line_length(self.rest()));
            return;
        }
        while !self.is_break_or_end(0) {
            self.skip();
            self.cache(1);
        }
    }

    /// Width of the line break at an offset: CR LF is one, 0 is none.
    #[inline]
    pub(crate) fn break_width(&self, offset: usize) -> usize {
        match self.at(offset) {
            b'\n' => 1,
            b'\r' if self.at(offset + 1) == b'\n' => 2,
            b'\r' => 1,
            0xc2 if self.at(offset + 1) == 0x85 => 2,
            0xe2 if self.at(offset + 1) == 0x80 && matches!(self.at(offset + 2), 0xa8 | 0xa9) => 3,
            _ => 0,
        }
    }

    #[inline]
    pub(crate) fn is_break(&self, offset: usize) -> bool {
        self.break_width(offset) != 0
    }

    #[inline]
    pub(crate) fn is_break_or_end(&self, offset: usize) -> bool {
        self.at(offset) == 0 || self.is_break(offset)
    }

    #[inline]
    pub(crate) fn is_blank(&self, offset: usize) -> bool {
        matches!(self.at(offset), b' ' | b'\t')
    }

    /// Blank, line break or end.
    #[inline]
    pub(crate) fn is_blankz(&self, offset: usize) -> bool {
        self.is_blank(offset) || self.is_break_or_end(offset)
    }

    /// Passes the line break at the position, if there is one, and returns what it reads as.
    pub(crate) fn line_break(&mut self) -> &'a str {
        let width = self.break_width(0);
        if width == 0 {
            return "";
        }
        let text = if width == 3 {
            self.slice(self.pos, self.pos + 3)
        } else {
            "\n"
        };
        self.mark.index += if self.byte() == b'\r' { width } else { 1 };
        self.mark.column = 0;
        self.mark.line += 1;
        self.pos += width;
        text
    }
}

/// How many bytes come before the next line break, in a text without NUL.
fn line_length(text: &[u8]) -> usize {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        // What a line break begins with.
        let Some(found) = rest
            .iter()
            .position(|byte| matches!(byte, b'\n' | b'\r' | 0xc2 | 0xe2))
        else {
            return text.len();
        };
        at += found;
        match &rest[found..] {
            [b'\n' | b'\r', ..] | [0xc2, 0x85, ..] | [0xe2, 0x80, 0xa8 | 0xa9, ..] => return at,
            _ => at += 1,
        }
    }
}

#[inline]
pub(crate) fn width(lead: u8) -> usize {
    match lead {
        0..=0x7f => 1,
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf7 => 4,
        _ => 0,
    }
}

/// Length of the whole characters in `bytes`, or what is wrong with them.
fn check(bytes: &[u8]) -> Result<usize, &'static str> {
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

/// A text in UTF-16, as its byte order mark says, turned into UTF-8 as far as it goes, and what is
/// wrong behind that.
pub(crate) fn from_utf16(bytes: &[u8]) -> Option<(Vec<u8>, Option<&'static str>)> {
    let (high, low) = match bytes {
        [0xff, 0xfe, ..] => (1, 0),
        [0xfe, 0xff, ..] => (0, 1),
        _ => return None,
    };
    let mut out = String::with_capacity(bytes.len());
    let mut units = bytes[2..].chunks(2).map(|pair| match pair {
        [_, _] => Some(u32::from(pair[high]) << 8 | u32::from(pair[low])),
        _ => None,
    });
    let mut problem = None;
    while let Some(unit) = units.next() {
        let Some(mut value) = unit else {
            problem = Some("incomplete UTF-16 character");
            break;
        };
        match value & 0xfc00 {
            0xdc00 => {
                problem = Some("unexpected low surrogate area");
                break;
            }
            0xd800 => match units.next().flatten() {
                None => {
                    problem = Some("incomplete UTF-16 surrogate pair");
                    break;
                }
                Some(second) if second & 0xfc00 != 0xdc00 => {
                    problem = Some("expected low surrogate area");
                    break;
                }
                Some(second) => {
                    value = 0x1_0000 + ((value & 0x3ff) << 10) + (second & 0x3ff);
                }
            },
            _ => {}
        }
        out.push(char::from_u32(value).unwrap_or('\u{fffd}'));
    }
    if out.starts_with('\u{feff}') {
        // A second mark is text; the reader would take it for the first.
        out.insert(0, '\u{feff}');
    }
    Some((out.into_bytes(), problem))
}
