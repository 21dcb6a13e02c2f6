//! Connections of the proxy: the name is looked up here, every address checked, and the
//! connection made to a checked address, so that a second look-up cannot give another one.

use std::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use http::uri::Scheme;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tower_service::Service;

use super::address::{is_public, is_usable_when_listed};
use super::allow::AllowList;

/// How long looking up a name and connecting may take together.
const CONNECT: Duration = Duration::from_secs(10);

/// Connects to checked addresses.
#[derive(Clone, Debug)]
pub(crate) struct Connector {
    pub(crate) allow: Arc<AllowList>,
}

/// Why there is no connection.
#[derive(Debug)]
pub(crate) enum ConnectError {
    /// The name leads into a private network, or to this machine.
    Private(String),
    /// The name is not known.
    Unknown(String),
    /// Nobody answers there.
    Refused(String),
    /// It took too long.
    Timeout(String),
}

impl fmt::Display for ConnectError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Private(host) => write!(
                formatter,
                "{host} leads into a private network; list it with --proxy-allow to reach it"
            ),
            Self::Unknown(host) => write!(formatter, "the name {host} cannot be looked up"),
            Self::Refused(host) => write!(formatter, "{host} cannot be reached"),
            Self::Timeout(host) => write!(formatter, "{host} does not answer"),
        }
    }
}

impl std::error::Error for ConnectError {}

impl Service<Uri> for Connector {
    type Response = TokioIo<TcpStream>;
    type Error = ConnectError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, ConnectError>> + Send>>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), ConnectError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let allow = Arc::clone(&self.allow);
        Box::pin(async move {
            let host = uri
                .host()
                .unwrap_or_default()
                .trim_start_matches('[')
                .trim_end_matches(']')
                .to_ascii_lowercase();
            let usual = if uri.scheme() == Some(&Scheme::HTTP) {
                80
            } else {
                443
            };
            let port = uri.port_u16().unwrap_or(usual);
            match timeout(CONNECT, connect(&allow, &host, port)).await {
                Ok(stream) => stream.map(TokioIo::new),
                Err(_) => Err(ConnectError::Timeout(host)),
            }
        })
    }
}

async fn connect(allow: &AllowList, host: &str, port: u16) -> Result<TcpStream, ConnectError> {
    let found: io::Result<Vec<SocketAddr>> = lookup_host((host, port)).await.map(Iterator::collect);
    let addresses = match found {
        Ok(addresses) if !addresses.is_empty() => addresses,
        _ => return Err(ConnectError::Unknown(host.to_owned())),
    };
    check(allow, host, port, &addresses)?;
    for address in addresses {
        if let Ok(stream) = TcpStream::connect(address).await {
            let _ = stream.set_nodelay(true);
            return Ok(stream);
        }
    }
    Err(ConnectError::Refused(host.to_owned()))
}

/// Refuses a name if any of its addresses is not allowed: who answers with a public and a private
/// address wants the private one to be tried.
fn check(
    allow: &AllowList,
    host: &str,
    port: u16,
    addresses: &[SocketAddr],
) -> Result<(), ConnectError> {
    let listed = allow.may_be_private(host, port);
    let usable = |address: &SocketAddr| {
        is_public(address.ip()) || (listed && is_usable_when_listed(address.ip()))
    };
    if addresses.iter().all(usable) {
        Ok(())
    } else {
        Err(ConnectError::Private(host.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_private_address_is_enough_to_refuse() {
        let list = AllowList::new(&["registry.corp:5000".into(), "*.corp.example".into()])
            .expect("a list");
        let addresses = |texts: &[&str]| -> Vec<SocketAddr> {
            texts
                .iter()
                .map(|text| text.parse().expect("an address"))
                .collect()
        };
        let public = addresses(&["1.1.1.1:443"]);
        let mixed = addresses(&["1.1.1.1:443", "127.0.0.1:443"]);
        let metadata = addresses(&["169.254.169.254:5000"]);
        let private = addresses(&["10.0.0.1:5000"]);
        assert!(check(&list, "ghcr.io", 443, &public).is_ok());
        assert!(check(&list, "ghcr.io", 443, &mixed).is_err());
        assert!(
            check(&list, "a.corp.example", 443, &private).is_err(),
            "patterns never lead inside"
        );
        assert!(check(&list, "registry.corp", 5000, &private).is_ok());
        assert!(check(&list, "registry.corp", 5001, &private).is_err());
        assert!(
            check(&list, "registry.corp", 5000, &metadata).is_err(),
            "metadata never"
        );
    }
}
