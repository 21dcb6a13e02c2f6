//! What Go 1.26 answers, compared byte for byte.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::{Case, answer, bytes};

fn goldens() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens")
}

// Compares every case of a file and gives the differing ones as text.
fn compare(path: &Path) -> (usize, Vec<String>) {
    let standard = fs::read_to_string(goldens().join("data.json")).expect("data.json");
    let standard = serde_json::from_str(&standard).expect("data.json is JSON");
    let text = fs::read_to_string(path).expect("a readable file of cases");
    let mut wrong = Vec::new();
    let mut count = 0;
    for (n, line) in text.lines().enumerate().filter(|(_, l)| l.starts_with('{')) {
        let case: Case = serde_json::from_str(line).expect("a case");
        count += 1;
        let want = (bytes(&case.r), bytes(&case.e));
        let got = answer(&case, &standard);
        if got != want {
            let show = |b: &[u8]| String::from_utf8_lossy(b).into_owned();
            wrong.push(format!(
                "line {}: {:?} {}\n   want {:?} {:?}\n   got  {:?} {:?}\n",
                n + 1,
                case.t,
                case.o,
                show(&want.0),
                show(&want.1),
                show(&got.0),
                show(&got.1),
            ));
        }
    }
    (count, wrong)
}

fn check(path: &Path) {
    let (count, wrong) = compare(path);
    let shown = wrong.iter().take(40).cloned().collect::<String>();
    assert!(
        wrong.is_empty(),
        "{} of {count} differ from Go:\n{shown}",
        wrong.len()
    );
    assert!(count > 0, "no cases in {}", path.display());
}

#[test]
fn answers_like_go() {
    let mut files: Vec<_> = fs::read_dir(goldens())
        .expect("goldens")
        .map(|e| e.expect("an entry").path())
        .filter(|p| p.extension().is_some_and(|e| e == "jsonl"))
        .collect();
    files.sort();
    for file in files {
        check(&file);
    }
}

/// Compares any number of cases made elsewhere: `GOTEMPLATE_CASES=file cargo test`.
#[test]
fn answers_like_go_in_bulk() {
    if let Some(path) = std::env::var_os("GOTEMPLATE_CASES") {
        check(Path::new(&path));
    }
}
