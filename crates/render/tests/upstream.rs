//! What the tests of Sprig 3.3 and of Helm's own packages are about, in cases of our own: `sprig`
//! by file, `engine`, `chart/common` and `chart/v2` (values, coalescing, dependencies, loading,
//! linting, names), `strvals`, `release/v1/util` (splitting, sorting), `ignore`, `cli/values` and
//! the golden files of the commands.
//!
//! `upstream/*.jsonl` holds one case a line under its area (`a`): a template (`t`) in place of a
//! chart's notes, or a command (`args`) in a folder. Helm 4.2.4's answer stands beside it.
//! `BLESS=1` has `tests/oracle` answer all of them again, which needs Go; a new case is a line
//! without an answer. `--nocapture` shows how many cases each area has.
#![allow(clippy::print_stdout)]

#[path = "../../gotemplate/tests/support/areas.rs"]
mod areas;

use std::collections::BTreeMap;
use std::rc::Rc;

use areas::word;
use chartroom_chart::{ArchiveFile, Chart};
use chartroom_render::command::{Found, Host, Outcome, lint, template};
use chartroom_render::gotime::Moment;
use chartroom_render::template::{Options, render};
use serde_json::Value as Json;

/// Every area, with the least number of cases it must have.
const AREAS: &[(&str, usize)] = &[
    ("capabilities", 49),
    ("cli values", 35),
    ("coalesce", 60),
    ("common values", 50),
    ("dependencies", 119),
    ("engine errors", 48),
    ("engine fail", 9),
    ("engine files", 134),
    ("engine funcs", 1_020),
    ("engine include", 26),
    ("engine required", 19),
    ("engine tpl", 39),
    ("engine values", 53),
    ("hooks", 55),
    ("ignore", 58),
    ("kind order", 24),
    ("lint", 130),
    ("loader", 82),
    ("manifests", 81),
    ("names", 31),
    ("schema", 54),
    ("sprig crypto", 61),
    ("sprig date", 545),
    ("sprig defaults", 223),
    ("sprig dict", 241),
    ("sprig flow", 16),
    ("sprig functions", 175),
    ("sprig list", 555),
    ("sprig network", 4),
    ("sprig numeric", 537),
    ("sprig reflect", 157),
    ("sprig regex", 852),
    ("sprig semver", 430),
    ("sprig strings", 910),
    ("sprig url", 90),
    ("strvals file", 13),
    ("strvals json", 34),
    ("strvals literal", 53),
    ("strvals set", 144),
    ("strvals string", 40),
    ("template command", 42),
];

/// Where the template of an expression stands: its text is shown as it is.
const NOTES: &str = "templates/NOTES.txt";

/// A day in 2026.
const NOW: Moment = Moment {
    seconds: 1_790_000_000,
    nanos: 0,
};

/// Helm with the version that it was published with.
const ORACLE: &[&str] = &[
    "-trimpath",
    "-ldflags",
    "-X helm.sh/helm/v4/internal/version.version=v4.2.4",
    ".",
    "tables",
];

#[test]
fn areas_answer_like_helm() {
    let hold = || {
        areas::hold(AREAS, ORACLE, |case, data| {
            let (ours, helm) = answers(case, data);
            let bytes = |texts: Vec<String>| texts.into_iter().map(String::into_bytes).collect();
            (bytes(ours), bytes(helm))
        });
    };
    // Values that hold themselves are followed a thousand levels; a test's own stack is too small
    // for that in a build without optimization. Where there are no threads, tests are optimized.
    if cfg!(target_family = "wasm") {
        return hold();
    }
    let thread = std::thread::Builder::new().stack_size(16 << 20);
    let outcome = thread.spawn(hold).expect("a thread").join();
    outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
}

type Files = BTreeMap<String, Vec<u8>>;

fn texts(json: &Json) -> Files {
    let entries = json.as_object().into_iter().flatten();
    entries
        .map(|(name, text)| (name.clone(), text.as_str().expect("text").into()))
        .collect()
}

/// Ours and Helm's.
fn answers(case: &Json, data: &Json) -> (Vec<String>, Vec<String>) {
    let Some(line) = case["args"].as_array() else {
        let helm = [word(case, "r"), word(case, "e")];
        return (expression(case, data), helm.map(str::to_owned).into());
    };
    let files = match case.get("files") {
        Some(own) => texts(own),
        None => texts(data),
    };
    let line: Vec<String> = line
        .iter()
        .map(|word| word.as_str().expect("a word").to_owned())
        .collect();
    let ours = command(&line, files);
    let code = case["code"].as_i64().unwrap_or_default();
    (
        vec![ours.stdout, ours.stderr, ours.code.to_string()],
        vec![
            word(case, "out").to_owned(),
            word(case, "err").to_owned(),
            code.to_string(),
        ],
    )
}

fn expression(case: &Json, data: &Json) -> Vec<String> {
    let mut files = texts(data);
    files.extend(texts(&case["files"]));
    files.insert(NOTES.to_owned(), word(case, "t").into());
    let files = files
        .into_iter()
        .map(|(name, text)| ArchiveFile::new(name, text, 0));
    let chart = match Chart::from_files(files.collect()) {
        Ok(chart) => chart,
        Err(error) => return vec![String::new(), error.to_string()],
    };
    let options = Options {
        now: NOW,
        ..Options::default()
    };
    match render(&Rc::new(chart), &options, &Default::default()) {
        Ok(rendered) => vec![rendered.notes.unwrap_or_default(), String::new()],
        Err(error) => vec![String::new(), error.text],
    }
}

/// A folder in memory, and whether the linter looks into it, which misses charts in words of its own.
struct Folder(Files, bool);

impl Host for Folder {
    fn chart(&self, path: &str) -> Result<Found, String> {
        let name = plain(path);
        if let Some(bytes) = self.0.get(&name) {
            return Ok(Found::Archive(bytes.clone()));
        }
        let below = format!("{name}/");
        let files: Vec<ArchiveFile> = self
            .0
            .iter()
            .filter_map(|(name, text)| Some((name.strip_prefix(&below)?, text)))
            .map(|(name, text)| ArchiveFile::new(name, text.clone(), 0))
            .collect();
        if files.is_empty() && self.1 && !name.ends_with(".tgz") {
            return Err(format!(
                "unable to check Chart.yaml file in chart: stat {name}/Chart.yaml: no such file or directory"
            ));
        } else if files.is_empty() {
            return Err(format!("path \"{path}\" not found"));
        }
        Ok(Found::Folder(files.into()))
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let file = self.0.get(&plain(path)).cloned();
        file.ok_or_else(|| format!("open {path}: no such file or directory"))
    }

    fn absolute(&self, path: &str) -> String {
        format!("FOLDER/{}", plain(path))
    }

    fn now(&self) -> Moment {
        NOW
    }

    fn running(&self) -> i64 {
        0
    }

    fn seed(&self) -> [u8; 32] {
        [7; 32]
    }
}

fn plain(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path);
    path.strip_suffix('/').unwrap_or(path).to_owned()
}

fn command(line: &[String], files: Files) -> Outcome {
    let linted = line.first().is_some_and(|word| word == "lint");
    let host = Folder(files, linted);
    match line.split_first() {
        Some((name, rest)) if name == "template" => template(rest, &host),
        Some((name, rest)) if name == "lint" => lint(rest, &host),
        _ => panic!("template or lint, not {line:?}"),
    }
}
