//! Helm charts: archives, metadata, values, validation.
