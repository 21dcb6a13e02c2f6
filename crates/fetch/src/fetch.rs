//! Requests over `transport.js`.

use std::time::Duration;

use chartroom_registry::{
    Headers, Origin, Progress, ProgressSink, Redirects, Request, Response, SendOptions, Transport,
    TransportError, TransportErrorKind,
};
use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// What the numbers that `transport.js` gives to failures mean.
const KINDS: [TransportErrorKind; 7] = [
    TransportErrorKind::Network,
    TransportErrorKind::Refused,
    TransportErrorKind::Cors,
    TransportErrorKind::Timeout,
    TransportErrorKind::Aborted,
    TransportErrorKind::TooLarge,
    TransportErrorKind::Tls,
];

/// Hears how many bytes went and came, and how many there are to be.
type Told = Closure<dyn FnMut(f64, f64, Option<f64>)>;

#[wasm_bindgen(module = "/src/transport.js")]
extern "C" {
    type Exchange;

    #[allow(clippy::too_many_arguments)]
    fn begin(
        own: Option<&Function>,
        method: &str,
        url: &str,
        headers: &str,
        body: &[u8],
        refuse: bool,
        limit: f64,
        local: bool,
        told: Option<&Told>,
    ) -> Exchange;

    #[wasm_bindgen(method, getter)]
    fn answer(this: &Exchange) -> Promise;

    #[wasm_bindgen(method)]
    fn stop(this: &Exchange);

    fn pause(milliseconds: u32) -> Promise;

    type Answer;

    #[wasm_bindgen(method, getter)]
    fn status(this: &Answer) -> u16;

    #[wasm_bindgen(method, getter)]
    fn url(this: &Answer) -> String;

    #[wasm_bindgen(method, getter)]
    fn headers(this: &Answer) -> String;

    #[wasm_bindgen(method, getter)]
    fn body(this: &Answer) -> Vec<u8>;

    type Failure;

    #[wasm_bindgen(method, getter)]
    fn kind(this: &Failure) -> usize;

    #[wasm_bindgen(method, getter)]
    fn message(this: &Failure) -> String;
}

/// The transport of everything that runs JavaScript.
#[derive(Clone, Debug, Default)]
pub struct FetchTransport {
    fetch: Option<Function>,
}

impl FetchTransport {
    /// Over the global `fetch`, and XMLHttpRequest for watched uploads where it exists.
    pub fn new() -> FetchTransport {
        FetchTransport::default()
    }

    /// Over a function with the signature of `fetch`. XMLHttpRequest is then never used.
    pub fn with_fetch(fetch: Function) -> FetchTransport {
        FetchTransport { fetch: Some(fetch) }
    }
}

/// A request that is aborted when dropped before its end.
struct Running {
    exchange: Exchange,
    _told: Option<Told>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.exchange.stop();
    }
}

impl Transport for FetchTransport {
    async fn send(
        &self,
        request: Request,
        options: SendOptions,
    ) -> Result<Response, TransportError> {
        let running = start(self.fetch.as_ref(), &request, options);
        match JsFuture::from(running.exchange.answer()).await {
            Ok(answer) => Ok(response(answer.unchecked_ref())),
            Err(failure) => Err(error(failure.unchecked_ref())),
        }
    }

    async fn sleep(&self, duration: Duration) {
        let milliseconds = u32::try_from(duration.as_millis()).unwrap_or(u32::MAX);
        // It is never rejected.
        let _ = JsFuture::from(pause(milliseconds)).await;
    }
}

fn start(own: Option<&Function>, request: &Request, options: SendOptions) -> Running {
    let mut headers = String::new();
    for (name, value) in request.headers.iter().filter(|(_, value)| value.is_ascii()) {
        for piece in [name, ": ", value, "\n"] {
            headers.push_str(piece);
        }
    }
    let told = options.progress.map(told);
    let exchange = begin(
        own,
        request.method.as_str(),
        &request.url,
        &headers,
        &request.body,
        options.redirects == Redirects::Refuse,
        options.max_response as f64,
        Origin::of(&request.url).is_some_and(|origin| origin.is_private_literal()),
        told.as_ref(),
    );
    Running {
        exchange,
        _told: told,
    }
}

fn told(sink: ProgressSink) -> Told {
    Closure::new(move |sent: f64, received: f64, total: Option<f64>| {
        sink.report(Progress {
            sent: sent as u64,
            received: received as u64,
            total: total.map(|total| total as u64),
        });
    })
}

fn response(answer: &Answer) -> Response {
    let mut headers = Headers::new();
    for line in answer.headers().lines() {
        if let Some((name, value)) = line.split_once(':') {
            headers.append(name, value.trim());
        }
    }
    Response {
        status: answer.status(),
        headers,
        body: answer.body().into(),
        url: Some(answer.url()),
    }
}

fn error(failure: &Failure) -> TransportError {
    let kind = KINDS.get(failure.kind()).copied();
    TransportError::new(
        kind.unwrap_or(TransportErrorKind::Network),
        failure.message(),
    )
}
