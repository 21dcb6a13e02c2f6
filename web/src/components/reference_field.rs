//! The heart of the page: a field that takes whatever one would paste, and says below itself what it understood.

use leptos::ev;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::browser::page;
use crate::state::recents::Recent;
use crate::state::reference::{Understood, href, understand};
use crate::state::{App, app};
use crate::text::{Key, fill, t};

/// Something the field can be completed to.
#[derive(Clone, PartialEq)]
struct Choice {
    text: String,
    note: String,
}

/// The field. One of them is in the document at a time: in the header, or large on the home page.
#[component]
pub fn ReferenceField(
    /// The id of the input.
    id: &'static str,
) -> impl IntoView {
    let app = app();
    let text = RwSignal::new(String::new());
    let open = RwSignal::new(false);
    let at = RwSignal::new(None::<usize>);
    let understood = Memo::new(move |_| understand(&text.get()));
    let choices = Memo::new(move |_| choices(app, &text.get()));
    let navigate = use_navigate();
    let go = move || {
        let chosen = at
            .get_untracked()
            .and_then(|at| choices.with_untracked(|list| list.get(at).cloned()));
        let what = match chosen {
            Some(choice) => understand(&choice.text),
            None => understood.get_untracked(),
        };
        if let Some(address) = address(app, &what) {
            open.set(false);
            text.set(String::new());
            at.set(None);
            navigate(&address, NavigateOptions::default());
        } else {
            open.set(true);
        }
    };
    let go = StoredValue::new_local(go);
    let slash = window_event_listener(ev::keydown, move |event| {
        if event.key() == "/"
            && !page::is_typing()
            && !event.ctrl_key()
            && !event.meta_key()
            && !event.alt_key()
        {
            event.prevent_default();
            page::focus(id);
        }
    });
    on_cleanup(move || slash.remove());
    let key = move |event: ev::KeyboardEvent| {
        let count = choices.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" if count > 0 => {
                event.prevent_default();
                open.set(true);
                at.update(|at| *at = Some(at.map_or(0, |at| (at + 1) % count)));
            }
            "ArrowUp" if count > 0 => {
                event.prevent_default();
                at.update(|at| *at = at.and_then(|at| at.checked_sub(1)));
            }
            "Escape" => {
                open.set(false);
                at.set(None);
            }
            _ => {}
        }
    };
    let list_id = [id, "-list"].concat();
    let option_id = move |index: usize| [id, "-option-", &index.to_string()].concat();
    let popup = {
        let list_id = list_id.clone();
        move || {
            let options = choices.get();
            let nothing = understood.with(|what| *what == Understood::Nothing);
            (open.get() && !(nothing && options.is_empty())).then(|| {
                let rows = options
                    .into_iter()
                    .enumerate()
                    .map(|(index, choice)| {
                        view! {
                            <li
                                id=option_id(index)
                                role="option"
                                aria-selected=move || (at.get() == Some(index)).to_string()
                                on:mousedown=move |event| {
                                    event.prevent_default();
                                    at.set(Some(index));
                                    go.with_value(|go| go());
                                }
                            >
                                <code>{choice.text}</code>
                                <span class="sounding">{choice.note}</span>
                            </li>
                        }
                    })
                    .collect_view();
                view! {
                    <div class="field-list">
                        {explain(understood.get())}
                        <ul class="options" role="listbox" id=list_id.clone() aria-label=t(Key::recent_charts)>{rows}</ul>
                    </div>
                }
                .into_any()
            })
        }
    };
    view! {
        <form
            class="field"
            role="search"
            on:submit=move |event: ev::SubmitEvent| {
                event.prevent_default();
                go.with_value(|go| go());
            }
        >
            <input
                id=id
                type="text"
                role="combobox"
                aria-label=t(Key::reference)
                aria-expanded=move || open.get().to_string()
                aria-controls=list_id
                aria-autocomplete="list"
                aria-activedescendant=move || at.get().map(option_id)
                placeholder=t(Key::reference_placeholder)
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                prop:value=move || text.get()
                on:input=move |event| {
                    text.set(event_target_value(&event));
                    at.set(None);
                    open.set(true);
                }
                on:focus=move |_| open.set(true)
                on:blur=move |_| open.set(false)
                on:keydown=key
            />
            {move || if text.with(String::is_empty) {
                view! { <kbd aria-hidden="true">"/"</kbd> }.into_any()
            } else {
                view! { <button type="submit" class="go" on:mousedown=move |event| event.prevent_default()>{t(Key::open)}</button> }.into_any()
            }}
            {popup}
        </form>
    }
    .into_any()
}

/// Where what was understood leads.
fn address(app: App, what: &Understood) -> Option<String> {
    match what {
        Understood::Artifact {
            reference, version, ..
        } => {
            let mut address = href(reference);
            if let Some(version) = version
                && reference.tag.is_none()
                && reference.digest.is_none()
            {
                address.push_str("?version=");
                address.push_str(&String::from(js_sys::encode_uri_component(version)));
            }
            Some(address)
        }
        Understood::Registry(host) => Some(["/r/", host].concat()),
        Understood::Digest(digest) => {
            let digest = digest.to_string();
            app.desk
                .find(&digest)
                .map(|_| ["/local/", &digest].concat())
        }
        _ => None,
    }
}

/// What was understood, in words.
fn explain(what: Understood) -> AnyView {
    match what {
        Understood::Nothing => ().into_any(),
        Understood::Unclear(why) => {
            view! { <div class="understood"><p class="wrong">{why}</p><p>{t(Key::understood_spelt)}</p></div> }.into_any()
        }
        Understood::Classic(_) => {
            view! { <p class="understood">{t(Key::understood_classic)}</p> }.into_any()
        }
        Understood::Digest(_) => {
            view! { <p class="understood">{t(Key::understood_digest)}</p> }.into_any()
        }
        Understood::Registry(host) => {
            view! { <p class="understood">{fill(Key::understood_registry, &[("host", &host)])}</p> }
                .into_any()
        }
        Understood::Artifact {
            reference,
            version,
            command,
        } => {
            let row = |name: Key, value: Option<String>| {
                value.map(|value| view! { <dt>{t(name)}</dt><dd>{value}</dd> })
            };
            let line = command.map(|command| view! { <p>{fill(Key::understood_command, &[("command", &command)])}</p> });
            let newest = reference.tag.is_none() && reference.digest.is_none() && version.is_none();
            view! {
                <div class="understood">
                    {line}
                    <dl>
                        {row(Key::registry, Some(reference.registry))}
                        {row(Key::repository, Some(reference.repository))}
                        {row(Key::tag, reference.tag)}
                        {row(Key::digest, reference.digest.map(|digest| digest.to_string()))}
                        {row(Key::version, version)}
                        {row(Key::version, newest.then(|| t(Key::newest_stable).to_owned()))}
                    </dl>
                </div>
            }
            .into_any()
        }
    }
}

/// Charts opened before, and the page's own registry, that match what is typed.
fn choices(app: App, text: &str) -> Vec<Choice> {
    let wanted = text.trim().trim_start_matches("oci://").to_lowercase();
    let matches =
        |recent: &&Recent| wanted.is_empty() || recent.reference().to_lowercase().contains(&wanted);
    let mut list: Vec<Choice> = app.recents.with(|list| {
        list.iter()
            .filter(matches)
            .take(6)
            .map(|recent| Choice {
                text: recent.reference(),
                note: crate::browser::time::relative(recent.when),
            })
            .collect()
    });
    if let Some(server) = app.server.get()
        && server.registry.contains(&wanted)
    {
        list.push(Choice {
            text: server.registry,
            note: t(Key::this_registry).to_owned(),
        });
    }
    list.retain(|choice| choice.text != text.trim());
    list
}
