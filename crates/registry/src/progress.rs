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
/// The callback is `Send + Sync` so that native futures stay `Send`.
pub struct Listener<E>(Arc<dyn Fn(E) + Send + Sync>);

/// Somebody who wants to know how far a request is.
pub type ProgressSink = Listener<Progress>;

impl<E> Listener<E> {
    /// Calls `callback` for every event. It should return quickly.
    pub fn new(callback: impl Fn(E) + Send + Sync + 'static) -> Listener<E> {
        Listener(Arc::new(callback))
    }

    /// Tells what happened.
    pub fn report(&self, event: E) {
        (self.0)(event);
    }
}

impl<E> Clone for Listener<E> {
    fn clone(&self) -> Self {
        Listener(self.0.clone())
    }
}

impl<E> fmt::Debug for Listener<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Listener")
    }
}
