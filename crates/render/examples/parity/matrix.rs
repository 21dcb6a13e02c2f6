//! Every chart of a folder under every kind of command line, Helm's process beside ours.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use chartroom_render::command::Outcome;
use chartroom_yaml::Json;

use crate::charts::{self, Subject};
use crate::dice::Dice;
use crate::disk::{self, Disk};
use crate::mask;

/// What is compared, and how much of it.
pub struct Plan {
    /// The real program.
    pub helm: PathBuf,
    /// Charts, archives or unpacked.
    pub folder: PathBuf,
    /// Chooses `--set` lines and names.
    pub seed: u64,
    /// At most so many charts.
    pub charts: usize,
    /// Only charts with this in their name.
    pub only: String,
    /// Only this column.
    pub column: String,
    /// Runs with `--set` lines per chart.
    pub sets: usize,
}

/// Of a hundred runs, so many must be the same.
const PROMISED: f64 = 99.0;

#[derive(Default)]
struct Tally {
    runs: usize,
    same: usize,
    /// How many of the same are so but for what is random in Helm's answers.
    masked: usize,
}

/// Runs the matrix; true when as much is the same as is promised.
pub fn run(plan: &Plan) -> bool {
    let mut sources = charts::find(&plan.folder);
    sources.retain(|path| path.to_string_lossy().contains(&plan.only));
    sources.truncate(plan.charts);
    let scratch = std::env::temp_dir().join(format!("chartroom-parity-{}", std::process::id()));
    let mut table: BTreeMap<usize, (&'static str, Tally)> = BTreeMap::new();
    let mut charts = 0;
    for source in &sources {
        let place = scratch.join("charts");
        let Some(subject) = charts::prepare(source, &place) else {
            println!("not a chart: {}", source.display());
            let _ = std::fs::remove_dir_all(&place);
            continue;
        };
        charts += 1;
        for (at, name, args) in lines(&subject, plan) {
            if !plan.column.is_empty() && plan.column != name {
                continue;
            }
            let tally = &mut table.entry(at).or_insert((name, Tally::default())).1;
            tally.runs += 1;
            match compare(plan, &subject, &args, &scratch) {
                Ok(masked) => {
                    tally.same += 1;
                    tally.masked += usize::from(masked);
                }
                Err(difference) => {
                    println!(
                        "✗ {} [{name}] {}\n  {difference}",
                        subject.name,
                        args.join(" ")
                    );
                }
            }
        }
        let _ = std::fs::remove_dir_all(&place);
    }
    let _ = std::fs::remove_dir_all(&scratch);
    let row = |name: &str, tally: &Tally| {
        let Tally { runs, same, masked } = tally;
        let differ = runs - same;
        println!("{name:<24} {runs:>6} {same:>6} {differ:>7} {masked:>7}");
    };
    let head = ["runs", "same", "differ", "masked"];
    println!(
        "\n{:<24} {:>6} {:>6} {:>7} {:>7}",
        "", head[0], head[1], head[2], head[3]
    );
    let mut all = Tally::default();
    for (name, tally) in table.values() {
        row(name, tally);
        all.runs += tally.runs;
        all.same += tally.same;
        all.masked += tally.masked;
    }
    row("all", &all);
    let Tally { runs, same, .. } = all;
    let percent = 100.0 * same as f64 / runs.max(1) as f64;
    println!("{charts} charts, {percent:.2} % of the runs the same (promised: {PROMISED} %)");
    runs > 0 && percent >= PROMISED
}

/// Whether the answers are the same only but for what is random in Helm's; else what is different.
fn compare(
    plan: &Plan,
    subject: &Subject,
    args: &[String],
    scratch: &Path,
) -> Result<bool, String> {
    let host = Disk {
        dir: subject.dir.clone(),
        files: Vec::new(),
    };
    let ours = normal(disk::survive(args, &host));
    let mut helm = vec![real(plan, subject, args, scratch)];
    while !mask::same(&ours, &helm) {
        // Two equal answers are taken as the only one, except that the order of findings and log
        // lines may be one of a few, some of them rare: those are asked for to the end.
        let ordered = in_some_order(&ours, &helm[0]);
        let most = if ordered { mask::ORDERS } else { mask::AGAIN };
        if helm.len() > most || (helm.len() == 2 && helm[0] == helm[1] && !ordered) {
            return Err(mask::difference(&ours, &helm[0]));
        }
        helm.push(real(plan, subject, args, scratch));
    }
    Ok(!helm.contains(&ours))
}

fn in_some_order(a: &Outcome, b: &Outcome) -> bool {
    let letters = |outcome: &Outcome| {
        let mut all: Vec<char> = outcome.stderr.chars().collect();
        all.extend(outcome.stdout.chars());
        all.sort_unstable();
        all
    };
    a.code == b.code && letters(a) == letters(b)
}

fn real(plan: &Plan, subject: &Subject, args: &[String], scratch: &Path) -> Outcome {
    let home = scratch.join("home");
    let output = Command::new(&plan.helm)
        .args(args)
        .current_dir(&subject.dir)
        .env("HOME", &home)
        .env("HELM_CACHE_HOME", &home)
        .env("HELM_CONFIG_HOME", &home)
        .env("HELM_DATA_HOME", &home)
        .env("TZ", "UTC")
        .env_remove("KUBECONFIG")
        .env_remove("HELM_NAMESPACE")
        .output()
        .expect("helm starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    normal(Outcome {
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
        code: output.status.code().unwrap_or(-1),
        files: Vec::new(),
    })
}

/// Takes out where Helm unpacked an archive for lint: a temporary folder with a random number.
fn normal(mut outcome: Outcome) -> Outcome {
    for text in [&mut outcome.stdout, &mut outcome.stderr] {
        let mut out = String::new();
        let mut rest = text.as_str();
        while let Some(at) = rest.find("/helm-lint") {
            let start = rest[..at]
                .rfind([' ', '"', '\n', '='])
                .map_or(0, |at| at + 1);
            out.push_str(&rest[..start]);
            out.push_str("/helm-lint");
            rest = rest[at + "/helm-lint".len()..].trim_start_matches(|c: char| c.is_ascii_digit());
        }
        out.push_str(rest);
        *text = out;
    }
    outcome
}

type Line = (usize, &'static str, Vec<String>);

/// The command lines for a chart, with their columns.
fn lines(subject: &Subject, plan: &Plan) -> Vec<Line> {
    let mut dice = Dice::new(plan.seed, &subject.name);
    let path = subject.path.as_str();
    let template = |more: &[&str]| -> Vec<String> {
        let words = ["template", "release-name", path];
        let words = words.iter().chain(more);
        words.map(|word| (*word).to_owned()).collect()
    };
    let mut lines = vec![(0, "plain", template(&[]))];
    for _ in 0..plan.sets {
        let mut line = template(&[]);
        line.extend(sets(subject, &mut dice));
        lines.push((1, "--set …", line));
    }
    let name = dice.pick(&[
        "a",
        "my-rel.x",
        "prod-0123456789",
        "release-name-long-enough-to-be-cut-off-somewhere-53abc",
    ]);
    let namespace = dice.pick(&["prod", "kube-system", "a-rather-long-namespace"]);
    let named = ["template", name, path, "-n", namespace];
    lines.push((2, "name, namespace", named.map(str::to_owned).to_vec()));
    for version in [
        "1.20",
        dice.pick(&["1.25.3", "v1.29.1-gke.100", "1.16.0", "1.33.4+k3s1"]),
    ] {
        lines.push((3, "--kube-version", template(&["--kube-version", version])));
    }
    let apis = [
        "monitoring.coreos.com/v1",
        "policy/v1beta1/PodDisruptionBudget,networking.k8s.io/v1/Ingress",
        "cert-manager.io/v1,route.openshift.io/v1",
    ];
    lines.push((4, "--api-versions", template(&["-a", apis[0]])));
    lines.push((
        4,
        "--api-versions",
        template(&["-a", dice.pick(&apis[1..])]),
    ));
    lines.push((5, "--include-crds", template(&["--include-crds"])));
    lines.push((6, "--is-upgrade", template(&["--is-upgrade"])));
    let hooks = dice.pick(&["--no-hooks", "--skip-tests"]);
    lines.push((7, "--no-hooks …", template(&[hooks])));
    for file in &subject.ci {
        lines.push((8, "-f ci/*.yaml", template(&["-f", file])));
    }
    let folder = ["template", "release-name", &subject.folder];
    lines.push((9, "a folder", folder.map(str::to_owned).to_vec()));
    let lint = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let below = subject.folder.as_str();
    lines.push((10, "lint", lint(&["lint", path])));
    lines.push((11, "lint --strict", lint(&["lint", "--strict", path])));
    lines.push((
        12,
        "lint --with-subcharts",
        lint(&["lint", "--with-subcharts", below]),
    ));
    lines
}

/// Some `--set` flags of all kinds, over values that the chart has.
fn sets(subject: &Subject, dice: &mut Dice) -> Vec<String> {
    let mut flags = Vec::new();
    if subject.values.is_empty() {
        return flags;
    }
    for _ in 0..=dice.below(5) {
        let (path, value) = &subject.values[dice.below(subject.values.len())];
        let mut path = path.clone();
        let mut flag = dice.pick(&[
            "--set",
            "--set",
            "--set",
            "--set",
            "--set",
            "--set",
            "--set-string",
            "--set-json",
            "--set-literal",
        ]);
        if dice.percent(3) {
            flag = "--set-string";
        }
        let text = if flag == "--set-json" {
            dice.pick(&[
                "1",
                "\"x\"",
                "{\"a\":1}",
                "[1,\"b\"]",
                "null",
                "true",
                "1e6",
                "[{\"name\":\"a\",\"value\":\"b\"}]",
            ])
        } else {
            match value {
                Json::Bool(_) => dice.pick(&["true", "false", "true", "false", "null", "yes"]),
                Json::Number(_) => {
                    dice.pick(&["1", "0", "8080", "null", "-1", "1000000", "x", "1.5"])
                }
                Json::Array(_) => dice.pick(&["{a,b}", "{}", "null", "x", "{1}"]),
                Json::Object(_) if dice.percent(60) => {
                    path.push_str(".foo");
                    "bar"
                }
                Json::Object(_) => dice.pick(&["null", "x"]),
                _ => dice.pick(&[
                    "foo",
                    "null",
                    "",
                    "1",
                    "true",
                    "a b: c",
                    "{{ .Release.Name }}",
                    "0",
                    "{{ .Values.nope.x }}",
                    "http://u:p@h:1/x?q#f",
                ]),
            }
        };
        flags.push(flag.to_owned());
        flags.push(format!("{path}={text}"));
    }
    flags
}
