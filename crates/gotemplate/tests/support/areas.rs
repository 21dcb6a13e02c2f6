//! Tables of cases under areas, with the original's answers: `upstream/*.jsonl` of a crate's tests
//! holds one case a line. The tests of `render` have this file too.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value as Json;

/// Outputs and errors, in bytes.
pub type Texts = Vec<Vec<u8>>;

/// A text of a case; nothing where it has none.
pub fn word<'a>(case: &'a Json, key: &str) -> &'a str {
    case[key].as_str().unwrap_or_default()
}

/// Holds our answers to all cases against the original's, and the areas against the list of those
/// there are, each with the least number of cases. `answers` is given a case and its file's data,
/// and gives ours and the original's. With `BLESS=1` all are first answered again in
/// `tests/oracle` by `go run` with these words and the files.
pub fn hold(
    areas: &[(&str, usize)],
    oracle: &[&str],
    mut answers: impl FnMut(&Json, &Json) -> (Texts, Texts),
) {
    let files = files();
    if std::env::var_os("BLESS").is_some() {
        bless(oracle, &files);
    }
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).expect("a table");
        let mut data = Json::Null;
        for line in text.lines() {
            let mut case: Json = serde_json::from_str(line).expect("a line of JSON");
            if let Some(own) = case.get_mut("data") {
                data = own.take();
                continue;
            }
            *counts.entry(word(&case, "a").to_owned()).or_default() += 1;
            let (ours, original) = answers(&case, &data);
            if ours != original {
                let (ours, original) = (shown(&ours), shown(&original));
                wrong.push(format!(
                    "{line}\n  original {original:?}\n  ours     {ours:?}"
                ));
            }
        }
    }
    for (area, count) in &counts {
        println!("{area:<24} {count:>6}");
    }
    println!("{:<24} {:>6}", "", counts.values().sum::<usize>());
    let differ = wrong.len();
    assert!(differ == 0, "{differ} differ:\n{}", wrong.join("\n"));
    let few = |(area, least): &&(&str, usize)| counts.get(*area).is_none_or(|n| n < least);
    let few: Vec<_> = areas.iter().filter(few).collect();
    assert!(few.is_empty(), "areas with too few cases: {few:?}");
    assert_eq!(counts.len(), areas.len(), "areas that are not listed");
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/upstream");
    let entries = fs::read_dir(folder).expect("the folder of tables");
    let mut files: Vec<PathBuf> = entries.map(|e| e.expect("an entry").path()).collect();
    files.sort();
    files
}

fn bless(oracle: &[&str], files: &[PathBuf]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/oracle");
    let status = Command::new("go")
        .current_dir(folder)
        .arg("run")
        .args(oracle)
        .args(files)
        .status();
    assert!(status.expect("go starts").success(), "go run fails");
}

fn shown(texts: &[Vec<u8>]) -> Vec<String> {
    let texts = texts.iter();
    texts
        .map(|text| String::from_utf8_lossy(text).into_owned())
        .collect()
}
