//! A JSON document with links: printed line by line, every character as it came.

use std::sync::Arc;

use bytes::Bytes;
use chartroom_oci::document::{Document, Line, TokenKind};
use chartroom_oci::media_type;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::browser::page;
use crate::components::code::escape;
use crate::components::copy_button;
use crate::state::pairs::Pairs;
use crate::text::{Key, fill, size, t};

use super::artifact::Artifact;
use super::exchange::{exchange, headers};

/// Ways to show a document.
#[derive(Clone, Copy, PartialEq)]
enum How {
    Pretty,
    Raw,
    Headers,
}

/// The manifest with its request, its headers and its raw form.
pub fn document(artifact: &Artifact, base: &str) -> AnyView {
    let how = RwSignal::new(How::Pretty);
    let button = move |which: How, text: Key| {
        view! {
            <button type="button" aria-pressed=move || (how.get() == which).to_string() on:click=move |_| how.set(which)>{t(text)}</button>
        }
    };
    let raw = String::from_utf8_lossy(&artifact.manifest.bytes).into_owned();
    let shown = {
        let (artifact, base, raw) = (artifact.clone(), base.to_owned(), raw.clone());
        move || match how.get() {
            How::Pretty => pretty(&artifact, &artifact.manifest.bytes, &base),
            How::Raw => view! { <pre class="raw" tabindex="0">{raw.clone()}</pre> }.into_any(),
            How::Headers => headers(&artifact),
        }
    };
    view! {
        {exchange(artifact, None, &artifact.manifest.media_type, artifact.manifest.bytes.len() as u64)}
        <div class="toolbar">
            <div class="switch" role="group" aria-label=t(Key::manifest_view)>
                {button(How::Pretty, Key::manifest_pretty)}
                {button(How::Raw, Key::manifest_raw)}
                {button(How::Headers, Key::manifest_headers)}
            </div>
            <span class="grow"></span>
            {copy_button(raw, t(Key::plan_manifest))}
        </div>
        {shown}
    }
    .into_any()
}

/// Any JSON as a document with links; what is no JSON as it came.
pub fn pretty(artifact: &Artifact, bytes: &Bytes, base: &str) -> AnyView {
    let Ok(document) = Document::parse(bytes) else {
        let raw = String::from_utf8_lossy(bytes).into_owned();
        return view! {
            <p class="soft">{t(Key::manifest_not_json)}</p>
            <pre class="raw" tabindex="0">{raw}</pre>
        }
        .into_any();
    };
    let lines = Arc::new(document.lines());
    let explained = RwSignal::new(None::<String>);
    let place = NodeRef::<html::Div>::new();
    let (drawn, base) = (artifact.clone(), base.to_owned());
    let content = move || {
        drawn
            .checked
            .with(|checked| html_of(&drawn, &lines, &base, checked))
    };
    let click = move |event: ev::MouseEvent| {
        let link = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .and_then(|element| element.closest("[data-type]").ok().flatten());
        if let Some(name) = link.and_then(|link| link.get_attribute("data-type")) {
            event.prevent_default();
            explained.set(Some(name));
        }
    };
    let keys = window_event_listener(ev::keydown, move |event| {
        if page::is_typing() || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let step = match event.key().as_str() {
            "j" => 1,
            "k" => -1,
            _ => return,
        };
        if let Some(place) = place.get_untracked() {
            event.prevent_default();
            walk(&place, step);
        }
    });
    on_cleanup(move || keys.remove());
    view! {
        {move || explained.get().map(|name| explanation(&name, explained))}
        <div
            class="document"
            node_ref=place
            role="region"
            tabindex="0"
            aria-label=t(Key::manifest_document)
            on:click=click
            inner_html=content
        ></div>
    }
    .into_any()
}

/// Moves the focus to the next or the previous link of the document.
fn walk(place: &Element, step: i32) {
    let Ok(links) = place.query_selector_all("a") else {
        return;
    };
    let count = links.length() as i32;
    if count == 0 {
        return;
    }
    let active = document_active();
    let at = (0..count).find(|index| active.is_some() && links.item(*index as u32) == active);
    let next = match at {
        Some(at) => (at + step).clamp(0, count - 1),
        None if step > 0 => 0,
        None => count - 1,
    };
    if let Some(link) = links
        .item(next as u32)
        .and_then(|node| node.dyn_into::<HtmlElement>().ok())
    {
        let _ = link.focus();
    }
}

fn document_active() -> Option<web_sys::Node> {
    leptos::prelude::document()
        .active_element()
        .map(JsCast::unchecked_into)
}

/// What a media type means.
fn explanation(name: &str, explained: RwSignal<Option<String>>) -> AnyView {
    let (title, text, url) = match media_type::explain(name) {
        Some(known) => (
            known.title.to_owned(),
            known.text.to_owned(),
            known.url.to_owned(),
        ),
        None => (
            name.to_owned(),
            t(Key::manifest_type_unknown).to_owned(),
            String::new(),
        ),
    };
    let link = (!url.is_empty()).then(|| view! { " "<a href=url target="_blank" rel="noopener noreferrer">{t(Key::manifest_type_read)}</a> });
    view! {
        <div class="explained" role="status">
            <strong>{title}</strong>
            " "<code class="soft">{name.to_owned()}</code>
            <p>{text}{link}</p>
            <button type="button" class="textual small" on:click=move |_| explained.set(None)>{t(Key::close)}</button>
        </div>
    }
    .into_any()
}

/// The lines as HTML; `checked` are the digests that get a tick.
fn html_of(artifact: &Artifact, lines: &[Line], base: &str, checked: &Pairs<u64>) -> String {
    let mut out = String::with_capacity(lines.len() * 128);
    for (index, line) in lines.iter().enumerate() {
        out.push_str("<div class=\"row\"><b>");
        out.push_str(&(index + 1).to_string());
        out.push_str("</b><span>");
        for _ in 0..line.indent {
            out.push_str("  ");
        }
        for token in &line.tokens {
            push_token(&mut out, artifact, base, checked, &token.text, &token.kind);
        }
        out.push_str("</span></div>");
    }
    out
}

fn push_token(
    out: &mut String,
    artifact: &Artifact,
    base: &str,
    checked: &Pairs<u64>,
    text: &str,
    kind: &TokenKind,
) {
    let class = match kind {
        TokenKind::Key => "k",
        TokenKind::String | TokenKind::Digest(_) => "s",
        TokenKind::Number | TokenKind::Literal => "n",
        TokenKind::Punctuation => "p",
        TokenKind::Size(bytes) => {
            out.push_str("<i class=\"n\" title=\"");
            escape(out, &size(*bytes));
            out.push_str("\">");
            escape(out, text);
            out.push_str("</i>");
            return;
        }
        TokenKind::DigestLink(descriptor) => {
            out.push_str("<a href=\"");
            escape(out, &artifact.href(base, descriptor));
            out.push_str("\" title=\"");
            escape(out, &artifact.about(descriptor));
            out.push_str("\">");
            escape(out, text);
            out.push_str("</a>");
            if let Some(bytes) = checked.get(&descriptor.digest.to_string()) {
                out.push_str("<b class=\"tick\" title=\"");
                escape(out, &fill(Key::digest_checked, &[("size", &size(*bytes))]));
                out.push_str("\">✓</b>");
            }
            return;
        }
        TokenKind::MediaType(name) => {
            let url = media_type::explain(name).map_or("#", |known| known.url);
            out.push_str("<a class=\"type\" href=\"");
            escape(out, url);
            out.push_str("\" data-type=\"");
            escape(out, name);
            out.push_str("\">");
            escape(out, text);
            out.push_str("</a>");
            return;
        }
        TokenKind::Url(url) if url.starts_with("https://") || url.starts_with("http://") => {
            out.push_str("<a class=\"type\" target=\"_blank\" rel=\"noopener noreferrer\" href=\"");
            escape(out, url);
            out.push_str("\">");
            escape(out, text);
            out.push_str("</a>");
            return;
        }
        _ => "s",
    };
    out.push_str("<i class=\"");
    out.push_str(class);
    out.push_str("\">");
    escape(out, text);
    out.push_str("</i>");
}
