//! OCI nouns: digests, descriptors, manifests, references, and JSON as Go writes it.
