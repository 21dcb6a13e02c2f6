//! What the server beside the page offers. A page served by something else runs its own registry in memory.

use chartroom_oci::json::Json;

use crate::browser::{lazy, page};

/// The answer of `GET /api/info`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Server {
    /// The server's version; empty when there is none.
    pub version: String,
    /// The host of the registry that comes with the page.
    pub registry: String,
    /// Where the proxy is, as a path of this origin; empty when it is closed.
    pub proxy: String,
    /// The hosts the proxy may reach; `*` for any.
    pub allowed: Vec<String>,
    /// Whether the registry lives in this page's memory and nowhere else.
    pub in_page: bool,
}

impl Server {
    /// Asks the server; a site without one gets the registry in memory.
    pub async fn ask() -> Server {
        match lazy::fetch("/api/info").await {
            Some(bytes) => {
                Server::read(&bytes, &page::host()).unwrap_or_else(|| Server::none(&page::host()))
            }
            None => Server::none(&page::host()),
        }
    }

    fn none(host: &str) -> Server {
        Server {
            version: String::new(),
            registry: host.to_owned(),
            proxy: String::new(),
            allowed: Vec::new(),
            in_page: true,
        }
    }

    fn read(bytes: &[u8], host: &str) -> Option<Server> {
        let info = Json::parse(std::str::from_utf8(bytes).ok()?).ok()?;
        let version = info.get("version")?.as_str()?.to_owned();
        // A member may be the thing itself or an object that says more about it.
        let text = |value: Option<&Json>, inner: &str| {
            let value = value?;
            value
                .as_str()
                .or_else(|| value.get(inner)?.as_str())
                .map(str::to_owned)
        };
        let list = |value: &Json| {
            let Json::Array(items) = value else {
                return None;
            };
            Some(
                items
                    .iter()
                    .filter_map(|item| item.as_str().map(str::to_owned))
                    .collect::<Vec<_>>(),
            )
        };
        let proxy = info.get("proxy");
        let allowed = ["allow", "allowed", "allow_list", "allowList"]
            .iter()
            .find_map(|name| {
                list(
                    proxy
                        .and_then(|proxy| proxy.get(name))
                        .or_else(|| info.get(name))?,
                )
            });
        Some(Server {
            version,
            registry: text(info.get("registry"), "host").unwrap_or_else(|| host.to_owned()),
            proxy: text(proxy, "path")
                .unwrap_or_default()
                .trim_end_matches('/')
                .to_owned(),
            allowed: allowed.unwrap_or_default(),
            in_page: false,
        })
    }

    /// Whether the proxy would carry requests to `host`.
    pub fn proxies(&self, host: &str) -> bool {
        // Docker Hub is spoken to under another name than it is called.
        let host = match host {
            "docker.io" => "registry-1.docker.io",
            host => host,
        };
        !self.proxy.is_empty() && self.allowed.iter().any(|entry| fits(entry, host))
    }

    /// Whether `host` is the registry that comes with the page.
    pub fn is_own(&self, host: &str) -> bool {
        host == self.registry
    }
}

/// Whether an entry of the proxy's list means `host`. As the server reads it: a scheme may stand before it,
/// `*.azurecr.io` allows what is below and not the name itself, and a `*` further on is any one label.
fn fits(entry: &str, host: &str) -> bool {
    let entry = entry.split_once("://").map_or(entry, |(_, rest)| rest);
    if entry == "*" {
        return true;
    }
    let Some(end) = entry.strip_prefix("*.") else {
        return entry == host;
    };
    let (mut wanted, mut given) = (end.rsplit('.'), host.rsplit('.'));
    loop {
        match (wanted.next(), given.next()) {
            (None, more) => return more.is_some(),
            (Some("*"), Some(_)) => {}
            (Some(wanted), Some(given)) if wanted == given => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Server;

    #[test]
    fn reads_what_the_server_says() {
        let info = br#"{"version":"0.1.0","registry":"localhost:8750","proxy":"/proxy/","allow":["ghcr.io"]}"#;
        let server = Server::read(info, "x").unwrap();
        assert_eq!(
            (server.registry.as_str(), server.proxy.as_str()),
            ("localhost:8750", "/proxy")
        );
        assert!(server.proxies("ghcr.io") && !server.proxies("quay.io"));
        let info =
            br#"{"version":"1","registry":{"host":"h"},"proxy":{"path":"/proxy","allow":["*"]}}"#;
        let server = Server::read(info, "x").unwrap();
        assert!(server.proxies("quay.io") && server.is_own("h"));
        let info = br#"{"version":"1","registry":{"host":"h","auth":"none"},"proxy":{"path":"/proxy","allow":["*.azurecr.io"]}}"#;
        let server = Server::read(info, "x").unwrap();
        assert!(
            server.proxies("a.azurecr.io")
                && !server.proxies("azurecr.io")
                && !server.proxies("x.io")
        );
        let info = br#"{"version":"1","registry":{"host":"h"},"proxy":{"path":"/proxy","allow":["registry-1.docker.io","*.dkr.ecr.*.amazonaws.com","http://10.0.0.1:5000"]}}"#;
        let server = Server::read(info, "x").unwrap();
        assert!(server.proxies("docker.io") && server.proxies("10.0.0.1:5000"));
        assert!(server.proxies("1234.dkr.ecr.eu-central-1.amazonaws.com"));
        assert!(
            !server.proxies("dkr.ecr.eu-central-1.amazonaws.com")
                && !server.proxies("1234.dkr.ecr.amazonaws.com")
                && !server.proxies("10.0.0.1")
        );
        let info = br#"{"version":"1","registry":{"host":"h"},"proxy":null}"#;
        assert!(!Server::read(info, "x").unwrap().proxies("ghcr.io"));
    }

    #[test]
    fn a_page_of_html_is_no_server() {
        assert!(Server::read(b"<!doctype html>", "x").is_none());
        assert!(Server::read(b"{}", "x").is_none());
    }
}
