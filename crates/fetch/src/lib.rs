//! The transport of browsers, workers and Node: fetch and XMLHttpRequest.
//!
//! Everything goes through the global `fetch` (or one that the caller gives), except uploads that
//! somebody watches: fetch does not tell how much of a body was sent, XMLHttpRequest does. Bound
//! directly over `web-sys`: no `Request` object, no URL type, no JSON.

mod environment;
mod failure;
mod fetch;
mod progress;
mod upload;

pub use fetch::FetchTransport;
pub use progress::local_progress;
