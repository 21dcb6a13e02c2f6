//! What `helm lint` says about the chart, beside what was checked for the push.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::AbortController;

use crate::browser::address;
use crate::state::Opened;
use crate::state::push::Push;
use crate::state::render::{self, Finding};
use crate::text::{Key, count, t};

/// What is known.
#[derive(Clone)]
enum Lint {
    /// The linter is at work.
    Waiting,
    /// What it found.
    Found(Vec<Finding>),
    /// The linter is not to be had; the push does not need it.
    Absent,
}

/// The findings. They stop nothing: Helm pushes whatever it can read.
pub fn lint(push: Push) -> AnyView {
    let lint = RwSignal::new(Lint::Waiting);
    let chart = push.chart.get_value();
    if let Ok(stop) = AbortController::new() {
        let chart = chart.clone();
        let leave = StoredValue::new_local(stop.clone());
        on_cleanup(move || {
            leave.try_with_value(AbortController::abort);
        });
        spawn_local(async move {
            let found = match render::lint(&chart, &stop).await {
                Ok(findings) => Lint::Found(findings),
                Err(_) => Lint::Absent,
            };
            let _ = lint.try_set(found);
        });
    }
    let rows = move || match lint.get() {
        Lint::Waiting => vec![head("state soft", "·", t(Key::lint_waiting))],
        Lint::Absent => vec![head("state soft", "·", t(Key::lint_absent))],
        Lint::Found(findings) => {
            let told: Vec<&Finding> = findings.iter().filter(|f| f.severity != "info").collect();
            let first = if told.is_empty() {
                head("state ok", "✓", t(Key::lint_none))
            } else {
                head("state bad", "!", &count(Key::lint_n, told.len()))
            };
            // Remarks come last: most charts have one about a missing icon.
            let remarks = findings.iter().filter(|f| f.severity == "info");
            let rows = told
                .iter()
                .copied()
                .chain(remarks)
                .map(|finding| row(&chart, finding));
            std::iter::once(first).chain(rows).collect()
        }
    };
    view! { <ul class="checks lint" aria-label=t(Key::lint_title)>{rows}</ul> }.into_any()
}

/// What is known of the whole.
fn head(class: &'static str, sign: &'static str, text: &str) -> AnyView {
    view! { <li><span class=class aria-hidden="true">{sign}</span><span>{text.to_owned()}</span></li> }
        .into_any()
}

/// A finding: how bad, where, what.
fn row(chart: &Opened, finding: &Finding) -> AnyView {
    let (class, sign, word) = match finding.severity.as_str() {
        "error" => ("state bad", "!", Key::lint_error),
        "warning" => ("state warn", "!", Key::lint_warning),
        _ => ("state soft", "·", Key::lint_info),
    };
    let path = finding.path.clone();
    let path = (!path.is_empty()).then(|| match chart.chart.file(&path) {
        Some(_) => {
            let line = line_in(&finding.message, &path)
                .map_or_else(String::new, |line| ["#L", line].concat());
            let digest = chart.digest.to_string();
            let href = [
                "/local/",
                &digest,
                "?tab=files&file=",
                &address::part(&path),
                &line,
            ]
            .concat();
            view! { <a href=href><code>{path}</code></a>" " }.into_any()
        }
        None => view! { <code>{path}</code>" " }.into_any(),
    });
    view! {
        <li>
            <span class=class aria-hidden="true">{sign}</span>
            <span><span class="severity">{t(word)}</span>" "{path}{finding.message.clone()}</span>
        </li>
    }
    .into_any()
}

/// The digits behind `path:` in Helm's text: the line it speaks of.
fn line_in<'a>(message: &'a str, path: &str) -> Option<&'a str> {
    let (_, rest) = message.split_once(&[path, ":"].concat())?;
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    (end > 0).then(|| &rest[..end])
}

#[cfg(test)]
mod tests {
    use super::line_in;

    #[test]
    fn a_text_of_helm_names_its_line() {
        let text =
            r#"template: wreck/templates/a.yaml:12:9: executing "wreck/templates/a.yaml" at <x>"#;
        assert_eq!(line_in(text, "templates/a.yaml"), Some("12"));
        assert_eq!(line_in("icon is recommended", "Chart.yaml"), None);
        assert_eq!(line_in("Chart.yaml: empty", "Chart.yaml"), None);
    }
}
