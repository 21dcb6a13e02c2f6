//! Callbacks that live on one thread.

use chartroom_registry::{Progress, ProgressSink};
use send_wrapper::SendWrapper;

/// A sink over a callback that need not be `Send`: one that touches JavaScript or the page.
///
/// # Panics
///
/// When it is told something on another thread than the one it was made on. In a browser there is
/// no way to get it there.
pub fn local_progress(callback: impl Fn(Progress) + 'static) -> ProgressSink {
    let callback = SendWrapper::new(callback);
    ProgressSink::new(move |progress| (*callback)(progress))
}
