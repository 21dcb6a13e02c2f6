//! The transport of browsers, workers and Node: fetch and XMLHttpRequest.
//!
//! Everything goes through the global `fetch` (or one that the caller gives), except uploads that
//! somebody watches: fetch does not tell how much of a body was sent, XMLHttpRequest does. What
//! calls these is JavaScript (`transport.js`), a third of what the same costs as bindings from here.

mod fetch;

pub use fetch::FetchTransport;
