//! A request body that tells how much of it was taken.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use chartroom_registry::{Progress, ProgressSink};
use http_body::{Body, Frame, SizeHint};

/// The size of the pieces handed to the connection: small enough for a smooth bar, and for stopping
/// soon, because hyper finishes the piece it has before it closes.
const PIECE: usize = 64 * 1024;

/// Bytes with a known length, handed out in pieces.
pub(crate) struct Counted {
    rest: Bytes,
    total: u64,
    progress: Option<ProgressSink>,
}

impl Counted {
    pub(crate) fn new(bytes: Bytes, progress: Option<ProgressSink>) -> Counted {
        Counted {
            total: bytes.len() as u64,
            rest: bytes,
            progress,
        }
    }
}

impl Body for Counted {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let size = PIECE.min(self.rest.len());
        let piece = self.rest.split_to(size);
        if let Some(progress) = &self.progress {
            let sent = self.total - self.rest.len() as u64;
            progress.report(Progress {
                sent,
                received: 0,
                total: Some(self.total),
            });
        }
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}
