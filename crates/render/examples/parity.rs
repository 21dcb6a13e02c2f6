//! Renders every chart of a folder of charts with Helm's answers and says where they differ.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;

use chartroom_chart::Chart;
use chartroom_render::template::{Options, render};

fn main() {
    let folder = PathBuf::from(
        std::env::args()
            .nth(1)
            .unwrap_or_else(|| "../shared/charts".into()),
    );
    let only = std::env::args().nth(2);
    let (mut same, mut different) = (0, 0);
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    let mut folders: Vec<_> = std::fs::read_dir(folder)
        .expect("folder")
        .flatten()
        .collect();
    folders.sort_by_key(std::fs::DirEntry::file_name);
    for entry in folders {
        let dir = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if only
            .as_ref()
            .is_some_and(|only| !name.contains(only.as_str()))
        {
            continue;
        }
        let Ok(facts) = std::fs::read_to_string(dir.join("facts.json")) else {
            continue;
        };
        let facts: serde_json::Value = serde_json::from_str(&facts).expect("facts");
        let bytes = std::fs::read(dir.join(facts["tgz"].as_str().expect("tgz"))).expect("archive");
        let wanted = std::fs::read_to_string(dir.join("template.yaml")).unwrap_or_default();
        let wanted_error = std::fs::read_to_string(dir.join("template.err")).unwrap_or_default();
        let start = std::time::Instant::now();
        let options = Options::default();
        let (outcome, warnings) = match Chart::open(&bytes) {
            Err(e) => (Err(e.to_string()), Vec::new()),
            Ok(chart) => match render(&Rc::new(chart), &options, &Default::default()) {
                Ok(rendered) => (Ok(rendered.text(&options)), rendered.warnings),
                Err(e) => (Err(e.text), e.warnings),
            },
        };
        let mut ours_error: String = warnings.iter().map(|line| format!("{line}\n")).collect();
        if let Err(error) = &outcome {
            ours_error.push_str(&format!("Error: {error}\n"));
        }
        let time = start.elapsed();
        let deterministic = facts["deterministic"].as_bool().unwrap_or(true);
        let (ok, what) = match &outcome {
            _ if ours_error != wanted_error => (
                false,
                format!("standard error: ours {ours_error:?} helm {wanted_error:?}"),
            ),
            Ok(text) if *text == wanted => (true, String::new()),
            Ok(text) => {
                let line = text.lines().zip(wanted.lines()).position(|(a, b)| a != b);
                let at = line.unwrap_or(text.lines().count().min(wanted.lines().count()));
                let show = |t: &str| t.lines().nth(at).unwrap_or("<end>").to_owned();
                (
                    !deterministic,
                    format!(
                        "line {}: ours {:?} helm {:?}",
                        at + 1,
                        show(text),
                        show(&wanted)
                    ),
                )
            }
            Err(_) => (wanted.is_empty(), "standard output differs".to_owned()),
        };
        if ok {
            same += 1;
        } else {
            different += 1;
            let reason = what
                .split(": ")
                .last()
                .unwrap_or_default()
                .chars()
                .take(60)
                .collect();
            *reasons.entry(reason).or_default() += 1;
            println!("{name} ({time:?}): {what}");
        }
    }
    println!("{same} same, {different} different");
    for (reason, count) in reasons {
        println!("{count:4} {reason}");
    }
}
