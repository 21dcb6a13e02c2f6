//! The client of one repository: what its verbs share.

use chartroom_gotext::has;
use chartroom_oci::{Digest, go_quote, is_valid_repository, is_valid_tag};

use crate::cancel::Cancel;
use crate::client::{Answer, Call, Client};
use crate::error::RegistryError;
use crate::error_kind::ErrorKind;
use crate::headers;
use crate::message::Method;
use crate::scope::{Scope, ScopeSet};
use crate::transport::Transport;

/// The client of one repository. The verbs are beside their nouns: manifests, blobs, uploads, tags,
/// referrers. Clones are cheap and share the [`Client`].
pub struct RepositoryClient<T> {
    client: Client<T>,
    name: String,
    writing: bool,
    cancel: Cancel,
}

impl<T> Clone for RepositoryClient<T> {
    fn clone(&self) -> Self {
        RepositoryClient {
            client: self.client.clone(),
            name: self.name.clone(),
            writing: self.writing,
            cancel: self.cancel.clone(),
        }
    }
}

impl<T: Transport> RepositoryClient<T> {
    pub(crate) fn new(client: Client<T>, name: String) -> RepositoryClient<T> {
        RepositoryClient {
            client,
            name,
            writing: false,
            cancel: Cancel::new(),
        }
    }

    /// The repository's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The client of the registry.
    pub fn client(&self) -> &Client<T> {
        &self.client
    }

    /// The same, but every request asks for a token that may also push: one token serves a whole
    /// push, as with Helm 4.2.4.
    #[must_use]
    pub fn for_push(mut self) -> RepositoryClient<T> {
        self.writing = true;
        self
    }

    /// The same, but every request stops when `cancel` is raised.
    #[must_use]
    pub fn with_cancel(mut self, cancel: Cancel) -> RepositoryClient<T> {
        self.cancel = cancel;
        self
    }

    /// The flag that stops every request.
    pub(crate) fn cancel(&self) -> &Cancel {
        &self.cancel
    }

    pub(crate) fn scopes(&self, actions: &[&str]) -> ScopeSet {
        let mut scope = Scope::repository(&self.name, actions);
        if self.writing {
            scope.actions.extend(["pull".to_owned(), "push".to_owned()]);
        }
        ScopeSet::from_iter([scope])
    }

    /// A call to `path` beneath this repository, for a token that may do `actions`.
    pub(crate) fn prepare(
        &self,
        method: Method,
        path: &str,
        actions: &[&str],
    ) -> Result<Call, RegistryError> {
        if !is_valid_repository(&self.name) {
            return Err(RegistryError::new(
                ErrorKind::InvalidReference,
                format!(
                    "invalid reference: invalid repository {}",
                    go_quote(&self.name)
                ),
            ));
        }
        let url = self.client.url(&format!("/v2/{}/{path}", self.name));
        let mut call = Call::new(method, url, self.scopes(actions));
        call.options.cancel = self.cancel.clone();
        Ok(call)
    }

    /// Sends a call. A transfer's own flag counts as well as the repository's.
    pub(crate) async fn send(&self, call: &Call) -> Result<Answer, RegistryError> {
        self.client.call(call, &self.cancel).await
    }
}

/// What a manifest is asked by: a digest, or a tag that can stand in an address.
pub(crate) enum Target {
    Digest(Digest),
    Tag,
}

impl Target {
    pub(crate) fn parse(reference: &str) -> Result<Target, RegistryError> {
        let invalid = |what: &str, why: String| {
            RegistryError::new(
                ErrorKind::InvalidReference,
                format!(
                    "invalid reference: invalid {what} {}{why}",
                    go_quote(reference)
                ),
            )
        };
        if has(reference, ':') {
            return match reference.parse() {
                Ok(digest) => Ok(Target::Digest(digest)),
                Err(error) => Err(invalid("digest", format!(": {error}"))),
            };
        }
        if !is_valid_tag(reference) {
            return Err(invalid("tag", String::new()));
        }
        Ok(Target::Tag)
    }
}

/// Compares `Docker-Content-Digest`, where it is readable, with the bytes it speaks of.
pub(crate) fn check_digest_header(
    answer: &Answer,
    bytes: &[u8],
) -> Result<Option<Digest>, RegistryError> {
    let Some(text) = answer
        .header(headers::CONTENT_DIGEST)
        .filter(|text| !text.is_empty())
    else {
        return Ok(None);
    };
    let said: Digest = text.trim().parse().map_err(|error| {
        answer
            .fault(
                ErrorKind::InvalidResponse,
                format!(
                    "invalid response header: `Docker-Content-Digest`: {}",
                    go_quote(text)
                ),
            )
            .because(error)
    })?;
    match Digest::of(&said.algorithm, bytes) {
        Some(actual) if actual != said => Err(answer.fault(
            ErrorKind::DigestMismatch,
            format!("mismatched digest: the registry says {said}, the bytes are {actual}"),
        )),
        _ => Ok(Some(said)),
    }
}
