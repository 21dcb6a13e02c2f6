//! The rendered text, with the list of what is in it.

use leptos::ev;
use leptos::prelude::*;

use crate::browser::download;
use crate::components::code::code;
use crate::components::copy_button;
use crate::state::render::{Render, Sheets};
use crate::text::{Key, count, fill, t};
use crate::views::chart::tabs::values::Finder;

/// The right side.
pub fn sheets(render: Render, shown: Sheets, jump: RwSignal<Option<usize>>) -> AnyView {
    let Sheets { text, rendered } = shown;
    if rendered.documents.is_empty() {
        return view! { <p class="empty"><strong>{t(Key::render_nothing)}</strong>{t(Key::render_nothing_why)}</p> }.into_any();
    }
    let finder = Finder::new(text.clone(), jump);
    let tenths = (rendered.took * 10.0).round() / 10.0;
    let facts = [
        count(Key::documents_n, rendered.documents.len()),
        count(Key::lines_n, text.len()),
        fill(Key::render_took, &[("ms", &tenths.to_string())]),
    ]
    .join(", ");
    let options: Vec<AnyView> = rendered
        .documents
        .iter()
        .map(|document| {
            let label = [&document.kind, " ", &document.name].concat();
            let label = if label.trim().is_empty() {
                document.template.clone()
            } else {
                label
            };
            view! { <option value=document.line.to_string()>{label}</option> }.into_any()
        })
        .collect();
    let choose = move |event: ev::Event| {
        if let Ok(line) = event_target_value(&event).parse::<usize>() {
            jump.set(Some(line - 1));
        }
    };
    let warnings: Vec<AnyView> = rendered
        .warnings
        .iter()
        .map(|warning| view! { <li>{warning.clone()}</li> }.into_any())
        .collect();
    let warnings =
        (!warnings.is_empty()).then(|| view! { <ul class="render-warnings">{warnings}</ul> });
    let whole = text.text().to_owned();
    let saved = whole.clone();
    let save = move |_| download::save("manifests.yaml", "application/yaml", saved.as_bytes());
    let stop = move || {
        render.busy.get().then(|| {
            view! { <button type="button" class="copy" on:click=move |_| render.cancel()>{t(Key::cancel)}</button> }
        })
    };
    view! {
        <div class="file-head">
            <select aria-label=t(Key::render_jump) on:change=choose>{options}</select>
            <span class="sounding" role="status">{facts}</span>
            <span class="grow"></span>
            {stop}
            {finder.field(t(Key::render_find))}
            {copy_button(whole, t(Key::render_result))}
            <button type="button" class="copy" on:click=save>{t(Key::file_download)}</button>
        </div>
        {warnings}
        {code(t(Key::render_result).to_owned(), text, finder.found, jump.into())}
    }
    .into_any()
}
