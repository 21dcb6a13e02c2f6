//! How requests leave the page: over the network, or into the registry the page carries itself.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use crate::browser::settle;
use crate::parts;
use chartroom_embedded_registry::{MemoryStore, Registry};
use chartroom_fetch::FetchTransport;
use chartroom_registry::{
    Progress, Request, Response, SendOptions, Transport, TransportError, TransportErrorKind,
};

/// One request and its answer, for those who want to see the headers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exchange {
    /// `GET`.
    pub method: String,
    /// The address, without its query.
    pub url: String,
    /// `200`.
    pub status: u16,
    /// The headers of the answer, as far as the browser shows them.
    pub headers: Vec<(String, String)>,
}

/// A header's value as it is shown: what is no plain text is not.
pub fn shown(value: &str) -> String {
    if value.is_ascii() { value } else { "" }.to_owned()
}

/// The last exchanges. Shared by every client of the page.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<VecDeque<Exchange>>>);

const KEPT: usize = 80;

impl Log {
    /// The last answer to `method` at an address ending with `end`.
    pub fn find(&self, method: &str, end: &str) -> Option<Exchange> {
        let list = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        list.iter()
            .rev()
            .find(|e| e.method == method && e.url.ends_with(end))
            .cloned()
    }

    fn note(&self, method: String, url: String, response: &Response) {
        let headers = response
            .headers
            .iter()
            .map(|(name, value)| (name.to_owned(), shown(value)))
            .collect();
        let mut list = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if list.len() == KEPT {
            list.pop_front();
        }
        list.push_back(Exchange {
            method,
            url,
            status: response.status,
            headers,
        });
    }
}

/// The road requests take. A proxy is no road of its own: the client rewrites addresses for it.
enum Road {
    /// The browser's fetch.
    Fetch(FetchTransport),
    /// The registry in this page's memory.
    Page,
}

/// The one transport of the page: one instantiation of the client for every road.
pub struct AppTransport {
    road: Road,
    log: Log,
}

impl AppTransport {
    /// Over the network.
    pub fn fetch(log: Log) -> AppTransport {
        AppTransport {
            road: Road::Fetch(FetchTransport::new()),
            log,
        }
    }

    /// Into the page's own registry.
    pub fn page(log: Log) -> AppTransport {
        AppTransport {
            road: Road::Page,
            log,
        }
    }
}

/// The answer of the registry of a page that has no server. That registry lives as long as the page does.
pub fn answer(request: Request) -> Result<Response, TransportError> {
    static REGISTRY: OnceLock<Registry<MemoryStore>> = OnceLock::new();
    let request = request.try_into().map_err(|error: http::Error| {
        TransportError::new(TransportErrorKind::Request, error.to_string())
    })?;
    let registry = REGISTRY.get_or_init(|| Registry::new(MemoryStore::new()));
    Ok(registry.answer(request).into())
}

impl Transport for AppTransport {
    async fn send(
        &self,
        request: Request,
        options: SendOptions,
    ) -> Result<Response, TransportError> {
        let method = request.method.as_str().to_owned();
        let url = request.url.split('?').next().unwrap_or_default().to_owned();
        let response = match &self.road {
            Road::Fetch(fetch) => fetch.send(request, options).await?,
            Road::Page => {
                settle::turn().await;
                let sent = request.body.len() as u64;
                let response = match parts::answer(request).await {
                    Ok(response) => response?,
                    Err(error) => {
                        return Err(TransportError::new(
                            TransportErrorKind::Network,
                            error.to_string(),
                        ));
                    }
                };
                if let Some(progress) = &options.progress {
                    let received = response.body.len() as u64;
                    progress.report(Progress {
                        sent,
                        received,
                        total: Some(sent.max(received)),
                    });
                }
                response
            }
        };
        self.log.note(method, url, &response);
        Ok(response)
    }

    async fn sleep(&self, duration: Duration) {
        settle::sleep(duration).await;
    }
}
