//! The transport in Node: `cargo test -p chartroom-fetch --target wasm32-unknown-unknown`.
#![cfg(target_arch = "wasm32")]

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use chartroom_fetch::FetchTransport;
use chartroom_registry::{
    Cancel, Client, ErrorKind, Method, Options, ProgressSink, Request, SendOptions, Transport,
    TransportErrorKind,
};
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

/// A function in place of fetch.
fn fake(body: &str) -> FetchTransport {
    FetchTransport::with_fetch(Function::new_with_args("url, init", body))
}

/// A server on loopback that answers by the path; resolves to its port.
async fn server() -> i32 {
    let start = Function::new_no_args(
        "return new Promise(resolve => {
            const server = process.getBuiltinModule('http').createServer((request, response) => {
                const body = [];
                request.on('data', piece => body.push(piece));
                request.on('end', () => {
                    if (request.url === '/moved') { response.writeHead(307, { Location: '/here' }); return response.end(); }
                    if (request.url === '/stall') { response.writeHead(200); return response.write('x'); }
                    response.setHeader('X-Method', request.method);
                    response.setHeader('X-Agent', request.headers['user-agent'] ?? '');
                    response.end(Buffer.concat(body));
                });
            });
            server.unref();
            server.listen(0, '127.0.0.1', () => resolve(server.address().port));
        })",
    );
    let promise: Promise = start.call0(&JsValue::NULL).unwrap().unchecked_into();
    JsFuture::from(promise).await.unwrap().as_f64().unwrap() as i32
}

fn request(method: Method, url: String, body: impl Into<Bytes>) -> Request {
    let mut request = Request::new(method, &url).unwrap();
    request.headers.append("User-Agent", "Chartroom/0");
    request.body = body.into();
    request
}

#[wasm_bindgen_test]
async fn there_and_back() {
    let port = server().await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let sink = seen.clone();
    let options = SendOptions {
        progress: Some(ProgressSink::new(move |progress| {
            sink.lock().unwrap().push(progress.received)
        })),
        ..SendOptions::default()
    };
    let body = vec![7_u8; 300_000];
    let transport = FetchTransport::new();
    let response = transport
        .send(
            request(
                Method::Put,
                format!("http://127.0.0.1:{port}/x"),
                body.clone(),
            ),
            options,
        )
        .await
        .unwrap();
    assert_eq!(response.status, 200);
    assert_eq!(response.headers.get("x-method"), Some("PUT"));
    // Server runtimes have no agent of their own worth keeping.
    assert_eq!(response.headers.get("x-agent"), Some("Chartroom/0"));
    assert_eq!(response.body, body);
    assert_eq!(seen.lock().unwrap().last(), Some(&300_000));

    let moved = request(Method::Get, format!("http://127.0.0.1:{port}/moved"), "");
    let response = transport.send(moved, SendOptions::default()).await.unwrap();
    let url = response.url.unwrap();
    assert_eq!(url, format!("http://127.0.0.1:{port}/here"));
}

#[wasm_bindgen_test]
async fn limits_hold_while_reading() {
    let port = server().await;
    let options = SendOptions {
        max_response: 999,
        ..SendOptions::default()
    };
    let put = request(
        Method::Put,
        format!("http://127.0.0.1:{port}/x"),
        vec![0; 1000],
    );
    let error = FetchTransport::new()
        .send(put, options.clone())
        .await
        .unwrap_err();
    assert_eq!(error.kind, TransportErrorKind::TooLarge);
    // A function whose answer has no stream.
    let transport = fake(
        "return { status: 200, ok: true, url: '', headers: new Headers({ a: 'b' }), body: null, arrayBuffer: async () => new ArrayBuffer(1000) }",
    );
    let get = || request(Method::Get, "https://h/x".to_owned(), "");
    assert_eq!(
        transport.send(get(), options).await.unwrap_err().kind,
        TransportErrorKind::TooLarge
    );
    let response = transport.send(get(), SendOptions::default()).await.unwrap();
    assert_eq!(
        (response.body.len(), response.headers.get("a")),
        (1000, Some("b"))
    );
}

#[wasm_bindgen_test]
async fn failures_have_kinds() {
    let kind = |transport: FetchTransport, url: &str| {
        let request = request(Method::Get, url.to_owned(), "");
        async move {
            transport
                .send(request, SendOptions::default())
                .await
                .unwrap_err()
                .kind
        }
    };
    assert_eq!(
        kind(FetchTransport::new(), "http://127.0.0.1:1/").await,
        TransportErrorKind::Network
    );
    let cause = |code: &str| {
        fake(&format!(
            "return Promise.reject(Object.assign(new TypeError('fetch failed'), {{ cause: {{ code: '{code}' }} }}))"
        ))
    };
    assert_eq!(
        kind(cause("ECONNREFUSED"), "https://h/").await,
        TransportErrorKind::Refused
    );
    assert_eq!(
        kind(cause("UND_ERR_CONNECT_TIMEOUT"), "https://h/").await,
        TransportErrorKind::Timeout
    );
    assert_eq!(
        kind(cause("SELF_SIGNED_CERT_IN_CHAIN"), "https://h/").await,
        TransportErrorKind::Tls
    );
    assert_eq!(
        kind(cause("ECONNRESET"), "https://h/").await,
        TransportErrorKind::Network
    );
    assert_eq!(
        kind(fake("throw 'odd'"), "https://h/").await,
        TransportErrorKind::Network
    );
    // In a browser a TypeError without a cause is all there is.
    let global = js_sys::global();
    Reflect::set(&global, &"location".into(), &js_sys::Object::new()).unwrap();
    assert_eq!(
        kind(
            fake("return Promise.reject(new TypeError('Failed to fetch'))"),
            "https://h/"
        )
        .await,
        TransportErrorKind::Cors
    );
    Reflect::delete_property(&global, &"location".into()).unwrap();
}

#[wasm_bindgen_test]
async fn cancelling_aborts_the_fetch() {
    let transport = fake(
        "return new Promise((_, reject) => init.signal.addEventListener('abort', () => { globalThis.aborted = true; reject(init.signal.reason) }))",
    );
    let client = Client::new(transport, Options::new("h"));
    let cancel = Cancel::new();
    let later = cancel.clone();
    wasm_bindgen_futures::spawn_local(async move {
        FetchTransport::new()
            .sleep(std::time::Duration::from_millis(20))
            .await;
        later.cancel();
    });
    let error = client
        .repository("a")
        .with_cancel(cancel)
        .tags()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Aborted);
    assert_eq!(
        Reflect::get(&js_sys::global(), &"aborted".into())
            .unwrap()
            .as_bool(),
        Some(true)
    );
}
