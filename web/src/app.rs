//! The frame around every view, and which address leads to which.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::hooks::use_location;
use leptos_router::path;
use wasm_bindgen::JsCast;

use crate::browser::page;
use crate::components::crumbs::crumbs;
use crate::components::drop_sheet::drop_sheet;
use crate::components::footer::footer;
use crate::components::header::header;
use crate::components::live::live;
use crate::components::neat_line::neat_line;
use crate::components::sign_in::sign_in;
use crate::parts;
use crate::state::{self, server::Server};
use crate::views;

/// Puts the app in the place of the static shell.
pub fn start() {
    let Some(place) = document().get_element_by_id("app") else {
        return;
    };
    place.set_inner_html("");
    mount_to(place.unchecked_into(), App).forget();
}

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    let app = state::App::new();
    provide_context(app);
    spawn_local(async move {
        let server = Server::ask().await;
        app.server.set(Some(server));
    });
    parts::fetch_ahead();
    view! { <Router>{frame}</Router> }.into_any()
}

fn frame() -> AnyView {
    let app = state::app();
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        page::mark("view", Some(if now == "/" { "home" } else { "inner" }));
        // A new view: listeners hear its heading next. The first one is read from the top anyway.
        if before.as_ref().is_some_and(|before| *before != now) {
            app.set_crumbs(Vec::new());
            page::focus("content");
        }
        now
    });
    view! {
        <div class="neat-host">{header()}{neat_line()}</div>
        <main id="content" tabindex="-1">
            {crumbs()}
            <FlatRoutes fallback=views::lost::lost>
                <Route path=path!("/") view=views::home::home />
                <Route path=path!("/r/:host") view=parts::registry />
                <Route path=path!("/c/*reference") view=parts::remote />
                <Route path=path!("/local/:digest") view=parts::local />
                <Route path=path!("/push") view=parts::push />
                <Route path=path!("/settings") view=parts::settings />
            </FlatRoutes>
        </main>
        {footer()}
        {live()}
        {sign_in()}
        {drop_sheet()}
    }
    .into_any()
}
