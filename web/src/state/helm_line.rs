//! A pasted `helm …` line: the chart it names.

use chartroom_oci::Reference;

use crate::text::{Key, t};

use super::reference::Understood;

/// Reads a helm command line.
pub fn read(line: &str) -> Understood {
    let mut words = line.split_whitespace().skip(1);
    let mut command = Vec::new();
    let mut chart = None;
    let mut version = None;
    while let Some(word) = words.next() {
        match word {
            "--version" => version = words.next().map(str::to_owned),
            word if word.starts_with("--version=") => version = Some(word["--version=".len()..].to_owned()),
            word if word.starts_with("oci://") => chart = chart.or(Some(word)),
            word if word.starts_with('-') => {}
            word if chart.is_none() && command.len() < 2 => command.push(word.to_owned()),
            _ => {}
        }
    }
    let Some(chart) = chart else { return Understood::Unclear(t(Key::understood_no_chart).to_owned()) };
    match Reference::parse_helm(chart) {
        Ok(reference) => Understood::Artifact { reference, version, command: Some(command.join(" ")) },
        Err(error) => Understood::Unclear(error.to_string()),
    }
}
