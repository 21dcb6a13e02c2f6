//! Push: what was dropped, the plan of each, and its way into a registry.

mod arrived;
mod checks;
mod fields;
mod lint;
mod parcels;
mod plan;

use leptos::prelude::*;

use crate::browser::page;
use crate::components::{notice, skeleton};
use crate::state::desk::State;
use crate::state::{App, app};
use crate::text::{Key, fill, t};
use crate::views::home::drop_zone;

/// `/push`.
pub fn push() -> AnyView {
    let app = app();
    page::set_title(t(Key::push_title));
    app.set_crumbs(Vec::new());
    let chosen = Memo::new(move |_| {
        let wanted = app.desk.chosen.get();
        app.desk.items.with(|items| {
            let known = items
                .iter()
                .find(|item| Some(item.id) == wanted)
                .or_else(|| items.first());
            known.map(|item| item.id)
        })
    });
    let body = move || {
        let Some(id) = chosen.get() else {
            return view! {
                <h1 tabindex="-1">{t(Key::push_empty)}</h1>
            }
            .into_any();
        };
        let Some(item) = app
            .desk
            .items
            .with(|items| items.iter().find(|item| item.id == id).cloned())
        else {
            return ().into_any();
        };
        match item.state.get() {
            State::Reading => view! { <h1 class="visually-hidden">{item.name}</h1>{skeleton(6)} }.into_any(),
            State::Refused(problem) => view! {
                <h1 class="visually-hidden">{t(Key::push_title)}</h1>
                {notice(problem, None)}
                <p><button type="button" class="button" on:click=move |_| app.desk.remove(id)>{t(Key::push_remove)}</button></p>
            }
            .into_any(),
            // Where a chart goes by itself is known once the server has said which registry is its own.
            State::Open(_) if app.server.with(Option::is_none) => skeleton(6),
            State::Open(chart) => plan::plan(app, id, app.desk.push_of(app, id, chart)),
        }
    };
    view! { <div class="push-layout">{queue(app, chosen)}{body}{drop_zone()}</div> }.into_any()
}

/// The dropped charts side by side, when there is more than one.
fn queue(app: App, chosen: Memo<Option<u32>>) -> AnyView {
    (move || {
        let items = app.desk.items.get();
        (items.len() > 1).then(|| {
            let buttons = items
                .into_iter()
                .map(|item| {
                    let id = item.id;
                    let state = item.state.clone();
                    let mark = move || {
                        let (class, sign, word) = if matches!(state.get(), State::Refused(_)) {
                            ("state bad", "!", Key::severity_problem)
                        } else if app.desk.is_pushed(id) {
                            ("state ok", "✓", Key::queue_pushed)
                        } else {
                            return None;
                        };
                        Some(view! { <span class=class aria-hidden="true">{sign}" "</span><span class="visually-hidden">{t(word)}" "</span> })
                    };
                    let remove = fill(Key::push_remove_what, &[("what", &item.name)]);
                    view! {
                        <li>
                            <button
                                type="button"
                                aria-current=move || (chosen.get() == Some(id)).to_string()
                                on:click=move |_| app.desk.chosen.set(Some(id))
                            >
                                {mark}{item.name}
                            </button>
                            <button type="button" class="copy" aria-label=remove on:click=move |_| app.desk.remove(id)>"×"</button>
                        </li>
                    }
                })
                .collect_view();
            view! { <nav aria-label=t(Key::push_queue)><ul class="queue">{buttons}</ul></nav> }.into_any()
        })
    })
    .into_any()
}
