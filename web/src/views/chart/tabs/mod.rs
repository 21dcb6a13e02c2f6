//! The tabs of a chart: a file or folder for each.

pub mod files;
pub mod manifest;
pub mod overview;
pub mod render;
pub mod values;
pub mod versions;

use crate::components::tabs::Tab;
use crate::state::pull::Found;
use crate::text::{Key, t};

/// The words of the tabs in addresses.
pub const NAMES: [&str; 6] = [
    "overview", "values", "render", "files", "manifest", "versions",
];

/// The tabs in their order.
pub fn list() -> Vec<Tab> {
    let texts = [
        Key::tab_overview,
        Key::tab_values,
        Key::tab_render,
        Key::tab_files,
        Key::tab_manifest,
        Key::tab_versions,
    ];
    NAMES
        .iter()
        .zip(texts)
        .map(|(name, text)| Tab {
            name,
            text: t(text),
            count: None,
        })
        .collect()
}

/// What a tab adds to the page's title; the first one is the chart itself.
pub fn suffix(name: &str) -> String {
    match list().into_iter().skip(1).find(|tab| tab.name == name) {
        Some(tab) => [", ", tab.text].concat(),
        None => String::new(),
    }
}

/// The address of the manifest by its digest.
pub fn of_digest(found: &Found) -> String {
    ["/c/", &found.pinned(), "?tab=manifest"].concat()
}
