//! Where a redirect of a registry leads, and whether the proxy follows.

use http::Uri;

use super::allow::{AllowList, Target};

/// One address of the proxy's way: a server and a path with its query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hop {
    pub(crate) target: Target,
    pub(crate) path_and_query: String,
}

impl Hop {
    pub(crate) fn uri(&self) -> Option<Uri> {
        format!(
            "{}://{}{}",
            self.target.scheme,
            self.target.authority(),
            self.path_and_query
        )
        .parse()
        .ok()
    }

    pub(crate) fn path(&self) -> &str {
        self.path_and_query.split('?').next().unwrap_or_default()
    }

    /// Resolves a `Location` against this address; `None` when it is no HTTP address.
    pub(crate) fn follow(&self, location: &str) -> Option<Self> {
        let location = location.split('#').next().unwrap_or_default();
        if location
            .bytes()
            .any(|byte| byte <= b' ' || byte == b'\\' || byte == 0x7f)
        {
            return None;
        }
        let lower = location.to_ascii_lowercase();
        if lower.starts_with("http://") || lower.starts_with("https://") {
            let (scheme, rest) = location.split_once("://")?;
            return Self::absolute(&scheme.to_ascii_lowercase(), rest);
        }
        if let Some(rest) = location.strip_prefix("//") {
            return Self::absolute(self.target.scheme.as_str(), rest);
        }
        if location
            .split(['/', '?'])
            .next()
            .is_some_and(|first| first.contains(':'))
        {
            return None; // another scheme
        }
        let path_and_query = match location {
            "" => self.path_and_query.clone(),
            _ if location.starts_with('/') => location.to_owned(),
            _ if location.starts_with('?') => format!("{}{location}", self.path()),
            _ => {
                let folder = self
                    .path()
                    .rsplit_once('/')
                    .map_or("", |(folder, _)| folder);
                format!("{folder}/{location}")
            }
        };
        Some(Self {
            target: self.target.clone(),
            path_and_query,
        })
    }

    fn absolute(scheme: &str, rest: &str) -> Option<Self> {
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let target = Target::parse(scheme, &rest[..end])?;
        let path_and_query = match &rest[end..] {
            "" => "/".to_owned(),
            query if query.starts_with('?') => format!("/{query}"),
            path => path.to_owned(),
        };
        Some(Self {
            target,
            path_and_query,
        })
    }
}

/// Tells whether the proxy follows from one server to another: on the same server always; away
/// from it only to a named host over TLS on its usual port, and never to a host that somebody
/// listed because it is private (a public registry has no business there).
pub(crate) fn may_follow(allow: &AllowList, from: &Target, to: &Target) -> bool {
    from == to
        || (to.scheme == http::uri::Scheme::HTTPS
            && to.port == 443
            && !to.is_numeric()
            && !allow.may_be_private(&to.host, to.port))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hop(url: &str) -> Hop {
        let (scheme, rest) = url.split_once("://").expect("a url");
        Hop::absolute(scheme, rest).expect(url)
    }

    #[test]
    fn resolves() {
        let from = hop("https://a.example/v2/x/blobs/y?z=1");
        for (location, expected) in [
            ("https://b.example/q?s=%2F+", "https://b.example/q?s=%2F+"),
            ("HTTPS://B.example", "https://b.example/"),
            ("//b.example?q", "https://b.example/?q"),
            ("/p#f", "https://a.example/p"),
            ("w", "https://a.example/v2/x/blobs/w"),
            ("?q", "https://a.example/v2/x/blobs/y?q"),
        ] {
            assert_eq!(from.follow(location), Some(hop(expected)), "{location}");
        }
        for location in [
            "ftp://x/",
            "javascript:1",
            "file:///etc/passwd",
            "https://a@b/",
            "https://a b/",
            "/\\evil",
            "http://:80/",
            "https://[::1/",
        ] {
            assert_eq!(from.follow(location), None, "{location}");
        }
    }

    #[test]
    fn what_is_not_followed() {
        let allow = AllowList::new(&["localhost:5000".into(), "https://inside.corp".into()])
            .expect("a list");
        let ghcr = hop("https://ghcr.io/").target;
        for url in [
            "http://pkg.example/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://[::1]/",
            "https://x.example:8443/",
            "http://localhost:5000/",
            "https://localhost:5000/",
            "https://inside.corp/",
            "https://169.254.169.254/",
        ] {
            assert!(!may_follow(&allow, &ghcr, &hop(url).target), "{url}");
        }
        assert!(may_follow(
            &allow,
            &ghcr,
            &hop("https://pkg-containers.githubusercontent.com/x").target
        ));
        let own = hop("http://localhost:5000/").target;
        assert!(may_follow(&allow, &own, &own));
        assert!(!may_follow(
            &allow,
            &own,
            &hop("http://localhost:5001/").target
        ));
    }

    proptest! {
        #[test]
        fn never_panics(location in "\\PC{0,60}") {
            if let Some(next) = hop("https://a.example/x").follow(&location) {
                prop_assert!(next.path_and_query.starts_with('/'));
            }
        }
    }
}
