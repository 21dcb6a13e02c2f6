//! An error in the place of the content: what happened, why we think so, what to do next.

use leptos::prelude::*;

use crate::state::app;
use crate::state::problem::{Problem, Step};
use crate::state::settings::Way;
use crate::text::{Key, t};

use super::{command_line, copy_button, digest};

/// Shows `problem`; `retry` does again what failed.
pub fn notice(problem: Problem, retry: Option<Callback<()>>) -> AnyView {
    let app = app();
    app.say(problem.what.clone());
    let (mut lines, mut examples) = (Vec::new(), Vec::new());
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
            Step::Example(text) => {
                examples.push(view! { <p class="example"><code>{text}</code></p> });
                None
            }
        })
        .collect_view();
    let digests = [Key::problem_digest_wanted, Key::problem_digest_came]
        .into_iter()
        .zip(problem.digests)
        .map(|(name, sum)| {
            let whole = sum.to_string();
            view! { <dt>{t(name)}</dt><dd>{digest(&sum)}{copy_button(whole, t(Key::digest))}</dd> }
                .into_any()
        })
        .collect::<Vec<_>>();
    let digests = (!digests.is_empty()).then(|| view! { <dl class="facts">{digests}</dl> });
    let details = (!problem.details.is_empty()).then(|| {
        view! { <details><summary>{t(Key::details)}</summary><pre>{problem.details}</pre></details> }
    });
    view! {
        <section class="notice" role="alert">
            <h2>{problem.what}</h2>
            <p class="evidence">{problem.evidence}</p>
            {digests}
            {examples}
            <div class="next">{steps}</div>
            {lines}
            {details}
        </section>
    }
    .into_any()
}
