//! The transport of native programs.
