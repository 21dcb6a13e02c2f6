//! The Chartroom server: the app at `/`, an OCI registry at `/v2/`, a proxy at `/proxy/`.
//!
//! The binary `chartroom-server` only reads its options and starts what is here; tests use the
//! same parts without a process.
//!
//! | path | what |
//! |---|---|
//! | `/` and everything else | the app; a path that is no file gives its page |
//! | `/v2/` | the embedded registry over a [`DiskStore`](store::DiskStore) |
//! | `/proxy/<scheme>/<host>/…` | registries that do not let pages in, see [`proxy`] |
//! | `/api/info` | what the app must know of its server, see [`App`](app::App) |
//! | `/healthz`, `/readyz` | for whoever watches the server |

pub mod app;
pub mod auth;
pub mod guard;
pub mod options;
pub mod payload;
pub mod proxy;
pub mod registry;
pub mod respond;
pub mod serve;
pub mod site;
pub mod store;
