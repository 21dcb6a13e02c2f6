//! A blob that the manifest names, by what its bytes look like: JSON, text, or bytes.

use std::sync::Arc;

use bytes::Bytes;
use chartroom_oci::Descriptor;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::download;
use crate::components::code::{CodeText, Language, code};
use crate::components::digest::{shortened, tick};
use crate::components::{copy_button, notice, skeleton};
use crate::text::{Key, fill, size, t};
use crate::views::chart::Phase;

use super::artifact::{Artifact, noun};
use super::document::pretty;
use super::exchange::exchange;

/// Bytes shown of what is no text.
const HEX_BYTES: usize = 4096;

/// The blob of a descriptor.
pub fn blob(artifact: &Artifact, descriptor: Descriptor, base: &str) -> AnyView {
    let content = RwSignal::new(Phase::<Bytes>::Waiting);
    let load = {
        let (artifact, descriptor) = (artifact.clone(), descriptor.clone());
        move || {
            let (artifact, descriptor) = (artifact.clone(), descriptor.clone());
            content.set(Phase::Waiting);
            spawn_local(async move {
                let phase = match artifact.fetch(&descriptor).await {
                    Ok(bytes) => Phase::There(bytes),
                    Err(problem) => Phase::Failed(problem),
                };
                let _ = content.try_set(phase);
            });
        }
    };
    load();
    let (shown, base) = (artifact.clone(), base.to_owned());
    let body = move || {
        let load = load.clone();
        match content.get() {
            Phase::Waiting => skeleton(6),
            Phase::Failed(problem) => notice(problem, Some(Callback::new(move |()| load()))),
            Phase::There(bytes) => {
                view! { {tools(&bytes)}{sniffed(&shown, &bytes, &base)} }.into_any()
            }
        }
    };
    let checked = artifact.checked;
    let digest = descriptor.digest.to_string();
    let known = digest.clone();
    view! {
        {exchange(artifact, Some(&descriptor.digest), &descriptor.media_type, descriptor.size)}
        <h2 class="blob-title">
            {t(noun(&descriptor.media_type))}" "
            <span class="digest" title=digest>{shortened(&descriptor.digest)}</span>
            {move || checked.with(|checked| checked.get(&known).copied()).map(tick)}
        </h2>
        {body}
    }
    .into_any()
}

fn tools(bytes: &Bytes) -> AnyView {
    let saved = bytes.clone();
    let save = move |_| download::save("blob", "application/octet-stream", &saved);
    let copy = std::str::from_utf8(bytes)
        .ok()
        .map(|text| copy_button(text.to_owned(), t(Key::blob_title)));
    view! {
        <div class="toolbar">
            <span class="sounding">{size(bytes.len() as u64)}</span>
            <span class="grow"></span>
            {copy}
            <button type="button" class="copy" on:click=save>{t(Key::file_download)}</button>
        </div>
    }
    .into_any()
}

/// JSON as a document, text as lines, the rest as bytes.
fn sniffed(artifact: &Artifact, bytes: &Bytes, base: &str) -> AnyView {
    let start = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if matches!(start, Some(b'{' | b'[')) && chartroom_oci::document::Document::parse(bytes).is_ok()
    {
        return pretty(artifact, bytes, base);
    }
    if let Some(text) = CodeText::of_bytes(bytes, Language::Plain) {
        let none = Signal::derive(|| Arc::new(Vec::new()));
        return code(
            t(Key::blob_title).to_owned(),
            Arc::new(text),
            none,
            Signal::derive(|| None),
        );
    }
    let gzip = bytes
        .starts_with(&[0x1f, 0x8b])
        .then(|| view! { <p class="soft">{t(Key::blob_tgz)}</p> });
    let first = fill(
        Key::blob_hex_first,
        &[
            ("n", &bytes.len().min(HEX_BYTES).to_string()),
            ("size", &size(bytes.len() as u64)),
        ],
    );
    view! { {gzip}<p class="soft small">{first}</p><pre class="raw" tabindex="0">{hex(&bytes[..bytes.len().min(HEX_BYTES)])}</pre> }
        .into_any()
}

/// `00000000  1f 8b 08 00 …  ....`, as `xxd` and its kin print it.
fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut out = String::with_capacity(bytes.len() * 5);
    let push = |out: &mut String, byte: u8| {
        out.push(DIGITS[usize::from(byte >> 4)] as char);
        out.push(DIGITS[usize::from(byte & 15)] as char);
    };
    for (index, row) in bytes.chunks(16).enumerate() {
        for byte in ((index * 16) as u32).to_be_bytes() {
            push(&mut out, byte);
        }
        out.push_str("  ");
        for place in 0..16 {
            match row.get(place) {
                Some(byte) => push(&mut out, *byte),
                None => out.push_str("  "),
            }
            out.push(' ');
        }
        out.push(' ');
        out.extend(row.iter().map(|byte| {
            if byte.is_ascii_graphic() || *byte == b' ' {
                *byte as char
            } else {
                '.'
            }
        }));
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn bytes_are_printed_in_rows() {
        let text = super::hex(b"\x1f\x8bchart room 12345");
        let mut lines = text.lines();
        assert_eq!(
            lines.next(),
            Some("00000000  1f 8b 63 68 61 72 74 20 72 6f 6f 6d 20 31 32 33  ..chart room 123")
        );
        assert_eq!(
            lines.next().map(str::len),
            Some("00000010  ".len() + 16 * 3 + 1 + 2)
        );
    }
}
