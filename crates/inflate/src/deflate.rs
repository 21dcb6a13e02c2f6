//! Inflating healthy deflate streams (RFC 1951), fast.
//!
//! Where a stream is not healthy this only says so. Nothing is taken that Go's `compress/flate`
//! would refuse.

use crate::huffman::{END, Kind, LITERAL, Table};

/// Most literal and length symbols that Go takes.
const MAX_LITERALS: usize = 286;
/// Most distance symbols that Go takes.
const MAX_DISTANCES: usize = 30;
/// How far back a copy may reach.
const WINDOW: usize = 1 << 15;
/// The longest copy.
const MAX_COPY: usize = 258;
const CODE_ORDER: [usize; 19] = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
];

/// The stream makes no sense, or its end is missing.
#[derive(Debug)]
pub struct Fault;

/// Where in the stream the next byte comes from.
enum At {
    BlockHeader,
    /// This many bytes are left of a stored block.
    Stored(usize),
    Codes,
    /// So many bytes are left of a copy from this far back.
    Copy {
        length: usize,
        distance: usize,
    },
    End,
}

/// A deflate stream being read.
pub struct Deflate {
    /// Next byte of the input.
    next: usize,
    /// Bits read from the input and not used yet, the next one lowest. Above `count` there may be
    /// bits of the bytes that come next.
    bits: u64,
    count: u32,
    last_block: bool,
    at: At,
    literals: Box<Table>,
    distances: Box<Table>,
}

impl Deflate {
    /// A stream that starts at `next` of the input.
    pub fn new(next: usize) -> Deflate {
        Deflate {
            next,
            bits: 0,
            count: 0,
            last_block: false,
            at: At::BlockHeader,
            literals: Table::new(),
            distances: Table::new(),
        }
    }

    /// Where the stream ends in the input, once all of it has come out.
    pub fn end(&self) -> Option<usize> {
        matches!(self.at, At::End).then_some(self.next)
    }

    /// Inflates until `output` is full or the stream ends. What came out before stands in `output`
    /// up to `filled`; copies may reach back to `start`. Returns how much has come out now.
    ///
    /// # Errors
    /// When the stream makes no sense.
    pub fn run(
        &mut self,
        input: &[u8],
        output: &mut [u8],
        start: usize,
        mut filled: usize,
    ) -> Result<usize, Fault> {
        loop {
            let room = output.len() - filled;
            match self.at {
                At::BlockHeader => self.block_header(input)?,
                At::Codes if room > 0 => {
                    filled = self.many(input, output, start, filled)?;
                    if matches!(self.at, At::Codes) && filled < output.len() {
                        filled = self.one(input, output, start, filled)?;
                    }
                }
                // The end of a block needs no room.
                At::Codes => {
                    self.want(input, 56);
                    let entry = self.literals.entry(self.bits);
                    if !entry.is(END) {
                        return Ok(filled);
                    }
                    self.skip(entry.length())?;
                    self.block_end();
                }
                At::End => return Ok(filled),
                _ if room == 0 => return Ok(filled),
                At::Stored(left) => {
                    let most = left.min(room);
                    let from = input.get(self.next..self.next + most).ok_or(Fault)?;
                    output[filled..filled + most].copy_from_slice(from);
                    self.next += most;
                    filled += most;
                    self.at = At::Stored(left - most);
                    if left == most {
                        self.block_end();
                    }
                }
                At::Copy { length, distance } => {
                    let most = length.min(room);
                    for to in filled..filled + most {
                        output[to] = output[to - distance];
                    }
                    filled += most;
                    self.at = match length - most {
                        0 => At::Codes,
                        length => At::Copy { length, distance },
                    };
                }
            }
        }
    }

    /// The end of a block: of the stream, or the next block.
    fn block_end(&mut self) {
        self.at = At::BlockHeader;
        if self.last_block {
            self.give_back();
            self.at = At::End;
        }
    }

    /// Goes to the next byte of the input: what is left of this one is dropped, and bytes that are
    /// not begun are read again.
    fn give_back(&mut self) {
        self.next -= (self.count / 8) as usize;
        (self.bits, self.count) = (0, 0);
    }

    /// Reads bytes until there are `wanted` bits, as long as there are bytes.
    fn want(&mut self, input: &[u8], wanted: u32) {
        while self.count < wanted
            && let Some(byte) = input.get(self.next)
        {
            self.bits |= u64::from(*byte) << self.count;
            self.count += 8;
            self.next += 1;
        }
    }

    fn skip(&mut self, width: u32) -> Result<(), Fault> {
        self.count = self.count.checked_sub(width).ok_or(Fault)?;
        self.bits >>= width;
        Ok(())
    }

    fn take(&mut self, input: &[u8], width: u32) -> Result<usize, Fault> {
        self.want(input, width);
        let value = self.bits & ((1 << width) - 1);
        self.skip(width)?;
        Ok(value as usize)
    }

    fn block_header(&mut self, input: &[u8]) -> Result<(), Fault> {
        self.last_block = self.take(input, 1)? == 1;
        match self.take(input, 2)? {
            0 => {
                self.give_back();
                let sizes = input.get(self.next..).and_then(<[u8]>::first_chunk::<4>);
                let [a, b, c, d] = *sizes.ok_or(Fault)?;
                let size = u16::from_le_bytes([a, b]);
                if u16::from_le_bytes([c, d]) != !size {
                    return Err(Fault);
                }
                self.next += 4;
                self.at = At::Stored(usize::from(size));
                if size == 0 {
                    self.block_end();
                }
                return Ok(());
            }
            1 => {
                let mut lengths = [8u8; 288];
                lengths[144..256].fill(9);
                lengths[256..280].fill(7);
                self.literals.read(&lengths, Kind::Literals).ok_or(Fault)?;
                self.distances
                    .read(&[5; 32], Kind::Distances)
                    .ok_or(Fault)?;
            }
            2 => self.codes(input)?,
            _ => return Err(Fault),
        }
        self.at = At::Codes;
        Ok(())
    }

    /// The two codes of a block, which are themselves coded.
    fn codes(&mut self, input: &[u8]) -> Result<(), Fault> {
        let literals = self.take(input, 5)? + 257;
        let distances = self.take(input, 5)? + 1;
        if literals > MAX_LITERALS || distances > MAX_DISTANCES {
            return Err(Fault);
        }
        let coded = self.take(input, 4)? + 4;
        let mut lengths = [0u8; 19];
        for slot in &CODE_ORDER[..coded] {
            lengths[*slot] = self.take(input, 3)? as u8;
        }
        self.literals.read(&lengths, Kind::Lengths).ok_or(Fault)?;
        let mut all = [0u8; MAX_LITERALS + MAX_DISTANCES];
        let total = literals + distances;
        let mut filled = 0;
        while filled < total {
            self.want(input, 14);
            let entry = self.literals.entry(self.bits);
            self.skip(entry.length())?;
            if !entry.is_valid() {
                return Err(Fault);
            }
            let (value, least, width) = match entry.value() {
                symbol @ 0..16 => {
                    all[filled] = symbol as u8;
                    filled += 1;
                    continue;
                }
                16 if filled == 0 => return Err(Fault),
                16 => (all[filled - 1], 3, 2),
                17 => (0, 3, 3),
                _ => (0, 11, 7),
            };
            let repeat = least + self.take(input, width)?;
            let slots = all[..total].get_mut(filled..filled + repeat);
            slots.ok_or(Fault)?.fill(value);
            filled += repeat;
        }
        let (literals, distances) = all[..total].split_at(literals);
        self.literals.read(literals, Kind::Literals).ok_or(Fault)?;
        self.distances.read(distances, Kind::Distances).ok_or(Fault)
    }

    /// One symbol, where input or output are about to end.
    fn one(
        &mut self,
        input: &[u8],
        output: &mut [u8],
        start: usize,
        filled: usize,
    ) -> Result<usize, Fault> {
        self.want(input, 56);
        let entry = self.literals.entry(self.bits);
        self.skip(entry.length())?;
        if entry.is(LITERAL) {
            output[filled] = entry.value() as u8;
            return Ok(filled + 1);
        }
        if entry.is(END) {
            self.block_end();
            return Ok(filled);
        }
        if !entry.is_valid() {
            return Err(Fault);
        }
        let length = entry.value() + self.take(input, entry.extra())?;
        let entry = self.distances.entry(self.bits);
        self.skip(entry.length())?;
        if !entry.is_valid() {
            return Err(Fault);
        }
        let distance = entry.value() + self.take(input, entry.extra())?;
        if distance > (filled - start).min(WINDOW) {
            return Err(Fault);
        }
        self.at = At::Copy { length, distance };
        Ok(filled)
    }

    /// Symbols as long as neither input nor output can end within one.
    #[inline(never)]
    fn many(
        &mut self,
        input: &[u8],
        output: &mut [u8],
        start: usize,
        mut filled: usize,
    ) -> Result<usize, Fault> {
        let (literals, distances) = (&*self.literals, &*self.distances);
        let (mut bits, mut count, mut next) = (self.bits, self.count, self.next);
        // Three literals and a copy, with what is written beyond it.
        let room = output.len().saturating_sub(MAX_COPY + 3 + 16);
        macro_rules! refill {
            () => {
                let Some(word) = input.get(next..).and_then(<[u8]>::first_chunk::<8>) else {
                    break;
                };
                bits |= u64::from_le_bytes(*word) << count;
                next += (63 - count) as usize >> 3;
                count |= 56;
            };
        }
        let mut ended = false;
        while filled < room {
            // 56 bits are enough for three literals.
            refill!();
            let mut entry = literals.entry(bits);
            for _ in 0..2 {
                if !entry.is(LITERAL) {
                    break;
                }
                bits >>= entry.length();
                count -= entry.length();
                output[filled] = entry.value() as u8;
                filled += 1;
                entry = literals.entry(bits);
            }
            if entry.is(LITERAL) {
                bits >>= entry.length();
                count -= entry.length();
                output[filled] = entry.value() as u8;
                filled += 1;
                continue;
            }
            // … and for a length with a distance.
            if count < 48 {
                refill!();
            }
            if !entry.is_valid() {
                return Err(Fault);
            }
            bits >>= entry.length();
            count -= entry.length();
            if entry.is(END) {
                ended = true;
                break;
            }
            let extra = entry.extra();
            let length = entry.value() + (bits & ((1 << extra) - 1)) as usize;
            bits >>= extra;
            count -= extra;
            let entry = distances.entry(bits);
            if !entry.is_valid() {
                return Err(Fault);
            }
            bits >>= entry.length();
            count -= entry.length();
            let extra = entry.extra();
            let distance = entry.value() + (bits & ((1 << extra) - 1)) as usize;
            bits >>= extra;
            count -= extra;
            if distance > (filled - start).min(WINDOW) {
                return Err(Fault);
            }
            copy(output, filled, distance, length);
            filled += length;
        }
        (self.bits, self.count, self.next) = (bits, count, next);
        if ended {
            self.block_end();
        }
        Ok(filled)
    }
}

/// Copies within `output`; up to fifteen bytes behind the copy are written as well.
#[inline]
fn copy(output: &mut [u8], to: usize, distance: usize, length: usize) {
    let from = to - distance;
    let mut done = 0;
    if distance >= 16 {
        while done < length {
            let mut word = [0; 16];
            word.copy_from_slice(&output[from + done..][..16]);
            output[to + done..][..16].copy_from_slice(&word);
            done += 16;
        }
    } else if distance >= 8 {
        while done < length {
            let mut word = [0; 8];
            word.copy_from_slice(&output[from + done..][..8]);
            output[to + done..][..8].copy_from_slice(&word);
            done += 8;
        }
    } else if distance == 1 {
        // What fills a tar's blocks.
        let word = [output[from]; 16];
        while done < length {
            output[to + done..][..16].copy_from_slice(&word);
            done += 16;
        }
    } else {
        for at in to..to + length {
            output[at] = output[at - distance];
        }
    }
}

#[cfg(test)]
mod tests;
