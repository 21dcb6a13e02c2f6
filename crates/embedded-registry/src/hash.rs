//! Digests computed while bytes pass by.

use chartroom_oci::{Algorithm, Digest};
use sha2::{Digest as _, Sha256, Sha512};

/// Reads a digest this registry can check: `sha256:` with 64 or `sha512:` with 128 lower-case
/// hexadecimal digits; anything else gives `None`.
#[must_use]
pub fn supported_digest(text: &str) -> Option<Digest> {
    let (algorithm, hex) = text.split_once(':')?;
    let length = match algorithm {
        "sha256" => 64,
        "sha512" => 128,
        _ => return None,
    };
    let plain = hex
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if hex.len() != length || !plain {
        return None;
    }
    text.parse().ok()
}

/// A running hash for one of the supported algorithms.
#[derive(Clone, Debug)]
pub enum Hasher {
    /// SHA-256, what nearly everybody uses.
    Sha256(Sha256),
    /// SHA-512, the other algorithm the image specification registers.
    Sha512(Box<Sha512>),
}

impl Hasher {
    /// Starts a hash with the algorithm of `digest`; `None` when it is not supported.
    #[must_use]
    pub fn like(digest: &Digest) -> Option<Self> {
        match digest.algorithm {
            Algorithm::Sha256 => Some(Self::sha256()),
            Algorithm::Sha512 => Some(Self::Sha512(Box::default())),
            _ => None,
        }
    }

    /// Starts a SHA-256 hash.
    #[must_use]
    pub fn sha256() -> Self {
        Self::Sha256(Sha256::new())
    }

    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha256(hash) => hash.update(bytes),
            Self::Sha512(hash) => hash.update(bytes),
        }
    }

    /// Ends the hash and compares it with `digest`; false as well when the algorithm differs.
    #[must_use]
    pub fn matches(self, digest: &Digest) -> bool {
        match (self, &digest.algorithm) {
            (Self::Sha256(hash), Algorithm::Sha256) => hex(&hash.finalize()) == digest.hex,
            (Self::Sha512(hash), Algorithm::Sha512) => hex(&hash.finalize()) == digest.hex,
            _ => false,
        }
    }
}

/// Tells whether `bytes` have that digest.
pub(crate) fn is_digest_of(digest: &Digest, bytes: &[u8]) -> bool {
    Hasher::like(digest).is_some_and(|mut hasher| {
        hasher.update(bytes);
        hasher.matches(digest)
    })
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY_512: &str = "sha512:cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e";

    #[test]
    fn both_algorithms() {
        let one = Digest::sha256(b"{}");
        assert!(is_digest_of(&one, b"{}"));
        assert!(!is_digest_of(&one, b"{ }"));
        let other = supported_digest(EMPTY_512).expect("a digest");
        assert!(is_digest_of(&other, b""));
        assert!(!is_digest_of(&other, b"x"));
    }

    #[test]
    fn what_is_no_digest() {
        let hex = "0".repeat(64);
        for bad in [
            "",
            "sha256",
            "sha256:",
            "sha256:abc",
            "md5:00",
            &format!("SHA256:{hex}"),
            &format!("sha256:{}", "A".repeat(64)),
            &format!("sha512:{hex}"),
            &format!("sha256:{hex}0"),
        ] {
            assert!(supported_digest(bad).is_none(), "{bad}");
        }
    }
}
