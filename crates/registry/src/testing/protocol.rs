//! What is asked, in which order, and what the answers become.

use bytes::Bytes;
use chartroom_oci::{Descriptor, Digest, media_type};
use futures::executor::block_on;
use http::Request;

use super::{Script, answer, client};
use crate::{
    Client, ErrorKind, Options, PushOutcome, TransferOptions, TransportError, TransportErrorKind,
};

const X: &str = "sha256%3A2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";

fn push(client: &Client<Script>, from: Option<&str>) -> Result<PushOutcome, crate::RegistryError> {
    block_on(client.repository("a").push_blob(
        &Digest::sha256(b"x"),
        "x".into(),
        from,
        &TransferOptions::default(),
    ))
}

#[test]
fn an_upload() {
    let client = client(|request, _| match request.method().as_str() {
        "HEAD" => answer(404, &[], ""),
        "POST" => answer(
            202,
            &[("Location", "/v2/a/blobs/uploads/1?_state=b%2Ba")],
            "",
        ),
        _ => answer(201, &[], ""),
    });
    assert_eq!(push(&client, None).unwrap(), PushOutcome::Uploaded);
    let hex = Digest::sha256(b"x");
    assert_eq!(
        client.transport().log(),
        [
            format!("HEAD /v2/a/blobs/{hex}"),
            "POST /v2/a/blobs/uploads/".to_owned(),
            format!("PUT /v2/a/blobs/uploads/1?_state=b%2Ba&digest={X}"),
        ]
    );
    let asked = client.transport().asked.lock().unwrap();
    assert_eq!(
        asked[2].headers()["content-type"],
        "application/octet-stream"
    );
    assert_eq!(asked[2].body(), "x");
}

#[test]
fn what_is_there_is_not_sent() {
    let client = client(|_, _| answer(200, &[], ""));
    assert_eq!(push(&client, None).unwrap(), PushOutcome::AlreadyPresent);
    assert_eq!(client.transport().log().len(), 1);
}

/// A registry with its blobs in a store that redirects there when it has one; pages may not read
/// that store.
#[test]
fn what_a_page_may_not_look_for_is_sent() {
    let hidden = |request: &Request<Bytes>, _| match request.method().as_str() {
        "HEAD" => Err(TransportError::new(TransportErrorKind::Cors, "blocked")),
        "POST" => answer(202, &[("Location", "/up")], ""),
        _ => answer(201, &[], ""),
    };
    let client = client(hidden);
    assert_eq!(push(&client, None).unwrap(), PushOutcome::Uploaded);
    let unreachable =
        super::client(|_, _| Err(TransportError::new(TransportErrorKind::Cors, "blocked")));
    let error = push(&unreachable, None).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CorsOrNetwork);
    assert_eq!(error.method(), Some("POST"));
}

#[test]
fn mounts() {
    let outcome = |status: u16| {
        let client =
            client(
                move |request, _| match (request.method().as_str(), request.uri().query()) {
                    ("HEAD", _) => answer(404, &[], ""),
                    ("POST", Some(_)) => answer(status, &[("Location", "/up")], ""),
                    ("POST", None) => answer(202, &[("Location", "/up")], ""),
                    _ => answer(201, &[], ""),
                },
            );
        let outcome = push(&client, Some("b/c")).map_err(|e| e.kind());
        assert_eq!(
            client.transport().log()[1],
            format!("POST /v2/a/blobs/uploads/?from=b%2Fc&mount={X}")
        );
        (outcome, client.transport().log().len())
    };
    assert_eq!(outcome(201), (Ok(PushOutcome::Mounted), 2));
    assert_eq!(outcome(202), (Ok(PushOutcome::Uploaded), 3));
    for refused in [401, 403, 404, 405] {
        assert_eq!(outcome(refused), (Ok(PushOutcome::Uploaded), 4));
    }
}

#[test]
fn a_failed_upload_starts_over_and_asks_first() {
    // The PUT fails twice; before the third try the blob is there: only the answer had been lost.
    let client = client(|request, n| match request.method().as_str() {
        "HEAD" if n < 6 => answer(404, &[], ""),
        "HEAD" => answer(200, &[], ""),
        "POST" => answer(202, &[("Location", "/up")], ""),
        _ if n < 3 => answer(502, &[], ""),
        _ => Err(TransportError::new(TransportErrorKind::Network, "reset")),
    });
    assert_eq!(push(&client, None).unwrap(), PushOutcome::Uploaded);
    let methods: Vec<_> = client
        .transport()
        .log()
        .iter()
        .map(|line| line.split(' ').next().unwrap().to_owned())
        .collect();
    assert_eq!(
        methods,
        ["HEAD", "POST", "PUT", "HEAD", "POST", "PUT", "HEAD"]
    );
    // A refusal is not tried again.
    let client = super::client(|request, _| match request.method().as_str() {
        "HEAD" => answer(404, &[], ""),
        "POST" => answer(202, &[("Location", "/up")], ""),
        _ => answer(400, &[], r#"{"errors":[{"code":"DIGEST_INVALID"}]}"#),
    });
    assert_eq!(
        push(&client, None).unwrap_err().kind(),
        ErrorKind::UploadInvalid
    );
    assert_eq!(client.transport().log().len(), 3);
}

#[test]
fn manifests_are_sent_as_they_are() {
    let client = client(|_, _| answer(201, &[], ""));
    let bytes = Bytes::from("{ \"odd\":  1}");
    let digest = block_on(client.repository("a").put_manifest(
        "1.0",
        bytes.clone(),
        media_type::IMAGE_MANIFEST,
    ))
    .unwrap();
    assert_eq!(digest, Digest::sha256(&bytes));
    let asked = client.transport().asked.lock().unwrap();
    assert_eq!(asked[0].body(), &bytes);
    assert_eq!(
        asked[0].headers()["content-type"],
        media_type::IMAGE_MANIFEST
    );
}

#[test]
fn pages_are_followed() {
    let client = client(|_, n| match n {
        0 => answer(
            200,
            &[("Link", r#"</v2/a/tags/list?last=b&n=2>; rel="next""#)],
            r#"{"tags":["a","b"]}"#,
        ),
        1 => answer(
            200,
            &[(
                "Link",
                r#"<https://h:443/v2/a/tags/list?last=c>; rel="next""#,
            )],
            r#"{"tags":["c"]}"#,
        ),
        _ => answer(200, &[], r#"{"tags":[]}"#),
    });
    assert_eq!(
        block_on(client.repository("a").tags()).unwrap(),
        ["a", "b", "c"]
    );
    assert_eq!(
        client.transport().log()[1],
        "GET /v2/a/tags/list?last=b&n=2"
    );
    let page = block_on(client.repository("a").tags_page(None)).unwrap();
    assert_eq!((page.items.len(), page.next), (0, None));
}

#[test]
fn referrers_and_their_fallback() {
    let subject = Digest::sha256(b"{}");
    let one = Descriptor {
        artifact_type: Some("x/y".into()),
        ..Descriptor::of(media_type::IMAGE_MANIFEST, b"1")
    };
    let two = Descriptor {
        artifact_type: Some("z/z".into()),
        ..Descriptor::of(media_type::IMAGE_MANIFEST, b"2")
    };
    let index = chartroom_oci::ImageIndex {
        schema_version: 2,
        media_type: Some(media_type::IMAGE_INDEX.into()),
        artifact_type: None,
        manifests: vec![one.clone(), two],
        subject: None,
        annotations: Default::default(),
    };
    let body = chartroom_oci::go_json::to_vec(&index);
    // The registry has the list but does not filter; a web page, a 404 and CORS all mean no list.
    let found = |first: fn(&[u8]) -> Result<crate::Response, TransportError>| {
        let body = body.clone();
        let client = client(
            move |request, _| match request.uri().path().contains("/referrers/") {
                true => first(&body),
                false => answer(
                    200,
                    &[("Content-Type", media_type::IMAGE_INDEX)],
                    body.clone(),
                ),
            },
        );
        let found = block_on(client.repository("a").referrers(&subject, Some("x/y"))).unwrap();
        (found, client.transport().log().len())
    };
    let list = |body: &[u8]| answer(200, &[], body.to_vec());
    assert_eq!(found(list), (vec![one.clone()], 1));
    assert_eq!(
        found(|_| answer(404, &[], "404 page not found")),
        (vec![one.clone()], 2)
    );
    assert_eq!(
        found(|_| answer(200, &[("Content-Type", "text/html")], "<html>")),
        (vec![one.clone()], 2)
    );
    assert_eq!(
        found(|_| Err(TransportError::new(TransportErrorKind::Cors, "blocked"))),
        (vec![one], 2)
    );
    // Neither list nor tag.
    let none = client(|_, _| answer(404, &[], ""));
    assert_eq!(
        block_on(none.repository("a").referrers(&subject, None)).unwrap(),
        []
    );
    assert_eq!(
        none.transport().log()[1],
        format!("GET /v2/a/manifests/sha256-{}", subject.hex)
    );
}

#[test]
fn through_a_proxy() {
    let transport = Script::new(|request, _| match request.method().as_str() {
        "HEAD" => answer(404, &[], ""),
        "POST" => answer(202, &[("Location", "https://h/up?s=1")], ""),
        _ => answer(201, &[], ""),
    });
    let options = Options {
        proxy: Some("https://p/proxy/".into()),
        ..Options::new("h")
    };
    let client = Client::new(transport, options);
    push(&client, None).unwrap();
    let log = client.transport().log();
    assert_eq!(log[1], "POST p/proxy/https/h/v2/a/blobs/uploads/");
    assert_eq!(log[2], format!("PUT p/proxy/https/h/up?digest={X}&s=1"));
}

#[test]
fn cancelling_drops_the_request() {
    struct Never(std::sync::Arc<std::sync::atomic::AtomicBool>);
    impl crate::Transport for Never {
        async fn send(
            &self,
            _: crate::Request,
            options: crate::SendOptions,
        ) -> Result<crate::Response, TransportError> {
            struct Guard(std::sync::Arc<std::sync::atomic::AtomicBool>);
            impl Drop for Guard {
                fn drop(&mut self) {
                    self.0.store(true, std::sync::atomic::Ordering::SeqCst);
                }
            }
            let _guard = Guard(self.0.clone());
            // The caller gives up once the request is under way.
            options.cancel.cancel();
            std::future::pending().await
        }
        async fn sleep(&self, _: std::time::Duration) {}
    }
    let dropped = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let client = Client::new(Never(dropped.clone()), Options::new("h"));
    let cancel = crate::Cancel::new();
    let repository = client.repository("a").with_cancel(cancel);
    let error = block_on(repository.tags()).unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::Aborted, "ABORTED")
    );
    assert!(dropped.load(std::sync::atomic::Ordering::SeqCst));
}
