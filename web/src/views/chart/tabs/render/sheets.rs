//! The rendered text, with the list of what is in it.
//!
//! It is built once and follows every render: the place one scrolled to, what one looks for and the chosen document
//! stay while the values are typed.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;

use crate::browser::download;
use crate::components::code::{CodeText, code_of};
use crate::components::copy_from;
use crate::state::render::{Document, Render, Rendered};
use crate::text::{Key, count, fill, t};
use crate::views::chart::tabs::values::Finder;

/// The right side.
pub fn sheets(render: Render) -> AnyView {
    let jump = RwSignal::new(None::<usize>);
    // The text may be taken away before what shows it is.
    let shown = move || render.sheets.get();
    let text = Signal::derive(move || {
        shown().map_or_else(|| Arc::new(CodeText::empty()), |sheets| sheets.text)
    });
    let rendered = Signal::derive(move || shown().map(|sheets| sheets.rendered));
    let finder = Finder::over(text, jump);
    let facts = move || {
        rendered.with(|rendered| Some(facts(rendered.as_deref()?, text.with(|text| text.len()))))
    };
    let warnings = Memo::new(move |_| {
        let of = |rendered: &Arc<Rendered>| rendered.warnings.clone();
        rendered.with(|rendered| rendered.as_ref().map(of).unwrap_or_default())
    });
    let warnings = move || {
        let list = warnings.get();
        (!list.is_empty()).then(|| {
            let rows: Vec<AnyView> = list
                .into_iter()
                .map(|warning| view! { <li>{warning}</li> }.into_any())
                .collect();
            view! { <ul class="render-warnings">{rows}</ul> }
        })
    };
    let whole = move || text.with_untracked(|text| text.text().to_owned());
    let save = move |_| download::save("manifests.yaml", "application/yaml", whole().as_bytes());
    let stop = move || {
        render.busy.get().then(|| {
            view! { <button type="button" class="copy" on:click=move |_| render.cancel()>{t(Key::cancel)}</button> }
        })
    };
    let is_empty = Memo::new(move |_| {
        rendered.with(|rendered| rendered.as_ref().is_some_and(|it| it.documents.is_empty()))
    });
    let nothing = move || {
        is_empty.get().then(|| {
            view! { <p class="empty"><strong>{t(Key::render_nothing)}</strong>{t(Key::render_nothing_why)}</p> }
        })
    };
    view! {
        <div class="file-head">
            {choice(rendered, jump)}
            {finder.field(t(Key::render_find))}
            <span class="grow"></span>
            <span class="sounding render-facts" role="status">{facts}</span>
            <span class="render-tools">
                {stop}
                {copy_from(whole, t(Key::render_result))}
                <button type="button" class="copy" on:click=save>{t(Key::file_download)}</button>
            </span>
        </div>
        {warnings}
        {nothing}
        <div hidden=is_empty>{code_of(t(Key::render_result).to_owned(), text, finder.found, jump.into())}</div>
    }
    .into_any()
}

/// How much it is, and how long it took.
fn facts(rendered: &Rendered, lines: usize) -> String {
    let tenths = (rendered.took * 10.0).round() / 10.0;
    [
        count(Key::documents_n, rendered.documents.len()),
        count(Key::lines_n, lines),
        fill(Key::render_took, &[("ms", &tenths.to_string())]),
    ]
    .join(", ")
}

/// The documents by name; choosing one goes there.
fn choice(rendered: Signal<Option<Arc<Rendered>>>, jump: RwSignal<Option<usize>>) -> AnyView {
    // Made again only when the documents are others, not when their lines are.
    let names = Memo::new(move |_| {
        let of = |rendered: &Arc<Rendered>| rendered.documents.iter().map(name).collect();
        rendered.with(|rendered| rendered.as_ref().map_or_else(Vec::new, of))
    });
    let options = move || {
        let options = names.get().into_iter().enumerate();
        options
            .map(|(index, name)| {
                view! { <option value=index.to_string()>{name}</option> }.into_any()
            })
            .collect::<Vec<_>>()
    };
    let choose = move |event: ev::Event| {
        let line = event_target_value(&event)
            .parse::<usize>()
            .ok()
            .and_then(|index| {
                rendered
                    .with_untracked(|rendered| Some(rendered.as_ref()?.documents.get(index)?.line))
            });
        if let Some(line) = line {
            jump.set(Some(line - 1));
        }
    };
    view! { <select aria-label=t(Key::render_jump) on:change=choose>{options}</select> }.into_any()
}

/// What a document is called.
fn name(document: &Document) -> String {
    let label = [&document.kind, " ", &document.name].concat();
    if label.trim().is_empty() {
        document.template.clone()
    } else {
        label
    }
}
