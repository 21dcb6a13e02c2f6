//! Small charts of our own with the answers of real Helm 4.2.4.
//!
//! `data/answers.json` holds files, and either the error of loading them or the config blob, the
//! text of `helm show all`, the values as JSON and what `helm push oci://127.0.0.1:5977/a/c` says.
//! Among them are every scalar form in every kind of field, and what Helm refuses.

mod common;

use bytes::Bytes;
use chartroom_chart::{ArchiveFile, Chart};
use chartroom_helm::{PlanOptions, PushPlan, show, target};
use serde_json::Value;

fn difference(case: &Value) -> Option<String> {
    let files = case["files"].as_array()?.iter().map(|file| {
        let text = file[1].as_str().unwrap_or_default().to_owned();
        ArchiveFile::new(file[0].as_str().unwrap_or_default(), text, 0)
    });
    let wanted = |key: &str| case[key].as_str().unwrap_or_default();
    let chart = match Chart::from_files(files.collect()) {
        Ok(chart) => chart,
        Err(error) if error.to_string() == wanted("error") => return None,
        Err(error) => return Some(format!("error {error}")),
    };
    if !case["error"].is_null() {
        return Some("it opens".to_owned());
    }
    let config = String::from_utf8_lossy(&chart.metadata.config_json()).into_owned();
    if config != wanted("config") {
        return Some(format!("config {config}"));
    }
    let shown = show::all(&chart).unwrap_or_else(|error| format!("ERR {error}").into());
    if shown != wanted("show").as_bytes() {
        return Some(format!("show {}", String::from_utf8_lossy(&shown)));
    }
    let values = chart.values().map(|values| {
        let mut values = values.clone();
        values.numbers_to_float();
        values.to_go_json()
    });
    if values.as_deref().unwrap_or_default() != wanted("values") {
        return Some(format!("values {values:?}"));
    }
    let remote = "oci://127.0.0.1:5977/a/c";
    let refused = target(remote, chart.name(), &chart.metadata.version).err();
    let refused = refused.map(|error| error.to_string());
    if refused.as_deref().unwrap_or_default() != wanted("push_error") {
        return Some(format!("push {refused:?}"));
    }
    None
}

#[test]
fn helm_says_the_same() {
    let cases: Value = serde_json::from_str(include_str!("data/answers.json")).expect("JSON");
    let cases = cases.as_array().expect("a list");
    assert!(cases.len() > 400);
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| Some(format!("{}: {}", case["name"], difference(case)?)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `helm.md` 13: a package that real Helm made, and the config and manifest it pushed.
#[test]
fn the_golden_vector() {
    let archive = Bytes::from_static(include_bytes!("data/vec.tgz"));
    let chart = Chart::open(&archive).expect("a chart");
    assert_eq!(
        chart.metadata.try_to_yaml().unwrap().as_bytes(),
        &*chart.file("Chart.yaml").expect("Chart.yaml").bytes
    );
    let options = PlanOptions {
        created: "2024-01-02T03:04:05Z".to_owned(),
        provenance: None,
    };
    let plan = PushPlan::new(&chart, archive, "oci://h", options).expect("a plan");
    assert_eq!(
        plan.config.digest().to_string(),
        "sha256:90ced2ce91836ee08238986b2cc5452391cf02d9d550e7b550e06e96f7c3ccfb"
    );
    assert_eq!(
        plan.manifest_digest.to_string(),
        "sha256:8d789b732559b48f0e7ce7df1ff7f050301efe57cf5b3b956e27c4a6463885f9"
    );
    assert_eq!(plan.manifest.len(), 839);
    assert_eq!(plan.tag, "1.2.3-rc.1_build.5");
    assert_eq!(plan.reference.to_string(), "h/vec:1.2.3-rc.1_build.5");
    assert!(
        chart
            .raw_files()
            .iter()
            .all(|file| file.mode == 0o644 && file.mtime == 1_704_164_645)
    );
}

#[test]
fn the_smallest_config() {
    let plan = common::plan(
        &common::archive(&[("Chart.yaml", "name: w\nversion: 1.0.0\napiVersion: v2\n")]),
        None,
    );
    assert_eq!(
        plan.config.bytes.as_ref(),
        br#"{"name":"w","version":"1.0.0","apiVersion":"v2"}"#
    );
}

#[test]
fn remotes_that_helm_refuses() {
    for (remote, text) in [
        (
            "127.0.0.1:5001/a",
            "invalid chart URL format: 127.0.0.1:5001/a",
        ),
        ("h/a", "scheme prefix missing from remote (e.g. \"oci://\")"),
        ("https://h/a", "scheme \"https\" not supported"),
        (
            "oci://h/a:tag",
            "invalid reference: invalid tag \"tag/w:1.0.0\"",
        ),
        (
            "oci://h/a/Up",
            "invalid reference: invalid repository \"a/Up/w\"",
        ),
    ] {
        let error = target(remote, "w", "1.0.0").unwrap_err();
        assert_eq!(error.to_string(), text);
    }
    for (remote, reference) in [
        ("oci://h", "h/w:1.0.0"),
        ("oci://h/a//b/../c/", "h/a/c/w:1.0.0"),
        ("OCI://h:5000/a", "h:5000/a/w:1.0.0"),
    ] {
        let target = target(remote, "w", "1.0.0").unwrap();
        assert_eq!(target.to_string(), reference);
    }
}
