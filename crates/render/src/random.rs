//! The random bytes of a render: a stream that a seed decides, so that a render can be repeated.

use sha2::{Digest, Sha256};

use crate::modules::{Reader, Writer};

/// Numbers from a seed. The stream is SHA-256 over seed and counter: unpredictable without the
/// seed, which the host takes from the platform unless the person gives one.
#[derive(Clone, Debug)]
pub struct Random {
    seed: [u8; 32],
    counter: u64,
    block: [u8; 32],
    used: usize,
}

impl Random {
    /// The stream of a seed.
    pub fn new(seed: [u8; 32]) -> Self {
        Random {
            seed,
            counter: 0,
            block: [0; 32],
            used: 32,
        }
    }

    /// Writes down where the stream has come to.
    pub fn write(&self, writer: &mut Writer) {
        writer.bytes(&self.seed);
        writer.number(self.counter);
        writer.byte(self.used as u8);
    }

    /// The stream at the place that [`write`](Random::write) wrote down.
    pub fn read(reader: &mut Reader<'_>) -> Option<Random> {
        let mut random = Random::new(reader.bytes()?.try_into().ok()?);
        let counter = reader.number()?;
        let used = usize::from(reader.byte()?);
        if let Some(last) = counter.checked_sub(1) {
            random.counter = last;
            random.byte();
            random.used = used.min(random.block.len());
        }
        Some(random)
    }

    /// The next byte.
    pub fn byte(&mut self) -> u8 {
        if self.used == self.block.len() {
            let mut hash = Sha256::new();
            hash.update(self.seed);
            hash.update(self.counter.to_le_bytes());
            self.block = hash.finalize().into();
            self.counter += 1;
            self.used = 0;
        }
        self.used += 1;
        self.block[self.used - 1]
    }

    /// Fills a buffer.
    pub fn fill(&mut self, out: &mut [u8]) {
        for byte in out {
            *byte = self.byte();
        }
    }

    /// A number below `limit`, each equally likely. `limit` must not be 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        // Numbers above the last multiple of `limit` would make small results likelier.
        let fair = u64::MAX - u64::MAX % limit;
        loop {
            let mut bytes = [0; 8];
            self.fill(&mut bytes);
            let number = u64::from_le_bytes(bytes);
            if number < fair {
                return number % limit;
            }
        }
    }
}

impl Default for Random {
    fn default() -> Self {
        Random::new([0; 32])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_decides_the_stream() {
        let stream = |seed| {
            let mut random = Random::new([seed; 32]);
            (0..100).map(|_| random.below(62)).collect::<Vec<_>>()
        };
        assert_eq!(stream(1), stream(1));
        assert_ne!(stream(1), stream(2));
        assert!(stream(3).iter().all(|n| *n < 62));
    }
}
