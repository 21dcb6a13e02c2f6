//! Go's reading of a deflate stream, byte by byte.
//!
//! `chartroom-inflate` does the work for every healthy archive. When that finds fault, this slow decoder reads
//! the member again by the rules of Go's `compress/flate`, whose errors name the offset at which Go
//! notices, and where all that came out before counts.

use crate::inflate::End;

const MAX_LITERALS: usize = 286;
const MAX_DISTANCES: usize = 30;
const WINDOW: usize = 1 << 15;
const CODE_ORDER: [usize; 19] = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
];

/// What came out of a stream, and how it ended.
pub(crate) struct Inflated {
    pub(crate) output: Vec<u8>,
    pub(crate) consumed: usize,
    pub(crate) end: End,
}

/// Inflates one deflate stream, at most `most` bytes.
pub(crate) fn inflate(input: &[u8], most: usize) -> Inflated {
    let mut decoder = Decoder {
        input,
        at: 0,
        bits: 0,
        count: 0,
        output: Vec::new(),
        most,
    };
    let end = loop {
        match decoder.block() {
            Ok(false) => {}
            Ok(true) => break End::Eof,
            Err(end) => break end,
        }
    };
    Inflated {
        output: decoder.output,
        consumed: decoder.at,
        end,
    }
}

/// A Huffman code as one flat table, indexed by the next bits: symbol and code length.
struct Code {
    least: u32,
    mask: u32,
    table: Vec<(u16, u8)>,
}

impl Code {
    /// Go's `huffmanDecoder.init`: complete codes, a lone code of one bit, or no code at all.
    fn new(lengths: &[u8]) -> Option<Self> {
        let mut count = [0usize; 16];
        for length in lengths {
            count[usize::from(*length)] += 1;
        }
        count[0] = 0;
        let Some(least) = count.iter().position(|n| *n > 0) else {
            return Some(Code {
                least: 0,
                mask: 0,
                table: vec![(0, 0)],
            });
        };
        let longest = count.iter().rposition(|n| *n > 0)?;
        let mut next = [0usize; 16];
        let mut code = 0;
        for length in least..=longest {
            code <<= 1;
            next[length] = code;
            code += count[length];
        }
        if code != 1 << longest && !(code == 1 && longest == 1) {
            return None;
        }
        let size = 1usize << longest;
        let mut table = vec![(0, 0); size];
        for (symbol, length) in lengths.iter().enumerate().filter(|(_, n)| **n > 0) {
            let width = usize::from(*length);
            let code = next[width];
            next[width] += 1;
            let reversed = (code as u16).reverse_bits() as usize >> (16 - width);
            for slot in (reversed..size).step_by(1 << width) {
                table[slot] = (symbol as u16, *length);
            }
        }
        Some(Code {
            least: least as u32,
            mask: size as u32 - 1,
            table,
        })
    }
}

struct Decoder<'a> {
    input: &'a [u8],
    at: usize,
    bits: u32,
    count: u32,
    output: Vec<u8>,
    most: usize,
}

impl Decoder<'_> {
    fn corrupt(&self) -> End {
        End::Corrupt(self.at)
    }

    fn more(&mut self) -> Result<(), End> {
        let byte = *self.input.get(self.at).ok_or(End::UnexpectedEof)?;
        self.at += 1;
        self.bits |= u32::from(byte) << self.count;
        self.count += 8;
        Ok(())
    }

    fn take(&mut self, width: u32) -> Result<usize, End> {
        while self.count < width {
            self.more()?;
        }
        let value = self.bits & ((1 << width) - 1);
        self.bits >>= width;
        self.count -= width;
        Ok(value as usize)
    }

    fn symbol(&mut self, code: &Code) -> Result<usize, End> {
        let mut wanted = code.least;
        loop {
            while self.count < wanted {
                self.more()?;
            }
            let (symbol, length) = code.table[(self.bits & code.mask) as usize];
            wanted = u32::from(length);
            if wanted <= self.count {
                if wanted == 0 {
                    return Err(self.corrupt());
                }
                self.bits >>= wanted;
                self.count -= wanted;
                return Ok(usize::from(symbol));
            }
        }
    }

    fn room(&self, wanted: usize) -> Result<(), End> {
        if self.output.len() + wanted > self.most {
            return Err(End::TooLarge);
        }
        Ok(())
    }

    /// Reads one block and says whether it was the last.
    fn block(&mut self) -> Result<bool, End> {
        while self.count < 3 {
            self.more()?;
        }
        let last = self.take(1)? == 1;
        match self.take(2)? {
            0 => self.stored()?,
            1 => {
                let mut lengths = [8u8; 288];
                lengths[144..256].fill(9);
                lengths[256..280].fill(7);
                let Some(literals) = Code::new(&lengths) else {
                    return Err(self.corrupt());
                };
                self.compressed(&literals, None)?;
            }
            2 => {
                let (literals, distances) = self.codes()?;
                self.compressed(&literals, Some(&distances))?;
            }
            _ => return Err(self.corrupt()),
        }
        Ok(last)
    }

    fn stored(&mut self) -> Result<(), End> {
        (self.bits, self.count) = (0, 0);
        let Some(sizes) = self.input.get(self.at..self.at + 4) else {
            self.at = self.input.len();
            return Err(End::UnexpectedEof);
        };
        let size = u16::from_le_bytes([sizes[0], sizes[1]]);
        let inverse = u16::from_le_bytes([sizes[2], sizes[3]]);
        self.at += 4;
        if inverse != !size {
            return Err(self.corrupt());
        }
        let rest = &self.input[self.at..];
        let available = rest.len().min(usize::from(size));
        self.room(available)?;
        self.output.extend_from_slice(&rest[..available]);
        self.at += available;
        if available < usize::from(size) {
            return Err(End::UnexpectedEof);
        }
        Ok(())
    }

    fn codes(&mut self) -> Result<(Code, Code), End> {
        while self.count < 14 {
            self.more()?;
        }
        let literals = self.take(5)? + 257;
        if literals > MAX_LITERALS {
            return Err(self.corrupt());
        }
        let distances = self.take(5)? + 1;
        if distances > MAX_DISTANCES {
            return Err(self.corrupt());
        }
        let coded = self.take(4)? + 4;
        let mut lengths = [0u8; 19];
        for slot in &CODE_ORDER[..coded] {
            lengths[*slot] = self.take(3)? as u8;
        }
        let code = Code::new(&lengths).ok_or(self.corrupt())?;
        let mut all = [0u8; MAX_LITERALS + MAX_DISTANCES];
        let total = literals + distances;
        let mut filled = 0;
        while filled < total {
            let symbol = self.symbol(&code)?;
            let (value, least, width) = match symbol {
                0..16 => {
                    all[filled] = symbol as u8;
                    filled += 1;
                    continue;
                }
                16 if filled == 0 => return Err(self.corrupt()),
                16 => (all[filled - 1], 3, 2),
                17 => (0, 3, 3),
                _ => (0, 11, 7),
            };
            let repeat = least + self.take(width)?;
            if filled + repeat > total {
                return Err(self.corrupt());
            }
            all[filled..filled + repeat].fill(value);
            filled += repeat;
        }
        let mut first = Code::new(&all[..literals]).ok_or(self.corrupt())?;
        let second = Code::new(&all[literals..total]).ok_or(self.corrupt())?;
        // Every block must end with this symbol, so its length may safely be read at once.
        first.least = first.least.max(u32::from(all[256]));
        Ok((first, second))
    }

    fn compressed(&mut self, literals: &Code, distances: Option<&Code>) -> Result<(), End> {
        loop {
            let symbol = self.symbol(literals)?;
            let (base, width) = match symbol {
                0..256 => {
                    self.room(1)?;
                    self.output.push(symbol as u8);
                    continue;
                }
                256 => return Ok(()),
                257..265 => (symbol - 254, 0),
                265..269 => (symbol * 2 - (265 * 2 - 11), 1),
                269..273 => (symbol * 4 - (269 * 4 - 19), 2),
                273..277 => (symbol * 8 - (273 * 8 - 35), 3),
                277..281 => (symbol * 16 - (277 * 16 - 67), 4),
                281..285 => (symbol * 32 - (281 * 32 - 131), 5),
                285 => (258, 0),
                _ => return Err(self.corrupt()),
            };
            let length = base + self.take(width)?;
            let slot = match distances {
                Some(code) => self.symbol(code)?,
                None => usize::from((self.take(5)? as u8).reverse_bits() >> 3),
            };
            let distance = match slot {
                0..4 => slot + 1,
                4..MAX_DISTANCES => {
                    let width = (slot as u32 - 2) >> 1;
                    let extra = ((slot & 1) << width) | self.take(width)?;
                    (1 << (width + 1)) + 1 + extra
                }
                _ => return Err(self.corrupt()),
            };
            if distance > self.output.len().min(WINDOW) {
                return Err(self.corrupt());
            }
            self.room(length)?;
            let from = self.output.len() - distance;
            for at in from..from + length {
                self.output.push(self.output[at]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use chartroom_inflate::{Deflate, Fault};
    use flate2::Compression;
    use flate2::write::DeflateEncoder;
    use proptest::prelude::*;

    use super::*;

    /// What the fast reader makes of a stream, in steps of so many bytes.
    fn fast(stream: &[u8], step: usize) -> Result<(Vec<u8>, usize), Fault> {
        let mut deflate = Deflate::new(0);
        let mut output = Vec::new();
        loop {
            let filled = output.len();
            output.resize(filled + step, 0);
            let now = deflate.run(stream, &mut output, 0, filled)?;
            output.truncate(now);
            if let Some(end) = deflate.end() {
                return Ok((output, end));
            }
        }
    }

    proptest! {
        /// The fast reader takes what this one takes, and nothing else.
        #[test]
        fn agrees_with_the_fast_one(
            text in "[a-h]{0,20}\\PC{0,200}[a-c]{0,900}",
            level in 0u32..10,
            step in 1usize..5000,
            at: prop::sample::Index,
            bit in 0u32..8,
            cut: prop::sample::Index,
        ) {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(level));
            encoder.write_all(text.as_bytes()).unwrap();
            let mut stream = encoder.finish().unwrap();
            let at = at.index(stream.len());
            stream[at] ^= 1 << bit;
            for stream in [&stream[..], &stream[..cut.index(stream.len())]] {
                let go = inflate(stream, 1 << 20);
                match fast(stream, step) {
                    Ok((output, end)) => {
                        prop_assert_eq!(go.end, End::Eof);
                        prop_assert!(go.output == output);
                        prop_assert_eq!(go.consumed, end);
                    }
                    Err(Fault) => prop_assert_ne!(go.end, End::Eof),
                }
            }
        }
    }
}
