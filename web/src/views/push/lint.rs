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
    // Where the text names the very place, the path says less; Helm names folders, too.
    let path = finding.path.as_str();
    let (says, is_placed) = linked(chart, &finding.message);
    let path = match chart.chart.file(path) {
        _ if path.is_empty() || is_placed && !path_is_said(path) => None,
        Some(_) => Some(view! { {link(chart, path, None)}" " }.into_any()),
        None => Some(view! { <code>{path.to_owned()}</code>" " }.into_any()),
    };
    view! {
        <li>
            <span class=class aria-hidden="true">{sign}</span>
            <span><span class="severity">{t(word)}</span>" "{path}{says}</span>
        </li>
    }
    .into_any()
}

/// Whether a path is a file's, not that of a folder.
fn path_is_said(path: &str) -> bool {
    !path.ends_with('/')
}

/// Helm's text with every place in a file of the chart as a link there, and whether there is one.
fn linked(chart: &Opened, message: &str) -> (AnyView, bool) {
    let mut parts: Vec<AnyView> = Vec::new();
    let mut is_placed = false;
    let mut rest = message;
    while let Some(place) = place_in(rest) {
        let file = place
            .path
            .strip_prefix(chart.name())
            .and_then(|path| path.strip_prefix('/'));
        let file = file.unwrap_or(place.path);
        let end = place.end;
        if chart.chart.file(file).is_some() {
            parts.push(rest[..place.start].to_owned().into_any());
            let text = &rest[place.start + place.path.len() - file.len()..end];
            parts.push(link(chart, file, Some((text, place.line))));
            is_placed = true;
        } else {
            parts.push(rest[..end].to_owned().into_any());
        }
        rest = &rest[end..];
    }
    parts.push(rest.to_owned().into_any());
    (parts.into_any(), is_placed)
}

/// A link to a file of the dropped chart, or to a line of it.
fn link(chart: &Opened, file: &str, place: Option<(&str, &str)>) -> AnyView {
    let (text, hash) = match place {
        Some((text, line)) => (text, ["#L", line].concat()),
        None => (file, String::new()),
    };
    let digest = chart.digest.to_string();
    let file = address::part(file);
    let href = ["/local/", &digest, "?tab=files&file=", &file, &hash].concat();
    view! { <a href=href><code>{text.to_owned()}</code></a> }.into_any()
}

/// A place in a text: `path:line` or `path:line:column`.
struct Place<'a> {
    path: &'a str,
    line: &'a str,
    start: usize,
    end: usize,
}

/// The first place that a text names.
fn place_in(text: &str) -> Option<Place<'_>> {
    let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '(' | ')' | '<' | '>');
    let digits = |from: usize| {
        let rest = &text[from..];
        let length = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        (length > 0).then_some(from + length)
    };
    for (colon, _) in text.match_indices(':') {
        let start = text[..colon].rfind(is_end).map_or(0, |at| at + 1);
        let path = &text[start..colon];
        let Some(end) = digits(colon + 1).filter(|_| path.contains('.') && !path.contains(':'))
        else {
            continue;
        };
        let line = &text[colon + 1..end];
        let column = text[end..]
            .starts_with(':')
            .then(|| digits(end + 1))
            .flatten();
        return Some(Place {
            path,
            line,
            start,
            end: column.unwrap_or(end),
        });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::place_in;

    #[test]
    fn a_text_of_helm_names_its_place() {
        let place = |text: &str| {
            let place = place_in(text)?;
            Some((
                place.path.to_owned(),
                place.line.to_owned(),
                text[place.start..place.end].to_owned(),
            ))
        };
        let owned = |path: &str, line: &str, whole: &str| {
            Some((path.to_owned(), line.to_owned(), whole.to_owned()))
        };
        assert_eq!(
            place(
                r#"template: wreck/templates/a.yaml:12:9: executing "wreck/templates/a.yaml" at <x>"#
            ),
            owned(
                "wreck/templates/a.yaml",
                "12",
                "wreck/templates/a.yaml:12:9"
            )
        );
        assert_eq!(
            place("parse error at (wreck/a.yaml:4): x"),
            owned("wreck/a.yaml", "4", "wreck/a.yaml:4")
        );
        assert_eq!(place("icon is recommended"), None);
        assert_eq!(place("Chart.yaml: empty, at 12:30"), None);
    }
}
