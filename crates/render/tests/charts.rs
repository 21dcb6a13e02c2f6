//! Public charts as Helm answers about them, byte for byte: `helm template` and `helm lint`.
//!
//! The charts are no part of the project. They are looked for where `CHARTROOM_CHARTS` says, else
//! beside the repository; without them the tests say so and pass.
#![allow(clippy::print_stderr)]

use std::path::{Path, PathBuf};
use std::rc::Rc;

use chartroom_chart::{Archive, Chart, Limits};
use chartroom_render::lint;
use chartroom_render::template::{Options, render};

struct Case {
    dir: PathBuf,
    facts: serde_json::Value,
    archive: Vec<u8>,
}

impl Case {
    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.dir.join(name)).unwrap_or_default()
    }

    fn fact(&self, name: &str) -> bool {
        self.facts[name].as_bool().unwrap_or(true)
    }
}

fn cases() -> Option<Vec<Case>> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/charts");
    let folder = std::env::var_os("CHARTROOM_CHARTS").map_or(beside, PathBuf::from);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("SKIPPED: no charts in {}", folder.display());
        return None;
    };
    let mut dirs: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    dirs.sort();
    let cases = dirs.into_iter().filter_map(|dir| {
        let facts = std::fs::read_to_string(dir.join("facts.json")).ok()?;
        let facts: serde_json::Value = serde_json::from_str(&facts).expect("facts");
        let archive = std::fs::read(dir.join(facts["tgz"].as_str()?)).expect("archive");
        Some(Case {
            dir,
            facts,
            archive,
        })
    });
    Some(cases.collect())
}

/// What stays when random words, keys and whatever is computed from them are taken out of a line.
fn masked(line: &str) -> String {
    let mut out = String::new();
    let mut word = String::new();
    for c in line.chars().chain(['\n']) {
        if c.is_ascii_alphanumeric() || "+/=_".contains(c) {
            word.push(c);
            continue;
        }
        if word.len() >= 5 {
            out.push('#');
        } else {
            out.push_str(&word);
        }
        word.clear();
        out.push(c);
    }
    out
}

#[test]
fn charts_render_as_helm_renders_them() {
    let Some(cases) = cases() else { return };
    let mut wrong = Vec::new();
    for case in &cases {
        let name = case.dir.display();
        let options = Options::default();
        let chart = Rc::new(Chart::open(&case.archive).expect("a chart"));
        let (text, warnings, error) = match render(&chart, &options, &Default::default()) {
            Ok(rendered) => (rendered.text(&options), rendered.warnings, None),
            Err(error) => (String::new(), error.warnings, Some(error.text)),
        };
        let lines = warnings
            .into_iter()
            .chain(error.map(|e| format!("Error: {e}")));
        let log: String = lines.map(|line| format!("{line}\n")).collect();
        if log != case.text("template.err") {
            wrong.push(format!("{name}: standard error {log:?}"));
        }
        let wanted = case.text("template.yaml");
        if case.fact("deterministic") {
            if text != wanted {
                wrong.push(format!("{name}: standard output"));
            }
            continue;
        }
        // Certificates and keys differ in their number of lines by a line or two.
        let (ours, helm): (Vec<&str>, Vec<&str>) =
            (text.lines().collect(), wanted.lines().collect());
        if ours.len() == helm.len() {
            let different = ours
                .iter()
                .zip(&helm)
                .filter(|(a, b)| masked(a) != masked(b));
            for (a, b) in different {
                wrong.push(format!("{name}: {a:?} for {b:?}"));
            }
        } else if ours.len().abs_diff(helm.len()) > 4 {
            wrong.push(format!("{name}: {} lines for {}", ours.len(), helm.len()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn charts_are_linted_as_helm_lints_them() {
    let Some(cases) = cases() else { return };
    let mut wrong = Vec::new();
    for case in cases.iter().filter(|case| case.fact("lint_deterministic")) {
        let archive = Archive::open(&case.archive, &Limits::default()).expect("an archive");
        let options = lint::Options {
            folder: format!("FOLDER/{}", case.facts["name"].as_str().expect("name")),
            ..lint::Options::default()
        };
        let report = lint::lint(&archive.files.into(), &options, &Default::default());
        let mut text = format!("==> Linting {}\n", case.facts["tgz"].as_str().expect("tgz"));
        for finding in &report.findings {
            text.push_str(&format!("{finding}\n"));
        }
        text.push('\n');
        if !report.fails(false) {
            text.push_str("1 chart(s) linted, 0 chart(s) failed\n");
        }
        if text != unnumbered(&case.text("lint.txt")) {
            wrong.push(format!("{}:\n{text}", case.dir.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Helm's random folder under one name.
fn unnumbered(text: &str) -> String {
    let mut parts = text.split("/tmp/helm-lint");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("FOLDER");
        out.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    out
}
