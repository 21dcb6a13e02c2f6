//! An OCI registry as a function from request to response over a store.
