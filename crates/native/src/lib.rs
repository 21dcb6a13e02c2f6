//! The transport of native programs: hyper with rustls.
//!
//! TLS is rustls with the *ring* provider and Mozilla's roots, so nothing has to be installed and no
//! C compiler is needed. Proxies of the environment are not looked at: libraries here do not read
//! the environment.

mod body;
mod redirect;
mod transport;

pub use transport::{NativeOptions, NativeTransport};
