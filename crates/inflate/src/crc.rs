//! CRC-32 as gzip has it, eight bytes at a time.

use std::sync::OnceLock;

/// What each of eight bytes does to the sum: made once, because as data the tables would cost the
/// wasm eight kilobytes.
type Tables = [[u32; 256]; 8];

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Box<Tables>> = OnceLock::new();
    TABLES.get_or_init(|| {
        let mut tables = Box::new([[0; 256]; 8]);
        for byte in 0..256 {
            let mut sum = byte as u32;
            for _ in 0..8 {
                sum = (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg());
            }
            tables[0][byte] = sum;
        }
        for further in 1..8 {
            for byte in 0..256 {
                let sum = tables[further - 1][byte];
                tables[further][byte] = (sum >> 8) ^ tables[0][(sum & 0xff) as usize];
            }
        }
        tables
    })
}

/// The CRC-32 of `bytes`.
pub fn crc32(bytes: &[u8]) -> u32 {
    let tables = tables();
    let mut sum = !0u32;
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        let word = u64::from_le_bytes(*word) ^ u64::from(sum);
        sum = 0;
        for (place, table) in tables.iter().rev().enumerate() {
            sum ^= table[(word >> (8 * place)) as usize & 0xff];
        }
    }
    for byte in rest {
        sum = (sum >> 8) ^ tables[0][((sum ^ u32::from(*byte)) & 0xff) as usize];
    }
    !sum
}

#[cfg(test)]
mod tests {
    use super::crc32;

    #[test]
    fn sums_as_everybody_does() {
        assert_eq!(crc32(b""), 0);
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(
            crc32(b"The quick brown fox jumps over the lazy dog"),
            0x414f_a339
        );
    }
}
