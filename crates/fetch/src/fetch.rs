//! Requests over fetch.

use std::time::Duration;

use bytes::Bytes;
use chartroom_registry::{
    Headers, Progress, READ_HEADERS, Redirects, Request, Response, SendOptions, Transport,
    TransportError, TransportErrorKind, header,
};
use js_sys::{Array, Function, Object, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReadableStreamDefaultReader};

use crate::environment::{get, global, global_fetch, is_browser, set, sleep};
use crate::failure::describe;
use crate::upload;

/// The transport of everything that runs JavaScript.
#[derive(Clone, Debug)]
pub struct FetchTransport {
    fetch: Option<Function>,
    read_headers: fn(&web_sys::Headers) -> Headers,
}

impl Default for FetchTransport {
    fn default() -> FetchTransport {
        FetchTransport {
            fetch: None,
            read_headers: wanted_headers,
        }
    }
}

impl FetchTransport {
    /// Over the global `fetch`, and XMLHttpRequest for watched uploads where it exists.
    pub fn new() -> FetchTransport {
        FetchTransport::default()
    }

    /// Over a function with the signature of `fetch`. XMLHttpRequest is then never used.
    pub fn with_fetch(fetch: Function) -> FetchTransport {
        FetchTransport {
            fetch: Some(fetch),
            ..FetchTransport::default()
        }
    }

    /// With all headers of an answer that the browser shows, not only those that the client looks
    /// at: for people who want to see them.
    pub fn with_all_headers(self) -> FetchTransport {
        FetchTransport {
            read_headers: all_headers,
            ..self
        }
    }

    /// Sends a request; it is aborted when the second value is dropped.
    fn begin(
        &self,
        request: &Request,
        options: &SendOptions,
    ) -> Result<(Promise, Abort), TransportError> {
        let fail = |reason: JsValue| describe(&reason, &request.url);
        let controller = AbortController::new().map_err(fail)?;
        let init = init(request, options, &controller);
        let abort = Abort(controller);
        let promise = self.start(&request.url, &init).map_err(fail)?;
        Ok((promise, abort))
    }

    fn start(&self, url: &str, init: &JsValue) -> Result<Promise, JsValue> {
        match &self.fetch {
            None => global_fetch(url, init),
            Some(fetch) => {
                let answer = fetch.call2(&JsValue::UNDEFINED, &url.into(), init)?;
                // A function that is not async may return the response itself.
                Ok(Promise::resolve(&answer))
            }
        }
    }
}

/// Aborts the request when dropped before the end.
struct Abort(AbortController);

impl Drop for Abort {
    fn drop(&mut self) {
        // Without a reason, so that the rejection is the usual AbortError. After the end of the
        // request this does nothing.
        self.0.abort();
    }
}

impl Transport for FetchTransport {
    async fn send(
        &self,
        request: Request,
        options: SendOptions,
    ) -> Result<Response, TransportError> {
        let watched_upload = options.progress.is_some() && !request.body.is_empty();
        // XMLHttpRequest cannot refuse redirects.
        let may_upload = self.fetch.is_none() && options.redirects == Redirects::Follow;
        if watched_upload && may_upload && global("XMLHttpRequest").is_some() {
            return upload::send(request, options).await;
        }
        let (promise, _abort) = self.begin(&request, &options)?;
        let url = &request.url;
        let fail = |reason: JsValue| describe(&reason, url);
        let response: web_sys::Response = JsFuture::from(promise)
            .await
            .map_err(fail)?
            .unchecked_into();
        let headers = (self.read_headers)(&response.headers());
        let mut body = Body::new(&headers, &request, &options);
        // A function given in place of fetch may return something without a stream.
        match get(&response, "body").and_then(|_| response.body()) {
            None => {
                let promise = response.array_buffer().map_err(fail)?;
                let buffer = JsFuture::from(promise).await.map_err(fail)?;
                body.take_whole(&buffer)?;
            }
            Some(stream) => {
                let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
                loop {
                    let piece = JsFuture::from(reader.read()).await.map_err(fail)?;
                    if !body.take(&piece, response.ok())? {
                        break;
                    }
                }
            }
        }
        let bytes = Bytes::from(body.bytes);
        let answered = Some(response.url()).filter(|answered| !answered.is_empty());
        assemble(
            response.status(),
            headers,
            bytes,
            answered.unwrap_or(request.url),
        )
    }

    async fn sleep(&self, duration: Duration) {
        sleep(duration).await;
    }
}

/// The options of the request, as a plain object.
fn init(request: &Request, options: &SendOptions, controller: &AbortController) -> JsValue {
    let init = Object::new();
    set(&init, "method", &request.method.as_str().into());
    let headers = Object::new();
    for (name, value) in sendable_headers(&request.headers) {
        set(&headers, name, &value.into());
    }
    set(&init, "headers", &headers);
    if !request.body.is_empty() {
        set(&init, "body", &Uint8Array::from(request.body.as_ref()));
    }
    set(&init, "signal", controller.signal().as_ref());
    let redirect = match options.redirects {
        Redirects::Follow => "follow",
        Redirects::Refuse => "error",
    };
    set(&init, "redirect", &redirect.into());
    if is_browser() {
        // No cookies, no login dialog of the browser, nothing from a cache that may be stale.
        set(&init, "mode", &"cors".into());
        set(&init, "credentials", &"omit".into());
        set(&init, "cache", &"no-store".into());
    }
    init.into()
}

/// The headers that may be set. A browser sends its own `User-Agent`; setting it would cost a
/// preflight and be ignored.
pub(crate) fn sendable_headers(headers: &Headers) -> impl Iterator<Item = (&str, &str)> {
    let browser = is_browser();
    headers
        .iter()
        .filter(move |(name, value)| !(browser && *name == header::USER_AGENT) && value.is_ascii())
}

/// The headers that the client looks at.
fn wanted_headers(headers: &web_sys::Headers) -> Headers {
    let mut map = Headers::new();
    for name in &READ_HEADERS {
        if let Ok(Some(value)) = headers.get(name) {
            map.append(name, value.trim());
        }
    }
    map
}

fn all_headers(headers: &web_sys::Headers) -> Headers {
    let mut map = Headers::new();
    let Ok(Some(entries)) = js_sys::try_iter(headers) else {
        return map;
    };
    for entry in entries.flatten() {
        let entry: Array = entry.unchecked_into();
        if let (Some(name), Some(value)) = (entry.get(0).as_string(), entry.get(1).as_string()) {
            map.append(&name, value.trim());
        }
    }
    map
}

/// The body of an answer as it comes.
struct Body<'a> {
    bytes: Vec<u8>,
    /// How long it is to be.
    said: Option<u64>,
    /// How many bytes went the other way.
    sent: u64,
    options: &'a SendOptions,
}

impl Body<'_> {
    fn new<'a>(headers: &Headers, request: &Request, options: &'a SendOptions) -> Body<'a> {
        let said = headers
            .get(header::CONTENT_LENGTH)
            // With an encoding on top it is the length of something else.
            .filter(|_| !headers.contains(header::CONTENT_ENCODING))
            .and_then(|value| value.parse::<u64>().ok());
        Body {
            bytes: Vec::new(),
            said,
            sent: request.body.len() as u64,
            options,
        }
    }

    /// Takes an ArrayBuffer that is all of it.
    fn take_whole(&mut self, buffer: &JsValue) -> Result<(), TransportError> {
        self.bytes = Uint8Array::new(buffer).to_vec();
        match self.bytes.len() as u64 > self.options.max_response {
            true => Err(too_large(self.options)),
            false => Ok(()),
        }
    }

    /// Takes what a stream gave. Whether there may be more.
    fn take(&mut self, piece: &JsValue, ok: bool) -> Result<bool, TransportError> {
        if get(piece, "done").is_some_and(|done| done.is_truthy()) {
            return Ok(false);
        }
        let Some(value) = get(piece, "value") else {
            return Ok(true);
        };
        let value: Uint8Array = value.unchecked_into();
        let (start, length) = (self.bytes.len(), value.length() as usize);
        if (start + length) as u64 > self.options.max_response {
            return Err(too_large(self.options));
        }
        if start == 0 {
            // What the server promises is no reason to allocate more than this beforehand.
            self.bytes
                .reserve(self.said.unwrap_or(0).min(1 << 20) as usize);
        }
        self.bytes.resize(start + length, 0);
        value.copy_to(&mut self.bytes[start..]);
        // The bytes of an error page are not progress.
        if let Some(progress) = self.options.progress.as_ref().filter(|_| ok) {
            let (sent, received) = (self.sent, self.bytes.len() as u64);
            let total = if sent > 0 { Some(sent) } else { self.said };
            progress.report(Progress {
                sent,
                received,
                total,
            });
        }
        Ok(true)
    }
}

pub(crate) fn too_large(options: &SendOptions) -> TransportError {
    TransportError::new(
        TransportErrorKind::TooLarge,
        format!("the answer is longer than {} bytes", options.max_response),
    )
}

/// Puts an answer together.
pub(crate) fn assemble(
    status: u16,
    headers: Headers,
    body: Bytes,
    answered: String,
) -> Result<Response, TransportError> {
    if !(100..1000).contains(&status) {
        return Err(TransportError::new(
            TransportErrorKind::Network,
            "an answer without a status",
        ));
    }
    Ok(Response {
        status,
        headers,
        body,
        url: Some(answered),
    })
}
