//! Expressions put together at random, with what Helm 4.2.4's own engine made of them.
//!
//! `data/functions.jsonl` holds one case a line: the action, and the text or the error.

use std::rc::Rc;

use chartroom_chart::{ArchiveFile, Chart};
use chartroom_render::template::{Options, render};

const CASES: &str = include_str!("data/functions.jsonl");
const VALUES: &str = include_str!("data/values.yaml");
const BEFORE: &str = "{{ define \"a\" }}A{{ . | toJson }}{{ end }}kind: X\ntext: |\n  ";
const HINT: &str = "\n\nUse --debug flag to render out invalid YAML";

fn answer(action: &str) -> Result<String, String> {
    let file = |name: &str, text: String| ArchiveFile::new(name, text.into_bytes(), 0);
    let chart = Chart::from_files(vec![
        file(
            "Chart.yaml",
            "apiVersion: v2\nname: c\nversion: 1.0.0\n".to_owned(),
        ),
        file("values.yaml", VALUES.to_owned()),
        file("templates/t.yaml", format!("{BEFORE}{action}\n")),
    ])
    .expect("a chart");
    let options = Options::default();
    match render(&Rc::new(chart), &options, &Default::default()) {
        Ok(rendered) => {
            let text = rendered.text(&options);
            let head = "---\n# Source: c/templates/t.yaml\nkind: X\ntext: |\n  ";
            let text = text.strip_prefix(head).unwrap_or(&text);
            Ok(text.strip_suffix('\n').unwrap_or(text).to_owned())
        }
        Err(error) => Err(error
            .text
            .strip_suffix(HINT)
            .unwrap_or(&error.text)
            .to_owned()),
    }
}

#[test]
fn expressions_give_what_helm_gives() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in CASES.lines() {
        let case: serde_json::Value = serde_json::from_str(line).expect("json");
        let text = |key: &str| case[key].as_str().map(str::to_owned);
        let action = text("template").expect("a template");
        let wanted = match text("text") {
            Some(text) => Ok(text),
            None => Err(text("error").expect("an answer")),
        };
        let ours = answer(&action);
        count += 1;
        if ours != wanted {
            wrong.push(format!("{action}\n  ours {ours:?}\n  helm {wanted:?}"));
        }
    }
    assert!(count > 2_000, "only {count} cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
