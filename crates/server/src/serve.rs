//! Listening, and stopping.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::time::{sleep, timeout};

use crate::app::App;

/// How long a client may take to send the head of a request.
const HEAD: Duration = Duration::from_secs(30);

/// How long requests under way may take after the server is told to stop.
const FAREWELL: Duration = Duration::from_secs(8);

/// Takes an address to listen at.
///
/// # Errors
/// A sentence that says what to do.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|error| {
        let other = SocketAddr::new(address.ip(), address.port().checked_add(1).unwrap_or(8750));
        match error.kind() {
            io::ErrorKind::AddrInUse => format!(
                "port {} is already in use, perhaps by another chartroom-server; choose another with --listen {other}",
                address.port()
            ),
            io::ErrorKind::PermissionDenied => {
                format!("port {} may not be used without more rights; choose another with --listen {}:8750", address.port(), address.ip())
            }
            io::ErrorKind::AddrNotAvailable => format!("{} is no address of this machine; choose another with --listen", address.ip()),
            _ => format!("cannot listen at {address}: {error}"),
        }
    })
}

/// Serves until `stop` is done, then lets requests under way finish for a while.
pub async fn serve(listener: TcpListener, app: Arc<App>, stop: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                // Out of files, or the client was gone already: neither ends the server.
                Err(_) => {
                    sleep(Duration::from_millis(20)).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        let _ = stream.set_nodelay(true);
        let app = Arc::clone(&app);
        let service = service_fn(move |request| {
            let app = Arc::clone(&app);
            async move { Ok::<_, Infallible>(app.handle(request).await) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A connection that breaks is the client's affair.
            let _ = connection.await;
        });
    }
    drop(listener);
    let _ = timeout(FAREWELL, graceful.shutdown()).await;
}
