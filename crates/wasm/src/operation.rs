//! Operations that take time. Every one is a future of one type to what runs it: wasm-bindgen's own
//! `async` exports link all that for each of them again.

use std::future::Future;
use std::pin::Pin;

use chartroom_registry::Cancel;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::future_to_promise;

use crate::error::{Thrown, thrown};

type Work = Pin<Box<dyn Future<Output = Result<JsValue, Thrown>>>>;

/// Runs an operation that looks itself whether it is to stop.
pub fn promise(work: impl Future<Output = Result<JsValue, Thrown>> + 'static) -> Promise {
    run(Box::pin(work))
}

/// Runs an operation until `cancel` is raised; then it is dropped, and the promise rejected with
/// `ABORTED`.
pub fn stoppable(
    cancel: &Cancel,
    work: impl Future<Output = Result<JsValue, Thrown>> + 'static,
) -> Promise {
    run_until(cancel, Box::pin(work))
}

fn run_until(cancel: &Cancel, work: Work) -> Promise {
    let cancel = cancel.clone();
    promise(async move {
        let done = cancel.race(work).await;
        done.unwrap_or_else(|_| Err(thrown("ABORTED", "the operation was cancelled")))
    })
}

fn run(work: Work) -> Promise {
    future_to_promise(work)
}
