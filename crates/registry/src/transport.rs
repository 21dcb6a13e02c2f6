//! What carries a request to a registry and brings the answer back.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use crate::message::{Request, Response};
use crate::options::SendOptions;

/// Carries HTTP requests.
///
/// There is no `Send` bound on the futures: a browser's cannot have it. With a concrete native
/// transport the futures of [`Client`](crate::Client) are `Send` all the same, because auto traits
/// are seen through the concrete type.
///
/// Rules for implementations:
/// - dropping the future of [`send`](Transport::send) aborts the request;
/// - an answer of any status is `Ok`; `Err` means that no (whole) answer came;
/// - a body longer than [`SendOptions::max_response`] is [`TransportErrorKind::TooLarge`], noticed
///   while reading and not after;
/// - redirects are followed by the rules of [`Redirects`](crate::Redirects), and the address that
///   answered in the end is [`Response::url`];
/// - no cookies, no ambient credentials, no cache.
pub trait Transport {
    /// Sends `request` and reads the whole answer.
    fn send(
        &self,
        request: Request,
        options: SendOptions,
    ) -> impl Future<Output = Result<Response, TransportError>>;

    /// Waits. Only used between retries.
    fn sleep(&self, duration: Duration) -> impl Future<Output = ()>;
}

impl<T: Transport> Transport for &T {
    fn send(
        &self,
        request: Request,
        options: SendOptions,
    ) -> impl Future<Output = Result<Response, TransportError>> {
        T::send(self, request, options)
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> {
        T::sleep(self, duration)
    }
}

impl<T: Transport> Transport for std::sync::Arc<T> {
    fn send(
        &self,
        request: Request,
        options: SendOptions,
    ) -> impl Future<Output = Result<Response, TransportError>> {
        T::send(self, request, options)
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> {
        T::sleep(self, duration)
    }
}

impl<T: Transport> Transport for std::rc::Rc<T> {
    fn send(
        &self,
        request: Request,
        options: SendOptions,
    ) -> impl Future<Output = Result<Response, TransportError>> {
        T::send(self, request, options)
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> {
        T::sleep(self, duration)
    }
}

/// Why no answer came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The connection could not be made, or broke.
    Network,
    /// Nobody listens there, or the name does not exist: asking again will not help.
    Refused,
    /// A browser refused to say: blocked by CORS, or no connection. They cannot be told apart.
    Cors,
    /// Nothing came in time.
    Timeout,
    /// The request was cancelled.
    Aborted,
    /// The answer is longer than allowed.
    TooLarge,
    /// A redirect that must not be followed, or too many.
    Redirect,
    /// The certificate of the server is not trusted.
    Tls,
    /// The request itself cannot be sent (a bad address, a header that is not allowed).
    Request,
}

/// Why no answer came, with the transport's own words.
#[derive(Clone, PartialEq, Eq)]
pub struct TransportError {
    /// What happened.
    pub kind: TransportErrorKind,
    /// The transport's own words; never with credentials.
    pub message: String,
}

impl TransportError {
    /// An error of `kind` with the transport's own words.
    pub fn new(kind: TransportErrorKind, message: impl Into<String>) -> TransportError {
        TransportError {
            kind,
            message: message.into(),
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// As it is shown: what is derived links how structures are printed.
impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for TransportError {}
