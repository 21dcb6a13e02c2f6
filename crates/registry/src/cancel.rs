//! Stopping requests from outside.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use crate::lock::Waiters;

/// A flag that can be raised once, and a future that waits for it. Clones share the flag.
#[derive(Clone, Default)]
pub struct Cancel(Arc<State>);

#[derive(Default)]
struct State {
    cancelled: AtomicBool,
    /// Who waits, by the number of the waiting future.
    waiting: Mutex<Waiters>,
}

/// The operation was cancelled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cancelled;

impl fmt::Display for Cancelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cancelled")
    }
}

impl std::error::Error for Cancelled {}

impl Cancel {
    /// A flag that is not raised.
    pub fn new() -> Cancel {
        Cancel::default()
    }

    /// Raises the flag and wakes everybody who waits for it.
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::SeqCst);
        let wakers = self.lock().take();
        for (_, waker) in wakers {
            waker.wake();
        }
    }

    /// Whether the flag is raised.
    pub fn is_cancelled(&self) -> bool {
        self.0.cancelled.load(Ordering::SeqCst)
    }

    /// Waits until the flag is raised.
    pub fn cancelled(&self) -> impl Future<Output = ()> + Send + Sync + 'static + use<> {
        self.waiting()
    }

    fn waiting(&self) -> CancelledFuture {
        CancelledFuture {
            cancel: self.clone(),
            id: None,
        }
    }

    /// Runs `future` until the flag is raised; then drops it.
    pub async fn race<F: Future>(&self, future: F) -> Result<F::Output, Cancelled> {
        Cancel::race_any([self, self], future).await
    }

    /// Runs `future` until one of the flags is raised; then drops it.
    pub(crate) async fn race_any<F: Future>(
        flags: [&Cancel; 2],
        future: F,
    ) -> Result<F::Output, Cancelled> {
        if flags.iter().any(|flag| flag.is_cancelled()) {
            return Err(Cancelled);
        }
        let (mut future, mut waiting) = (pin!(future), flags.map(Cancel::waiting));
        poll_fn(|cx| match future.as_mut().poll(cx) {
            Poll::Ready(output) => Poll::Ready(Ok(output)),
            Poll::Pending => {
                let raised = waiting.iter_mut().any(|flag| flag.is_raised(cx));
                if raised {
                    Poll::Ready(Err(Cancelled))
                } else {
                    Poll::Pending
                }
            }
        })
        .await
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Waiters> {
        // Nothing that can panic happens under the lock.
        self.0
            .waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Cancel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Cancel").field(&self.is_cancelled()).finish()
    }
}

struct CancelledFuture {
    cancel: Cancel,
    id: Option<u64>,
}

impl CancelledFuture {
    /// Whether the flag is raised; if not, the task is woken when it is.
    fn is_raised(&mut self, cx: &Context<'_>) -> bool {
        let mut waiting = self.cancel.lock();
        // Looked at under the lock: `cancel` raises the flag before it takes the lock.
        if self.cancel.is_cancelled() {
            return true;
        }
        waiting.note(&mut self.id, cx);
        false
    }
}

impl Future for CancelledFuture {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match self.is_raised(cx) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    }
}

impl Drop for CancelledFuture {
    fn drop(&mut self) {
        if self.id.is_some() {
            self.cancel.lock().forget(self.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;
    use futures::executor::block_on;

    #[test]
    #[cfg_attr(target_family = "wasm", ignore = "wasm has no threads")]
    fn wakes_all_who_wait() {
        let cancel = Cancel::new();
        let (a, b) = (cancel.cancelled(), cancel.cancelled());
        let mut a = pin!(a.fuse());
        assert!(a.as_mut().now_or_never().is_none());
        let other = cancel.clone();
        std::thread::spawn(move || other.cancel());
        block_on(b);
        block_on(cancel.cancelled());
        assert!(cancel.is_cancelled());
    }

    #[test]
    fn a_race_drops_the_loser() {
        struct Dropped(Arc<AtomicBool>);
        impl Drop for Dropped {
            fn drop(&mut self) {
                self.0.store(true, Ordering::SeqCst);
            }
        }
        let dropped = Arc::new(AtomicBool::new(false));
        let cancel = Cancel::new();
        let guard = Dropped(dropped.clone());
        let later = cancel.clone();
        let work = async move {
            let _guard = guard;
            later.cancel();
            std::future::pending::<()>().await;
        };
        assert_eq!(block_on(cancel.race(work)), Err(Cancelled));
        assert!(dropped.load(Ordering::SeqCst));
        assert!(cancel.lock().is_empty());
        assert_eq!(block_on(Cancel::new().race(async { 5 })), Ok(5));
    }
}
