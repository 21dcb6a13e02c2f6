//! What a registry gets to see: how often something is tried again, where uploads and names go, and
//! what errors keep to themselves.

use chartroom_oci::{Descriptor, Digest};
use futures::executor::block_on;

use super::{answer, answered_by, client};
use crate::{
    Client, ErrorKind, Options, RetryPolicy, TransferOptions, TransportError, TransportErrorKind,
};

#[test]
fn failures_are_tried_again_but_not_for_ever() {
    let times = |fail: usize, status: u16| {
        let client = client(move |_, n| {
            if n < fail {
                answer(status, &[], "")
            } else {
                answer(200, &[], r#"{"tags":[]}"#)
            }
        });
        let result = block_on(client.repository("a").tags())
            .map(|_| ())
            .map_err(|e| e.kind());
        (
            result,
            client.transport().log().len(),
            client.transport().waits.lock().unwrap().len(),
        )
    };
    assert_eq!(times(2, 503), (Ok(()), 3, 2));
    assert_eq!(times(5, 500), (Ok(()), 6, 5));
    assert_eq!(times(6, 500), (Err(ErrorKind::Server), 6, 5));
    assert_eq!(times(9, 429), (Err(ErrorKind::TooManyRequests), 6, 5));
    assert_eq!(times(9, 404), (Err(ErrorKind::NameUnknown), 1, 0));
    let network = |kind, fail: usize| {
        let client = client(move |_, n| match n < fail {
            true => Err(TransportError::new(kind, "broken pipe")),
            false => answer(200, &[], r#"{"tags":[]}"#),
        });
        let result = block_on(client.repository("a").tags())
            .map(|_| ())
            .map_err(|e| e.kind());
        (result, client.transport().log().len())
    };
    assert_eq!(network(TransportErrorKind::Network, 2), (Ok(()), 3));
    assert_eq!(
        network(TransportErrorKind::Timeout, 3),
        (Err(ErrorKind::Timeout), 3)
    );
    assert_eq!(
        network(TransportErrorKind::Refused, 1),
        (Err(ErrorKind::Network), 1)
    );
    assert_eq!(
        network(TransportErrorKind::Cors, 1),
        (Err(ErrorKind::CorsOrNetwork), 1)
    );
    // By choice, not at all.
    let transport = super::Script::new(|_, _| answer(503, &[], ""));
    let client = Client::new(
        transport,
        Options {
            retry: RetryPolicy::none(),
            ..Options::new("h")
        },
    );
    assert!(block_on(client.repository("a").tags()).is_err());
    assert_eq!(client.transport().log().len(), 1);
}

#[test]
fn names_that_would_lead_elsewhere_are_not_sent() {
    let client = client(|_, _| answer(200, &[], "{}"));
    for name in ["../x", "a?b", "a#b", "A", "a/../b", "", "a b"] {
        assert_eq!(
            block_on(client.repository(name).tags()).unwrap_err().kind(),
            ErrorKind::InvalidReference,
            "{name}"
        );
    }
    for reference in ["../x", "a?b", "1.0+b", "", "sha256:x", "a/b"] {
        let error = block_on(client.repository("a").manifest(reference)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidReference, "{reference}");
    }
    for registry in ["", "h h", "h/x", "h?x", "h#x", "me:pw@h", "[::1"] {
        let client = Client::new(
            super::Script::new(|_, _| answer(200, &[], "{}")),
            Options::new(registry),
        );
        let error = block_on(client.repository("a").tags()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidReference, "{registry}");
        assert!(client.transport().log().is_empty());
    }
    assert!(client.transport().log().is_empty());
}

#[test]
fn uploads_to_other_places_are_refused() {
    let push = |location: &'static str| {
        let client = client(move |request, _| match request.method().as_str() {
            "HEAD" => answer(404, &[], ""),
            "POST" => answer(202, &[("Location", location)], ""),
            _ => answer(201, &[], ""),
        });
        let digest = Digest::sha256(b"x");
        let result = block_on(client.repository("a").push_blob(
            &digest,
            "x".into(),
            None,
            &TransferOptions::default(),
        ));
        let put = client
            .transport()
            .log()
            .iter()
            .any(|line| line.starts_with("PUT"));
        (result.map_err(|e| e.kind()), put)
    };
    assert_eq!(
        push("https://evil/up"),
        (Err(ErrorKind::UploadLocationForeign), false)
    );
    assert_eq!(
        push("http://h/up"),
        (Err(ErrorKind::UploadLocationForeign), false)
    );
    assert_eq!(
        push("https://h:8443/up"),
        (Err(ErrorKind::UploadLocationForeign), false)
    );
    assert_eq!(push(""), (Err(ErrorKind::UploadLocationMissing), false));
    assert!(push("/up").0.is_ok());
}

#[test]
fn an_upload_the_registry_understood_otherwise() {
    let client = client(|request, _| match request.method().as_str() {
        "HEAD" => answer(404, &[], ""),
        "POST" => answer(202, &[("Location", "/up")], ""),
        _ => answer(
            201,
            &[(
                "Docker-Content-Digest",
                &Digest::sha256(b"other").to_string(),
            )],
            "",
        ),
    });
    let digest = Digest::sha256(b"x");
    let error = block_on(client.repository("a").push_blob(
        &digest,
        "x".into(),
        None,
        &TransferOptions::default(),
    ))
    .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DigestMismatch);
    let error = block_on(client.repository("a").put_manifest("t", "x".into(), "a/b")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DigestMismatch);
}

#[test]
fn errors_do_not_tell_secrets() {
    let client = client(|_, _| {
        answered_by(
            "https://storage/x?X-Amz-Signature=secret",
            answer(403, &[], ""),
        )
    });
    let wanted = Descriptor::of("a/b", b"hello");
    let error = block_on(
        client
            .repository("a")
            .blob(&wanted, &TransferOptions::default()),
    )
    .unwrap_err();
    assert!(!format!("{error} {error:?} {:?}", error.url()).contains("secret"));
    assert_eq!(
        error.to_string(),
        r#"GET "https://storage/x": response status code 403: Forbidden"#
    );
}
