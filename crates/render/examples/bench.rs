//! How much faster than Helm: `bench HELM OURS ORACLE FOLDER` times, over every chart of a folder,
//! `helm template` as a process beside our `helm` example, and Helm's packages as a library beside
//! this crate, all in one run on one core. Ratios are printed, times are not promised.
#![allow(clippy::print_stdout, clippy::print_stderr)]

#[path = "parity/charts.rs"]
#[allow(dead_code)]
mod charts;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::time::Instant;

use chartroom_chart::Chart;
use chartroom_gotemplate::Options as Engine;
use chartroom_render::template::{Options, render};

/// Runs of each process; the median counts.
const REPEATS: usize = 5;
/// Calls of each library, as in `tests/oracle/bench.go`: more, because how long it takes to find a
/// key is chance. Each has a seed of its own, or all would meet the same chance.
const CALLS: u8 = 15;

/// One row: what was timed, and how many times as long Helm took, chart by chart.
type Row = (&'static str, Vec<(f64, String)>);

fn main() {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [helm, ours, oracle, folder] = &arguments[..] else {
        eprintln!("bench HELM OURS ORACLE FOLDER");
        std::process::exit(2);
    };
    let archives: Vec<PathBuf> = charts::find(folder);
    let archives = archives.into_iter().filter(|path| path.is_file());
    let mut rows: [Row; 3] = [
        ("process", Vec::new()),
        ("library: load, render", Vec::new()),
        ("library: render", Vec::new()),
    ];
    for path in archives {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let Some(library) = library(&path) else {
            println!("left out, it does not render: {name}");
            continue;
        };
        let Some(theirs) = go(oracle, &path) else {
            println!("left out, Helm does not render it: {name}");
            continue;
        };
        let process = (process(helm, &path), process(ours, &path));
        let mut put = |row: usize, theirs: f64, ours: f64| {
            rows[row].1.push((theirs / ours, name.clone().into_owned()));
        };
        put(0, process.0, process.1);
        put(1, theirs.0, library.0);
        put(2, theirs.1, library.1);
    }
    println!(
        "Helm's time over ours, {} charts\n{:<24} {:>8} {:>8} {:>8}  slowest",
        rows[0].1.len(),
        "",
        "median",
        "5 %",
        "worst"
    );
    for (what, ratios) in &mut rows {
        ratios.sort_by(|a, b| a.0.total_cmp(&b.0));
        let Some((worst, name)) = ratios.first() else {
            continue;
        };
        let at = |share: usize| ratios[ratios.len() * share / 100].0;
        println!(
            "{what:<24} {:>7.1}x {:>7.1}x {worst:>7.2}x  {name}",
            at(50),
            at(5)
        );
    }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn seconds(run: impl FnOnce()) -> f64 {
    let started = Instant::now();
    run();
    started.elapsed().as_secs_f64()
}

/// `template` of a program, from start to end.
fn process(program: &Path, archive: &Path) -> f64 {
    let run = || {
        let status = Command::new(program)
            .args(["template", "release-name"])
            .arg(archive)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        assert!(status.is_ok(), "it starts");
    };
    median((0..REPEATS).map(|_| seconds(run)).collect())
}

/// Loading and rendering, and rendering alone; `None` for what does not render.
fn library(archive: &Path) -> Option<(f64, f64)> {
    let bytes = std::fs::read(archive).ok()?;
    let (mut whole, mut alone) = (Vec::new(), Vec::new());
    for call in 0..CALLS {
        let options = Options {
            seed: [call; 32],
            ..Options::default()
        };
        let started = Instant::now();
        let chart = Rc::new(Chart::open(&bytes).ok()?);
        let loaded = started.elapsed();
        let rendered = render(&chart, &options, &Engine::default()).ok()?;
        let text = rendered.text(&options);
        let ended = started.elapsed();
        assert!(!text.is_empty());
        whole.push(ended.as_secs_f64());
        alone.push((ended - loaded).as_secs_f64());
    }
    Some((median(whole), median(alone)))
}

/// The same in seconds by Helm's packages.
fn go(oracle: &Path, archive: &Path) -> Option<(f64, f64)> {
    let output = Command::new(oracle)
        .arg("bench")
        .arg(archive)
        .output()
        .ok()?;
    let line = String::from_utf8(output.stdout).ok()?;
    let found: BTreeMap<String, serde_json::Value> = serde_json::from_str(&line).ok()?;
    let get = |name: &str| Some(found.get(name)?.as_f64()? / 1e6);
    Some((get("whole")?, get("render")?))
}
