//! Versions: the tags of the repository, sorted as Helm sorts them.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::window::Rows;
use crate::components::{notice, skeleton};
use crate::state::versions::{self, Tagged};
use crate::state::{app, registries};
use crate::text::{Key, count, t};
use crate::views::chart::{Phase, Sheet};

/// The height of a row, as the style sheet has it.
const ROW: f64 = 38.0;

/// The versions of a chart.
pub fn versions(sheet: Sheet) -> AnyView {
    let app = app();
    let Some(reference) = sheet.reference.get_value() else {
        return view! { <p class="empty">{t(Key::versions_local)}</p> }.into_any();
    };
    let place = [reference.registry.as_str(), "/", &reference.repository].concat();
    let (host, repository) = (reference.registry.clone(), reference.repository.clone());
    let list = RwSignal::new(Phase::<Arc<Vec<Tagged>>>::Waiting);
    let load = move || {
        let (host, repository) = (host.clone(), repository.clone());
        spawn_local(async move {
            registries::ready(app).await;
            let phase = match versions::of(app, &host, &repository).await {
                Ok(tags) => Phase::There(Arc::new(versions::sort(&tags))),
                Err(problem) => Phase::Failed(problem),
            };
            let _ = list.try_set(phase);
        });
    };
    load();
    (move || match list.get() {
        Phase::Waiting => skeleton(8),
        Phase::Failed(problem) => {
            let load = load.clone();
            notice(problem, Some(Callback::new(move |()| load())))
        }
        Phase::There(all) => table(sheet, place.clone(), all),
    })
    .into_any()
}

fn table(sheet: Sheet, place: String, all: Arc<Vec<Tagged>>) -> AnyView {
    let filter = RwSignal::new(String::new());
    let total = all.len();
    let shown = Memo::new(move |_| {
        let wanted = filter.get().trim().to_owned();
        Arc::new(
            all.iter()
                .filter(|tagged| wanted.is_empty() || tagged.text().contains(&wanted))
                .cloned()
                .collect::<Vec<_>>(),
        )
    });
    let rows = Rows::new(ROW);
    let range = rows.range(Signal::derive(move || shown.with(|shown| shown.len())));
    let current = move || {
        sheet
            .reference()
            .and_then(|reference| reference.tag)
            .unwrap_or_default()
    };
    let window = move || {
        let (first, last) = range.get();
        let current = current();
        let place = place.clone();
        shown.with(|shown| {
            shown[first..last.min(shown.len())]
                .iter()
                .map(|tagged| {
                    let href = ["/c/", &place, ":", &tagged.tag].concat();
                    let note = match &tagged.version {
                        None => t(Key::versions_not_semver),
                        Some(version) if version.is_pre_release() => t(Key::versions_pre),
                        Some(_) => "",
                    };
                    let here = tagged.tag == current;
                    let tag = (tagged.tag != tagged.text()).then(|| tagged.tag.clone());
                    view! {
                        <li class="version" class:chosen=here>
                            <a href=href>{tagged.text()}</a>
                            <code class="soft">{tag}</code>
                            <span class="soft">{note}</span>
                            <span class="soft">{here.then(|| t(Key::versions_current))}</span>
                        </li>
                    }
                })
                .collect_view()
        })
    };
    let height = move || rows.extent(shown.with(|shown| shown.len()));
    let offset = move || ["translateY(", &rows.extent(range.get().0), ")"].concat();
    view! {
        <div class="toolbar">
            <input
                type="search"
                aria-label=t(Key::versions_filter)
                placeholder=t(Key::versions_filter)
                on:input=move |event: ev::Event| filter.set(event_target_value(&event))
            />
            <span class="sounding">{count(Key::tags_n, total)}</span>
            <span class="soft small">{t(Key::versions_note)}</span>
        </div>
        <div class="versions" node_ref=rows.frame on:scroll=move |_| rows.measure() tabindex="0" role="region" aria-label=t(Key::versions_title)>
            <div style:height=height><ul style:transform=offset>{window}</ul></div>
        </div>
    }
    .into_any()
}
