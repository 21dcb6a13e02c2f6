//! Which registries the proxy may reach, and what of them.

use std::fmt;

use http::Method;
use http::uri::Scheme;

/// The registries reached without being listed, with the paths of their token endpoints where
/// those are not below `/v2/`. Source: the registries' own documentation of their challenges.
const PUBLIC: &[(&str, &[&str])] = &[
    ("registry-1.docker.io", &[]),
    ("auth.docker.io", &["/token"]),
    ("ghcr.io", &["/token"]),
    ("quay.io", &[]),
    ("registry.gitlab.com", &[]),
    ("gitlab.com", &["/jwt/auth"]),
    ("public.ecr.aws", &["/token", "/token/"]),
    ("*.dkr.ecr.*.amazonaws.com", &[]),
    ("*.azurecr.io", &["/oauth2/token", "/oauth2/exchange"]),
    ("mcr.microsoft.com", &[]),
    ("*.pkg.dev", &[]),
    ("gcr.io", &[]),
    ("*.gcr.io", &[]),
    ("registry.k8s.io", &[]),
    ("icr.io", &["/oauth/token"]),
    ("*.icr.io", &["/oauth/token"]),
    ("*.jfrog.io", &[]),
    ("docker.cloudsmith.io", &[]),
    ("helm.oci.cloudsmith.io", &[]),
    ("*.cloudsmith.io", &[]),
    ("api.repoflow.io", &[]),
    ("demo.goharbor.io", &["/service/token"]),
    ("registry.scw.cloud", &[]),
    ("registry.digitalocean.com", &[]),
];

/// Hosts that only give out tokens: their other paths, `/v2/` included, stay closed.
const TOKENS_ONLY: &[&str] = &["auth.docker.io", "gitlab.com"];

/// Where registries that people run themselves have their token endpoint.
const USUAL_TOKEN_PATHS: &[&str] = &[
    "/token",
    "/auth",
    "/auth/token",
    "/jwt/auth",
    "/oauth2/token",
    "/oauth2/exchange",
    "/service/token",
    "/zot/auth/token",
];

/// The registries the proxy may reach.
#[derive(Clone, Debug)]
pub struct AllowList {
    rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
struct Rule {
    pattern: String,
    scheme: Option<Scheme>,
    port: Option<u16>,
    token_paths: &'static [&'static str],
    tokens_only: bool,
    /// Given by whoever runs the server: a single name here may be private.
    listed: bool,
}

/// Why an entry of the list is not usable; displays as one sentence.
#[derive(Debug, PartialEq, Eq)]
pub struct AllowError(String);

impl fmt::Display for AllowError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for AllowError {}

/// One server: scheme, host and port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) scheme: Scheme,
    /// Lower case, without brackets.
    pub(crate) host: String,
    pub(crate) port: u16,
}

impl AllowList {
    /// The named public registries and these more.
    ///
    /// # Errors
    /// Which entry cannot be used.
    pub fn new(more: &[String]) -> Result<Self, AllowError> {
        let public = PUBLIC.iter().map(|(pattern, token_paths)| Rule {
            pattern: (*pattern).to_owned(),
            scheme: Some(Scheme::HTTPS),
            port: Some(443),
            token_paths,
            tokens_only: TOKENS_ONLY.contains(pattern),
            listed: false,
        });
        let mut rules: Vec<Rule> = Vec::new();
        for entry in more {
            rules.push(Rule::parse(entry)?);
        }
        rules.extend(public);
        Ok(Self { rules })
    }

    /// A list without entries.
    #[must_use]
    pub const fn empty() -> Self {
        Self { rules: Vec::new() }
    }

    /// The entries as a person would write them, for the app to show.
    pub fn entries(&self) -> impl Iterator<Item = String> {
        self.rules
            .iter()
            .filter(|rule| !rule.tokens_only)
            .map(|rule| match (&rule.scheme, rule.port) {
                (_, Some(443)) if !rule.listed => rule.pattern.clone(),
                (scheme, port) => {
                    let scheme = scheme
                        .as_ref()
                        .map(|scheme| format!("{scheme}://"))
                        .unwrap_or_default();
                    let host = if rule.pattern.contains(':') {
                        format!("[{}]", rule.pattern)
                    } else {
                        rule.pattern.clone()
                    };
                    format!(
                        "{scheme}{host}{}",
                        port.map(|port| format!(":{port}")).unwrap_or_default()
                    )
                }
            })
    }

    /// Tells whether this request may be made.
    pub(crate) fn permits(&self, target: &Target, method: &Method, path: &str) -> bool {
        self.rules
            .iter()
            .any(|rule| rule.covers(target) && rule.permits(method, path))
    }

    /// Tells whether a server is on the list at all.
    pub(crate) fn knows(&self, target: &Target) -> bool {
        self.rules.iter().any(|rule| rule.covers(target))
    }

    /// Tells whether a host may be on this machine or in a private network: it was listed as a
    /// single name or address.
    pub(crate) fn may_be_private(&self, host: &str, port: u16) -> bool {
        self.rules.iter().any(|rule| {
            rule.listed
                && !rule.pattern.contains('*')
                && rule.pattern == host
                && rule.port.is_none_or(|own| own == port)
        })
    }
}

impl Rule {
    fn parse(entry: &str) -> Result<Self, AllowError> {
        let refuse =
            |reason: &str| Err(AllowError(format!("{entry:?} cannot be allowed: {reason}")));
        let lower = entry.trim().trim_end_matches('/').to_ascii_lowercase();
        let (scheme, rest) = match lower.split_once("://") {
            Some(("http", rest)) => (Some(Scheme::HTTP), rest),
            Some(("https", rest)) => (Some(Scheme::HTTPS), rest),
            Some(_) => return refuse("only http and https are known"),
            None => (None, lower.as_str()),
        };
        if rest.contains(['/', '?', '#', '@', ' ']) {
            return refuse("it must be a host name, with a port where needed");
        }
        let Some((host, port)) = split_port(rest) else {
            return refuse("the port is not a number");
        };
        if host.is_empty() {
            return refuse("it names no host");
        }
        if host.contains('*') {
            // "*" and "*.io" would open the proxy to everybody's servers.
            let fixed = host
                .rsplit('.')
                .take_while(|label| !label.contains('*'))
                .count();
            if !host.starts_with('*') || fixed < 2 {
                return refuse("a pattern is *.name.domain");
            }
        }
        Ok(Self {
            pattern: host,
            scheme,
            port,
            token_paths: USUAL_TOKEN_PATHS,
            tokens_only: false,
            listed: true,
        })
    }

    fn covers(&self, target: &Target) -> bool {
        let scheme = match &self.scheme {
            Some(scheme) => *scheme == target.scheme,
            // Without a scheme only this machine is reached without TLS.
            None => target.scheme == Scheme::HTTPS || is_this_machine(&target.host),
        };
        let port = self.port.is_none_or(|port| port == target.port);
        let usual = self.port.is_some() || (!self.pattern.contains('*')) || target.port == 443;
        scheme && port && usual && matches(&self.pattern, &target.host)
    }

    fn permits(&self, method: &Method, path: &str) -> bool {
        if !is_plain(path) {
            return false;
        }
        let artifactory = self.pattern == "*.jfrog.io"
            && path
                .strip_prefix("/artifactory/api/docker/")
                .and_then(|rest| rest.split_once('/'))
                .is_some_and(|(_, rest)| rest.starts_with("v2/"));
        let registry =
            (path == "/v2" || path.starts_with("/v2/") || artifactory) && !self.tokens_only;
        let token = self.token_paths.contains(&path);
        if registry {
            matches!(
                *method,
                Method::GET
                    | Method::HEAD
                    | Method::POST
                    | Method::PUT
                    | Method::PATCH
                    | Method::DELETE
            )
        } else {
            token && matches!(*method, Method::GET | Method::POST)
        }
    }
}

/// Tells whether no reading of a path leads upwards: neither plain nor escaped `..`, nor with the
/// parameters (`..;x`) that some servers cut off.
fn is_plain(path: &str) -> bool {
    let mut decoded = path.to_ascii_lowercase();
    // Twice, for a registry behind a proxy of its own that decodes as well.
    for _ in 0..2 {
        decoded = decoded
            .replace("%2e", ".")
            .replace("%2f", "/")
            .replace("%5c", "/")
            .replace("%3b", ";")
            .replace("%25", "%");
    }
    path.starts_with('/')
        && !path.contains('\\')
        && decoded.split('/').all(|part| {
            let bare = part.split(';').next().unwrap_or_default();
            bare != "." && bare != ".."
        })
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// Compares a host with a pattern in which `*` stands for any part of one label, or for whole
/// labels at the front.
fn matches(pattern: &str, host: &str) -> bool {
    let Some(rest) = pattern.strip_prefix("*.") else {
        return pattern == host;
    };
    let wanted: Vec<&str> = rest.split('.').collect();
    let given: Vec<&str> = host.split('.').collect();
    let Some(extra) = given
        .len()
        .checked_sub(wanted.len())
        .filter(|extra| *extra > 0)
    else {
        return false;
    };
    let label = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    given.iter().all(|part| label(part))
        && wanted
            .iter()
            .zip(&given[extra..])
            .all(|(wanted, given)| *wanted == "*" || wanted == given)
}

/// Splits `host:port` and `[address]:port`; the host comes without brackets.
pub(crate) fn split_port(text: &str) -> Option<(String, Option<u16>)> {
    if let Some(rest) = text.strip_prefix('[') {
        let (address, rest) = rest.split_once(']')?;
        address.parse::<std::net::Ipv6Addr>().ok()?;
        let port = match rest.strip_prefix(':') {
            Some(port) => Some(number(port)?),
            None if rest.is_empty() => None,
            None => return None,
        };
        return Some((address.to_owned(), port));
    }
    match text.split_once(':') {
        Some((host, port)) => Some((host.to_owned(), Some(number(port)?))),
        None => Some((text.to_owned(), None)),
    }
}

fn number(text: &str) -> Option<u16> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())?
        .filter(|port| *port != 0)
}

impl Target {
    /// Reads a scheme and an authority as they stand in a path of the proxy.
    pub(crate) fn parse(scheme: &str, authority: &str) -> Option<Self> {
        let (scheme, usual) = match scheme {
            "https" => (Scheme::HTTPS, 443),
            "http" => (Scheme::HTTP, 80),
            _ => return None,
        };
        let (host, port) = split_port(&authority.to_ascii_lowercase())?;
        let named = !host.is_empty()
            && host.bytes().all(|byte| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b':')
            });
        named.then(|| Self {
            scheme,
            host,
            port: port.unwrap_or(usual),
        })
    }

    /// The server as it stands in a URL.
    pub(crate) fn authority(&self) -> String {
        let usual = if self.scheme == Scheme::HTTPS {
            443
        } else {
            80
        };
        let host = if self.host.contains(':') {
            format!("[{}]", self.host)
        } else {
            self.host.clone()
        };
        if self.port == usual {
            host
        } else {
            format!("{host}:{}", self.port)
        }
    }

    /// Tells whether the host is an address rather than a name, in any of the forms that resolvers
    /// take: dotted, decimal, octal, hexadecimal.
    pub(crate) fn is_numeric(&self) -> bool {
        let last = self
            .host
            .trim_end_matches('.')
            .rsplit('.')
            .next()
            .unwrap_or_default();
        self.host.contains(':')
            || last.starts_with("0x")
            || last.bytes().all(|byte| byte.is_ascii_digit())
    }
}

#[cfg(test)]
mod tests;
