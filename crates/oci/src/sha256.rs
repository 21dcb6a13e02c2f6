//! SHA-256, the hash of every digest that registries use.

/// By the `sha2` crate, which uses what the processor has for it.
#[cfg(feature = "sha2")]
pub(crate) struct Sha256(sha2::Sha256);

#[cfg(feature = "sha2")]
impl Sha256 {
    /// Of no bytes yet.
    pub(crate) fn new() -> Sha256 {
        Sha256(sha2::Digest::new())
    }

    /// Takes the next bytes.
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        sha2::Digest::update(&mut self.0, bytes);
    }

    /// The hash.
    pub(crate) fn finish(self) -> Vec<u8> {
        sha2::Digest::finalize(self.0).to_vec()
    }
}

/// By our own, which is small.
#[cfg(not(feature = "sha2"))]
pub(crate) struct Sha256(crate::sha2::Sha2);

#[cfg(not(feature = "sha2"))]
impl Sha256 {
    /// Of no bytes yet.
    pub(crate) fn new() -> Sha256 {
        Sha256(crate::sha2::Sha2::new_256())
    }

    /// Takes the next bytes.
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.0.finish()
    }
}
