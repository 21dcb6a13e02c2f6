//! Content digests: `algorithm:encoded`.
//!
//! Source: image-spec `descriptor.md` ("Digests") and the checks of `opencontainers/go-digest`,
//! whose error texts Helm shows.

use std::fmt;
use std::str::FromStr;

use crate::sha256::Sha256;
use crate::sha512::Sha512;

/// The hash function a digest names.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum Algorithm {
    /// `sha256`, the one every registry speaks.
    Sha256,
    /// `sha512`.
    Sha512,
    /// Any other well-formed name. An unknown algorithm is not an invalid digest: it can be shown
    /// and passed on, but not verified (except `sha384`, which Go's tools know as well).
    Other(String),
}

impl Algorithm {
    /// The name as it stands before the colon.
    pub fn as_str(&self) -> &str {
        match self {
            Algorithm::Sha256 => "sha256",
            Algorithm::Sha512 => "sha512",
            Algorithm::Other(name) => name,
        }
    }

    /// The number of hexadecimal characters a digest of this algorithm has, when it is known.
    pub fn encoded_len(&self) -> Option<usize> {
        match self {
            Algorithm::Sha256 => Some(64),
            Algorithm::Sha512 => Some(128),
            Algorithm::Other(name) if name == "sha384" => Some(96),
            Algorithm::Other(_) => None,
        }
    }

    /// Whether bytes can be checked against digests of this algorithm here.
    pub fn is_supported(&self) -> bool {
        self.encoded_len().is_some()
    }
}

/// A content digest, parsed once and valid from then on.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest {
    /// The hash function.
    pub algorithm: Algorithm,
    /// The encoded part after the colon (lower-case hexadecimal for every known algorithm).
    pub hex: String,
}

/// Why a text is no digest. `Display` is go-digest's wording.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DigestError {
    /// Not of the form `algorithm:encoded`, or characters outside the grammar.
    InvalidFormat,
    /// A known algorithm with the wrong number of characters.
    InvalidLength,
    /// Well-formed, but of an algorithm that is not known here. Only reported where the digest has
    /// to be *used* ([`Reference::parse`](crate::Reference::parse)); parsing accepts it.
    Unsupported,
}

impl fmt::Display for DigestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DigestError::InvalidFormat => "invalid checksum digest format",
            DigestError::InvalidLength => "invalid checksum digest length",
            DigestError::Unsupported => "unsupported digest algorithm",
        })
    }
}

impl std::error::Error for DigestError {}

fn sha256_of(bytes: &[u8]) -> String {
    let mut hash = Sha256::new();
    hash.update(bytes);
    hex(&hash.finish())
}

fn hex_of(mut hash: Sha512, bytes: &[u8]) -> String {
    hash.update(bytes);
    hex(&hash.finish())
}

impl Digest {
    /// The SHA-256 digest of `bytes`.
    pub fn sha256(bytes: &[u8]) -> Digest {
        Digest {
            algorithm: Algorithm::Sha256,
            hex: sha256_of(bytes),
        }
    }

    /// The digest of `bytes` under `algorithm`, or `None` when the algorithm is not known here.
    pub fn of(algorithm: &Algorithm, bytes: &[u8]) -> Option<Digest> {
        let hex = match algorithm {
            Algorithm::Sha256 => sha256_of(bytes),
            Algorithm::Sha512 => hex_of(Sha512::new_512(), bytes),
            Algorithm::Other(name) if name == "sha384" => hex_of(Sha512::new_384(), bytes),
            Algorithm::Other(_) => return None,
        };
        Some(Digest {
            algorithm: algorithm.clone(),
            hex,
        })
    }

    /// The first twelve characters of the encoded part: enough for eyes, never for comparing.
    pub fn short(&self) -> &str {
        // The grammar only admits ASCII, so any cut is on a character boundary.
        &self.hex[..self.hex.len().min(12)]
    }
}

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, encoded) = text.split_once(':').ok_or(DigestError::InvalidFormat)?;
        if name.is_empty() || encoded.is_empty() {
            return Err(DigestError::InvalidFormat);
        }
        let algorithm = match name {
            "sha256" => Algorithm::Sha256,
            "sha512" => Algorithm::Sha512,
            other => Algorithm::Other(other.to_owned()),
        };
        if let Some(len) = algorithm.encoded_len() {
            // go-digest looks at the length before the characters.
            if encoded.len() != len {
                return Err(DigestError::InvalidLength);
            }
            if !encoded
                .bytes()
                .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
            {
                return Err(DigestError::InvalidFormat);
            }
        } else if !is_algorithm_name(name) || !encoded.bytes().all(is_encoded_byte) {
            return Err(DigestError::InvalidFormat);
        }
        Ok(Digest {
            algorithm,
            hex: encoded.to_owned(),
        })
    }
}

/// `[a-z0-9]+(?:[.+_-][a-z0-9]+)*`
fn is_algorithm_name(name: &str) -> bool {
    name.split(['.', '+', '_', '-']).all(|part| {
        !part.is_empty() && part.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9'))
    })
}

/// `[a-zA-Z0-9=_-]`
fn is_encoded_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'=' | b'_' | b'-')
}

/// Lower-case hexadecimal of `bytes`.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut out = String::with_capacity(bytes.len() * 2);
    for b in bytes {
        out.push(DIGITS[usize::from(b >> 4)] as char);
        out.push(DIGITS[usize::from(b & 15)] as char);
    }
    out
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.algorithm.as_str())?;
        f.write_str(":")?;
        f.write_str(&self.hex)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hashes_as_everybody_does() {
        assert_eq!(
            Digest::sha256(b"{}").to_string(),
            "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
        );
        assert_eq!(Digest::of(&Algorithm::Sha512, b"").unwrap().hex.len(), 128);
        assert_eq!(
            Digest::of(&Algorithm::Other("sha384".into()), b"")
                .unwrap()
                .hex
                .len(),
            96
        );
        assert_eq!(Digest::of(&Algorithm::Other("blake3".into()), b""), None);
        assert_eq!(Digest::sha256(b"{}").short(), "44136fa355b3");
    }

    #[test]
    fn refuses_with_the_words_of_go_digest() {
        let error = |text: &str| text.parse::<Digest>().unwrap_err();
        assert_eq!(error("abc"), DigestError::InvalidFormat);
        assert_eq!(error(":abc"), DigestError::InvalidFormat);
        assert_eq!(error("sha256:"), DigestError::InvalidFormat);
        assert_eq!(error("sha256:abc"), DigestError::InvalidLength);
        assert_eq!(
            error(&format!("sha256:{}", "A".repeat(64))),
            DigestError::InvalidFormat
        );
        assert_eq!(error("SHA256:abc"), DigestError::InvalidFormat);
        assert_eq!(error("a..b:abc"), DigestError::InvalidFormat);
        assert_eq!(error("a:b:c"), DigestError::InvalidFormat);
    }

    #[test]
    fn an_unknown_algorithm_is_not_invalid() {
        let digest: Digest = "multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8"
            .parse()
            .unwrap();
        assert_eq!(
            digest.algorithm,
            Algorithm::Other("multihash+base58".into())
        );
        assert!(!digest.algorithm.is_supported());
    }

    proptest! {
        #[test]
        fn printing_undoes_parsing(text in "(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}|[a-z0-9]{1,4}([.+_-][a-z0-9]{1,3}){0,2}:[a-zA-Z0-9=_-]{1,70})") {
            if let Ok(digest) = text.parse::<Digest>() {
                prop_assert_eq!(digest.to_string(), text);
            }
        }

        #[test]
        fn never_panics(text in "\\PC{0,80}") {
            if let Ok(digest) = text.parse::<Digest>() {
                prop_assert_eq!(digest.to_string().parse::<Digest>().unwrap(), digest.clone());
                prop_assert!(digest.short().len() <= 12);
            }
        }
    }
}
