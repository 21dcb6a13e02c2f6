//! How much of an archive may be read.

/// Ceilings for opening an archive.
///
/// The first two are Helm's own package variables and produce Helm's error texts; the others are
/// ours and only matter for archives made to exhaust a reader, which Helm would follow for as long
/// as there is memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of all file contents together. Helm: 100 MiB, and one byte less is usable.
    pub total: u64,
    /// Bytes of one file. Helm: 5 MiB.
    pub file: u64,
    /// Bytes that may come out of the decompressor for one archive: contents, headers, padding and
    /// extension records. Ours.
    pub inflated: u64,
    /// Bytes that may come out of the decompressor for an archive and all archives nested in its
    /// `charts/` folder together. Ours.
    pub nested_inflated: u64,
    /// How deep charts may be nested in `charts/` folders. Ours.
    pub depth: u32,
}

impl Default for Limits {
    /// Helm 4.2.4's limits, with room for 64 MiB of tar headers, 256 MiB for an archive with all
    /// its nested ones, and 64 levels of subcharts.
    fn default() -> Self {
        Limits {
            total: 100 * 1024 * 1024,
            file: 5 * 1024 * 1024,
            inflated: 164 * 1024 * 1024,
            nested_inflated: 256 * 1024 * 1024,
            depth: 64,
        }
    }
}
