//! Registries that lie, break off or change under way.

mod common;

use bytes::Bytes;
use chartroom_helm::{PullOptions, PushOptions, pull, push};
use chartroom_registry::{Cancel, TransportError, TransportErrorKind};
use common::{Memory, plan, reference, run, small};
use http::{Method, Response};

#[test]
fn a_tag_that_moves_during_a_pull_changes_nothing() {
    let memory = Memory::new();
    let client = memory.client();
    let first = plan(&small("demo", "1.0.0"), None);
    run(push(&client, &first, PushOptions::default())).unwrap();
    let other = common::archive(&[("Chart.yaml", "name: demo\nversion: 1.0.0\nhome: moved\n")]);
    let other = plan(&other, None);
    let (manifest, blobs): (Bytes, Vec<_>) = (
        other.manifest.clone(),
        other.blobs().map(|blob| blob.bytes.clone()).collect(),
    );
    // As soon as the first blob is asked for, the tag stands for another chart.
    let moving = memory.clone();
    let watched = memory.before(Box::new(move |request, _| {
        if request.uri().path().contains("/blobs/") {
            for blob in &blobs {
                moving.blob("charts/demo", "x", blob);
            }
            let json = String::from_utf8(manifest.to_vec()).unwrap();
            let media = "application/vnd.oci.image.manifest.v1+json";
            moving.put("charts/demo", "1.0.0", media, json);
        }
        None
    }));
    let pulled = run(pull(
        &watched.client(),
        &reference("demo:1.0.0"),
        PullOptions::default(),
    ))
    .unwrap();
    assert_eq!(pulled.root.digest, first.manifest_digest);
    assert_eq!(pulled.archive, first.chart().bytes);
    let now = run(pull(
        &client,
        &reference("demo:1.0.0"),
        PullOptions::default(),
    ));
    assert_eq!(now.unwrap().root.digest, other.manifest_digest);
}

#[test]
fn bytes_that_are_not_what_they_should_be() {
    let memory = Memory::new();
    let plan = plan(&small("demo", "1.0.0"), None);
    run(push(&memory.client(), &plan, PushOptions::default())).unwrap();
    let layer = plan.chart().digest().to_string();
    for (change, code) in [
        (
            (|body: &Bytes| {
                let mut body = body.to_vec();
                body[20] ^= 1;
                body
            }) as fn(&Bytes) -> Vec<u8>,
            "DIGEST_MISMATCH",
        ),
        (|body| body[..body.len() - 1].to_vec(), "SIZE_MISMATCH"),
        (|body| [body.as_ref(), b"x"].concat(), "SIZE_MISMATCH"),
    ] {
        let layer = layer.clone();
        let lying = memory.after(Box::new(move |request, response| {
            if request.uri().path().ends_with(&layer) {
                *response.body_mut() = change(response.body()).into();
                response.headers_mut().remove("content-length");
            }
        }));
        let error = run(pull(
            &lying.client(),
            &reference("demo:1.0.0"),
            PullOptions::default(),
        ))
        .unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert!(!error.advice().is_empty());
    }
    let page = memory.after(Box::new(|request, response| {
        if request.uri().path().contains("/manifests/") {
            let html = "<!DOCTYPE html><title>Sign in</title>";
            *response.body_mut() = html.into();
            response.headers_mut().clear();
            let kind = "text/html; charset=utf-8".parse().unwrap();
            response.headers_mut().insert("content-type", kind);
        }
    }));
    let error = run(pull(
        &page.client(),
        &reference("demo:1.0.0"),
        PullOptions::default(),
    ))
    .unwrap_err();
    assert_eq!(error.code(), "NOT_A_REGISTRY", "{error}");
}

#[test]
fn a_registry_that_dies_mid_upload_shows_nothing() {
    let memory = Memory::new();
    let plan = plan(&small("demo", "1.0.0"), None);
    let dying = memory.before(Box::new(|request, _| {
        (request.method() == Method::PUT && request.uri().path().contains("/blobs/")).then(|| {
            Err(TransportError::new(
                TransportErrorKind::Network,
                "connection reset",
            ))
        })
    }));
    let error = run(push(&dying.client(), &plan, PushOptions::default())).unwrap_err();
    assert_eq!(error.code(), "NETWORK");
    assert!(
        error
            .to_string()
            .starts_with("failed to perform \"Push\" on destination: "),
        "{error}"
    );
    let requests = dying.requests();
    assert!(
        requests
            .iter()
            .all(|line| !line.starts_with("PUT /v2/charts/demo/manifests/"))
    );
    let error = run(pull(
        &memory.client(),
        &reference("demo:1.0.0"),
        PullOptions::default(),
    ))
    .unwrap_err();
    assert_eq!(error.code(), "MANIFEST_UNKNOWN", "{error}");
    // The same push then succeeds.
    run(push(&memory.client(), &plan, PushOptions::default())).unwrap();
}

#[test]
fn refusals_speak_as_helm_does() {
    let memory = Memory::new();
    let plan = plan(&small("demo", "1.0.0"), None);
    let refusing = memory.before(Box::new(|request, _| {
        (request.method() == Method::POST).then(|| {
            let body = r#"{"errors":[{"code":"DENIED","message":"not yours","detail":null}]}"#;
            Ok(Response::builder()
                .status(403)
                .body(Bytes::from(body))
                .unwrap())
        })
    }));
    let error = run(push(&refusing.client(), &plan, PushOptions::default())).unwrap_err();
    assert_eq!(
        error.to_string(),
        "failed to perform \"Push\" on destination: POST \"https://registry.test/v2/charts/demo/blobs/uploads/\": response status code 403: denied: not yours"
    );
    assert_eq!(error.code(), "DENIED");
}

#[test]
fn a_cancelled_push_stops() {
    let memory = Memory::new();
    let plan = plan(&small("demo", "1.0.0"), None);
    let cancel = Cancel::new();
    let flag = cancel.clone();
    let watched = memory.before(Box::new(move |request, _| {
        if request.method() == Method::PUT {
            flag.cancel();
        }
        None
    }));
    let options = PushOptions {
        cancel,
        ..PushOptions::default()
    };
    let error = run(push(&watched.client(), &plan, options)).unwrap_err();
    assert_eq!(error.code(), "ABORTED", "{error}");
    let requests = watched.requests();
    assert!(
        requests
            .iter()
            .all(|line| !line.contains("PUT /v2/charts/demo/manifests/"))
    );
}

/// Registries and Helm are written in Go, to which the names of members are the same in any case:
/// Distribution 3.1.1 stores such a manifest and Helm 4.2.4 pulls it.
#[test]
fn a_manifest_with_names_in_another_case() {
    let memory = Memory::new();
    let plan = plan(&small("demo", "1.0.0"), None);
    run(push(&memory.client(), &plan, PushOptions::default())).unwrap();
    let odd = memory.after(Box::new(|request, response| {
        if request.uri().path().contains("/manifests/") {
            let text = String::from_utf8(response.body().to_vec()).unwrap();
            let text = text
                .replace("\"config\"", "\"Config\"")
                .replace("\"layers\"", "\"LAYERS\"")
                .replace("\"digest\"", "\"Digest\"")
                .replace("\"mediaType\"", "\"mediatype\"");
            response.headers_mut().remove("docker-content-digest");
            response.headers_mut().remove("content-length");
            *response.body_mut() = text.into();
        }
    }));
    let pulled = run(pull(
        &odd.client(),
        &reference("demo:1.0.0"),
        PullOptions::default(),
    ))
    .unwrap();
    assert_ne!(pulled.root.digest, plan.manifest_digest);
    assert_eq!(pulled.archive, plan.chart().bytes);
}
