//! Where to, under which tags, made when, by which way.

use chartroom_oci::is_valid_tag;
use leptos::ev;
use leptos::prelude::*;

use crate::state::push::{Push, Stage};
use crate::state::settings::Way;
use crate::state::{App, registries};
use crate::text::{Key, fill, t};

/// The fields of a plan. They rest while the push is under way.
pub fn fields(app: App, push: Push) -> AnyView {
    let busy = move || push.stage.with(|stage| *stage == Stage::Pushing);
    let edited = move || {
        if push
            .stage
            .with_untracked(|stage| !matches!(stage, Stage::Planned | Stage::Pushing))
        {
            push.stage.set(Stage::Planned);
        }
    };
    view! {
        <fieldset class="plan-fields" disabled=busy>
            <div class="pair">
                <label for="plan-to">{t(Key::plan_to)}</label>
                <input
                    id="plan-to"
                    type="text"
                    class="mono"
                    autocapitalize="off"
                    spellcheck="false"
                    list="plan-places"
                    prop:value=move || push.to.get()
                    on:input=move |event: ev::Event| {
                        edited();
                        push.to.set(event_target_value(&event));
                    }
                />
                {places(app)}
            </div>
            <div class="pair">
                <span class="label">{t(Key::plan_tag)}</span>
                {tags(push)}
            </div>
            <div class="pair">
                <label for="plan-created" title=t(Key::plan_created_hint)>{t(Key::plan_created)}</label>
                <input
                    id="plan-created"
                    type="text"
                    class="mono"
                    spellcheck="false"
                    prop:value=move || push.created.get()
                    on:input=move |event: ev::Event| {
                        edited();
                        push.created.set(event_target_value(&event));
                    }
                />
            </div>
            <div class="pair">
                <label for="plan-route">{t(Key::plan_route)}</label>
                {route(app, push)}
            </div>
        </fieldset>
    }
    .into_any()
}

/// Places charts went to or came from.
fn places(app: App) -> AnyView {
    let options = move || {
        let mut list: Vec<String> = app
            .server
            .get()
            .map(|server| vec![server.registry])
            .unwrap_or_default();
        app.recents.with(|recents| {
            for recent in recents {
                if let Some((folder, _)) = recent.place.rsplit_once('/')
                    && !list.iter().any(|known| known == folder)
                {
                    list.push(folder.to_owned());
                }
            }
        });
        list.into_iter()
            .map(|place| view! { <option value=place></option> })
            .collect_view()
    };
    view! { <datalist id="plan-places">{options}</datalist> }.into_any()
}

/// The version's own tag, and any others.
fn tags(push: Push) -> AnyView {
    let more = RwSignal::new(String::new());
    let add = move || {
        let tag = more.get_untracked().trim().to_owned();
        if is_valid_tag(&tag) && !push.tags.with_untracked(|tags| tags.contains(&tag)) {
            push.tags.update(|tags| tags.push(tag));
            more.set(String::new());
        }
    };
    let own = move || {
        push.plan
            .get()
            .map(|plan| plan.tag.clone())
            .unwrap_or_default()
    };
    let chips = move || {
        push.tags
            .get()
            .into_iter()
            .map(|tag| {
                let label = fill(Key::plan_remove_tag, &[("tag", &tag)]);
                let gone = tag.clone();
                view! {
                    <span class="tag-chip">
                        {tag}
                        <button type="button" aria-label=label on:click=move |_| push.tags.update(|tags| tags.retain(|tag| *tag != gone))>"×"</button>
                    </span>
                }
            })
            .collect_view()
    };
    view! {
        <span class="tags">
            {move || Some(own()).filter(|tag| !tag.is_empty()).map(|tag| view! { <span class="tag-chip">{tag}</span> })}
            {chips}
            <input
                type="text"
                class="tag-more mono"
                aria-label=t(Key::plan_add_tag)
                placeholder=t(Key::plan_add_tag)
                autocapitalize="off"
                spellcheck="false"
                aria-invalid=move || {
                    let tag = more.get();
                    (!tag.trim().is_empty() && !is_valid_tag(tag.trim())).then_some("true")
                }
                prop:value=move || more.get()
                on:input=move |event: ev::Event| more.set(event_target_value(&event))
                on:change=move |_| add()
                on:keydown=move |event: ev::KeyboardEvent| {
                    if event.key() == "Enter" {
                        event.prevent_default();
                        add();
                    }
                }
            />
        </span>
    }
    .into_any()
}

/// Direct, or through the proxy on this server.
fn route(app: App, push: Push) -> AnyView {
    let host = Memo::new(move |_| {
        push.plan
            .get()
            .map(|plan| plan.reference.registry.clone())
            .unwrap_or_default()
    });
    let current = move || {
        app.server.track();
        if registries::way(app, &host.get()) == Way::Proxy {
            "proxy"
        } else {
            "direct"
        }
    };
    let change = move |event| {
        let host = host.get_untracked();
        let way = if event_target_value(&event) == "proxy" {
            Way::Proxy
        } else {
            Way::Direct
        };
        app.settings.set_way(&host, way);
        app.caches.forget_client(&host);
        app.caches.signed.update(|n| *n += 1);
    };
    let in_page = move || {
        app.server.with(|server| {
            server
                .as_ref()
                .is_some_and(|s| s.in_page && s.is_own(&host.get()))
        })
    };
    let fixed = move || {
        let host = host.get();
        host.is_empty()
            || app
                .server
                .get()
                .is_none_or(|server| server.is_own(&host) || !server.proxies(&host))
    };
    view! {
        <select id="plan-route" prop:value=current on:change=change disabled=fixed>
            <option value="direct">{move || t(if in_page() { Key::route_page } else { Key::route_direct })}</option>
            <option value="proxy">{t(Key::route_proxy)}</option>
        </select>
    }
    .into_any()
}
