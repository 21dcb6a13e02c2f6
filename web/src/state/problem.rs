//! What went wrong, said in three parts: what happened, why we think so, what can be done next.

use chartroom_chart::ChartError;
use chartroom_oci::Digest;
use chartroom_registry::{ErrorKind, RegistryError};
use leptos::prelude::{WithUntracked, untrack};

use crate::browser::page;
use crate::text::{Key, fill, size, t};

use super::App;
use super::settings::Way;

/// Something one can do next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// The same again.
    Retry,
    /// Go to this host by another route, and again.
    Route(String, Way),
    /// Sign in to this host.
    SignIn(String),
    /// Open this address of the page.
    Go(String, String),
    /// Read this document elsewhere.
    Read(String, String),
    /// A line for a terminal.
    Line(String),
    /// What a right one looks like.
    Example(String),
}

/// An error as the page shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// A stable word for programs and tests.
    pub code: &'static str,
    /// What happened, in one sentence.
    pub what: String,
    /// Why we think so.
    pub evidence: String,
    /// The digest that bytes have to have, and the one that came.
    pub digests: Vec<Digest>,
    /// The raw exchange.
    pub details: String,
    /// What can be done.
    pub next: Vec<Step>,
}

/// How Distribution is told to let pages read it.
const CORS_GUIDE: &str = "https://distribution.github.io/distribution/about/configuration/#headers";

impl Problem {
    /// A problem that no other part knows better.
    pub fn new(
        code: &'static str,
        what: impl Into<String>,
        evidence: impl Into<String>,
    ) -> Problem {
        Problem {
            code,
            what: what.into(),
            evidence: evidence.into(),
            digests: Vec::new(),
            details: String::new(),
            next: Vec::new(),
        }
    }

    /// The same with another way out.
    pub fn or(mut self, step: Step) -> Problem {
        self.next.push(step);
        self
    }

    /// An archive that is no chart, with Helm's own text as the evidence.
    pub fn of_chart(error: &ChartError, file: &str) -> Problem {
        let what = match error.code() {
            "NOT_GZIP" => Key::problem_not_chart,
            "CHART_TOO_LARGE" | "CHART_FILE_TOO_LARGE" | "CHART_TOO_DEEP" => {
                Key::problem_chart_large
            }
            "GZIP_CORRUPT" | "ARCHIVE_TRUNCATED" | "TAR_INVALID" => Key::problem_chart_damaged,
            _ => Key::problem_chart_refused,
        };
        let evidence = [
            &fill(Key::problem_chart_why, &[("text", &error.to_string())]),
            " ",
            error.advice(),
        ]
        .concat();
        let mut problem = Problem::new(error.code(), fill(what, &[("file", file)]), evidence);
        if let Some(inside) = error.file() {
            problem.details.push_str(inside);
            if let Some(line) = error.line() {
                problem.details.push(':');
                problem.details.push_str(&line.to_string());
            }
        }
        problem
    }

    /// A file that is refused by its size, before a byte of it is read.
    pub fn of_size(file: &str, bytes: u64, limit: u64) -> Problem {
        Problem::new(
            "FILE_TOO_LARGE",
            fill(
                Key::problem_file_large,
                &[("file", file), ("size", &size(bytes))],
            ),
            fill(Key::problem_file_large_why, &[("limit", &size(limit))]),
        )
    }

    /// A request that failed; `what` is what was wanted, `host/repository:tag` or a host.
    pub fn of_registry(app: App, error: &RegistryError, host: &str, what: &str) -> Problem {
        let kind = error.kind();
        let asked = Asked::of(app, host);
        // Where no answer comes at all, who is silent is this page's server when the way leads through it.
        let nothing = matches!(kind, ErrorKind::CorsOrNetwork | ErrorKind::Network)
            && error.http_status().is_none();
        let by_way_of_own = nothing && matches!(asked, Asked::Own | Asked::Through);
        let silent = if by_way_of_own {
            page::host()
        } else {
            host.to_owned()
        };
        let (headline, why) = match kind {
            _ if nothing && !page::is_online(&silent) => {
                (Key::problem_offline, Key::problem_offline_why)
            }
            _ if by_way_of_own => (Key::problem_unreachable, Key::problem_own_why),
            ErrorKind::ManifestUnknown | ErrorKind::NotFound | ErrorKind::NameUnknown
                if asked == Asked::Memory =>
            {
                (Key::problem_not_found, Key::problem_not_found_page)
            }
            ErrorKind::CorsOrNetwork => (Key::problem_cors, Key::problem_cors_why),
            ErrorKind::Network | ErrorKind::Timeout => {
                (Key::problem_unreachable, Key::problem_unreachable_why)
            }
            ErrorKind::Tls => (Key::problem_tls, Key::problem_tls_why),
            ErrorKind::Unauthorized => (Key::problem_sign_in, Key::problem_sign_in_why),
            ErrorKind::Denied => (Key::problem_denied, Key::problem_denied_why),
            ErrorKind::ManifestUnknown | ErrorKind::NotFound | ErrorKind::NameUnknown => {
                (Key::problem_not_found, Key::problem_not_found_why)
            }
            ErrorKind::BlobUnknown => (Key::problem_blob_missing, Key::problem_blob_missing_why),
            ErrorKind::DigestMismatch => (Key::problem_digest, Key::problem_digest_why),
            ErrorKind::SizeMismatch => (Key::problem_digest, Key::problem_length_why),
            ErrorKind::NotARegistry => (Key::problem_html, Key::problem_html_why),
            ErrorKind::Aborted => (Key::problem_cancelled, Key::problem_cancelled_why),
            ErrorKind::TooLarge => (Key::problem_too_large, Key::problem_too_large_why),
            ErrorKind::TagImmutable => (Key::problem_immutable, Key::problem_immutable_why),
            ErrorKind::Quota => (Key::problem_quota, Key::problem_quota_why),
            ErrorKind::TooManyRequests => (Key::problem_too_many, Key::problem_too_many_why),
            ErrorKind::EndlessPagination => (Key::problem_endless, Key::problem_endless_why),
            ErrorKind::ProxyDenied => (Key::problem_proxy, Key::problem_proxy_why),
            ErrorKind::Server => (Key::problem_server, Key::problem_server_why),
            _ => (Key::problem_other, Key::problem_other_why),
        };
        let said = error.message();
        let put = |key| fill(key, &[("host", &silent), ("what", what), ("text", &said)]);
        let mut evidence = put(why);
        let is_vague = matches!(kind, ErrorKind::Denied | ErrorKind::Server)
            || evidence.is_empty()
            || headline == Key::problem_other;
        if is_vague && !said.is_empty() {
            evidence = [
                &evidence,
                " ",
                &fill(Key::registry_said, &[("text", &said)]),
            ]
            .concat();
        }
        let mut problem = Problem::new(error.code(), put(headline), evidence.trim().to_owned());
        if kind == ErrorKind::DigestMismatch {
            problem.digests = digests(&said).take(2).collect();
        }
        problem.details = exchange(error);
        problem.add_steps(app, error, asked, host, what);
        problem
    }

    fn add_steps(&mut self, app: App, error: &RegistryError, asked: Asked, host: &str, what: &str) {
        match error.kind() {
            ErrorKind::CorsOrNetwork if asked == Asked::Elsewhere && page::is_online(host) => {
                let can = app
                    .server
                    .with_untracked(|server| server.as_ref().is_some_and(|s| s.proxies(host)));
                if can {
                    self.next.push(Step::Route(host.to_owned(), Way::Proxy));
                }
                self.next.push(Step::Retry);
                self.next.push(Step::Read(
                    CORS_GUIDE.to_owned(),
                    t(Key::how_to_allow).to_owned(),
                ));
                if what.contains('/') {
                    self.next
                        .push(Step::Line(["helm pull oci://", what].concat()));
                }
            }
            ErrorKind::Unauthorized | ErrorKind::Denied => {
                self.next.push(Step::SignIn(host.to_owned()));
                self.next.push(Step::Retry);
            }
            ErrorKind::ManifestUnknown | ErrorKind::NotFound | ErrorKind::NameUnknown => {
                if let Some((_, repository)) = what.split_once('/')
                    && what
                        .rsplit('/')
                        .next()
                        .is_some_and(|last| last.contains([':', '@']))
                {
                    let place = super::reference::without_tag(repository);
                    self.next.push(Step::Go(
                        ["/c/", host, "/", &place, "?tab=versions"].concat(),
                        t(Key::show_versions).to_owned(),
                    ));
                }
                self.next.push(Step::Go(
                    ["/r/", host].concat(),
                    fill(Key::show_registry, &[("host", host)]),
                ));
                if asked != Asked::Memory {
                    self.next.push(Step::SignIn(host.to_owned()));
                }
            }
            ErrorKind::ProxyDenied => {
                self.next.push(Step::Route(host.to_owned(), Way::Direct));
                self.next.push(Step::Retry);
            }
            ErrorKind::Unsupported => {}
            _ => self.next.push(Step::Retry),
        }
    }
}

/// The digests that a text names, in its order.
fn digests(text: &str) -> impl Iterator<Item = Digest> {
    text.split([' ', ','])
        .filter(|word| word.contains(':'))
        .filter_map(|word| word.parse().ok())
}

/// Who was asked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// The registry in this page's memory.
    Memory,
    /// The server this page came from.
    Own,
    /// Another registry, through that server.
    Through,
    /// Another registry, by the page itself.
    Elsewhere,
}

impl Asked {
    fn of(app: App, host: &str) -> Asked {
        let in_page = app
            .server
            .with_untracked(|server| server.as_ref().is_some_and(|s| s.in_page && s.is_own(host)));
        if in_page {
            Asked::Memory
        } else if host == page::host() {
            Asked::Own
        } else if untrack(|| super::registries::way(app, host)) == Way::Proxy {
            Asked::Through
        } else {
            Asked::Elsewhere
        }
    }
}

/// Method, address, status and the registry's own words.
fn exchange(error: &RegistryError) -> String {
    let mut text = String::new();
    if let (Some(method), Some(url)) = (error.method(), error.url()) {
        text.push_str(method);
        text.push(' ');
        text.push_str(url);
        text.push('\n');
    }
    if let Some(status) = error.http_status() {
        text.push_str(&status.to_string());
        text.push('\n');
    }
    text.push_str(error.code());
    let message = error.message();
    if !message.is_empty() {
        text.push_str(": ");
        text.push_str(&message);
    }
    text.push_str("\nOrigin: ");
    text.push_str(&page::origin());
    text
}

#[cfg(test)]
mod tests {
    use super::digests;

    #[test]
    fn what_had_to_come_and_what_came() {
        let (a, b) = ("a".repeat(64), "b".repeat(64));
        for text in [
            format!("mismatched digest: expected sha256:{a}, computed sha256:{b}"),
            format!("mismatched digest: asked for sha256:{a}, the bytes are sha256:{b}"),
        ] {
            let found: Vec<_> = digests(&text).map(|digest| digest.hex).collect();
            assert_eq!(found, [a.clone(), b.clone()]);
        }
        assert_eq!(digests("unsupported digest algorithm: md4").count(), 0);
    }
}
