//! A lock that waits without holding up the thread, and those who wait.

use std::future::poll_fn;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// Tasks that want to be woken.
#[derive(Default)]
pub(crate) struct Waiters {
    next: u64,
    wakers: Vec<(u64, Waker)>,
}

impl Waiters {
    /// Wakes the task of `cx` the next time; `ticket` is how it is known from then on.
    pub(crate) fn note(&mut self, ticket: &mut Option<u64>, cx: &Context<'_>) {
        let id = *ticket.get_or_insert_with(|| {
            self.next += 1;
            self.next
        });
        match self.wakers.iter_mut().find(|(other, _)| *other == id) {
            Some((_, waker)) => waker.clone_from(cx.waker()),
            None => self.wakers.push((id, cx.waker().clone())),
        }
    }

    /// Forgets a task that does not wait any more.
    pub(crate) fn forget(&mut self, ticket: Option<u64>) {
        self.wakers.retain(|(other, _)| Some(*other) != ticket);
    }

    /// Whether nobody waits.
    #[cfg(test)]
    pub(crate) fn is_empty(&self) -> bool {
        self.wakers.is_empty()
    }

    /// Everybody who waits now.
    pub(crate) fn take(&mut self) -> Vec<(u64, Waker)> {
        std::mem::take(&mut self.wakers)
    }
}

/// Held by one task at a time.
#[derive(Default)]
pub(crate) struct Lock(Mutex<State>);

#[derive(Default)]
struct State {
    held: bool,
    waiters: Waiters,
}

/// Lets the next one in when dropped.
pub(crate) struct Held<'a>(&'a Lock);

/// Waits for its turn; leaves the queue when dropped.
struct Turn<'a> {
    lock: &'a Lock,
    ticket: Option<u64>,
}

impl Lock {
    /// Waits until nobody else holds it.
    pub(crate) async fn lock(&self) -> Held<'_> {
        let mut turn = Turn {
            lock: self,
            ticket: None,
        };
        poll_fn(|cx| turn.poll(cx)).await
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that can panic happens under the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<'a> Turn<'a> {
    fn poll(&mut self, cx: &Context<'_>) -> Poll<Held<'a>> {
        let mut state = self.lock.state();
        if state.held {
            state.waiters.note(&mut self.ticket, cx);
            return Poll::Pending;
        }
        state.held = true;
        Poll::Ready(Held(self.lock))
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if self.ticket.is_some() {
            self.lock.state().waiters.forget(self.ticket);
        }
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.held = false;
        let waiting = state.waiters.take();
        drop(state);
        // All of them: one that is woken may be dropped before it looks.
        for (_, waker) in waiting {
            waker.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::executor::block_on;
    use futures::future::join_all;
    use std::cell::Cell;

    async fn turn() {
        let mut waited = false;
        poll_fn(|cx| {
            if std::mem::replace(&mut waited, true) {
                return Poll::Ready(());
            }
            cx.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    }

    #[test]
    fn one_at_a_time_and_everybody_once() {
        let (lock, inside, done) = (Lock::default(), Cell::new(0), Cell::new(0));
        let work = || async {
            let held = lock.lock().await;
            inside.set(inside.get() + 1);
            assert_eq!(inside.get(), 1);
            turn().await;
            inside.set(inside.get() - 1);
            done.set(done.get() + 1);
            drop(held);
        };
        block_on(join_all((0..9).map(|_| work())));
        assert_eq!(done.get(), 9);
    }

    #[test]
    fn who_gives_up_holds_nobody_up() {
        let lock = Lock::default();
        let held = block_on(lock.lock());
        let mut given_up = Box::pin(lock.lock());
        let mut waiting = Box::pin(lock.lock());
        let cx = &mut Context::from_waker(Waker::noop());
        assert!(given_up.as_mut().poll(cx).is_pending());
        assert!(waiting.as_mut().poll(cx).is_pending());
        drop(held);
        drop(given_up);
        assert!(waiting.as_mut().poll(cx).is_ready());
        assert!(lock.state().waiters.is_empty());
    }
}
