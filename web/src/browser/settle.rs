//! Giving the browser its turn between the steps of longer work.

use std::time::Duration;

use futures::channel::oneshot;
use leptos::prelude::set_timeout;

/// Lets the browser paint and answer input, then goes on.
pub async fn turn() {
    sleep(Duration::ZERO).await;
}

/// Waits.
pub async fn sleep(duration: Duration) {
    let (done, waiting) = oneshot::channel::<()>();
    set_timeout(
        move || {
            let _ = done.send(());
        },
        duration,
    );
    let _ = waiting.await;
}
