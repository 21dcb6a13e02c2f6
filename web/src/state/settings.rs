//! What somebody chose: theme, routes, where sign-ins are kept.

use chartroom_oci::go_json::to_string;
use chartroom_oci::json::Json;
use leptos::prelude::*;

use crate::browser::page;
use crate::browser::storage::{self, Shelf};

use super::pairs::Pairs;

const THEME: &str = "chartroom.theme";
const ROUTES: &str = "chartroom.routes";
const PLAIN: &str = "chartroom.plain-http";

/// Light, night, or as the system has it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Theme {
    /// As the system has it.
    System,
    /// Light.
    Light,
    /// Night.
    Dark,
}

impl Theme {
    /// The word kept by the browser and read by `web/lazy/early.js`.
    pub fn word(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// How a registry is reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// The page asks the registry itself.
    Direct,
    /// The server beside the page asks for it.
    Proxy,
}

/// The settings.
#[derive(Clone, Copy)]
pub struct Settings {
    /// The theme.
    pub theme: RwSignal<Theme>,
    ways: RwSignal<Pairs<Way>>,
    plain: RwSignal<Pairs<bool>>,
}

impl Settings {
    /// What the browser remembers.
    pub fn load() -> Settings {
        let theme = match storage::get(Shelf::Browser, THEME).as_deref() {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            _ => Theme::System,
        };
        let object = |key| match storage::get(Shelf::Browser, key).map(|text| Json::parse(&text)) {
            Some(Ok(Json::Object(members))) => members,
            _ => Vec::new(),
        };
        let ways = object(ROUTES)
            .into_iter()
            .filter_map(|(host, way)| match way.as_str()? {
                "direct" => Some((host, Way::Direct)),
                "proxy" => Some((host, Way::Proxy)),
                _ => None,
            })
            .collect();
        let plain = object(PLAIN)
            .into_iter()
            .filter_map(|(host, plain)| match plain {
                Json::Bool(plain) => Some((host, plain)),
                _ => None,
            })
            .collect();
        Settings {
            theme: RwSignal::new(theme),
            ways: RwSignal::new(ways),
            plain: RwSignal::new(plain),
        }
    }

    /// Chooses a theme and shows it at once.
    pub fn set_theme(&self, theme: Theme) {
        self.theme.set(theme);
        storage::set(Shelf::Browser, THEME, theme.word());
        page::mark("theme", (theme != Theme::System).then(|| theme.word()));
    }

    /// Every host something was chosen for.
    pub fn hosts(&self) -> Vec<String> {
        let mut hosts: Vec<String> = self
            .ways
            .with(|ways| ways.iter().map(|(host, _)| host.clone()).collect());
        self.plain
            .with(|plain| hosts.extend(plain.iter().map(|(host, _)| host.clone())));
        hosts
    }

    /// How `host` is to be reached, where somebody chose.
    pub fn way(&self, host: &str) -> Option<Way> {
        self.ways.with(|ways| ways.get(host).copied())
    }

    /// Chooses how `host` is reached.
    pub fn set_way(&self, host: &str, way: Way) {
        self.ways.update(|ways| {
            ways.put(host, way);
        });
        let text = self.ways.with_untracked(|ways| {
            object(ways, |way| match way {
                Way::Direct => "\"direct\"",
                Way::Proxy => "\"proxy\"",
            })
        });
        storage::set(Shelf::Browser, ROUTES, &text);
    }

    /// Whether `host` speaks HTTP without TLS, where somebody chose.
    pub fn plain_http(&self, host: &str) -> Option<bool> {
        self.plain.with(|plain| plain.get(host).copied())
    }

    /// Chooses whether `host` speaks HTTP without TLS.
    pub fn set_plain_http(&self, host: &str, yes: bool) {
        self.plain.update(|plain| {
            plain.put(host, yes);
        });
        let text = self
            .plain
            .with_untracked(|plain| object(plain, |yes| if *yes { "true" } else { "false" }));
        storage::set(Shelf::Browser, PLAIN, &text);
    }
}

/// A JSON object of hosts and what was chosen for each, `word` in JSON.
fn object<V>(chosen: &Pairs<V>, word: fn(&V) -> &'static str) -> String {
    let members: Vec<String> = chosen
        .iter()
        .map(|(host, value)| [&to_string(host), ":", word(value)].concat())
        .collect();
    ["{", &members.join(","), "}"].concat()
}
