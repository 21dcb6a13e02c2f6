//! Requests sent through a CORS proxy.
//!
//! `https://h/p` goes out as `<proxy>/https/h/p`. The proxy returns `Location`, `Link` and the token
//! realm as the registry sent them, so they are ordinary addresses here and are rewritten when they
//! are used next (`decisions.md`; `engineering.md` 2.2).

use chartroom_gotext::cut;
use std::future::Future;
use std::time::Duration;

use crate::message::{Request, Response};
use crate::options::SendOptions;
use crate::transport::{Transport, TransportError, TransportErrorKind};
use crate::url::Address;

/// A transport that sends everything through a proxy, or straight on when there is none.
#[derive(Clone, Debug)]
pub struct ProxyTransport<T> {
    inner: T,
    proxy: Option<String>,
}

impl<T> ProxyTransport<T> {
    /// Sends through the proxy at the address `proxy` (`https://proxy.example/proxy`, with or
    /// without a slash at its end); without one, changes nothing.
    pub fn new(inner: T, proxy: Option<&str>) -> ProxyTransport<T> {
        let proxy = proxy.map(|url| url.trim_end_matches('/').to_owned());
        ProxyTransport { inner, proxy }
    }

    /// The transport beneath.
    pub fn inner(&self) -> &T {
        &self.inner
    }
}

/// The address that `url` has behind `proxy`.
fn behind(proxy: &str, url: &str) -> Option<String> {
    let address = Address::parse(url)?;
    // User information never travels in a path.
    let own = Address {
        authority: address.host_and_port(),
        ..address
    };
    let own = own.to_string();
    let (scheme, rest) = cut(&own, "://")?;
    Some(Address::parse(&format!("{proxy}/{scheme}/{rest}"))?.to_string())
}

/// The address of the registry in an address behind `proxy`.
fn before(proxy: &str, url: &str) -> Option<String> {
    let (scheme, rest) = url
        .strip_prefix(proxy)?
        .strip_prefix('/')?
        .split_once('/')?;
    matches!(scheme, "http" | "https").then(|| format!("{scheme}://{rest}"))
}

impl<T: Transport> Transport for ProxyTransport<T> {
    async fn send(
        &self,
        mut request: Request,
        options: SendOptions,
    ) -> Result<Response, TransportError> {
        let Some(proxy) = &self.proxy else {
            return self.inner.send(request, options).await;
        };
        let behind = behind(proxy, &request.url).ok_or_else(|| {
            TransportError::new(
                TransportErrorKind::Request,
                "address cannot be sent through the proxy",
            )
        })?;
        let original = std::mem::replace(&mut request.url, behind);
        let mut response = self.inner.send(request, options).await?;
        let answered = response.url.as_deref().and_then(|url| before(proxy, url));
        response.url = Some(answered.unwrap_or(original));
        Ok(response)
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> {
        self.inner.sleep(duration)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let proxy = "http://localhost:8750/proxy";
        for (url, sent) in [
            (
                "https://ghcr.io/v2/",
                "http://localhost:8750/proxy/https/ghcr.io/v2/",
            ),
            (
                "http://h:5000/v2/a?x=%2F&y",
                "http://localhost:8750/proxy/http/h:5000/v2/a?x=%2F&y",
            ),
        ] {
            let behind = behind(proxy, url).unwrap();
            assert_eq!(behind, sent);
            assert_eq!(before(proxy, &behind).as_deref(), Some(url));
        }
        assert_eq!(
            behind(proxy, "https://me:secret@h/x").unwrap(),
            "http://localhost:8750/proxy/https/h/x"
        );
        assert_eq!(before(proxy, "http://elsewhere/https/h/x"), None);
        assert_eq!(before(proxy, "http://localhost:8750/proxy/ftp/h/x"), None);
    }
}
