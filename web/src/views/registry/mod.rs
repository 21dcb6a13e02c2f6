//! A registry: what it holds, where it says so.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};

use chartroom_registry::ErrorKind;

use crate::browser::page;
use crate::components::{command_line, notice, skeleton};
use crate::state::settings::Way;
use crate::state::{App, Problem, app, registries};
use crate::text::{Key, count, fill, t};

/// What the catalog said.
#[derive(Clone)]
enum Catalog {
    Waiting,
    Names(Arc<Vec<String>>),
    /// The registry has none, or keeps it to itself.
    None,
    Failed(Problem),
}

/// Repositories put into the document at most; the filter finds the others.
const MOST: usize = 600;

/// `/r/HOST`.
pub fn registry() -> AnyView {
    let app = app();
    let params = use_params_map();
    let host = Memo::new(move |_| params.with(|params| params.get("host").unwrap_or_default()));
    (move || of_host(app, host.get())).into_any()
}

fn of_host(app: App, host: String) -> AnyView {
    page::set_title(&host);
    app.set_crumbs(vec![(host.clone(), String::new())]);
    let catalog = RwSignal::new(Catalog::Waiting);
    let load = {
        let host = host.clone();
        move || {
            let host = host.clone();
            catalog.set(Catalog::Waiting);
            spawn_local(async move {
                let asked = ask(app, &host).await;
                let _ = catalog.try_set(asked);
            });
        }
    };
    load();
    let signed = app.caches.signed;
    let again = load.clone();
    Effect::new(move |before: Option<u32>| {
        let now = signed.get();
        if before.is_some_and(|before| before != now) {
            again();
        }
        now
    });
    let shown = host.clone();
    let body = move || {
        let load = load.clone();
        match catalog.get() {
            Catalog::Waiting => skeleton(8),
            Catalog::Failed(problem) => notice(problem, Some(Callback::new(move |()| load()))),
            Catalog::None => view! {
                <div class="empty"><strong>{t(Key::registry_no_catalog)}</strong>{t(Key::registry_no_catalog_why)}</div>
                {ask_repository(&shown)}
            }
            .into_any(),
            Catalog::Names(names) if names.is_empty() => view! {
                <div class="empty"><strong>{t(Key::registry_empty)}</strong>{t(Key::registry_empty_why)}</div>
                {command_line(["helm push mychart-1.0.0.tgz oci://", &shown].concat())}
                {ask_repository(&shown)}
            }
            .into_any(),
            Catalog::Names(names) => list(&shown, names),
        }
    };
    view! {
        <article>
            <header class="registry-head">
                <h1 tabindex="-1">{host.clone()}</h1>
                <p class="soft">{about(app, host)}</p>
            </header>
            {body}
        </article>
    }
    .into_any()
}

async fn ask(app: App, host: &str) -> Catalog {
    registries::ready(app).await;
    let _running = app.activity.begin();
    let client = registries::client(app, host);
    // A knock first: it tells a registry without a catalog from something that is no registry.
    if let Err(error) = client.ping().await {
        return Catalog::Failed(Problem::of_registry(app, &error, host, host));
    }
    app.activity.advance(0.5);
    match client.catalog().await {
        Ok(mut names) => {
            names.sort();
            Catalog::Names(Arc::new(names))
        }
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::EndlessPagination | ErrorKind::Aborted | ErrorKind::Server
            ) =>
        {
            Catalog::Failed(Problem::of_registry(app, &error, host, host))
        }
        Err(_) => Catalog::None,
    }
}

/// The way to it, and who one is there.
fn about(app: App, host: String) -> AnyView {
    (move || {
        app.caches.signed.track();
        let way = match app.server.get() {
            Some(server) if server.in_page && server.is_own(&host) => Key::route_page,
            Some(_) if registries::way(app, &host) == Way::Proxy => Key::route_proxy,
            _ => Key::route_direct,
        };
        let who = match registries::name_at(app, &host) {
            Some(name) => {
                let out = host.clone();
                view! {
                    {fill(Key::signed_in_as, &[("name", &name)])}" "
                    <button type="button" class="textual" on:click=move |_| registries::sign_out(app, &out)>{t(Key::sign_out)}</button>
                }
                .into_any()
            }
            None if way == Key::route_page => return t(way).into_any(),
            None => {
                let ask = host.clone();
                view! { <button type="button" class="textual" on:click=move |_| app.sign_in.set(Some(ask.clone()))>{t(Key::sign_in)}</button> }
                    .into_any()
            }
        };
        view! { {t(way)}" · "{who} }.into_any()
    })
    .into_any()
}

fn list(host: &str, names: Arc<Vec<String>>) -> AnyView {
    let query = use_query_map();
    let filter = RwSignal::new(
        query
            .with_untracked(|query| query.get("filter"))
            .unwrap_or_default(),
    );
    Effect::new(move |_| {
        if let Some(asked) = query.with(|query| query.get("filter")) {
            filter.set(asked);
        }
    });
    let total = names.len();
    let base = ["/c/", host, "/"].concat();
    let rows = move || {
        let wanted = filter.get().trim().to_lowercase();
        names
            .iter()
            .filter(|name| wanted.is_empty() || name.contains(&wanted))
            .take(MOST)
            .map(|name| {
                let (folder, last) = name.rsplit_once('/').map_or(("", name.as_str()), |(folder, last)| (folder, last));
                let folder = (!folder.is_empty()).then(|| [folder, "/"].concat());
                view! { <li><a href=[&base, name.as_str()].concat()><span><span class="soft">{folder}</span>{last.to_owned()}</span></a></li> }
            })
            .collect_view()
    };
    view! {
        <div class="toolbar">
            <input
                type="search"
                aria-label=t(Key::registry_filter)
                placeholder=t(Key::registry_filter)
                prop:value=move || filter.get()
                on:input=move |event: ev::Event| filter.set(event_target_value(&event))
            />
            <span class="sounding">{count(Key::charts_n, total)}</span>
        </div>
        <ul class="registry-list">{rows}</ul>
        {ask_repository(host)}
    }
    .into_any()
}

/// A field for a name that no list shows.
fn ask_repository(host: &str) -> AnyView {
    let name = RwSignal::new(String::new());
    let navigate = use_navigate();
    let base = ["/c/", host, "/"].concat();
    let go = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let name = name.get_untracked();
        let name = name.trim().trim_matches('/');
        if !name.is_empty() {
            navigate(&[&base, name].concat(), NavigateOptions::default());
        }
    };
    view! {
        <form class="ask" on:submit=go>
            <p class="soft small">{t(Key::registry_other)}</p>
            <input type="text" aria-label=t(Key::registry_ask) placeholder="charts/name" autocapitalize="off" spellcheck="false" bind:value=name />
            <button type="submit" class="button">{t(Key::open)}</button>
        </form>
    }
    .into_any()
}
