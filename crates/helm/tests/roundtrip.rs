//! Push and pull against a registry in the same process: what arrives, what is printed, what is
//! refused.

mod common;

use std::sync::{Arc, Mutex};

use chartroom_helm::{
    BlobRole, Provenance, PullOptions, PushEvents, PushItem, PushOptions, PushStep, TagState, pull,
    push, tag_state, versions,
};
use chartroom_oci::{Digest, media_type};
use chartroom_registry::PushOutcome;
use common::{Memory, plan, provenance, reference, run, small};

fn wanted(version: &str) -> PullOptions {
    PullOptions {
        version: Some(version.to_owned()),
        ..PullOptions::default()
    }
}

#[test]
fn what_is_pushed_is_pulled() {
    let memory = Memory::new();
    let archive = small("demo", "1.2.3-rc.1+build.5");
    let plan = plan(&archive, None);
    assert_eq!(plan.tag, "1.2.3-rc.1_build.5");
    let client = memory.client();
    assert_eq!(run(tag_state(&client, &plan)).unwrap(), TagState::Absent);
    let report = run(push(&client, &plan, PushOptions::default())).unwrap();
    assert_eq!(
        report.output().lines().take(4).collect::<Vec<_>>(),
        [
            "Pushed: registry.test/charts/demo:1.2.3-rc.1_build.5",
            &format!("Digest: {}", plan.manifest_digest),
            "registry.test/charts/demo:1.2.3-rc.1_build.5 contains an underscore.",
            "",
        ]
    );
    assert_eq!(run(tag_state(&client, &plan)).unwrap(), TagState::Same);

    // Only --version finds a version with build metadata, or a range that allows pre-releases.
    for version in ["1.2.3-rc.1+build.5", ">0.0.0-0", "~1.2.0-0"] {
        let pulled = run(pull(&client, &reference("demo"), wanted(version))).unwrap();
        assert_eq!(pulled.archive, archive);
        assert_eq!(pulled.root.bytes, plan.manifest);
        assert_eq!(pulled.config, plan.config.bytes);
        assert_eq!(pulled.file_name, "demo-1.2.3-rc.1+build.5.tgz");
        assert!(
            pulled.output().starts_with(
                "Pulled: registry.test/charts/demo:1.2.3-rc.1_build.5\nDigest: sha256:"
            )
        );
    }
    let by_digest = format!("demo@{}", plan.manifest_digest);
    let pulled = run(pull(
        &client,
        &reference(&by_digest),
        PullOptions::default(),
    ))
    .unwrap();
    assert_eq!(
        pulled.file_name,
        format!("demo@sha256-{}.tgz", plan.manifest_digest.hex)
    );
}

#[test]
fn the_manifest_comes_last_and_nothing_is_sent_twice() {
    let memory = Memory::new();
    let plan = plan(&small("demo", "1.0.0"), None);
    let client = memory.client();
    let events = Arc::new(Mutex::new(Vec::new()));
    let heard = events.clone();
    let options = PushOptions {
        tags: vec!["latest".to_owned(), "1.0.0".to_owned()],
        events: Some(PushEvents::new(move |event| {
            heard.lock().unwrap().push((event.item, event.step));
        })),
        ..PushOptions::default()
    };
    let report = run(push(&client, &plan, options.clone())).unwrap();
    assert_eq!(report.tags, ["1.0.0", "latest"]);
    assert_eq!(
        report.blobs,
        [
            (BlobRole::Config, PushOutcome::Uploaded),
            (BlobRole::Chart, PushOutcome::Uploaded)
        ]
    );
    let requests = memory.requests();
    let put = |line: &str| requests.iter().position(|request| request == line);
    let last_blob = requests.iter().rposition(|line| line.contains("/blobs/"));
    let tag = put("PUT /v2/charts/demo/manifests/1.0.0");
    assert!(tag > last_blob);
    assert!(put("PUT /v2/charts/demo/manifests/latest") > tag);
    let events = std::mem::take(&mut *events.lock().unwrap());
    let done = (PushItem::Blob(BlobRole::Chart), PushStep::Done);
    assert!(events.contains(&done));
    let last = events.last().unwrap();
    assert_eq!(
        *last,
        (PushItem::Manifest("latest".to_owned()), PushStep::Done)
    );

    let report = run(push(&client, &plan, options)).unwrap();
    assert!(report.existed && report.blobs.is_empty());
    let requests = memory.requests();
    assert!(requests.iter().all(|line| !line.contains("/blobs/")));
}

#[test]
fn another_chart_under_the_tag_is_noticed() {
    let memory = Memory::new();
    let client = memory.client();
    let first = plan(&small("demo", "1.0.0"), None);
    run(push(&client, &first, PushOptions::default())).unwrap();
    let other = common::archive(&[("Chart.yaml", "name: demo\nversion: 1.0.0\nhome: x\n")]);
    let state = run(tag_state(&client, &plan(&other, None))).unwrap();
    assert_eq!(state, TagState::Other(first.manifest_digest));
}

#[test]
fn provenance_travels_along() {
    let memory = Memory::new();
    let client = memory.client();
    let archive = small("demo", "1.0.0");
    let prov = provenance("demo-1.0.0.tgz", &archive);
    let with = plan(&archive, Some(&prov));
    let digests: Vec<_> = with.layers.iter().map(|l| l.digest().to_string()).collect();
    assert!(digests.is_sorted() && digests.len() == 2);
    run(push(&client, &with, PushOptions::default())).unwrap();
    let options = PullOptions {
        provenance: Provenance::Required,
        ..PullOptions::default()
    };
    let pulled = run(pull(&client, &reference("demo:1.0.0"), options.clone())).unwrap();
    assert_eq!(pulled.provenance.as_deref(), Some(prov.as_slice()));
    assert_eq!(pulled.output().matches("Pulled: ").count(), 2);
    assert_eq!(pulled.archive, archive);

    let bare = plan(&small("bare", "1.0.0+b"), None);
    run(push(&client, &bare, PushOptions::default())).unwrap();
    let error = run(pull(
        &client,
        &reference("bare"),
        PullOptions {
            version: Some("1.0.0+b".into()),
            ..options
        },
    ))
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "failed to fetch provenance \"oci://registry.test/charts/bare:1.0.0+b.prov\""
    );
    let options = PullOptions {
        provenance: Provenance::IfPresent,
        ..wanted("1.0.0+b")
    };
    let pulled = run(pull(&client, &reference("bare"), options)).unwrap();
    assert_eq!(
        pulled.warnings,
        [
            "WARNING: Verification not found for oci://registry.test/charts/bare: manifest does not contain a layer with mediatype application/vnd.cncf.helm.chart.provenance.v1.prov"
        ]
    );
}

#[test]
fn references_that_lead_nowhere() {
    let memory = Memory::new();
    let client = memory.client();
    for version in ["1.0.0", "1.2.0"] {
        let plan = plan(&small("demo", version), None);
        run(push(&client, &plan, PushOptions::default())).unwrap();
    }
    let pinned = Digest::sha256(b"other");
    for (text, version, error) in [
        (
            "demo:1.0.0",
            "^1",
            "chart reference and version mismatch: ^1 is not 1.0.0",
        ),
        (
            "demo:1.2",
            "",
            "failed to perform \"FetchReference\" on source: registry.test/charts/demo:1.2: not found",
        ),
        (
            "demo",
            "v1.0.0",
            "failed to perform \"FetchReference\" on source: registry.test/charts/demo:v1.0.0: not found",
        ),
        ("demo:latest", "", "improper constraint: \"latest\""),
        (
            "demo",
            "9.x",
            "could not locate a version matching provided version string 9.x",
        ),
        (
            "demo:1.2.0+b1",
            "",
            "invalid reference: invalid tag \"1.2.0+b1\"",
        ),
        ("demo:1.2.0_b1", "", "improper constraint: \"1.2.0_b1\""),
        (
            &format!("demo:1.0.0@{pinned}"),
            "",
            &format!(
                "chart reference digest mismatch: {} is not {pinned}",
                plan(&small("demo", "1.0.0"), None).manifest_digest
            ),
        ),
        (
            &format!("demo:none@{pinned}"),
            "",
            &format!(
                "failed to perform \"FetchReference\" on source: registry.test/charts/demo@{pinned}: not found"
            ),
        ),
    ] {
        let options = PullOptions {
            version: Some(version.to_owned()),
            ..PullOptions::default()
        };
        let found = run(pull(&client, &reference(text), options)).unwrap_err();
        assert_eq!(found.to_string(), *error, "{text} {version}");
    }
    let latest = run(pull(&client, &reference("demo"), PullOptions::default())).unwrap();
    assert_eq!(latest.file_name, "demo-1.2.0.tgz");
    let all = run(versions(&client, "charts/demo")).unwrap();
    let all: Vec<_> = all.versions.iter().map(|v| v.version.to_string()).collect();
    assert_eq!(all, ["1.2.0", "1.0.0"]);

    memory.put(
        "charts/none",
        "latest",
        media_type::IMAGE_INDEX,
        r#"{"schemaVersion":2,"manifests":[]}"#.to_owned(),
    );
    let error = run(pull(&client, &reference("none"), PullOptions::default())).unwrap_err();
    assert_eq!(
        error.to_string(),
        "unable to locate any tags in provided repository: oci://registry.test/charts/none"
    );
    assert_eq!(error.code(), "NO_VERSIONS");
}

/// Repository `charts/x` with one manifest under tag `1.0.0`.
fn pull_manifest(
    media: &str,
    make: impl Fn(&Memory) -> String,
) -> Result<chartroom_helm::Pulled, String> {
    let memory = Memory::new();
    let json = make(&memory);
    memory.put("charts/x", "1.0.0", media, json);
    run(pull(
        &memory.client(),
        &reference("x:1.0.0"),
        PullOptions::default(),
    ))
    .map_err(|error| error.to_string())
}

#[test]
fn what_is_no_chart_is_refused_in_helms_words() {
    let manifest = |config: String, layers: &[String]| {
        format!(
            r#"{{"schemaVersion":2,"config":{config},"layers":[{}]}}"#,
            layers.join(",")
        )
    };
    let error = pull_manifest(media_type::IMAGE_MANIFEST, |m| {
        manifest(
            m.blob("charts/x", media_type::IMAGE_CONFIG, b"{}"),
            &[m.blob("charts/x", media_type::IMAGE_LAYER_GZIP, b"layer")],
        )
    });
    assert_eq!(
        error.unwrap_err(),
        "manifest does not contain minimum number of descriptors (2), descriptors found: 1"
    );
    let error = pull_manifest(media_type::IMAGE_MANIFEST, |m| {
        manifest(
            m.blob("charts/x", media_type::EMPTY_JSON, b"{}"),
            &[m.blob("charts/x", media_type::HELM_CHART, b"layer")],
        )
    });
    assert_eq!(
        error.unwrap_err(),
        "could not load config with mediatype application/vnd.cncf.helm.config.v1+json"
    );
    let error = pull_manifest(media_type::IMAGE_MANIFEST, |m| {
        manifest(
            m.blob("charts/x", media_type::HELM_CONFIG, b"{}"),
            &[m.blob("charts/x", media_type::IMAGE_LAYER_GZIP, b"layer")],
        )
    });
    assert_eq!(
        error.unwrap_err(),
        "manifest does not contain a layer with mediatype application/vnd.cncf.helm.chart.content.v1.tar+gzip"
    );
    let error = pull_manifest(media_type::IMAGE_MANIFEST, |m| {
        manifest(
            m.blob("charts/x", media_type::HELM_CONFIG, b"<html>"),
            &[m.blob("charts/x", media_type::HELM_CHART, b"layer")],
        )
    });
    assert_eq!(
        error.unwrap_err(),
        "invalid character '<' looking for beginning of value"
    );
    let error = pull_manifest(media_type::DOCKER_MANIFEST, |m| {
        manifest(
            m.blob("charts/x", media_type::HELM_CONFIG, b"{}"),
            &[m.blob("charts/x", media_type::HELM_CHART, b"layer")],
        )
    });
    assert!(
        error
            .unwrap_err()
            .ends_with(": application/vnd.docker.distribution.manifest.v2+json: not found")
    );

    // The layer is not looked into, and the older media type is fine, with a warning.
    let pulled = pull_manifest(media_type::IMAGE_MANIFEST, |m| {
        manifest(
            m.blob("charts/x", media_type::HELM_CONFIG, b"{}"),
            &[m.blob("charts/x", media_type::HELM_CHART_LEGACY, b"no gzip")],
        )
    })
    .unwrap();
    assert_eq!(pulled.archive.as_ref(), b"no gzip");
    assert_eq!(
        pulled.warnings,
        ["Warning: chart media type application/tar+gzip is deprecated"]
    );
}

#[test]
fn an_index_leads_to_its_first_chart() {
    let memory = Memory::new();
    let client = memory.client();
    let (first, second) = (
        plan(&small("x", "1.0.0"), None),
        plan(&small("x", "2.0.0"), None),
    );
    for plan in [&first, &second] {
        run(push(&client, plan, PushOptions::default())).unwrap();
    }
    let child = |plan: &chartroom_helm::PushPlan| {
        format!(
            r#"{{"mediaType":"{}","digest":"{}","size":{}}}"#,
            media_type::IMAGE_MANIFEST,
            plan.manifest_digest,
            plan.manifest.len()
        )
    };
    let index = format!(
        r#"{{"schemaVersion":2,"manifests":[{},{}]}}"#,
        child(&first),
        child(&second)
    );
    let digest = memory.put("charts/x", "3.0.0", media_type::IMAGE_INDEX, index);
    let pulled = run(pull(&client, &reference("x:3.0.0"), PullOptions::default())).unwrap();
    assert_eq!(pulled.digest().to_string(), digest);
    assert_eq!(pulled.manifest.digest, first.manifest_digest);
    assert_eq!(pulled.archive, first.chart().bytes);
}
