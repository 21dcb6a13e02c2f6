//! What `helm lint` says about the chart, beside what was checked for the push.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::AbortController;

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
        Lint::Waiting => vec![row("state soft", "·", t(Key::lint_waiting), "")],
        Lint::Absent => vec![row("state soft", "·", t(Key::lint_absent), "")],
        Lint::Found(findings) => {
            let told: Vec<&Finding> = findings.iter().filter(|f| f.severity != "info").collect();
            let head = if told.is_empty() {
                row("state ok", "✓", t(Key::lint_none), "")
            } else {
                row("state bad", "!", &count(Key::lint_n, told.len()), "")
            };
            // Remarks come last: most charts have one about a missing icon.
            let remarks = findings.iter().filter(|f| f.severity == "info");
            let rows = told.iter().copied().chain(remarks).map(|finding| {
                let (class, sign) = match finding.severity.as_str() {
                    "error" => ("state bad", "!"),
                    "warning" => ("state warn", "!"),
                    _ => ("state soft", "·"),
                };
                row(class, sign, &finding.message, &finding.path)
            });
            std::iter::once(head).chain(rows).collect()
        }
    };
    view! { <ul class="checks lint" aria-label=t(Key::lint_title)>{rows}</ul> }.into_any()
}

fn row(class: &'static str, sign: &'static str, text: &str, path: &str) -> AnyView {
    let path = (!path.is_empty()).then(|| view! { <code>{path.to_owned()}</code>" " });
    view! {
        <li>
            <span class=class aria-hidden="true">{sign}</span>
            <span>{path}{text.to_owned()}</span>
        </li>
    }
    .into_any()
}
