//! A digest with its middle hidden; whole on hover, and when copied.

use chartroom_oci::Digest;
use leptos::prelude::*;

use crate::text::{Key, fill, t};

/// `sha256:3f2a…9c1e`.
pub fn shortened(digest: &Digest) -> String {
    let hex = &digest.hex;
    if hex.len() <= 12 || !hex.is_ascii() {
        return digest.to_string();
    }
    [
        digest.algorithm.as_str(),
        ":",
        &hex[..4],
        "…",
        &hex[hex.len() - 4..],
    ]
    .concat()
}

/// The digest as text.
pub fn digest(digest: &Digest) -> AnyView {
    let whole = digest.to_string();
    let title = whole.clone();
    view! { <span class="digest" title=title><span aria-hidden="true">{shortened(digest)}</span><span class="visually-hidden">{whole}</span></span> }.into_any()
}

/// A tick: these bytes were hashed here and have this digest.
pub fn tick(size: u64) -> AnyView {
    let text = fill(Key::digest_checked, &[("size", &crate::text::size(size))]);
    view! { <span class="tick" title=text><span aria-hidden="true">"✓"</span><span class="visually-hidden">{t(Key::digest_checked_short)}</span></span> }.into_any()
}
