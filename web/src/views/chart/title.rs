//! The head of a chart's page: name, version, digest, what can be done with it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use crate::browser::download;
use crate::components::copy_button;
use crate::components::digest::{shortened, tick};
use crate::state::{App, app, versions};
use crate::text::{Key, fill, t};

use super::Sheet;

/// The title line and what stands below it.
pub fn title(sheet: Sheet) -> AnyView {
    let app = app();
    let name = move || match sheet.chart.with(|chart| chart.here()) {
        Some(chart) => chart.name().to_owned(),
        None => sheet
            .reference()
            .map(|reference| super::provisional_name(&reference))
            .unwrap_or_default(),
    };
    let about = move || {
        sheet
            .chart
            .with(|chart| chart.here())
            .map(|chart| chart.chart.metadata.description.clone())
    };
    let badges = move || {
        sheet.chart.with(|chart| chart.here()).map(|chart| {
            let metadata = &chart.chart.metadata;
            let library = (metadata.chart_type == "library")
                .then(|| view! { <span class="badge">{t(Key::chart_library)}</span> });
            let deprecated = metadata
                .deprecated
                .then(|| view! { <span class="badge warn">{t(Key::chart_deprecated)}</span> });
            view! { {library}{deprecated} }.into_any()
        })
    };
    let which = if sheet.is_local() {
        local_line(sheet)
    } else {
        remote_line(app, sheet)
    };
    view! {
        <header class="title">
            <h1 tabindex="-1">{name}</h1>
            <p class="about">{about}</p>
            <div class="actions">{actions(app, sheet)}</div>
            <div class="which">{which}{badges}</div>
        </header>
    }
    .into_any()
}

fn local_line(sheet: Sheet) -> AnyView {
    (move || {
        sheet.chart.with(|chart| chart.here()).map(|chart| {
            view! {
                <code>{chart.version().to_owned()}</code>
                <span class="local-sheet">{t(Key::chart_local)}</span>
                <span class="digest" title=chart.digest.to_string()>{shortened(&chart.digest)}</span>
                {tick(chart.bytes.len() as u64)}
            }
            .into_any()
        })
    })
    .into_any()
}

fn remote_line(app: App, sheet: Sheet) -> AnyView {
    let digest = move || {
        sheet.found.with(|found| found.here()).map(|found| {
            let digest = found.manifest.digest.clone();
            let href = super::tabs::of_digest(&found);
            view! {
                <span>
                    <a class="digest quiet" href=href title=digest.to_string()>{shortened(&digest)}</a>
                    {tick(found.manifest.bytes.len() as u64)}
                </span>
                {copy_button(digest.to_string(), t(Key::digest))}
            }
            .into_any()
        })
    };
    view! { {picker(app, sheet)}{digest} }.into_any()
}

/// The version picker: keeps the tab, asks for the tags when the page is there.
fn picker(app: App, sheet: Sheet) -> AnyView {
    let tags = RwSignal::new(Vec::<versions::Tagged>::new());
    Effect::new(move |asked: Option<bool>| {
        // After the manifest: what one came for goes first.
        let there = sheet.found.with(|found| found.here().is_some());
        if asked == Some(true) || !there {
            return asked == Some(true);
        }
        if let Some(reference) = sheet.reference.get_value() {
            spawn_local(async move {
                if let Ok(list) =
                    versions::of(app, &reference.registry, &reference.repository).await
                {
                    let _ = tags.try_set(versions::sort(&list));
                }
            });
        }
        true
    });
    let navigate = use_navigate();
    let location = use_location();
    let choose = move |event| {
        let tag = event_target_value(&event);
        if let Some(reference) = sheet.reference.get_value() {
            let search = location.search.get_untracked();
            let search = search.trim_start_matches('?');
            // A version in the query asked for a range; the picker names a tag.
            let rest: Vec<&str> = search
                .split('&')
                .filter(|part| !part.is_empty() && !part.starts_with("version="))
                .collect();
            let mut address = [
                "/c/",
                &reference.registry,
                "/",
                &reference.repository,
                ":",
                &tag,
            ]
            .concat();
            if !rest.is_empty() {
                address.push('?');
                address.push_str(&rest.join("&"));
            }
            navigate(
                &address,
                NavigateOptions {
                    scroll: false,
                    ..Default::default()
                },
            );
        }
    };
    (move || {
        let reference = sheet.reference()?;
        let current = reference.tag.clone().unwrap_or_default();
        let mut list = tags.get();
        if !current.is_empty() && !list.iter().any(|tagged| tagged.tag == current) {
            list.insert(0, versions::Tagged::read(&current));
        }
        if list.is_empty() {
            return None;
        }
        let choose = choose.clone();
        let unnamed = current.is_empty().then(|| view! { <option value="" selected=true>"@"</option> });
        let options = list
            .into_iter()
            .map(|tagged| {
                let selected = tagged.tag == current;
                let text = tagged.text();
                view! { <option value=tagged.tag selected=selected>{text}</option> }
            })
            .collect_view();
        Some(view! { <select aria-label=t(Key::chart_version) on:change=choose>{unnamed}{options}</select> }.into_any())
    })
    .into_any()
}

fn actions(app: App, sheet: Sheet) -> AnyView {
    let navigate = use_navigate();
    (move || {
        let chart = sheet.chart.with(|chart| chart.here())?;
        let local = sheet.is_local();
        let save = chart.clone();
        let file = chart.file_name.clone();
        let download_chart = move |_| {
            download::save(&save.file_name, "application/gzip", &save.bytes);
            app.say(fill(Key::chart_downloaded, &[("file", &save.file_name)]));
        };
        let provenance = chart.provenance.clone().map(|bytes| {
            let name = [&chart.file_name, ".prov"].concat();
            view! {
                <button type="button" class="button" on:click=move |_| download::save(&name, "text/plain", &bytes)>
                    {t(Key::chart_download_prov)}
                </button>
            }
        });
        let navigate = navigate.clone();
        let digest = chart.digest.to_string();
        let push = local.then(|| {
            view! {
                <button
                    type="button"
                    class="button primary"
                    on:click=move |_| {
                        app.desk.choose(&digest);
                        navigate("/push", NavigateOptions::default());
                    }
                >
                    {t(Key::chart_push)}
                </button>
            }
        });
        Some(
            view! {
                {provenance}
                {(!local).then(|| {
                    view! {
                        <button type="button" class="button" on:click=download_chart>{fill(Key::chart_download, &[("file", &file)])}</button>
                    }
                })}
                {push}
            }
            .into_any(),
        )
    })
    .into_any()
}
