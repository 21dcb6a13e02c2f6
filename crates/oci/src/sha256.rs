//! SHA-256, the hash of every digest that registries use.

/// By the `sha2` crate, which uses what the processor has for it.
pub(crate) struct Sha256(sha2::Sha256);

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
