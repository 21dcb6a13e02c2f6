//! Charts put together at random, with subcharts, conditions, imports and schemas, and what Helm
//! 4.2.4's own code made of them.
//!
//! `data/trees.jsonl` holds one case a line: the files, and the text or the error.

use std::rc::Rc;

use chartroom_chart::{ArchiveFile, Chart};
use chartroom_render::template::{Options, render};

const CASES: &str = include_str!("data/trees.jsonl");
const PREFIX: &str = "chart dependencies processing failed: ";

#[test]
fn trees_render_as_helm_renders_them() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in CASES.lines() {
        let case: serde_json::Value = serde_json::from_str(line).expect("json");
        let files = case["files"].as_object().expect("files").iter();
        let files = files.map(|(name, text)| {
            let text = text.as_str().expect("text").as_bytes().to_vec();
            ArchiveFile::new(name.as_str(), text, 0)
        });
        let mut files: Vec<ArchiveFile> = files.collect();
        files.sort_by(|a, b| a.name.cmp(&b.name));
        let chart = Rc::new(Chart::from_files(files).expect("a chart"));
        let options = Options::default();
        let ours = match render(&chart, &options, &Default::default()) {
            Ok(rendered) => rendered.text(&options),
            // The command's words around the library's error.
            Err(error) => {
                let text = error.text;
                sorted(text.strip_prefix(PREFIX).unwrap_or(&text))
            }
        };
        let wanted = match (case["text"].as_str(), case["error"].as_str()) {
            (Some(text), _) => text.to_owned(),
            (None, error) => sorted(error.expect("an answer")),
        };
        count += 1;
        if ours != wanted {
            wrong.push(format!("{line}\n  ours {ours}\n  helm {wanted}"));
        }
    }
    assert!(count >= 300, "only {count} cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Go walks properties in random order.
fn sorted(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines.join("\n")
}
