//! Watched uploads over XMLHttpRequest.

use chartroom_registry::{
    Headers, Progress, READ_HEADERS, Request, Response, SendOptions, TransportError,
};
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ProgressEvent, XmlHttpRequest, XmlHttpRequestResponseType};

use crate::failure::{blocked, describe};
use crate::fetch::{assemble, sendable_headers, too_large};

/// A request that is stopped, and whose callbacks are taken away, when dropped.
struct Running {
    xhr: XmlHttpRequest,
    _progress: Closure<dyn FnMut(ProgressEvent)>,
}

impl Drop for Running {
    fn drop(&mut self) {
        // First the callbacks: abort() would call them once more.
        self.xhr.set_onloadend(None);
        if let Ok(upload) = self.xhr.upload() {
            upload.set_onprogress(None);
        }
        // Does nothing after the end.
        let _ = self.xhr.abort();
    }
}

/// Sends a request with a body, telling how much of it is sent.
pub(crate) async fn send(
    request: Request,
    options: SendOptions,
) -> Result<Response, TransportError> {
    let url = request.url.clone();
    let fail = |reason: JsValue| describe(&reason, &url);
    let xhr = XmlHttpRequest::new().map_err(fail)?;
    xhr.open_with_async(request.method.as_str(), &url, true)
        .map_err(fail)?;
    xhr.set_response_type(XmlHttpRequestResponseType::Arraybuffer);
    for (name, value) in sendable_headers(&request.headers) {
        xhr.set_request_header(name, value).map_err(fail)?;
    }
    let end = Promise::new(&mut |resolve, _| xhr.set_onloadend(Some(&resolve)));
    let total = request.body.len() as u64;
    let sink = options.progress.clone();
    let progress = Closure::new(move |event: ProgressEvent| {
        if let Some(sink) = &sink {
            sink.report(Progress {
                sent: event.loaded() as u64,
                received: 0,
                total: Some(total),
            });
        }
    });
    xhr.upload()
        .map_err(fail)?
        .set_onprogress(Some(progress.as_ref().unchecked_ref()));
    let running = Running {
        xhr,
        _progress: progress,
    };
    let xhr = &running.xhr;
    let body = Uint8Array::from(request.body.as_ref());
    xhr.send_with_opt_js_u8_array(Some(&body)).map_err(fail)?;
    // It is never rejected.
    let _ = JsFuture::from(end).await;
    let status = xhr.status().unwrap_or(0);
    if status == 0 {
        return Err(blocked(&url, "the upload failed".to_owned()));
    }
    let bytes = match xhr.response() {
        Ok(buffer) if buffer.is_object() => Uint8Array::new(&buffer).to_vec(),
        _ => Vec::new(),
    };
    if bytes.len() as u64 > options.max_response {
        return Err(too_large(&options));
    }
    let mut headers = Headers::new();
    for line in xhr.get_all_response_headers().unwrap_or_default().lines() {
        if let Some((name, value)) = line.split_once(':') {
            let mut wanted = READ_HEADERS.iter();
            if let Some(name) = wanted.find(|it| it.eq_ignore_ascii_case(name)) {
                headers.append(name, value.trim());
            }
        }
    }
    let answered = Some(xhr.response_url())
        .filter(|answered| !answered.is_empty())
        .unwrap_or(url);
    assemble(status, headers, bytes.into(), answered)
}
