//! The embedded registry over HTTP: small bodies at once, large ones piece by piece.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use chartroom_embedded_registry::{Body as Answer, Registry, Route, Step, Store};
use http::request::Parts;
use http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use tokio::task::spawn_blocking;
use tokio::time::{Instant, timeout_at};

use crate::payload::Payload;
use crate::respond::{Reply, error, isolate};
use crate::store::DiskStore;

/// Bodies up to this size are handled in one step; larger ones take no more memory than this.
const PIECE: usize = 512 << 10;

/// Parts of blobs up to this size are read at once.
const SMALL: u64 = 256 << 10;

/// What is read of a body that was refused, so that the client gets to read why.
const DRAINED: u64 = 64 << 20;

/// How long that may take.
const DRAIN_TIME: Duration = Duration::from_secs(5);

/// Serves `/v2/`.
#[derive(Clone, Debug)]
pub struct RegistryService {
    registry: Arc<Registry<DiskStore>>,
}

impl RegistryService {
    /// Serves a registry.
    #[must_use]
    pub fn new(registry: Arc<Registry<DiskStore>>) -> Self {
        Self { registry }
    }

    /// The registry.
    #[must_use]
    pub fn registry(&self) -> &Arc<Registry<DiskStore>> {
        &self.registry
    }

    /// Answers a request.
    pub async fn serve(&self, request: Request<Incoming>) -> Reply {
        let is_blob = matches!(Route::parse(request.uri().path()), Some(Route::Blob { .. }));
        let (head, body) = request.into_parts();
        let mut reply = match body.size_hint().upper() {
            Some(size) if size <= PIECE as u64 => self.whole(head, body).await,
            _ => self.pieces(head, body).await,
        };
        isolate(reply.headers_mut());
        if is_blob && reply.status().is_success() {
            reply.headers_mut().insert(
                http::header::CONTENT_DISPOSITION,
                http::HeaderValue::from_static("attachment"),
            );
        }
        reply
    }

    /// A request whose body fits into one piece: one step on a thread that may wait for the disk.
    async fn whole(&self, head: Parts, body: Incoming) -> Reply {
        let Ok(body) = body.collect().await else {
            return interrupted();
        };
        let bytes = body.to_bytes();
        let registry = Arc::clone(&self.registry);
        blocking(move || {
            let response = registry.handle(Request::from_parts(head, bytes));
            send(&registry, response)
        })
        .await
        .unwrap_or_else(broken)
    }

    async fn pieces(&self, head: Parts, mut body: Incoming) -> Reply {
        let registry = Arc::clone(&self.registry);
        let step = blocking(move || match registry.begin(&head) {
            Step::Answer(response) => Err(Box::new(send(&registry, response))),
            Step::Receive(receiver) => Ok(receiver),
        })
        .await;
        let mut receiver = match step {
            Ok(Ok(receiver)) => receiver,
            Ok(Err(reply)) => {
                drain(body).await;
                return *reply;
            }
            Err(fault) => return broken(fault),
        };
        let mut buffer = BytesMut::with_capacity(PIECE);
        loop {
            let ended = match body.frame().await {
                None => true,
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        buffer.extend_from_slice(&data);
                    }
                    false
                }
                // The client went away. What came stays: the upload can be continued.
                Some(Err(_)) => return interrupted(),
            };
            if !ended && buffer.len() < PIECE {
                continue;
            }
            let registry = Arc::clone(&self.registry);
            let piece = std::mem::replace(
                &mut buffer,
                BytesMut::with_capacity(if ended { 0 } else { PIECE }),
            );
            let fed = blocking(move || match registry.feed(&mut receiver, &piece) {
                Ok(()) if ended => Err(Box::new(send(&registry, registry.finish(receiver)))),
                Ok(()) => Ok(receiver),
                Err(response) => Err(Box::new(send(&registry, *response))),
            })
            .await;
            match fed {
                Ok(Ok(next)) => receiver = next,
                Ok(Err(reply)) => {
                    if !ended {
                        drain(body).await;
                    }
                    return *reply;
                }
                Err(fault) => return broken(fault),
            }
        }
    }
}

/// Turns an answer of the registry into one that can be sent.
fn send(registry: &Registry<DiskStore>, response: Response<Answer>) -> Reply {
    let (parts, body) = response.into_parts();
    let gone = || {
        error(
            StatusCode::NOT_FOUND,
            "BLOB_UNKNOWN",
            "the blob was deleted meanwhile",
        )
    };
    let failed = |problem: &str| error(StatusCode::INTERNAL_SERVER_ERROR, "UNKNOWN", problem);
    match body {
        Answer::Bytes(bytes) => Response::from_parts(parts, Payload::Bytes(bytes)),
        Answer::Blob {
            repository,
            digest,
            range,
        } if range.end - range.start <= SMALL => {
            match registry.store().read_blob(&repository, &digest, range) {
                Ok(Some(bytes)) => Response::from_parts(parts, Payload::Bytes(bytes)),
                Ok(None) => gone(),
                Err(problem) => failed(&problem.to_string()),
            }
        }
        Answer::Blob {
            repository,
            digest,
            range,
        } => match registry.store().open_blob(&repository, &digest) {
            Ok(Some(file)) => match Payload::file(file, range.start, range.end - range.start) {
                Ok(payload) => Response::from_parts(parts, payload),
                Err(problem) => failed(&problem.to_string()),
            },
            Ok(None) => gone(),
            Err(problem) => failed(&problem.to_string()),
        },
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, tokio::task::JoinError> {
    spawn_blocking(work).await
}

/// Reads on for a while after a refusal: a client that is cut off while it still sends loses the
/// answer with the connection.
async fn drain(mut body: Incoming) {
    let end = Instant::now() + DRAIN_TIME;
    let mut left = DRAINED;
    while let Ok(Some(Ok(frame))) = timeout_at(end, body.frame()).await {
        let size = frame.data_ref().map_or(0, Bytes::len) as u64;
        if size > left {
            return;
        }
        left -= size;
    }
}

fn interrupted() -> Reply {
    error(
        StatusCode::BAD_REQUEST,
        "BLOB_UPLOAD_INVALID",
        "the request ended before its body was complete",
    )
}

fn broken(fault: tokio::task::JoinError) -> Reply {
    error(
        StatusCode::INTERNAL_SERVER_ERROR,
        "UNKNOWN",
        &format!("the request could not be handled: {fault}"),
    )
}
