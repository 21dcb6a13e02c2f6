//! Schemas, values, and what Helm 4.2.4's own code says of them.
//!
//! `data/schemas.jsonl` holds one case a line; the answers are renewed by
//! `parity answer --oracle PROGRAM crates/render/tests/data/schemas.jsonl`.

use std::rc::Rc;

use chartroom_chart::{ArchiveFile, Chart};
use chartroom_render::schema::Schemas;
use chartroom_render::template::{Options, Renderer};
use serde_json::Value;

const CASES: &str = include_str!("data/schemas.jsonl");

#[test]
fn schemas_are_told_as_helm_tells_them() {
    let mut wrong = Vec::new();
    let schemas = Rc::new(Schemas::default());
    let (mut count, mut broken) = (0, 0);
    for line in CASES.lines() {
        let case: Value = serde_json::from_str(line).expect("json");
        let schema = match &case["schema"] {
            Value::String(text) => text.clone(),
            schema => schema.to_string(),
        };
        let file = |name: &str, text: String| ArchiveFile::new(name, text.into_bytes(), 0);
        let manifest = "apiVersion: v2\nname: c\nversion: 1.0.0\n".to_owned();
        let files = vec![
            file("Chart.yaml", manifest),
            file("values.schema.json", schema),
            file("values.yaml", case["values"].to_string()),
        ];
        let chart = Rc::new(Chart::from_files(files).expect("a chart"));
        let ours = Renderer::with_schemas(&chart, &schemas)
            .render(&Options::default(), &Default::default());
        let ours = ours.err().map(|error| error.text).unwrap_or_default();
        let wanted = case["told"].as_str().expect("an answer");
        count += 1;
        broken += usize::from(wanted.contains("is not valid against metaschema"));
        let same = if case["varies"] == true {
            // Go walks tables in random order.
            letters(&ours) == letters(wanted)
        } else {
            ours == wanted
        };
        if !same {
            wrong.push(format!("{line}\n  ours {ours}\n  helm {wanted}"));
        }
    }
    assert!(count >= 900, "only {count} cases");
    assert!(
        broken >= 200,
        "only {broken} schemas that break their draft's rules"
    );
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn letters(text: &str) -> Vec<char> {
    let mut all: Vec<char> = text.chars().collect();
    all.sort_unstable();
    all
}
