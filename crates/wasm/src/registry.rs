//! Registries.

use chartroom_fetch::FetchTransport;
use chartroom_oci::{Descriptor, Digest, Json};
use chartroom_registry::{
    Cancel, Client, Credential, Options, ProgressSink, RepositoryClient, TransferOptions,
};
use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;

use crate::error::{IntoThrown, thrown};
use crate::listener::Listener;
use crate::object::{Object, array, bytes};
use crate::operation::{promise, stoppable};

/// A client of one registry, and the flag that stops what is begun with it.
#[wasm_bindgen]
pub struct RegistryHandle {
    pub(crate) client: Client<FetchTransport>,
    pub(crate) flag: Cancel,
}

#[wasm_bindgen]
impl RegistryHandle {
    /// A client; nothing is sent yet. `options` is a JSON object: `host` and `plainHttp`; perhaps
    /// `proxy`, `userAgent`, and the members of the credentials.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str, fetch: Option<Function>) -> RegistryHandle {
        let transport = fetch.map_or_else(FetchTransport::new, FetchTransport::with_fetch);
        // It was written by `JSON.stringify`.
        let given = Json::parse(options).unwrap_or_default();
        let text = |key: &str| given.get(key)?.as_str().map(str::to_owned);
        let options = Options {
            plain_http: given.get("plainHttp") == Some(&Json::Bool(true)),
            proxy: text("proxy"),
            credential: credential(text),
            user_agent: text("userAgent"),
            ..Options::new(text("host").unwrap_or_default())
        };
        RegistryHandle {
            client: Client::new(transport, options),
            flag: Cancel::new(),
        }
    }

    /// The same client with a flag of its own.
    pub fn begin(&self) -> RegistryHandle {
        RegistryHandle {
            client: self.client.clone(),
            flag: Cancel::new(),
        }
    }

    /// Stops what was begun: running requests are aborted.
    pub fn cancel(&self) {
        self.flag.cancel();
    }

    /// Asks whether there is a registry and the credentials are good. Rejected with the errors of
    /// [`Client::ping`].
    pub fn ping(&self) -> Promise {
        let client = self.client.clone();
        stoppable(&self.flag, async move {
            client.ping().await.map_err(IntoThrown::into_thrown)?;
            Ok(JsValue::UNDEFINED)
        })
    }

    /// All tags of a repository. Rejected with the errors of [`RepositoryClient::tags`].
    pub fn tags(&self, name: String) -> Promise {
        let repository = self.repository(name);
        promise(async move {
            let tags = repository.tags().await;
            Ok(array(tags.map_err(IntoThrown::into_thrown)?))
        })
    }

    /// All repositories of the registry. Rejected with the errors of [`Client::catalog`].
    pub fn repositories(&self) -> Promise {
        let client = self.client.clone();
        stoppable(&self.flag, async move {
            let names = client.catalog().await;
            Ok(array(names.map_err(IntoThrown::into_thrown)?))
        })
    }

    /// A manifest by tag or digest. Rejected with the errors of [`RepositoryClient::manifest`].
    pub fn manifest(&self, name: String, reference: String) -> Promise {
        let repository = self.repository(name);
        promise(async move {
            let manifest = repository.manifest(&reference).await;
            let manifest = manifest.map_err(IntoThrown::into_thrown)?;
            Ok(Object::new()
                .with("bytes", bytes(&manifest.bytes))
                .with("mediaType", manifest.media_type)
                .with("digest", manifest.digest.to_string())
                .into())
        })
    }

    /// A blob by digest, verified. Rejected with the errors of [`RepositoryClient::blob`];
    /// `INVALID_ARGUMENT` for what is no digest.
    pub fn blob(
        &self,
        name: String,
        digest: String,
        size: Option<f64>,
        on_progress: Option<Function>,
    ) -> Promise {
        let repository = self.repository(name);
        let mut options = TransferOptions {
            cancel: self.flag.clone(),
            ..TransferOptions::default()
        };
        promise(async move {
            let digest: Digest = digest
                .parse()
                .map_err(|error| thrown("INVALID_ARGUMENT", &format!("{digest}: {error}")))?;
            let text = digest.to_string();
            options.progress = on_progress.map(|callback| {
                let listener = Listener::new(&callback);
                ProgressSink::new(move |progress| {
                    let total = progress.total.map(|total| total as f64).or(size);
                    let event = Object::new()
                        .with("digest", text.as_str())
                        .with("mediaType", "")
                        .with("state", "downloading")
                        .with("transferred", progress.received as f64)
                        .with("total", total.unwrap_or(progress.received as f64));
                    listener.tell(event);
                })
            });
            let fetched = match size {
                Some(size) => {
                    let descriptor = Descriptor::new("", digest, size as u64);
                    repository.blob(&descriptor, &options).await
                }
                None => repository.blob_by_digest(&digest, &options).await,
            };
            Ok(bytes(&fetched.map_err(IntoThrown::into_thrown)?))
        })
    }

    /// Deletes a manifest or a tag. Rejected with the errors of
    /// [`RepositoryClient::delete_manifest`].
    #[wasm_bindgen(js_name = deleteManifest)]
    pub fn delete_manifest(&self, name: String, reference: String) -> Promise {
        let repository = self.repository(name);
        promise(async move {
            let deleted = repository.delete_manifest(&reference).await;
            deleted.map_err(IntoThrown::into_thrown)?;
            Ok(JsValue::UNDEFINED)
        })
    }
}

impl RegistryHandle {
    pub(crate) fn repository(&self, name: String) -> RepositoryClient<FetchTransport> {
        self.client.repository(name).with_cancel(self.flag.clone())
    }
}

/// Of `{username, password}`, `{token}` or `{identityToken}`.
fn credential(text: impl Fn(&str) -> Option<String>) -> Credential {
    if let Some(token) = text("token") {
        Credential::Bearer(token)
    } else if let Some(token) = text("identityToken") {
        Credential::IdentityToken(token)
    } else if let (Some(username), Some(password)) = (text("username"), text("password")) {
        Credential::Basic { username, password }
    } else {
        Credential::Anonymous
    }
}
