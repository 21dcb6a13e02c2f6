//! Base 64, base 32 and checksums. What cannot be decoded becomes the text of Go's complaint.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use chartroom_gotemplate::value::STRING;
use chartroom_gotemplate::{Definition, Value};

use super::text;

/// The functions of this file.
pub const TABLE: &[Definition] = &[
    Definition::new("b64enc", &[STRING], STRING, |_, args| {
        Ok(Value::from(STANDARD.encode(&*text(args, 0))))
    }),
    Definition::new("b64dec", &[STRING], STRING, |_, args| {
        Ok(match decode_64(&text(args, 0)) {
            Ok(bytes) => Value::from(bytes),
            Err(at) => Value::from(format!("illegal base64 data at input byte {at}")),
        })
    }),
    Definition::new("b32enc", &[STRING], STRING, |_, args| {
        Ok(Value::from(encode_32(&text(args, 0))))
    }),
    Definition::new("b32dec", &[STRING], STRING, |_, args| {
        Ok(match decode_32(&text(args, 0)) {
            Ok(bytes) => Value::from(bytes),
            Err(at) => Value::from(format!("illegal base32 data at input byte {at}")),
        })
    }),
    Definition::new("sha1sum", &[STRING], STRING, |_, args| {
        Ok(hex(&Sha1::digest(&*text(args, 0))))
    }),
    Definition::new("sha256sum", &[STRING], STRING, |_, args| {
        Ok(hex(&Sha256::digest(&*text(args, 0))))
    }),
    Definition::new("sha512sum", &[STRING], STRING, |_, args| {
        Ok(hex(&Sha512::digest(&*text(args, 0))))
    }),
    Definition::new("adler32sum", &[STRING], STRING, |_, args| {
        let (mut a, mut b) = (1u32, 0u32);
        for byte in text(args, 0).iter() {
            a = (a + u32::from(*byte)) % 65_521;
            b = (b + a) % 65_521;
        }
        Ok(Value::from(((b << 16) | a).to_string()))
    }),
];

fn hex(bytes: &[u8]) -> Value {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes
        .iter()
        .flat_map(|b| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]]);
    Value::from(digits.collect::<Vec<u8>>())
}

fn value_64(c: u8) -> Option<u32> {
    Some(u32::from(match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    }))
}

/// Go's standard decoding: line breaks are passed over, padding is demanded, spare bits are not
/// looked at. The error is the place Go names.
pub fn decode_64(text: &[u8]) -> Result<Vec<u8>, usize> {
    let skip = |mut at: usize| {
        while matches!(text.get(at), Some(b'\r' | b'\n')) {
            at += 1;
        }
        at
    };
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let mut at = 0;
    loop {
        let (mut bits, mut count) = (0u32, 0usize);
        while count < 4 {
            let Some(&c) = text.get(at) else {
                return if count == 0 { Ok(out) } else { Err(at - count) };
            };
            at += 1;
            if let Some(value) = value_64(c) {
                bits = bits << 6 | value;
                count += 1;
            } else if matches!(c, b'\r' | b'\n') {
                continue;
            } else if c != b'=' || count < 2 {
                return Err(at - 1);
            } else {
                if count == 2 {
                    at = skip(at);
                    match text.get(at) {
                        None => return Err(text.len()),
                        Some(b'=') => at += 1,
                        Some(_) => return Err(at - 1),
                    }
                }
                at = skip(at);
                if at < text.len() {
                    return Err(at);
                }
                let bits = bits << (6 * (4 - count));
                out.extend_from_slice(&bits.to_be_bytes()[1..count]);
                return Ok(out);
            }
        }
        out.extend_from_slice(&bits.to_be_bytes()[1..]);
    }
}

const ALPHABET_32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

fn encode_32(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len().div_ceil(5) * 8);
    for group in bytes.chunks(5) {
        let mut block = [0u8; 8];
        block[3..3 + group.len()].copy_from_slice(group);
        let bits = u64::from_be_bytes(block);
        let used = (group.len() * 8).div_ceil(5);
        for n in 0..8 {
            let digit = (bits >> (35 - 5 * n)) & 31;
            out.push(if n < used {
                ALPHABET_32[digit as usize]
            } else {
                b'='
            });
        }
    }
    out
}

fn decode_32(text: &[u8]) -> Result<Vec<u8>, usize> {
    let text: Vec<u8> = text
        .iter()
        .copied()
        .filter(|c| !matches!(c, b'\r' | b'\n'))
        .collect();
    let mut out = Vec::with_capacity(text.len() / 8 * 5);
    let (mut at, mut end) = (0, false);
    while at < text.len() && !end {
        let (mut bits, mut count) = (0u64, 0usize);
        while count < 8 {
            let Some(&c) = text.get(at) else {
                return Err(at - count);
            };
            at += 1;
            let rest = text.len() - at;
            if c == b'=' && count >= 2 && rest < 8 {
                if rest + count < 7 {
                    return Err(text.len());
                }
                if let Some(k) =
                    (0..7 - count).find(|k| text.get(at + k).is_some_and(|c| *c != b'='))
                {
                    return Err(at + k - 1);
                }
                if matches!(count, 3 | 6) {
                    return Err(at - 1);
                }
                end = true;
                break;
            }
            let digit = ALPHABET_32
                .iter()
                .position(|known| *known == c)
                .ok_or(at - 1)?;
            bits = bits << 5 | digit as u64;
            count += 1;
        }
        let whole = count * 5 / 8;
        let bits = bits << (5 * (8 - count));
        out.extend_from_slice(&bits.to_be_bytes()[3..3 + whole]);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_names_go_s_places() {
        for (text, wanted) in [
            ("aGk=", Ok(b"hi".to_vec())),
            ("aG\nk=", Ok(b"hi".to_vec())),
            ("aGk", Err(0)),
            ("aGkaa", Err(4)),
            ("!!!!", Err(0)),
            ("aGk=x", Err(4)),
            ("aG=k", Err(2)),
            ("aG=", Err(3)),
            ("", Ok(Vec::new())),
        ] {
            assert_eq!(decode_64(text.as_bytes()), wanted, "{text:?}");
        }
    }

    #[test]
    fn base32_goes_there_and_back() {
        for text in ["", "f", "fo", "foo", "foob", "fooba", "foobar"] {
            assert_eq!(
                decode_32(&encode_32(text.as_bytes())),
                Ok(text.as_bytes().to_vec())
            );
        }
        assert_eq!(encode_32(b"foob"), b"MZXW6YQ=");
        assert_eq!(decode_32(b"MZXW6YQ"), Err(0));
    }
}
