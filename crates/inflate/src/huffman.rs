//! Huffman codes as tables.

/// So many bits find a symbol at once; longer codes take a second look.
const FIRST: u32 = 10;

/// What a code is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Literals, lengths and the end of the block.
    Literals,
    /// Distances.
    Distances,
    /// Lengths of other codes' words.
    Lengths,
}

/// The entry is a literal byte.
pub(crate) const LITERAL: u32 = 1 << 31;
/// The entry is the end of the block.
pub(crate) const END: u32 = 1 << 15;
/// The entry leads to a second table.
const MORE: u32 = 1 << 14;
/// The entry means something.
const VALID: u32 = 1 << 13;

/// What the next bits mean: the length of the word in bits 0 to 7, the number of extra bits in 8
/// to 12, flags, and a literal, a length or a distance from bit 16.
#[derive(Clone, Copy)]
pub(crate) struct Entry(u32);

impl Entry {
    /// Whether it has a flag.
    pub(crate) fn is(self, flag: u32) -> bool {
        self.0 & flag != 0
    }

    /// Whether there is such a word at all.
    pub(crate) fn is_valid(self) -> bool {
        self.is(VALID)
    }

    /// The length of the word in bits.
    pub(crate) fn length(self) -> u32 {
        self.0 & 0xff
    }

    /// How many bits follow, to be added to the value.
    pub(crate) fn extra(self) -> u32 {
        (self.0 >> 8) & 0x1f
    }

    /// The literal, length, distance or symbol.
    pub(crate) fn value(self) -> usize {
        (self.0 >> 16 & 0x7fff) as usize
    }
}

/// A code.
pub(crate) struct Table {
    first: [u32; 1 << FIRST],
    more: Vec<u32>,
    /// How many bits the second look takes.
    second: u32,
}

impl Table {
    /// A code without words.
    pub(crate) fn new() -> Box<Table> {
        Box::new(Table {
            first: [0; 1 << FIRST],
            more: Vec::new(),
            second: 0,
        })
    }

    /// The word that `bits` begin with.
    #[inline]
    pub(crate) fn entry(&self, bits: u64) -> Entry {
        let entry = self.first[(bits & ((1 << FIRST) - 1)) as usize];
        if entry & MORE == 0 {
            return Entry(entry);
        }
        let index = (bits >> FIRST) as usize & ((1 << self.second) - 1);
        let entry = self.more.get((entry >> 16) as usize + index);
        Entry(entry.copied().unwrap_or_default())
    }

    /// Makes the code with words of these lengths. Codes are good when Go takes them: complete
    /// ones, a lone word of one bit, or no word at all.
    pub(crate) fn read(&mut self, lengths: &[u8], kind: Kind) -> Option<()> {
        let mut count = [0usize; 16];
        for length in lengths {
            count[usize::from(*length & 15)] += 1;
        }
        count[0] = 0;
        self.first.fill(0);
        self.more.clear();
        let Some(longest) = count.iter().rposition(|n| *n > 0) else {
            return Some(());
        };
        let mut next = [0usize; 16];
        let mut code = 0;
        for length in 1..=longest {
            code <<= 1;
            next[length] = code;
            code += count[length];
        }
        if code != 1 << longest && !(code == 1 && longest == 1) {
            return None;
        }
        self.second = (longest as u32).saturating_sub(FIRST);
        for (symbol, length) in lengths.iter().enumerate().filter(|(_, n)| **n > 0) {
            let width = usize::from(*length & 15);
            let word = (next[width] as u16).reverse_bits() as usize >> (16 - width);
            next[width] += 1;
            let entry = meaning(symbol, kind) | width as u32;
            let (table, word, bits, width) = match width.checked_sub(FIRST as usize) {
                None | Some(0) => (&mut self.first[..], word, FIRST, width),
                Some(beyond) => {
                    let slot = &mut self.first[word & ((1 << FIRST) - 1)];
                    if *slot == 0 {
                        *slot = MORE | (self.more.len() as u32) << 16;
                        self.more.resize(self.more.len() + (1 << self.second), 0);
                    }
                    let table = &mut self.more[(*slot >> 16) as usize..];
                    (table, word >> FIRST, self.second, beyond)
                }
            };
            for slot in (word..1 << bits).step_by(1 << width) {
                table[slot] = entry;
            }
        }
        Some(())
    }
}

/// The entry of a symbol, but for the length of its word.
fn meaning(symbol: usize, kind: Kind) -> u32 {
    let (value, extra) = match (kind, symbol) {
        (Kind::Lengths, _) => (symbol, 0),
        (Kind::Literals, 0..256) => return LITERAL | VALID | (symbol as u32) << 16,
        (Kind::Literals, 256) => return END | VALID,
        (Kind::Literals, 285) => (258, 0),
        (Kind::Literals, 257..265) => (symbol - 254, 0),
        (Kind::Literals, 265..285) => {
            let width = (symbol - 261) >> 2;
            (((4 | (symbol - 1) & 3) << width) + 3, width)
        }
        (Kind::Distances, 0..4) => (symbol + 1, 0),
        (Kind::Distances, 4..30) => {
            let width = (symbol - 2) >> 1;
            (((2 | symbol & 1) << width) + 1, width)
        }
        // Words that no healthy stream has.
        _ => return 0,
    };
    VALID | (value as u32) << 16 | (extra as u32) << 8
}

#[cfg(test)]
mod tests {
    use super::{Kind, meaning};

    #[test]
    fn lengths_and_distances() {
        // RFC 1951, 3.2.5.
        let of = |symbol, kind| {
            let entry = super::Entry(meaning(symbol, kind));
            (entry.value(), entry.extra())
        };
        for (symbol, expected) in [
            (257, (3, 0)),
            (264, (10, 0)),
            (265, (11, 1)),
            (268, (17, 1)),
            (269, (19, 2)),
            (273, (35, 3)),
            (280, (115, 4)),
            (281, (131, 5)),
            (284, (227, 5)),
            (285, (258, 0)),
        ] {
            assert_eq!(of(symbol, Kind::Literals), expected, "{symbol}");
        }
        for (symbol, expected) in [
            (0, (1, 0)),
            (3, (4, 0)),
            (4, (5, 1)),
            (5, (7, 1)),
            (6, (9, 2)),
            (10, (33, 4)),
            (29, (24577, 13)),
        ] {
            assert_eq!(of(symbol, Kind::Distances), expected, "{symbol}");
        }
    }
}
