//! Real Helm and crane against real registries, with what we pushed and what
//! they pushed: Debian's docker-registry, Distribution 3, our own server; open
//! and behind a password.

use std::fs;
use std::process::Command;

use chartroom_helm::{PushOptions, push};
use chartroom_oci::Digest;
use chartroom_registry::Credential;
use chartroom_tests::charts::chart;
use chartroom_tests::client::{block_on, client, plan, pull_archive, push_archive};
use chartroom_tests::helm::Helm;
use chartroom_tests::registries::{Kind, Running, start};
use chartroom_tests::scratch::Scratch;
use chartroom_tests::{program, skip_test};

/// Runs a test against one registry, once open and once with a password.
#[track_caller]
fn against(kind: Kind, test: impl Fn(&Running, &Helm)) {
    let Some(helm) = Helm::find() else { return };
    let mut ran = false;
    for password in [false, true] {
        if let Some(registry) = start(kind, password) {
            helm.login(&registry);
            test(&registry, &helm);
            ran = true;
        }
    }
    if !ran {
        skip_test(&format!("{kind:?}"), "its program is not there");
    }
}

/// What we push, `helm pull` saves unchanged and `helm show` reads.
fn ours_to_helm(registry: &Running, helm: &Helm) {
    let archive = chart("harbour", "1.2.3+build.4");
    let report = push_archive(registry, &archive, "charts").unwrap();
    assert_eq!(report.tags, ["1.2.3_build.4"]);

    let folder = Scratch::new();
    let said = helm.run(&[
        "pull",
        &format!("oci://{}/charts/harbour", registry.host),
        "--version",
        "1.2.3+build.4",
        "--plain-http",
        "--destination",
        folder.path().to_str().unwrap(),
    ]);
    assert!(
        said.contains(&report.digest.to_string()),
        "helm prints another digest than {}: {said}",
        report.digest
    );
    let saved = fs::read(folder.path().join("harbour-1.2.3+build.4.tgz")).unwrap();
    assert!(saved == archive, "helm saved other bytes");
    let shown = helm.run(&[
        "show",
        "chart",
        &format!("oci://{}/charts/harbour", registry.host),
        "--plain-http",
    ]);
    assert!(shown.contains("version: 1.2.3+build.4"), "{shown}");

    // The same again changes nothing and sends nothing.
    let again = push_archive(registry, &archive, "charts").unwrap();
    assert!(again.existed);
    assert_eq!(again.digest, report.digest);
}

/// What `helm push` stores, we pull unchanged: by tag, by digest, by range.
fn helm_to_ours(registry: &Running, helm: &Helm) {
    let folder = Scratch::new();
    let mut newest = Vec::new();
    for version in ["1.0.0", "1.4.0", "2.0.0-rc.1"] {
        let archive = chart("anchor", version);
        let file = folder.write(&format!("anchor-{version}.tgz"), &archive);
        helm.run(&[
            "push",
            file.to_str().unwrap(),
            &format!("oci://{}/by-helm", registry.host),
            "--plain-http",
        ]);
        if version == "1.4.0" {
            newest = archive;
        }
    }
    for wanted in [None, Some("1.4.0"), Some("^1.1"), Some("<2")] {
        let pulled = pull_archive(registry, "by-helm/anchor", wanted).unwrap();
        assert!(pulled.archive == newest, "version {wanted:?}");
        assert_eq!(pulled.file_name, "anchor-1.4.0.tgz");
    }
    let digest = pull_archive(registry, "by-helm/anchor", Some("1.4.0"))
        .unwrap()
        .digest()
        .clone();
    let pinned = pull_archive(registry, &format!("by-helm/anchor@{digest}"), None).unwrap();
    assert!(pinned.archive == newest);
}

/// Helm's manifest of the same chart is ours, byte for byte, but for the
/// creation time, which Helm takes from the file.
fn same_manifest_as_helm(registry: &Running, helm: &Helm) {
    let folder = Scratch::new();
    let archive = chart("twin", "3.2.1");
    let file = folder.write("twin-3.2.1.tgz", &archive);
    helm.run(&[
        "push",
        file.to_str().unwrap(),
        &format!("oci://{}/theirs", registry.host),
        "--plain-http",
    ]);
    push_archive(registry, &archive, "ours").unwrap();
    let manifest = |path: &str| {
        let pulled = pull_archive(registry, path, Some("3.2.1")).unwrap();
        assert_eq!(
            pulled.manifest.digest,
            Digest::sha256(&pulled.manifest.bytes)
        );
        String::from_utf8(pulled.manifest.bytes.to_vec()).unwrap()
    };
    let created = |text: &str| {
        let json: serde_json::Value = serde_json::from_str(text).unwrap();
        json["annotations"]["org.opencontainers.image.created"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let (ours, theirs) = (manifest("ours/twin"), manifest("theirs/twin"));
    assert_eq!(ours.replace(&created(&ours), &created(&theirs)), theirs);
}

/// A wrong password has its own code.
fn wrong_password(registry: &Running) {
    if !registry.password {
        return;
    }
    let plan = plan(&chart("closed", "1.0.0"), &registry.host, "charts").unwrap();
    let stranger = client(&registry.host, Credential::basic("anna", "a guess"));
    let error = block_on(push(&stranger, &plan, PushOptions::default())).unwrap_err();
    assert_eq!(error.code(), "UNAUTHORIZED", "{error}");
}

#[test]
fn docker_registry_2() {
    against(Kind::DockerRegistry, |registry, helm| {
        ours_to_helm(registry, helm);
        helm_to_ours(registry, helm);
        same_manifest_as_helm(registry, helm);
        wrong_password(registry);
    });
}

#[test]
fn distribution_3() {
    against(Kind::Distribution, |registry, helm| {
        ours_to_helm(registry, helm);
        helm_to_ours(registry, helm);
        same_manifest_as_helm(registry, helm);
        wrong_password(registry);
    });
}

#[test]
fn chartroom_server() {
    against(Kind::Chartroom, |registry, helm| {
        ours_to_helm(registry, helm);
        helm_to_ours(registry, helm);
        same_manifest_as_helm(registry, helm);
        wrong_password(registry);
    });
}

#[test]
fn crane_copies_between_registries() {
    let Some(crane) = program("CHARTROOM_CRANE", "crane") else {
        return skip_test("crane", "no crane in PATH and CHARTROOM_CRANE is not set");
    };
    let (Some(from), Some(to)) = (
        start(Kind::Chartroom, false),
        start(Kind::Distribution, false),
    ) else {
        return;
    };
    let archive = chart("ferry", "1.0.0");
    let report = push_archive(&from, &archive, "charts").unwrap();
    let home = Scratch::new();
    let run = |arguments: &[&str]| {
        let output = Command::new(&crane)
            .args(arguments)
            .env("DOCKER_CONFIG", home.path())
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "crane {arguments:?}: {text}");
        String::from_utf8(output.stdout).unwrap()
    };
    let source = format!("{}/charts/ferry:1.0.0", from.host);
    let destination = format!("{}/copied/ferry:1.0.0", to.host);
    run(&["copy", "--insecure", &source, &destination]);
    let digest = run(&["digest", "--insecure", &destination]);
    assert_eq!(digest.trim(), report.digest.to_string());
    let pulled = pull_archive(&to, "copied/ferry", None).unwrap();
    assert!(pulled.archive == archive);
}
