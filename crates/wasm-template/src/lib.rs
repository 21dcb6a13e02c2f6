//! The template engine as a wasm module of its own: `helm template` and `helm lint`.
//!
//! A thin leaf: everything that thinks lives in `chartroom-render`, everything that JavaScript does
//! better in `crates/wasm/npm/template/`. Options cross the boundary as Helm's own flags, results
//! as JSON text beside the rendered text, errors as objects with a stable `code`. Cryptography,
//! JSON schemas and time zones are modules of their own; a question for them goes to the function that
//! `connect` was given.

mod chart;
mod command;
mod describe;
mod host;
mod modules;
mod repository;
