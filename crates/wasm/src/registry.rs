//! Registries.

use chartroom_fetch::{FetchTransport, local_progress};
use chartroom_oci::{Descriptor, Digest};
use chartroom_registry::{Cancel, Client, Credential, Options, RepositoryClient, TransferOptions};
use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;

use crate::error::{IntoThrown, thrown};
use crate::object::{Object, array, bytes, member};
use crate::operation::{promise, stoppable};

/// Stops what it was handed to.
#[wasm_bindgen]
#[derive(Default)]
pub struct CancelHandle(pub(crate) Cancel);

#[wasm_bindgen]
impl CancelHandle {
    /// A flag that is not raised.
    #[wasm_bindgen(constructor)]
    pub fn new() -> CancelHandle {
        CancelHandle::default()
    }

    /// Stops: running requests are aborted.
    pub fn cancel(&self) {
        self.0.cancel();
    }
}

/// A client of one registry, held by its JavaScript `Registry`.
#[wasm_bindgen]
pub struct RegistryHandle {
    pub(crate) client: Client<FetchTransport>,
}

#[wasm_bindgen]
impl RegistryHandle {
    /// A client; nothing is sent yet.
    #[wasm_bindgen(constructor)]
    pub fn new(
        host: String,
        plain_http: bool,
        proxy: Option<String>,
        credential: &JsValue,
        fetch: Option<Function>,
        user_agent: Option<String>,
    ) -> RegistryHandle {
        let transport = fetch.map_or_else(FetchTransport::new, FetchTransport::with_fetch);
        let options = Options {
            plain_http,
            proxy,
            credential: read_credential(credential),
            user_agent,
            ..Options::new(host)
        };
        RegistryHandle {
            client: Client::new(transport, options),
        }
    }

    /// Asks whether there is a registry and the credentials are good. Rejected with the errors of
    /// [`Client::ping`].
    pub fn ping(&self, cancel: &CancelHandle) -> Promise {
        let client = self.client.clone();
        stoppable(cancel, async move {
            client.ping().await.map_err(IntoThrown::into_thrown)?;
            Ok(JsValue::UNDEFINED)
        })
    }

    /// All tags of a repository. Rejected with the errors of [`RepositoryClient::tags`].
    pub fn tags(&self, name: String, cancel: &CancelHandle) -> Promise {
        let repository = self.repository(name, cancel);
        promise(async move {
            let tags = repository.tags().await;
            Ok(array(tags.map_err(IntoThrown::into_thrown)?))
        })
    }

    /// All repositories of the registry. Rejected with the errors of [`Client::catalog`].
    pub fn repositories(&self, cancel: &CancelHandle) -> Promise {
        let client = self.client.clone();
        stoppable(cancel, async move {
            let names = client.catalog().await;
            Ok(array(names.map_err(IntoThrown::into_thrown)?))
        })
    }

    /// A manifest by tag or digest. Rejected with the errors of [`RepositoryClient::manifest`].
    pub fn manifest(&self, name: String, reference: String, cancel: &CancelHandle) -> Promise {
        let repository = self.repository(name, cancel);
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
        cancel: &CancelHandle,
    ) -> Promise {
        let repository = self.repository(name, cancel);
        let mut options = TransferOptions {
            cancel: cancel.0.clone(),
            ..TransferOptions::default()
        };
        promise(async move {
            let digest: Digest = digest
                .parse()
                .map_err(|error| thrown("INVALID_ARGUMENT", &format!("{digest}: {error}")))?;
            let text = digest.to_string();
            options.progress = on_progress.map(|callback| {
                local_progress(move |progress| {
                    let total = progress.total.map(|total| total as f64).or(size);
                    let event = Object::new()
                        .with("digest", text.as_str())
                        .with("mediaType", "")
                        .with("state", "downloading")
                        .with("transferred", progress.received as f64)
                        .with("total", total.unwrap_or(progress.received as f64));
                    // What a listener throws is the listener's own affair.
                    let _ = callback.call1(&JsValue::UNDEFINED, &event.into());
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
    pub fn delete_manifest(
        &self,
        name: String,
        reference: String,
        cancel: &CancelHandle,
    ) -> Promise {
        let repository = self.repository(name, cancel);
        promise(async move {
            let deleted = repository.delete_manifest(&reference).await;
            deleted.map_err(IntoThrown::into_thrown)?;
            Ok(JsValue::UNDEFINED)
        })
    }
}

impl RegistryHandle {
    pub(crate) fn repository(
        &self,
        name: String,
        cancel: &CancelHandle,
    ) -> RepositoryClient<FetchTransport> {
        self.client.repository(name).with_cancel(cancel.0.clone())
    }
}

/// `{username, password}`, `{token}` or `{identityToken}`.
fn read_credential(value: &JsValue) -> Credential {
    let text = |key: &str| member(value, key).and_then(|value| value.as_string());
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
