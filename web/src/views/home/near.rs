//! What is near: charts seen before, and the registry that comes with the page.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::date;
use crate::components::{command_line, notice, skeleton};
use crate::state::{App, Problem, recents, registries};
use crate::text::{Key, count, fill, t};

/// Charts opened or pushed from this browser; before there are any, what this page is.
pub fn recent(app: App) -> AnyView {
    let list = move || {
        let list = app.recents.get();
        if list.is_empty() {
            return teach(app);
        }
        let rows = list
            .into_iter()
            .map(|recent| {
                let place = recent.place.clone();
                let label = fill(Key::forget_what, &[("what", &recent.reference())]);
                view! {
                    <li>
                        <span>
                            <a class="name" href=["/c/", &recent.reference()].concat()>{recent.name.clone()}</a>
                            " "
                            <span class="soft">{recent.version}</span>
                        </span>
                        <span class="where">{recent.place}</span>
                        <span class="when sounding">
                            {date(recent.when)}
                            <br />
                            <button type="button" class="copy" aria-label=label on:click=move |_| recents::forget(app, &place)>{t(Key::forget)}</button>
                        </span>
                    </li>
                }
            })
            .collect_view();
        view! { <h2 class="section-title">{t(Key::home_recent)}</h2><ul class="recent">{rows}</ul> }
            .into_any()
    };
    view! { <section>{list}</section> }.into_any()
}

/// Three lines for somebody who is here for the first time.
fn teach(app: App) -> AnyView {
    let own = move || match app.server.get() {
        Some(server) if server.in_page => t(Key::home_teach_1_page).into_any(),
        server => {
            let host = server.map(|server| server.registry);
            view! { {t(Key::home_teach_1)}" "<code>{host}</code>" "{t(Key::home_teach_1b)} }
                .into_any()
        }
    };
    view! {
        <h2 class="section-title">{t(Key::home_teach)}</h2>
        <ol class="teach">
            <li>
                <span class="sounding" aria-hidden="true">"1"</span>
                <span>{own}</span>
            </li>
            <li><span class="sounding" aria-hidden="true">"2"</span><span>{t(Key::home_teach_2)}</span></li>
            <li><span class="sounding" aria-hidden="true">"3"</span><span>{t(Key::home_teach_3)}</span></li>
        </ol>
    }
    .into_any()
}

/// What lies in the registry that comes with the page.
pub fn registry(app: App) -> AnyView {
    let names = RwSignal::new(None::<Result<Vec<String>, Problem>>);
    let load = move || {
        names.set(None);
        spawn_local(async move {
            registries::ready(app).await;
            let Some(server) = app.server.get_untracked() else {
                return;
            };
            let host = server.registry;
            let found = registries::client(app, &host)
                .catalog()
                .await
                .map_err(|error| Problem::of_registry(app, &error, &host, &host));
            let _ = names.try_set(Some(found));
        });
    };
    load();
    let body = move || {
        let server = app.server.get();
        let in_page = server.as_ref().is_some_and(|server| server.in_page);
        let host = server.map(|server| server.registry).unwrap_or_default();
        match names.get() {
            None => skeleton(3),
            Some(Err(problem)) => notice(problem, Some(Callback::new(move |()| load()))),
            Some(Ok(names)) if names.is_empty() && in_page => view! {
                <div class="empty">
                    <strong>{t(Key::home_registry_empty)}</strong>
                    {t(Key::home_registry_empty_page)}
                </div>
            }
            .into_any(),
            Some(Ok(names)) if names.is_empty() => view! {
                <div class="empty">
                    <strong>{t(Key::home_registry_empty)}</strong>
                    {t(Key::home_registry_empty_why)}
                </div>
                {command_line(["helm push mychart-1.0.0.tgz oci://", &host].concat())}
            }
            .into_any(),
            Some(Ok(names)) => {
                let total = names.len();
                let rows = names
                    .into_iter()
                    .take(12)
                    .map(|name| {
                        let href = ["/c/", &host, "/", &name].concat();
                        view! { <li><span><a class="name" href=href>{name}</a></span></li> }
                    })
                    .collect_view();
                let more = (total > 12).then(|| {
                    view! { <p><a href=["/r/", &host].concat()>{count(Key::charts_n, total)}</a></p> }
                });
                view! { <ul class="recent">{rows}</ul>{more} }.into_any()
            }
        }
    };
    let title = move || {
        app.server.get().map(|server| {
            view! { <a class="quiet" href=["/r/", &server.registry].concat()><code>{server.registry.clone()}</code></a> }
        })
    };
    view! {
        <section>
            <h2 class="section-title">{t(Key::home_registry)}<span class="sounding">{title}</span></h2>
            {body}
        </section>
    }
    .into_any()
}
