//! The rules about what a chart declares and what it carries.

use chartroom_chart::Chart;

use super::{Report, Severity};

pub(super) fn check(chart: &Chart, folder: &str, report: &mut Report) {
    let declared = &chart.metadata.dependencies;
    let carried = &chart.dependencies;
    let mut tell = |severity, complaint: &str, names: Vec<&str>| {
        if !names.is_empty() {
            report.add(
                severity,
                folder,
                format!("{complaint}: {}", names.join(",")),
            );
        }
    };
    let undeclared = carried
        .iter()
        .map(Chart::name)
        .filter(|name| !declared.iter().any(|d| d.name == *name));
    tell(
        Severity::Error,
        "chart metadata is missing these dependencies",
        undeclared.collect(),
    );
    let keys: Vec<&str> = declared
        .iter()
        .map(|d| {
            if d.alias.is_empty() {
                &d.name
            } else {
                &d.alias
            }
        })
        .map(String::as_str)
        .collect();
    let twice = keys
        .iter()
        .enumerate()
        .filter(|(at, key)| keys[..*at].contains(key))
        .map(|(_, key)| *key);
    tell(
        Severity::Error,
        "multiple dependencies with name or alias",
        twice.collect(),
    );
    let absent = declared
        .iter()
        .map(|d| d.name.as_str())
        .filter(|name| !carried.iter().any(|child| child.name() == *name));
    tell(
        Severity::Warning,
        "chart directory is missing these dependencies",
        absent.collect(),
    );
}
