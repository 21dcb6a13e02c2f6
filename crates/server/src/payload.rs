//! What a response sends: bytes at hand, a part of a file, or what another server sends.

use std::fs::File;
use std::future::Future;
use std::io::{self, Seek, SeekFrom};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::io::{AsyncRead, ReadBuf};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, Sleep, sleep};

/// Bytes read from a file at once; with one piece on its way this is all the memory a download
/// takes, however large it is.
const PIECE: usize = 256 << 10;

/// How long a server behind the proxy may send nothing.
const IDLE: Duration = Duration::from_secs(60);

/// The body of a response.
pub enum Payload {
    /// These bytes.
    Bytes(Bytes),
    /// A part of a file.
    File(FilePart),
    /// What a registry behind the proxy sends.
    Upstream(Upstream),
}

/// A part of a file, read as it is sent.
pub struct FilePart {
    file: tokio::fs::File,
    left: u64,
}

/// A body of another server, with a limit on its silence.
pub struct Upstream {
    body: Incoming,
    silence: Pin<Box<Sleep>>,
    /// The request counts as under way until its body is sent.
    _slot: OwnedSemaphorePermit,
}

impl Payload {
    /// A body without bytes.
    pub const fn empty() -> Self {
        Self::Bytes(Bytes::new())
    }

    /// A part of a file.
    pub(crate) fn file(mut file: File, start: u64, length: u64) -> io::Result<Self> {
        if start > 0 {
            file.seek(SeekFrom::Start(start))?;
        }
        let mut file = tokio::fs::File::from_std(file);
        file.set_max_buf_size(PIECE);
        Ok(Self::File(FilePart { file, left: length }))
    }

    pub(crate) fn upstream(body: Incoming, slot: OwnedSemaphorePermit) -> Self {
        Self::Upstream(Upstream {
            body,
            silence: Box::pin(sleep(IDLE)),
            _slot: slot,
        })
    }
}

impl Body for Payload {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        match self.get_mut() {
            Self::Bytes(bytes) if bytes.is_empty() => Poll::Ready(None),
            Self::Bytes(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Self::File(part) => part.poll(context),
            Self::Upstream(upstream) => upstream.poll(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Bytes(bytes) => bytes.is_empty(),
            Self::File(part) => part.left == 0,
            Self::Upstream(upstream) => upstream.body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Bytes(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Self::File(part) => SizeHint::with_exact(part.left),
            Self::Upstream(upstream) => upstream.body.size_hint(),
        }
    }
}

impl FilePart {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let length = usize::try_from(self.left).unwrap_or(PIECE).min(PIECE);
        let mut space = vec![0; length];
        let mut buffer = ReadBuf::new(&mut space);
        match ready!(Pin::new(&mut self.file).poll_read(context, &mut buffer)) {
            Err(error) => Poll::Ready(Some(Err(error))),
            Ok(()) => {
                let count = buffer.filled().len();
                if count == 0 {
                    // Ending the connection tells the client that the blob is not complete.
                    return Poll::Ready(Some(Err(io::ErrorKind::UnexpectedEof.into())));
                }
                space.truncate(count);
                self.left -= count as u64;
                Poll::Ready(Some(Ok(Frame::data(Bytes::from(space)))))
            }
        }
    }
}

impl Upstream {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        match Pin::new(&mut self.body).poll_frame(context) {
            Poll::Ready(frame) => {
                self.silence.as_mut().reset(Instant::now() + IDLE);
                Poll::Ready(frame.map(|frame| frame.map_err(io::Error::other)))
            }
            Poll::Pending => {
                ready!(self.silence.as_mut().poll(context));
                Poll::Ready(Some(Err(io::ErrorKind::TimedOut.into())))
            }
        }
    }
}
