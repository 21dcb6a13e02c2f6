//! One file: its name, what is known of it, its text.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::download;
use crate::components::code::{CodeText, Language, code};
use crate::components::copy_button;
use crate::state::Opened;
use crate::text::{Key, count, fill, size, t};
use crate::views::chart::tabs::values::Finder;

/// The pane of a file.
pub fn pane(chart: Arc<Opened>, name: String) -> AnyView {
    let Some(file) = chart.chart.file(&name).cloned() else {
        return view! {
            <p class="empty"><strong>{fill(Key::files_missing, &[("file", &name)])}</strong>{t(Key::files_missing_why)}</p>
        }
        .into_any();
    };
    let bytes = file.bytes.clone();
    let short = name.rsplit('/').next().unwrap_or(&name).to_owned();
    let save = move |_| download::save(&short, "application/octet-stream", &bytes);
    let mode = octal(file.mode);
    let text = CodeText::of_bytes(&file.bytes, Language::of(&name)).map(Arc::new);
    let jump = RwSignal::new(None::<usize>);
    let finder = text.clone().map(|text| Finder::new(text, jump));
    let lines = text
        .as_ref()
        .map(|text| [count(Key::lines_n, text.len()), ", ".to_owned()].concat());
    let copy = text
        .as_ref()
        .map(|text| copy_button(text.text().to_owned(), &name));
    let body = match (text, finder) {
        (Some(text), Some(finder)) if text.len() > 0 => {
            code(name.clone(), text, finder.found, jump.into())
        }
        (Some(_), _) => view! { <p class="empty">{t(Key::file_empty)}</p> }.into_any(),
        _ => {
            let what = if name.ends_with(".tgz") {
                Key::file_archive
            } else {
                Key::file_binary
            };
            let why = fill(
                Key::file_binary_why,
                &[("size", &size(file.bytes.len() as u64))],
            );
            view! { <p class="empty"><strong>{t(what)}</strong>{why}</p> }.into_any()
        }
    };
    view! {
        <div class="file-head">
            <span class="name">{name.clone()}</span>
            <span class="sounding">{lines}{size(file.bytes.len() as u64)}", "{fill(Key::file_mode, &[("mode", &mode)])}</span>
            <span class="grow"></span>
            {copy}
            <button type="button" class="copy" on:click=save>{t(Key::file_download)}</button>
        </div>
        {body}
    }
    .into_any()
}

/// `0644`.
fn octal(mode: u32) -> String {
    let mode = mode & 0o7777;
    (0..4)
        .rev()
        .map(|place| char::from(b'0' + (mode >> (3 * place) & 7) as u8))
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn modes_are_octal() {
        assert_eq!(super::octal(0o100_644), "0644");
        assert_eq!(super::octal(0o4755), "4755");
    }
}
