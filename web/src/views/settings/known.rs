//! The registries one uses: how each is reached and who one is there.

use leptos::ev;
use leptos::prelude::*;

use crate::state::settings::Way;
use crate::state::{App, registries};
use crate::text::{Key, fill, t};

/// The table of registries.
pub fn known(app: App) -> AnyView {
    let added = RwSignal::new(Vec::<String>::new());
    let hosts = Memo::new(move |_| {
        let mut list: Vec<String> = app
            .server
            .get()
            .map(|server| vec![server.registry])
            .unwrap_or_default();
        let from_recents = app.recents.with(|recents| {
            recents
                .iter()
                .filter_map(|recent| recent.place.split('/').next().map(str::to_owned))
                .collect::<Vec<_>>()
        });
        for host in app
            .settings
            .hosts()
            .into_iter()
            .chain(from_recents)
            .chain(added.get())
        {
            if !list.contains(&host) {
                list.push(host);
            }
        }
        list
    });
    let name = RwSignal::new(String::new());
    let add = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let host = name
            .get_untracked()
            .trim()
            .trim_start_matches("oci://")
            .trim_end_matches('/')
            .to_owned();
        if !host.is_empty() {
            added.update(|list| list.push(host));
            name.set(String::new());
        }
    };
    // What is known of the page's own registry comes a moment later than the page.
    let rows = move || {
        app.server.track();
        hosts
            .get()
            .into_iter()
            .map(|host| row(app, host))
            .collect_view()
    };
    view! {
        <section>
            <h2 class="section-title">{t(Key::settings_registries)}</h2>
            <p class="soft small">{t(Key::settings_registries_what)}</p>
            <div class="scroll-x">
                <table class="list known">
                    <thead>
                        <tr>
                            <th scope="col">{t(Key::settings_host)}</th>
                            <th scope="col">{t(Key::settings_route)}</th>
                            <th scope="col">{t(Key::settings_tls)}</th>
                            <th scope="col" class="end">{t(Key::settings_sign_in)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <form class="ask" on:submit=add>
                <input type="text" aria-label=t(Key::settings_add_host) placeholder="registry.example.com" autocapitalize="off" spellcheck="false" bind:value=name />
                <button type="submit" class="button">{t(Key::settings_add)}</button>
            </form>
        </section>
    }
    .into_any()
}

fn row(app: App, host: String) -> AnyView {
    let own = app
        .server
        .with_untracked(|server| server.as_ref().is_some_and(|server| server.is_own(&host)));
    let label = |what: Key| [t(what), ": ", &host].concat();
    let route = if own {
        t(Key::route_direct).into_any()
    } else {
        let (shown, changed) = (host.clone(), host.clone());
        let current = move || {
            if registries::way(app, &shown) == Way::Proxy {
                "proxy"
            } else {
                "direct"
            }
        };
        let change = move |event| {
            let way = if event_target_value(&event) == "proxy" {
                Way::Proxy
            } else {
                Way::Direct
            };
            app.settings.set_way(&changed, way);
            app.caches.forget_client(&changed);
        };
        view! {
            <select aria-label=label(Key::settings_route) prop:value=current on:change=change>
                <option value="direct">{t(Key::route_direct)}</option>
                <option value="proxy">{t(Key::route_proxy)}</option>
            </select>
        }
        .into_any()
    };
    let (plain, set_plain) = (host.clone(), host.clone());
    let tls = view! {
        <input
            type="checkbox"
            aria-label=label(Key::settings_tls)
            disabled=own
            prop:checked=move || registries::plain_http(app, &plain)
            on:change=move |event| {
                app.settings.set_plain_http(&set_plain, event_target_checked(&event));
                app.caches.forget_client(&set_plain);
            }
        />
    };
    let who = host.clone();
    let sign_in = move || {
        app.caches.signed.track();
        let host = who.clone();
        match registries::name_at(app, &who) {
            Some(name) => view! {
                {fill(Key::signed_in_as, &[("name", &name)])}" "
                <button type="button" class="textual" on:click=move |_| registries::sign_out(app, &host)>{t(Key::sign_out)}</button>
            }
            .into_any(),
            None => view! {
                <button type="button" class="textual" on:click=move |_| app.sign_in.set(Some(host.clone()))>{t(Key::sign_in)}</button>
            }
            .into_any(),
        }
    };
    view! {
        <tr>
            <th scope="row"><a class="quiet" href=["/r/", &host].concat()><code>{host.clone()}</code></a></th>
            <td>{route}</td>
            <td>{tls}</td>
            <td class="end">{sign_in}</td>
        </tr>
    }
    .into_any()
}
