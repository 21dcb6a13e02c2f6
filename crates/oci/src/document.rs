//! An annotated pretty-print of JSON text for the manifest viewer.
