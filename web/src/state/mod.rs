//! What the page knows, apart from what it shows.

pub mod activity;
pub mod caches;
pub mod desk;
pub mod helm_line;
pub mod opened;
pub mod pairs;
pub mod problem;
pub mod pull;
pub mod push;
pub mod recents;
pub mod reference;
pub mod registries;
pub mod render;
pub mod server;
pub mod settings;
pub mod transport;
pub mod versions;

use leptos::prelude::*;

pub use activity::Activity;
pub use opened::Opened;
pub use problem::Problem;

/// One part of the path shown under the header.
#[derive(Clone, PartialEq, Eq)]
pub struct Crumb {
    /// What it says.
    pub text: String,
    /// Where it leads; the last part leads nowhere.
    pub href: Option<String>,
}

/// Everything that outlives a view. Cheap to copy: signals only.
#[derive(Clone, Copy)]
pub struct App {
    /// What the server beside the page offers; `None` until it was asked.
    pub server: RwSignal<Option<server::Server>>,
    /// What somebody chose in the settings.
    pub settings: settings::Settings,
    /// Charts that were opened or pushed before.
    pub recents: RwSignal<Vec<recents::Recent>>,
    /// Charts that were dropped on the page.
    pub desk: desk::Desk,
    /// What is under way.
    pub activity: Activity,
    /// Clients, manifests and charts that need not be asked for again.
    pub caches: caches::Caches,
    /// The path shown under the header.
    pub crumbs: RwSignal<Vec<Crumb>>,
    /// What the live region says.
    pub said: RwSignal<String>,
    /// The registry whose sign-in is being asked for.
    pub sign_in: RwSignal<Option<String>>,
    root: StoredValue<Option<Owner>>,
}

impl App {
    /// The state at the start: what the browser remembers, nothing else.
    pub fn new() -> App {
        App {
            server: RwSignal::new(None),
            settings: settings::Settings::load(),
            recents: RwSignal::new(recents::load()),
            desk: desk::Desk::new(),
            activity: Activity::new(),
            caches: caches::Caches::new(),
            crumbs: RwSignal::new(Vec::new()),
            said: RwSignal::new(String::new()),
            sign_in: RwSignal::new(None),
            root: StoredValue::new(Owner::current()),
        }
    }

    /// Makes something that lives as long as the page, wherever it is made.
    pub fn rooted<T>(&self, make: impl FnOnce() -> T) -> T {
        match self.root.get_value() {
            Some(owner) => owner.with(make),
            None => make(),
        }
    }

    /// Says `text` to people who listen to the page instead of looking at it.
    pub fn say(&self, text: impl Into<String>) {
        self.said.set(text.into());
    }

    /// Sets the path under the header; an empty `href` leads nowhere.
    pub fn set_crumbs(&self, parts: Vec<(String, String)>) {
        self.crumbs.set(
            parts
                .into_iter()
                .map(|(text, href)| Crumb {
                    text,
                    href: (!href.is_empty()).then_some(href),
                })
                .collect(),
        );
    }
}

/// The state of the page, from anywhere inside it.
pub fn app() -> App {
    expect_context::<App>()
}
