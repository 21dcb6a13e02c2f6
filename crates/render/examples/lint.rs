//! Lints every chart of a folder of charts with Helm's answers and says where they differ.
#![allow(clippy::print_stdout)]

use std::path::PathBuf;

use chartroom_chart::{Archive, Limits};
use chartroom_render::lint::{Options, lint};

fn main() {
    let folder = std::env::args().nth(1);
    let folder = PathBuf::from(folder.unwrap_or_else(|| "../shared/charts".into()));
    let (mut same, mut different) = (0, 0);
    let mut folders: Vec<_> = std::fs::read_dir(folder)
        .expect("folder")
        .flatten()
        .collect();
    folders.sort_by_key(std::fs::DirEntry::file_name);
    for entry in folders {
        let dir = entry.path();
        let Ok(facts) = std::fs::read_to_string(dir.join("facts.json")) else {
            continue;
        };
        let facts: serde_json::Value = serde_json::from_str(&facts).expect("facts");
        let file = facts["tgz"].as_str().expect("tgz");
        let bytes = std::fs::read(dir.join(file)).expect("archive");
        let wanted = std::fs::read_to_string(dir.join("lint.txt")).unwrap_or_default();
        let archive = Archive::open(&bytes, &Limits::default()).expect("archive");
        let options = Options {
            folder: format!("/tmp/helm-lintN/{}", facts["name"].as_str().expect("name")),
            ..Options::default()
        };
        let report = lint(&archive.files, &options, &Default::default());
        let mut text = format!("==> Linting {file}\n");
        for finding in &report.findings {
            text.push_str(&format!("{finding}\n"));
        }
        text.push('\n');
        if !report.fails(false) {
            text.push_str("1 chart(s) linted, 0 chart(s) failed\n");
        }
        let wanted = normalized(&wanted);
        if text == wanted {
            same += 1;
        } else {
            different += 1;
            println!("{}:\n--- ours\n{text}--- helm\n{wanted}", dir.display());
        }
    }
    println!("{same} same, {different} different");
}

/// The random number in the name of Helm's folder taken out.
fn normalized(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("/tmp/helm-lint") {
        let number = at + "/tmp/helm-lint".len();
        out.push_str(&rest[..number]);
        out.push('N');
        rest = rest[number..].trim_start_matches(|c: char| c.is_ascii_digit());
    }
    out + rest
}
