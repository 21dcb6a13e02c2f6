//! Every chart of the collection against the answers of real Helm: config, manifest, digest, tag
//! and `show all`, byte for byte.

// A test says on standard error what it skips and how much it saw.
#![allow(clippy::print_stderr)]

use std::fs;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use chartroom_chart::Chart;
use chartroom_helm::{PlanOptions, PushPlan, show};
use serde_json::Value;

/// Where the collection is, or nothing with a word about it.
fn collection() -> Option<PathBuf> {
    let given = std::env::var_os("CHARTROOM_CHARTS").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/charts");
    let path = given.unwrap_or(beside);
    if path.is_dir() {
        return Some(path);
    }
    eprintln!(
        "SKIPPED: no collection of charts at {} (set CHARTROOM_CHARTS)",
        path.display()
    );
    None
}

fn differences(folder: &Path) -> Vec<String> {
    let read = |name: &str| fs::read(folder.join(name)).unwrap_or_default();
    let facts: Value = serde_json::from_slice(&read("facts.json")).expect("facts");
    let fact = |name: &str| facts[name].as_str().unwrap_or_default().to_owned();
    let archive = Bytes::from(read(&fact("tgz")));
    let mut wrong = Vec::new();

    let chart = match Chart::open(&archive) {
        Ok(chart) => chart,
        Err(error) => return vec![format!("does not open: {error}")],
    };
    match show::all(&chart) {
        Ok(text) if text == read("show.txt") => {}
        Ok(_) => wrong.push("show all differs".to_owned()),
        Err(error) => wrong.push(format!("show all fails: {error}")),
    }
    let options = PlanOptions {
        created: fact("created"),
        provenance: None,
    };
    match PushPlan::new(&chart, archive, "oci://127.0.0.1:5000/charts", options) {
        Ok(plan) => {
            if facts["push_rc"] != 0 {
                wrong.push("Helm refuses to push it".to_owned());
            }
            if *plan.config.bytes != *read("config.json") {
                wrong.push("config differs".to_owned());
            }
            if *plan.manifest != *read("manifest.json") {
                wrong.push("manifest differs".to_owned());
            }
            if plan.manifest_digest.to_string() != fact("manifest_digest") {
                wrong.push("digest differs".to_owned());
            }
            if plan.tag != fact("tag") {
                wrong.push(format!("tag is {}", plan.tag));
            }
        }
        Err(error) => {
            let text = String::from_utf8(read("push.err")).expect("text");
            if facts["push_rc"] == 0 || text != format!("Error: {error}\n") {
                wrong.push(format!("push is refused: {error}"));
            }
        }
    }
    wrong
}

#[test]
fn every_chart_is_identical() {
    let Some(collection) = collection() else {
        return;
    };
    let mut folders: Vec<_> = fs::read_dir(&collection)
        .expect("the collection")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.join("facts.json").is_file())
        .collect();
    folders.sort();
    assert!(!folders.is_empty(), "the collection is empty");
    let mut report = String::new();
    for folder in &folders {
        for difference in differences(folder) {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            report.push_str(&format!("{name}: {difference}\n"));
        }
    }
    assert!(report.is_empty(), "{report}");
    eprintln!("{} charts identical", folders.len());
}
