//! What a single request may cost and how it is watched.

use crate::cancel::Cancel;
use crate::progress::ProgressSink;

/// Limits and observers of one request.
#[derive(Clone, Debug)]
pub struct SendOptions {
    /// The longest body accepted; longer is `TooLarge`.
    pub max_response: u64,
    /// Told about bytes as they go and come.
    pub progress: Option<ProgressSink>,
    /// Cancels the request. The client races it against the transport's future and drops that, so
    /// a transport does not have to look at it; one that is used without the client may.
    pub cancel: Cancel,
    /// What to do with redirects.
    pub redirects: Redirects,
}

/// The default limit of an answer: enough for every JSON a registry sends.
const DEFAULT_MAX_RESPONSE: u64 = 4 * 1024 * 1024;

impl Default for SendOptions {
    fn default() -> Self {
        SendOptions {
            max_response: DEFAULT_MAX_RESPONSE,
            progress: None,
            cancel: Cancel::new(),
            redirects: Redirects::Follow,
        }
    }
}

/// What to do with redirects.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Redirects {
    /// Follow: GET and HEAD anywhere (never from https to http), other methods only within the
    /// same scheme, host and port. `Authorization` is dropped when one of those changes.
    #[default]
    Follow,
    /// A redirect is an error of kind `Redirect`.
    Refuse,
}
