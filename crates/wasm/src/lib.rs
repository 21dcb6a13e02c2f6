//! The wasm library behind the npm package.
