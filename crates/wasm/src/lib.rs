//! The wasm library behind the npm package.
//!
//! A thin leaf: everything that thinks lives in the crates below, everything that JavaScript does
//! better lives in `npm/`. Data crosses the boundary as plain objects, bytes as `Uint8Array`, and
//! larger structures as JSON text, which `JSON.parse` reads faster than any object built by hand.
//! Errors are plain objects with a stable `code`; `npm/lib/error.js` makes `ChartroomError`s of
//! them. What is exported here is private to the package: its public face is `npm/index.d.ts`.

mod archive;
mod chart;
mod charts;
mod document;
mod error;
mod listener;
mod object;
mod operation;
mod plan;
mod reference;
mod registry;
