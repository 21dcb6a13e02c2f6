//! Registries: who signs in where, by which way they are reached, and the client of each.

use chartroom_oci::media_type;
use chartroom_registry::{Client, Credential, Options};
use leptos::prelude::*;

use crate::browser::page;
use crate::browser::storage::{self, Shelf};

use super::App;
use super::settings::Way;
use super::transport::AppTransport;

/// How long a sign-in is kept. Never longer than the tab.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Until the page is left or loaded anew.
    Memory,
    /// Until the tab is closed.
    Tab,
}

const PREFIX: &str = "chartroom.sign-in.";

/// Signs in: from now on requests to `host` show this name and password when the registry asks.
pub fn sign_in(app: App, host: &str, name: &str, password: &str, keep: Keep) {
    app.caches
        .set_credential(host, Some((name.to_owned(), password.to_owned())));
    let key = [PREFIX, host].concat();
    match keep {
        Keep::Memory => storage::remove(Shelf::Tab, &key),
        Keep::Tab => storage::set(Shelf::Tab, &key, &[name, "\n", password].concat()),
    }
    app.caches.forget_client(host);
    app.caches.signed.update(|n| *n += 1);
}

/// Forgets the sign-in.
pub fn sign_out(app: App, host: &str) {
    app.caches.set_credential(host, None);
    storage::remove(Shelf::Tab, &[PREFIX, host].concat());
    app.caches.forget_client(host);
    app.caches.signed.update(|n| *n += 1);
}

/// The name signed in with at `host`.
pub fn name_at(app: App, host: &str) -> Option<String> {
    credential(app, host).map(|(name, _)| name)
}

fn credential(app: App, host: &str) -> Option<(String, String)> {
    if let Some(known) = app.caches.credential(host) {
        return Some(known);
    }
    let kept = storage::get(Shelf::Tab, &[PREFIX, host].concat())?;
    let (name, password) = kept.split_once('\n')?;
    Some((name.to_owned(), password.to_owned()))
}

/// Whether requests to `host` go through the proxy.
///
/// Without a choice: another registry goes through the proxy where the proxy would carry it, because few registries
/// let pages read them; the registry of the page's own origin never does.
pub fn way(app: App, host: &str) -> Way {
    if host == page::host() {
        return Way::Direct;
    }
    app.settings.way(host).unwrap_or_else(|| {
        let proxied = app
            .server
            .with_untracked(|server| server.as_ref().is_some_and(|s| s.proxies(host)));
        if proxied { Way::Proxy } else { Way::Direct }
    })
}

/// Whether `host` is spoken to without TLS: the page's own origin as it is, loopback hosts by Helm's habit, else as chosen.
pub fn plain_http(app: App, host: &str) -> bool {
    if host == page::host() {
        return page::origin().starts_with("http://");
    }
    app.settings.plain_http(host).unwrap_or_else(|| {
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        matches!(name, "localhost" | "127.0.0.1" | "[::1]")
    })
}

/// The client of `host`. The same one until something about it changes, so that tokens are asked for once.
pub fn client(app: App, host: &str) -> Client<AppTransport> {
    if let Some(client) = app.caches.client(host) {
        return client;
    }
    let log = app.caches.log();
    let in_page = app
        .server
        .with_untracked(|s| s.as_ref().is_some_and(|s| s.in_page && s.is_own(host)));
    let transport = if in_page {
        AppTransport::page(log)
    } else {
        AppTransport::fetch(log)
    };
    let mut options = Options::new(host);
    // A client is made once and not by what is on the screen: nothing here is to be followed.
    options.plain_http = untrack(|| plain_http(app, host));
    if let Some((name, password)) = credential(app, host) {
        options.credential = Credential::basic(name, password);
    }
    if untrack(|| way(app, host)) == Way::Proxy {
        let path = app
            .server
            .with_untracked(|s| s.as_ref().map(|s| s.proxy.clone()).unwrap_or_default());
        options.proxy = Some(if path.starts_with('/') {
            [&page::origin(), path.as_str()].concat()
        } else {
            path
        });
    } else if options.credential.is_anonymous() && host != page::host() {
        // Helm's header is long enough to make the browser ask before every manifest, and some registries answer
        // pages but not such questions. What it names beyond this, charts are not made of.
        options.accept = media_type::SHORT_ACCEPT;
    }
    let client = Client::new(transport, options);
    app.caches.keep_client(host, client.clone());
    client
}

/// Waits until it is known what the server offers: before that nobody can say which way a request should go.
pub async fn ready(app: App) {
    while app.server.with_untracked(Option::is_none) {
        crate::browser::settle::sleep(std::time::Duration::from_millis(10)).await;
    }
}
