//! A table of cases, one line of JSON each, and what Helm's own code says to them.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::generated::Oracle;

/// Asked so often, to see which answers are by chance.
const AGAIN: usize = 12;

/// Writes Helm's answers into a table of schemas and values: `told` is what it says of them, empty
/// if they fit, and `varies` stands where the order of its lines is by chance.
///
/// # Errors
/// Why the table cannot be read or written.
pub fn answer(oracle: &Path, table: &Path) -> Result<bool, String> {
    let told = |problem: &dyn std::fmt::Display| format!("{}: {problem}", table.display());
    let mut oracle = Oracle::new(oracle);
    let text = fs::read_to_string(table).map_err(|problem| told(&problem))?;
    let mut out = String::new();
    for line in text.lines() {
        let mut case: Value = serde_json::from_str(line).map_err(|problem| told(&problem))?;
        let schema = match &case["schema"] {
            // A text is taken as it is.
            Value::String(text) => text.clone(),
            schema => schema.to_string(),
        };
        let question = json!({
            "files": {
                "Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
                "values.yaml": case["values"].to_string(),
                "values.schema.json": schema,
            },
            "flags": [],
        })
        .to_string();
        let first = oracle.ask(&question).1;
        let varies = (0..AGAIN).any(|_| oracle.ask(&question).1 != first);
        case["told"] = first.into();
        if varies {
            case["varies"] = true.into();
        }
        out.push_str(&case.to_string());
        out.push('\n');
    }
    fs::write(table, out).map_err(|problem| told(&problem))?;
    Ok(true)
}
