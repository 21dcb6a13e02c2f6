//! The text/template engine of Go.
