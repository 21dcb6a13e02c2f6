//! A chart: in a registry (`/c/…`) or dropped on the page (`/local/…`), with the same tabs.

mod margin;
mod sheet;
mod tabs;
mod title;

use chartroom_oci::Reference;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_location, use_params_map, use_query_map};

use chartroom_registry::Cancel;

use crate::browser::page;
use crate::components::digest::shortened;
use crate::components::{notice, skeleton};
use crate::state::problem::Step;
use crate::state::{App, Problem, app, pull, recents};
use crate::text::{Key, fill, t};

pub use margin::helm_lines;
pub use sheet::{Phase, Sheet};

/// `/c/HOST/REPOSITORY[:TAG|@DIGEST]`.
pub fn remote() -> AnyView {
    let app = app();
    let params = use_params_map();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let text = params.with(|params| params.get("reference").unwrap_or_default());
        let range = query
            .with(|query| query.get("version"))
            .filter(|range| !range.is_empty());
        (text, range)
    });
    // Another reference is another sheet; another tab or file is not.
    (move || {
        let (text, range) = asked.get();
        match Reference::parse_helm(&text) {
            Ok(reference) => open_remote(app, reference, range),
            Err(error) => {
                page::set_title(&text);
                titled(&text, misspelt(&text, &error.to_string()))
            }
        }
    })
    .into_any()
}

/// A problem that is the whole view.
fn titled(name: &str, problem: Problem) -> AnyView {
    view! { <h1 class="visually-hidden">{name.to_owned()}</h1>{notice(problem, None)} }.into_any()
}

/// An address that names no chart: what is wrong with it, what a right one looks like, and the right one, if only its
/// letters are too large.
fn misspelt(text: &str, error: &str) -> Problem {
    let why = fill(Key::problem_reference_why, &[("text", &capital(error))]);
    let mut problem = Problem::new("REFERENCE_INVALID", t(Key::problem_reference), why);
    let small = text.to_lowercase();
    if small != text
        && let Ok(reference) = Reference::parse_helm(&small)
    {
        let href = crate::state::reference::href(&reference);
        let name = fill(
            Key::problem_reference_go,
            &[("what", &reference.to_string())],
        );
        problem = problem.or(Step::Go(href, name));
    }
    problem
        .or(Step::Example(
            "oci://registry.example.com/charts/name:1.2.3".to_owned(),
        ))
        .or(Step::Go("/".to_owned(), t(Key::lost_home).to_owned()))
}

/// A sentence begins with a capital.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn open_remote(app: App, reference: Reference, range: Option<String>) -> AnyView {
    let sheet = Sheet::remote(reference.clone());
    app.set_crumbs(crumbs(&reference));
    let stop = sheet.cancel;
    on_cleanup(move || {
        stop.try_with_value(Cancel::cancel);
    });
    let before = StoredValue::new(false);
    let load = move || {
        // What was pressed to try again makes way; the keys go on from the content.
        let again = before.with_value(|before| *before);
        before.set_value(true);
        let rest = move || {
            if again {
                page::keep_focus("content");
            }
        };
        let (reference, range, cancel) = (reference.clone(), range.clone(), Cancel::new());
        sheet.cancel.set_value(cancel.clone());
        sheet.found.set(Phase::Waiting);
        sheet.chart.set(Phase::Waiting);
        sheet.moved.set(None);
        spawn_local(async move {
            let found = match pull::find(app, &reference, range.as_deref()).await {
                Ok(found) => found,
                Err(problem) => {
                    let _ = sheet.found.try_set(Phase::Failed(problem));
                    rest();
                    return;
                }
            };
            let _ = sheet.found.try_set(Phase::There(found.clone()));
            match pull::chart(app, &found, &cancel).await {
                Ok(chart) => {
                    let tag = found.reference.tag.clone().unwrap_or_default();
                    recents::remember(app, &found.place(), chart.name(), chart.version(), &tag);
                    let _ = sheet.chart.try_set(Phase::There(chart));
                    rest();
                    let _ = sheet.moved.try_set(pull::moved(app, &found).await);
                }
                Err(problem) => {
                    let _ = sheet.chart.try_set(Phase::Failed(problem));
                    rest();
                }
            }
        });
    };
    load();
    // A sign-in may be what was missing.
    let signed = app.caches.signed;
    let again = load.clone();
    Effect::new(move |before: Option<u32>| {
        let now = signed.get();
        if before.is_some_and(|before| before != now) {
            again();
        }
        now
    });
    layout(sheet, Some(Callback::new(move |()| load())))
}

/// `/local/DIGEST`.
pub fn local() -> AnyView {
    let app = app();
    let params = use_params_map();
    let digest = Memo::new(move |_| params.with(|params| params.get("digest").unwrap_or_default()));
    (move || {
        let digest = digest.get();
        match app.desk.find(&digest) {
            Some(chart) => {
                app.set_crumbs(vec![
                    (t(Key::push_title).to_owned(), "/push".to_owned()),
                    (chart.file_name.clone(), String::new()),
                ]);
                layout(Sheet::local(chart), None)
            }
            None => {
                page::set_title(t(Key::local_gone));
                let problem =
                    Problem::new("LOCAL_GONE", t(Key::local_gone), t(Key::local_gone_why))
                        .or(Step::Go("/push".to_owned(), t(Key::choose_file).to_owned()));
                titled(&digest, problem)
            }
        }
    })
    .into_any()
}

fn crumbs(reference: &Reference) -> Vec<(String, String)> {
    let mut parts = vec![(
        reference.registry.clone(),
        ["/r/", &reference.registry].concat(),
    )];
    let (folder, name) = reference
        .repository
        .rsplit_once('/')
        .unwrap_or(("", &reference.repository));
    if !folder.is_empty() {
        parts.push((
            folder.to_owned(),
            ["/r/", &reference.registry, "?filter=", folder].concat(),
        ));
    }
    parts.push((name.to_owned(), String::new()));
    parts
}

fn layout(sheet: Sheet, retry: Option<Callback<()>>) -> AnyView {
    let query = use_query_map();
    let path = use_location().pathname;
    let tab = Memo::new(move |_| {
        let asked = query.with(|query| query.get("tab")).unwrap_or_default();
        if tabs::NAMES.contains(&asked.as_str()) {
            asked
        } else {
            "overview".to_owned()
        }
    });
    Effect::new(move |_| page::set_title(&[name_of(sheet), tabs::suffix(&tab.get())].concat()));
    let href = move |name: &str| {
        let path = path.get();
        if name == "overview" {
            path
        } else {
            [&path, "?tab=", name].concat()
        }
    };
    let body = move || {
        match (tab.get().as_str(), sheet.found.get(), sheet.chart.get()) {
        // Tags can be read where no single one of them can.
        ("versions", ..) => tabs::versions::versions(sheet),
        ("manifest", ..) if sheet.is_local() => tabs::manifest::planned(sheet),
        (_, Phase::Failed(problem), _) => notice(problem, retry),
        ("manifest", Phase::Waiting, _) => skeleton(12),
        ("manifest", Phase::There(found), _) => tabs::manifest::manifest(sheet, found),
        (_, _, Phase::Waiting) => view! {
            {skeleton(9)}
            <p>
                <button type="button" class="button" on:click=move |_| sheet.cancel.with_value(Cancel::cancel)>{t(Key::cancel)}</button>
            </p>
        }
        .into_any(),
        (_, _, Phase::Failed(problem)) => {
            let here = query.with_untracked(|_| use_location().pathname.get_untracked());
            let problem = match problem.code {
                "NOT_A_CHART" => problem.or(Step::Go(
                    [&here, "?tab=manifest"].concat(),
                    t(Key::chart_see_manifest).to_owned(),
                )),
                _ => problem,
            };
            notice(problem, retry)
        }
        (name, _, Phase::There(chart)) => match name {
            "values" => tabs::values::values(chart),
            "render" => tabs::render::render(sheet, chart),
            "files" => tabs::files::files(chart),
            _ => tabs::overview::overview(sheet, chart),
        },
    }
    };
    view! {
        <article data-tab=tab>
            {title::title(sheet)}
            {moved(sheet)}
            {crate::components::tabs::tabs(t(Key::tabs_of_chart), tabs::list(), tab, href)}
            {body}
        </article>
    }
    .into_any()
}

/// Says that the tag points elsewhere by now, and offers to go there.
fn moved(sheet: Sheet) -> AnyView {
    (move || {
        let after = sheet.moved.get()?;
        let reference = sheet.reference()?;
        let before = sheet.found.with(Phase::here)?.manifest.digest;
        let what = fill(
            Key::chart_moved,
            &[("tag", reference.tag.as_deref().unwrap_or_default())],
        );
        let why = fill(
            Key::chart_moved_why,
            &[
                ("before", &shortened(&before)),
                ("after", &shortened(&after)),
            ],
        );
        let href = crate::state::reference::href(&reference.with_digest(after));
        Some(
            view! {
                <section class="notice mild" role="status">
                    <h2>{what}</h2>
                    <p class="evidence">{why}</p>
                    <div class="next"><a class="button" href=href>{t(Key::chart_moved_go)}</a></div>
                </section>
            }
            .into_any(),
        )
    })
    .into_any()
}

/// Name and version, as far as they are known.
fn name_of(sheet: Sheet) -> String {
    if let Some(chart) = sheet.chart.with(Phase::here) {
        return [chart.name(), " ", chart.version()].concat();
    }
    let reference = sheet.reference();
    let tag = |reference: &Reference| reference.tag.clone().unwrap_or_default();
    reference.map_or_else(String::new, |reference| {
        [reference.name(), " ", &tag(&reference)].concat()
    })
}

/// What the chart is called before it is here: the last part of its repository.
fn provisional_name(reference: &Reference) -> String {
    reference.name().to_owned()
}
