//! Lists in pages: tags and repositories.
//!
//! Source: distribution-spec "Listing Tags"; `registries.md` A.4.

use chartroom_gotext::Index;
use chartroom_oci::go_decode::{self, Decode, DecodeError};

use crate::cancel::Cancel;
use crate::client::{Answer, Call, Client};
use crate::error::RegistryError;
use crate::error_kind::ErrorKind;
use crate::link::next_link;
use crate::message::{Method, header};
use crate::repository::RepositoryClient;
use crate::scope::{Scope, ScopeSet};
use crate::transport::Transport;
use crate::url::{Origin, resolve_url};

/// The most pages read of one list. Registries give 100 to 1,000 names a page.
const MAX_PAGES: usize = 1_000;

/// One page of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page<I> {
    /// What is on the page.
    pub items: Vec<I>,
    /// The address of the next page, for the `_page` methods; none at the end.
    pub next: Option<String>,
}

/// The next page's address: on the registry's own host, or an error.
pub(crate) fn next_page(
    answer: &Answer,
    registry: Option<Origin>,
) -> Result<Option<String>, RegistryError> {
    let Some(target) = answer.header(header::LINK).and_then(next_link) else {
        return Ok(None);
    };
    let url = resolve_url(&answer.url, target).ok_or_else(|| {
        answer.fault(
            ErrorKind::InvalidResponse,
            "invalid next page in the header `Link`",
        )
    })?;
    if Origin::of(&url) != registry {
        return Err(answer.fault(
            ErrorKind::LinkForeign,
            "the next page of the list is on another host",
        ));
    }
    Ok(Some(url))
}

/// Notices lists that never end: an address met before, page after page without anything new, or
/// more pages than anybody has.
#[derive(Default)]
pub(crate) struct PageGuard {
    urls: Index,
    barren: usize,
}

impl PageGuard {
    /// Whether to go on to `next` after a page that brought `news` new items.
    pub(crate) fn admit(
        &mut self,
        next: &str,
        news: usize,
        answer_url: &str,
    ) -> Result<(), RegistryError> {
        self.barren = if news == 0 { self.barren + 1 } else { 0 };
        let again = !self.urls.see(next);
        // One empty page with a next one is odd but legal; several in a row are not a list.
        if again || self.barren > 2 || self.urls.len() > MAX_PAGES {
            return Err(RegistryError::new(
                ErrorKind::EndlessPagination,
                "the pages of the list do not end",
            )
            .at(Method::Get, answer_url));
        }
        Ok(())
    }
}

/// A list of names.
struct List {
    /// The member of an answer that has the names.
    member: &'static str,
    /// What it means that there is no such list.
    missing: ErrorKind,
}

impl List {
    /// The page that is in an answer of `registry`.
    fn page(
        &self,
        answer: &Answer,
        registry: Option<Origin>,
    ) -> Result<Page<String>, RegistryError> {
        if answer.status() != 200 {
            return Err(answer.error(self.missing));
        }
        let items = go_decode::texts_of(&answer.response.body, self.member);
        Ok(Page {
            items: items.map_err(|error| unreadable(answer, error))?,
            next: next_page(answer, registry)?,
        })
    }
}

const TAGS: List = List {
    member: "tags",
    missing: ErrorKind::NameUnknown,
};
const REPOSITORIES: List = List {
    member: "repositories",
    missing: ErrorKind::Unsupported,
};

/// Reads a JSON answer, telling web pages from bad JSON.
pub(crate) fn read_json<V: Decode>(answer: &Answer) -> Result<V, RegistryError> {
    go_decode::from_slice(&answer.response.body).map_err(|error| unreadable(answer, error))
}

fn unreadable(answer: &Answer, error: DecodeError) -> RegistryError {
    match answer.not_a_page() {
        Err(page) => page,
        Ok(()) => answer
            .fault(
                ErrorKind::InvalidResponse,
                format!("the answer is not the expected JSON: {error}"),
            )
            .because(error),
    }
}

impl<T: Transport> RepositoryClient<T> {
    /// All tags, in the registry's order, each once.
    pub async fn tags(&self) -> Result<Vec<String>, RegistryError> {
        let call = self.prepare(Method::Get, "tags/list", &["pull"])?;
        self.client().names(call, self.cancel(), &TAGS).await
    }

    /// One page of tags: the first, or the one an earlier page named.
    pub async fn tags_page(&self, next: Option<&str>) -> Result<Page<String>, RegistryError> {
        let mut call = self.prepare(Method::Get, "tags/list", &["pull"])?;
        if let Some(next) = next {
            call.url = next.to_owned();
        }
        TAGS.page(&self.send(&call).await?, self.client().origin())
    }
}

impl<T: Transport> Client<T> {
    /// The names of all repositories. Not part of the OCI specification: hosted registries refuse
    /// it or show nothing.
    pub async fn catalog(&self) -> Result<Vec<String>, RegistryError> {
        let scopes = ScopeSet::from_iter([Scope::catalog()]);
        let call = Call::new(Method::Get, self.url("/v2/_catalog"), scopes);
        self.names(call, &Cancel::new(), &REPOSITORIES).await
    }

    /// The names on all pages, the first of which `call` asks for.
    async fn names(
        &self,
        mut call: Call,
        cancel: &Cancel,
        list: &List,
    ) -> Result<Vec<String>, RegistryError> {
        let mut all = Names::default();
        loop {
            let answer = self.call(&call, cancel).await?;
            match all.take(list.page(&answer, self.origin())?)? {
                Some(next) => call.url = next,
                None => return Ok(all.names),
            }
        }
    }
}

/// Names gathered from pages.
#[derive(Default)]
struct Names {
    names: Vec<String>,
    seen: Index,
    guard: PageGuard,
}

impl Names {
    /// Takes a page; the address of the next one, if there is one to go to.
    fn take(&mut self, page: Page<String>) -> Result<Option<String>, RegistryError> {
        let before = self.names.len();
        for name in page.items {
            if self.seen.see(&name) {
                self.names.push(name);
            }
        }
        if let Some(next) = &page.next {
            self.guard.admit(next, self.names.len() - before, next)?;
        }
        Ok(page.next)
    }
}
