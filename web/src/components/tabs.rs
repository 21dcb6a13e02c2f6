//! Tabs that are links: each has its own address, the back button works.

use leptos::prelude::*;

/// One tab.
pub struct Tab {
    /// Its word in the address.
    pub name: &'static str,
    /// What it says.
    pub text: &'static str,
    /// A number beside it, where that helps.
    pub count: Option<usize>,
}

/// The row of tabs; `current` is the word of the open one, `href` makes the address of another.
pub fn tabs(
    label: &'static str,
    list: Vec<Tab>,
    current: Memo<String>,
    href: impl Fn(&str) -> String + Clone + Send + 'static,
) -> AnyView {
    let links = list
        .into_iter()
        .map(|tab| {
            let name = tab.name;
            let href = href.clone();
            let count = tab
                .count
                .map(|n| view! { <span class="sounding">{n}</span> });
            view! {
                <a
                    href=move || href(name)
                    data-noscroll=""
                    aria-current=move || (current.get() == name).then_some("page")
                >
                    {tab.text}
                    {count}
                </a>
            }
        })
        .collect_view();
    view! { <nav class="tabs" aria-label=label>{links}</nav> }.into_any()
}
