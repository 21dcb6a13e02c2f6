//! Manifest: the exact document.

use leptos::prelude::*;

use crate::state::pull::Found;
use crate::views::chart::Sheet;

/// The manifest of what was found.
pub fn manifest(_sheet: Sheet, found: Found) -> AnyView {
    view! { <pre class="raw">{String::from_utf8_lossy(&found.manifest.bytes).into_owned()}</pre> }.into_any()
}
