//! The malicious-server matrix: whatever a registry does, wrong bytes never come through, nothing
//! goes on for ever, and the error says what happened.

use bytes::Bytes;
use chartroom_oci::{Descriptor, Digest, media_type};
use futures::executor::block_on;

use super::{answer, client};
use crate::{ErrorKind, TransferOptions};

const MANIFEST: &str = r#"{"schemaVersion":2}"#;
const TYPE: (&str, &str) = ("Content-Type", media_type::IMAGE_MANIFEST);

#[track_caller]
fn manifest_error(
    reference: &str,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
) -> ErrorKind {
    let client = client(move |_, _| answer(200, headers, body));
    block_on(client.repository("a").manifest(reference))
        .unwrap_err()
        .kind()
}

#[test]
fn manifests_with_wrong_digests() {
    let digest = Digest::sha256(MANIFEST.as_bytes()).to_string();
    // oras-go's table: asked by tag or digest, header right, absent, wrong, or nonsense.
    for reference in ["1.0.0", digest.as_str()] {
        let right = digest.clone();
        let good =
            client(move |_, _| answer(200, &[TYPE, ("Docker-Content-Digest", &right)], MANIFEST));
        assert_eq!(
            block_on(good.repository("a").manifest(reference))
                .unwrap()
                .digest
                .to_string(),
            digest
        );
        let absent = client(|_, _| answer(200, &[TYPE], MANIFEST));
        assert_eq!(
            block_on(absent.repository("a").manifest(reference))
                .unwrap()
                .digest
                .to_string(),
            digest
        );
        const WRONG: &str =
            "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
        assert_eq!(
            manifest_error(
                reference,
                &[TYPE, ("Docker-Content-Digest", WRONG)],
                MANIFEST
            ),
            ErrorKind::DigestMismatch
        );
        assert_eq!(
            manifest_error(
                reference,
                &[TYPE, ("Docker-Content-Digest", "sha256:no")],
                MANIFEST
            ),
            ErrorKind::InvalidResponse
        );
    }
    // The header agrees with the bytes, but they are not what was asked for.
    const OTHER: &str = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    assert_eq!(
        manifest_error(&digest, &[TYPE, ("Docker-Content-Digest", OTHER)], "{}"),
        ErrorKind::DigestMismatch
    );
    assert_eq!(
        manifest_error(&digest, &[TYPE], "{}"),
        ErrorKind::DigestMismatch
    );
    // A HEAD that names another digest than asked for.
    let head = client(|_, _| answer(200, &[TYPE, ("Docker-Content-Digest", OTHER)], ""));
    assert_eq!(
        block_on(head.repository("a").head_manifest(&digest))
            .unwrap_err()
            .kind(),
        ErrorKind::DigestMismatch
    );
}

#[test]
fn manifests_by_other_algorithms() {
    let sha512 = Digest::of(&chartroom_oci::Algorithm::Sha512, MANIFEST.as_bytes())
        .unwrap()
        .to_string();
    let good = client(|_, _| answer(200, &[TYPE], MANIFEST));
    assert_eq!(
        block_on(good.repository("a").manifest(&sha512))
            .unwrap()
            .digest
            .to_string(),
        sha512
    );
    let bad = client(|_, _| answer(200, &[TYPE], "{}"));
    assert_eq!(
        block_on(bad.repository("a").manifest(&sha512))
            .unwrap_err()
            .kind(),
        ErrorKind::DigestMismatch
    );
    assert_eq!(
        manifest_error("blake3:abc", &[TYPE], MANIFEST),
        ErrorKind::DigestMismatch
    );
}

#[test]
fn manifests_that_are_none() {
    assert_eq!(
        manifest_error(
            "t",
            &[("Content-Type", "text/html; charset=utf-8")],
            "hello"
        ),
        ErrorKind::NotARegistry
    );
    assert_eq!(
        manifest_error("t", &[TYPE], "\n <!doctype html>"),
        ErrorKind::NotARegistry
    );
    assert_eq!(
        manifest_error("t", &[], MANIFEST),
        ErrorKind::InvalidResponse
    );
    assert_eq!(
        manifest_error("t", &[TYPE, ("Content-Length", "20")], MANIFEST),
        ErrorKind::SizeMismatch
    );
    let huge = client(|_, _| answer(200, &[TYPE], vec![b' '; 4 * 1024 * 1024 + 1]));
    assert_eq!(
        block_on(huge.repository("a").manifest("t"))
            .unwrap_err()
            .kind(),
        ErrorKind::TooLarge
    );
}

#[test]
fn blobs_that_are_not_what_was_asked_for() {
    let wanted = Descriptor::of("a/b", b"hello");
    let fetch = |body: &'static str| {
        let client = client(move |_, _| answer(200, &[], body));
        block_on(
            client
                .repository("a")
                .blob(&wanted, &TransferOptions::default()),
        )
        .map_err(|e| e.kind())
    };
    assert_eq!(fetch("hello"), Ok(Bytes::from("hello")));
    assert_eq!(fetch("hellO"), Err(ErrorKind::DigestMismatch));
    assert_eq!(fetch("hell"), Err(ErrorKind::SizeMismatch));
    assert_eq!(fetch("hello!"), Err(ErrorKind::SizeMismatch));
    assert_eq!(fetch("<html>"), Err(ErrorKind::NotARegistry));
    // Sizes are the server's word: too large is refused before anything is asked.
    let client = client(|_, _| answer(200, &[], "hello"));
    let mut greedy = wanted.clone();
    greedy.size = u64::MAX;
    let error = block_on(
        client
            .repository("a")
            .blob(&greedy, &TransferOptions::default()),
    )
    .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert!(client.transport().log().is_empty());
    // A blob that goes on and on.
    let endless = super::client(|_, _| answer(200, &[], vec![0; 100_000]));
    let error = block_on(
        endless
            .repository("a")
            .blob(&wanted, &TransferOptions::default()),
    )
    .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
}

#[test]
fn lists_that_never_end() {
    let tags = |link: fn(usize) -> String, body: fn(usize) -> String| {
        let client = client(move |_, n| answer(200, &[("Link", &link(n))], body(n)));
        let result = block_on(client.repository("a").tags()).map_err(|e| e.kind());
        (result, client.transport().log().len())
    };
    // The same page again.
    let (result, asked) = tags(
        |_| "</v2/a/tags/list?last=x>; rel=\"next\"".into(),
        |n| format!(r#"{{"tags":["{n}"]}}"#),
    );
    assert_eq!((result, asked), (Err(ErrorKind::EndlessPagination), 2));
    // New addresses, nothing new on them.
    let (result, asked) = tags(
        |n| format!("</v2/a/tags/list?last={n}>; rel=\"next\""),
        |_| r#"{"tags":["x"]}"#.into(),
    );
    assert_eq!((result, asked), (Err(ErrorKind::EndlessPagination), 4));
    // New names for ever.
    let (result, asked) = tags(
        |n| format!("</v2/a/tags/list?last={n}>; rel=\"next\""),
        |n| format!(r#"{{"tags":["{n}"]}}"#),
    );
    assert_eq!((result, asked), (Err(ErrorKind::EndlessPagination), 1001));
    // The next page elsewhere.
    let (result, _) = tags(
        |_| "<https://evil/v2/a/tags/list>; rel=\"next\"".into(),
        |_| r#"{"tags":["x"]}"#.into(),
    );
    assert_eq!(result, Err(ErrorKind::LinkForeign));
    let (result, _) = tags(
        |_| "<http://h/v2/a/tags/list>; rel=\"next\"".into(),
        |_| r#"{"tags":["x"]}"#.into(),
    );
    assert_eq!(result, Err(ErrorKind::LinkForeign));
}

#[test]
fn lists_that_are_none() {
    let tags = |body: &'static str| {
        let client = client(move |_, _| answer(200, &[("Content-Type", "text/plain")], body));
        block_on(client.repository("a").tags()).map_err(|e| e.kind())
    };
    assert_eq!(tags("<html>sign in"), Err(ErrorKind::NotARegistry));
    assert_eq!(tags(r#"{"tags":"#), Err(ErrorKind::InvalidResponse));
    assert_eq!(tags(r#"{"tags":[1]}"#), Err(ErrorKind::InvalidResponse));
    assert_eq!(tags(r#"{"name":"a","tags":null}"#), Ok(vec![]));
    // ECR says text/plain and means JSON.
    assert_eq!(
        tags(r#"{"tags":["b","a","b"]}"#),
        Ok(vec!["b".to_owned(), "a".to_owned()])
    );
}

#[test]
fn pings_of_what_is_no_registry() {
    let ping = |status, headers: &'static [(&'static str, &'static str)], body: &'static str| {
        let client = client(move |_, _| answer(status, headers, body));
        block_on(client.ping())
            .map(|p| p.challenged)
            .map_err(|e| e.kind())
    };
    assert_eq!(ping(200, &[], "{}"), Ok(false));
    assert_eq!(
        ping(
            401,
            &[("WWW-Authenticate", "Bearer realm=\"https://t/\"")],
            ""
        ),
        Ok(true)
    );
    assert_eq!(
        ping(401, &[("WWW-Authenticate", "Basic realm=\"x\"")], "{}"),
        Ok(true)
    );
    assert_eq!(
        ping(
            401,
            &[("WWW-Authenticate", "Basic realm=\"intranet\"")],
            "<html>"
        ),
        Err(ErrorKind::NotARegistry)
    );
    assert_eq!(
        ping(200, &[("Content-Type", "text/html")], "hi"),
        Err(ErrorKind::NotARegistry)
    );
    assert_eq!(ping(404, &[], ""), Err(ErrorKind::NotARegistry));
    assert_eq!(ping(418, &[], ""), Err(ErrorKind::NotARegistry));
    assert_eq!(ping(503, &[], ""), Err(ErrorKind::Server));
}

#[test]
fn a_sign_in_page_is_not_taken_for_a_push_that_worked() {
    // It says 200 to whatever it is asked.
    let page = || {
        client(|_, _| {
            answer(
                200,
                &[("Content-Type", "text/html; charset=utf-8")],
                "<!DOCTYPE html>",
            )
        })
    };
    let digest = Digest::sha256(b"x");
    let all = [
        block_on(page().repository("a").has_blob(&digest)).map(|_| ()),
        block_on(page().repository("a").head_manifest("1.0.0")).map(|_| ()),
        block_on(page().repository("a").push_blob(
            &digest,
            "x".into(),
            None,
            &TransferOptions::default(),
        ))
        .map(|_| ()),
        block_on(
            page()
                .repository("a")
                .put_manifest("1.0.0", MANIFEST.into(), TYPE.1),
        )
        .map(|_| ()),
    ];
    for result in all {
        assert_eq!(result.unwrap_err().kind(), ErrorKind::NotARegistry);
    }
}

#[test]
fn an_upload_that_is_never_granted_is_given_up() {
    let client = client(|request, _| match request.method().as_str() {
        "HEAD" => answer(404, &[], ""),
        _ => answer(503, &[], ""),
    });
    let error = block_on(client.repository("a").push_blob(
        &Digest::sha256(b"x"),
        "x".into(),
        None,
        &TransferOptions::default(),
    ))
    .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server);
    // One question, and six times POST.
    assert_eq!(client.transport().log().len(), 1 + 6);
}
