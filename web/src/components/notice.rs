//! An error in the place of the content: what happened, why we think so, what to do next.

use leptos::prelude::*;

use crate::state::app;
use crate::state::problem::{Problem, Step};
use crate::state::settings::Way;
use crate::text::{Key, t};

use super::command_line;

/// Shows `problem`; `retry` does again what failed.
pub fn notice(problem: Problem, retry: Option<Callback<()>>) -> AnyView {
    let app = app();
    app.say(problem.what.clone());
    let mut lines = Vec::new();
    let steps = problem
        .next
        .into_iter()
        .filter_map(|step| match step {
            Step::Retry => {
                let retry = retry?;
                Some(view! { <button type="button" class="button primary" on:click=move |_| retry.run(())>{t(Key::retry)}</button> }.into_any())
            }
            Step::Route(host, way) => {
                let retry = retry?;
                let go = move |_| {
                    app.settings.set_way(&host, way);
                    app.caches.forget_client(&host);
                    retry.run(());
                };
                Some(view! { <button type="button" class="button primary" on:click=go>{t(if way == Way::Proxy { Key::use_proxy } else { Key::use_direct })}</button> }.into_any())
            }
            Step::SignIn(host) => Some(
                view! { <button type="button" class="button primary" on:click=move |_| app.sign_in.set(Some(host.clone()))>{t(Key::sign_in)}</button> }
                    .into_any(),
            ),
            Step::Go(href, text) => Some(view! { <a class="button" href=href>{text}</a> }.into_any()),
            Step::Read(href, text) => {
                Some(view! { <a class="button" href=href target="_blank" rel="noopener noreferrer">{text}</a> }.into_any())
            }
            Step::Line(line) => {
                lines.push(command_line(line));
                None
            }
        })
        .collect_view();
    let details = (!problem.details.is_empty()).then(|| {
        view! { <details><summary>{t(Key::details)}</summary><pre>{problem.details}</pre></details> }
    });
    view! {
        <section class="notice" role="alert">
            <h2>{problem.what}</h2>
            <p class="evidence">{problem.evidence}</p>
            <div class="next">{steps}</div>
            {lines}
            {details}
        </section>
    }
    .into_any()
}
