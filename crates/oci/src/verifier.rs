//! Checking bytes against a digest and a size while they pass.

use std::fmt;

use crate::digest::{Algorithm, Digest, hex};
use crate::sha256::Sha256;
use crate::sha512::Sha512;

/// Checks a stream of bytes against the size and digest a descriptor promises.
///
/// Feed it with [`update`](Verifier::update) and ask [`finish`](Verifier::finish) at the end. It
/// stops hashing as soon as more bytes came than promised, so a server that never ends costs
/// nothing.
pub struct Verifier {
    expected: Digest,
    size: u64,
    seen: u64,
    hash: Hash,
}

enum Hash {
    Sha256(Sha256),
    Wide(Sha512),
    Unknown,
}

/// How bytes differ from what their descriptor promised.
#[derive(Clone, PartialEq, Eq)]
pub enum VerifyError {
    /// Fewer or more bytes than promised.
    Size {
        /// The promised number of bytes.
        expected: u64,
        /// The number of bytes that came (at least; reading stops at the first one too many).
        actual: u64,
    },
    /// The right number of bytes, but not these bytes.
    Digest {
        /// The promised digest.
        expected: Digest,
        /// What the bytes hash to.
        actual: Digest,
    },
    /// The digest names an algorithm that cannot be computed here, so nothing can be said.
    UnsupportedAlgorithm(Digest),
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            VerifyError::Size { expected, actual } => {
                write!(
                    f,
                    "mismatched size: expected {expected} bytes, received {actual}"
                )
            }
            VerifyError::Digest { expected, actual } => {
                write!(
                    f,
                    "mismatched digest: expected {expected}, computed {actual}"
                )
            }
            VerifyError::UnsupportedAlgorithm(digest) => {
                write!(
                    f,
                    "unsupported digest algorithm: {}",
                    digest.algorithm.as_str()
                )
            }
        }
    }
}

/// As it is shown: what is derived links how structures are printed.
impl fmt::Debug for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for VerifyError {}

impl Verifier {
    /// A verifier for bytes promised to be `size` long with the digest `expected`.
    pub fn new(expected: &Digest, size: u64) -> Verifier {
        let hash = match &expected.algorithm {
            Algorithm::Sha256 => Hash::Sha256(Sha256::new()),
            Algorithm::Sha512 => Hash::Wide(Sha512::new_512()),
            Algorithm::Other(name) if name == "sha384" => Hash::Wide(Sha512::new_384()),
            Algorithm::Other(_) => Hash::Unknown,
        };
        Verifier {
            expected: expected.clone(),
            size,
            seen: 0,
            hash,
        }
    }

    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.seen = self.seen.saturating_add(bytes.len() as u64);
        if self.seen > self.size {
            return;
        }
        match &mut self.hash {
            Hash::Sha256(hash) => hash.update(bytes),
            Hash::Wide(hash) => hash.update(bytes),
            Hash::Unknown => {}
        }
    }

    /// Whether more bytes came than were promised: the reader can stop.
    pub fn is_exceeded(&self) -> bool {
        self.seen > self.size
    }

    /// The verdict over everything that passed.
    pub fn finish(self) -> Result<(), VerifyError> {
        if self.seen != self.size {
            return Err(VerifyError::Size {
                expected: self.size,
                actual: self.seen,
            });
        }
        let actual = match self.hash {
            Hash::Sha256(hash) => hex(&hash.finish()),
            Hash::Wide(hash) => hex(&hash.finish()),
            Hash::Unknown => return Err(VerifyError::UnsupportedAlgorithm(self.expected)),
        };
        if actual == self.expected.hex {
            return Ok(());
        }
        let actual = Digest {
            algorithm: self.expected.algorithm.clone(),
            hex: actual,
        };
        Err(VerifyError::Digest {
            expected: self.expected,
            actual,
        })
    }
}

/// Checks `bytes` against `digest` and `size` at once.
pub fn verify(bytes: &[u8], digest: &Digest, size: u64) -> Result<(), VerifyError> {
    let mut verifier = Verifier::new(digest, size);
    verifier.update(bytes);
    verifier.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_only_the_promised_bytes() {
        let digest = Digest::sha256(b"hello");
        assert_eq!(verify(b"hello", &digest, 5), Ok(()));
        assert_eq!(
            verify(b"hell", &digest, 5),
            Err(VerifyError::Size {
                expected: 5,
                actual: 4
            })
        );
        assert_eq!(
            verify(b"hello!", &digest, 5),
            Err(VerifyError::Size {
                expected: 5,
                actual: 6
            })
        );
        assert!(matches!(
            verify(b"hellO", &digest, 5),
            Err(VerifyError::Digest { .. })
        ));
        let unknown: Digest = "blake3:abc".parse().unwrap();
        assert!(matches!(
            verify(b"hello", &unknown, 5),
            Err(VerifyError::UnsupportedAlgorithm(_))
        ));
    }

    #[test]
    fn the_pieces_do_not_matter() {
        for algorithm in [
            Algorithm::Sha256,
            Algorithm::Sha512,
            Algorithm::Other("sha384".into()),
        ] {
            let digest = Digest::of(&algorithm, b"hello world").unwrap();
            let mut verifier = Verifier::new(&digest, 11);
            for piece in [&b"he"[..], b"", b"llo wor", b"ld"] {
                verifier.update(piece);
            }
            assert!(!verifier.is_exceeded());
            assert_eq!(verifier.finish(), Ok(()));
        }
    }
}
