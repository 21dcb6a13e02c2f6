//! What was checked before the push, worst first.

use chartroom_helm::{Check, CheckKind, PushPlan, Severity, TagState};
use leptos::prelude::*;

use crate::state::push::{Push, Tag};
use crate::state::{App, registries};
use crate::text::{Key, fill, t};

/// A line of the list.
struct Line {
    severity: Severity,
    text: String,
    link: Option<(String, String)>,
}

/// The check list of a plan.
pub fn checks(app: App, push: Push, plan: &PushPlan) -> AnyView {
    let chart = push.chart.get_value();
    let checked = plan.checks(&chart.chart);
    let mut fixed: Vec<Line> = checked.iter().filter_map(line).collect();
    if chart.provenance.is_none() {
        fixed.push(good(
            t(Key::check_provenance_none).to_owned(),
            Severity::Notice,
        ));
    }
    if let Some(line) = dependencies(&chart.chart) {
        fixed.push(line);
    }
    let (bad, rest): (Vec<Line>, Vec<Line>) = fixed
        .into_iter()
        .partition(|line| line.severity == Severity::Problem);
    let bad: Vec<AnyView> = bad.into_iter().map(row).collect();
    let rest: Vec<AnyView> = rest.into_iter().map(row).collect();
    let reference = plan.reference.clone();
    let tag = move || {
        row(tag_line(
            &reference.to_string(),
            &reference.registry,
            push.tag.get(),
        ))
    };
    let host = plan.reference.registry.clone();
    let who = move || {
        app.caches.signed.track();
        row(match registries::name_at(app, &host) {
            Some(name) => good(
                fill(Key::check_signed_in, &[("host", &host), ("name", &name)]),
                Severity::Fine,
            ),
            None => good(
                fill(Key::check_anonymous, &[("host", &host)]),
                Severity::Notice,
            ),
        })
    };
    view! { <ul class="checks">{bad}{tag}{who}{rest}</ul> }.into_any()
}

fn good(text: String, severity: Severity) -> Line {
    Line {
        severity,
        text,
        link: None,
    }
}

fn row(line: Line) -> AnyView {
    let (class, sign, word) = match line.severity {
        Severity::Problem => ("state bad", "!", Key::severity_problem),
        Severity::Notice => ("state soft", "·", Key::severity_note),
        _ => ("state ok", "✓", Key::severity_good),
    };
    let link = line
        .link
        .map(|(href, text)| view! { " "<a href=href>{text}</a> });
    view! {
        <li>
            <span class=class aria-hidden="true">{sign}</span>
            <span><span class="visually-hidden">{t(word)}" "</span>{line.text}{link}</span>
        </li>
    }
    .into_any()
}

/// What the plan found by itself, in words.
fn line(check: &Check) -> Option<Line> {
    let detail = check.detail.as_str();
    let fine = check.severity == Severity::Fine;
    let text = match check.kind {
        CheckKind::Name if fine => t(Key::check_name_ok).to_owned(),
        CheckKind::Name => fill(Key::check_name_odd, &[("detail", detail)]),
        CheckKind::Version if fine => t(Key::check_version_ok).to_owned(),
        CheckKind::Version => fill(Key::check_version_odd, &[("detail", detail)]),
        // The tag equals the version: nothing to tell.
        CheckKind::Tag if fine => return None,
        CheckKind::Tag => t(Key::plan_plus).to_owned(),
        CheckKind::Provenance if fine => t(Key::check_provenance_ok).to_owned(),
        CheckKind::Provenance => fill(Key::check_provenance_bad, &[("why", detail)]),
        CheckKind::Size if fine => return None,
        CheckKind::Size => fill(Key::check_size, &[("detail", detail)]),
        CheckKind::Created if fine => return None,
        CheckKind::Created => t(Key::check_created).to_owned(),
        CheckKind::Deprecated if fine => return None,
        CheckKind::Deprecated => t(Key::check_deprecated).to_owned(),
        CheckKind::ApiVersion if fine => return None,
        CheckKind::ApiVersion => fill(Key::check_api, &[("detail", detail)]),
        _ if fine || detail.is_empty() => return None,
        _ => detail.to_owned(),
    };
    Some(Line {
        severity: check.severity,
        text,
        link: None,
    })
}

/// Whether what Chart.yaml asks for is in `charts/`.
fn dependencies(chart: &chartroom_chart::Chart) -> Option<Line> {
    let wanted = &chart.metadata.dependencies;
    if wanted.is_empty() {
        return None;
    }
    let missing: Vec<&str> = wanted
        .iter()
        .filter(|wanted| {
            !chart
                .dependencies
                .iter()
                .any(|inside| inside.metadata.name == wanted.name)
        })
        .map(|wanted| wanted.name.as_str())
        .collect();
    Some(if missing.is_empty() {
        good(t(Key::check_dependencies).to_owned(), Severity::Fine)
    } else {
        good(
            fill(
                Key::check_dependencies_missing,
                &[("names", &missing.join(", "))],
            ),
            Severity::Problem,
        )
    })
}

fn tag_line(reference: &str, host: &str, tag: Tag) -> Line {
    let name = reference.rsplit(':').next().unwrap_or_default();
    let put = |key: Key| fill(key, &[("tag", name)]);
    match tag {
        Tag::Asking => good(put(Key::check_tag_asking), Severity::Notice),
        Tag::Unknown(_) => good(
            fill(Key::check_tag_unknown, &[("tag", name), ("host", host)]),
            Severity::Notice,
        ),
        Tag::Known(TagState::Absent) => good(put(Key::check_tag_free), Severity::Fine),
        Tag::Known(TagState::Same) => Line {
            severity: Severity::Notice,
            text: put(Key::check_tag_same),
            link: Some((["/c/", reference].concat(), t(Key::open_there).to_owned())),
        },
        Tag::Known(TagState::Other(_)) => Line {
            severity: Severity::Problem,
            text: put(Key::check_tag_other),
            link: Some((["/c/", reference].concat(), t(Key::open_there).to_owned())),
        },
    }
}
