//! Helm provenance files: the clear-signed frame and the sums inside it.
