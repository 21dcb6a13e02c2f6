//! Bytes as they go and come.

use std::fmt;
use std::sync::Arc;

/// How far a request is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// Bytes of the request's body that are sent.
    pub sent: u64,
    /// Bytes of the answer's body that came.
    pub received: u64,
    /// The number of bytes to be sent (uploads) or to come (downloads), when it is known.
    pub total: Option<u64>,
}

/// Somebody who wants to know. Cheap to clone.
///
/// The callback is `Send + Sync` so that native futures stay `Send`; `chartroom-fetch` has a
/// wrapper for callbacks into JavaScript, which are neither.
#[derive(Clone)]
pub struct ProgressSink(Arc<dyn Fn(Progress) + Send + Sync>);

impl ProgressSink {
    /// A sink that calls `callback`.
    pub fn new(callback: impl Fn(Progress) + Send + Sync + 'static) -> ProgressSink {
        ProgressSink(Arc::new(callback))
    }

    /// Tells how far the request is.
    pub fn report(&self, progress: Progress) {
        (self.0)(progress);
    }
}

impl fmt::Debug for ProgressSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProgressSink")
    }
}
