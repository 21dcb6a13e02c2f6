//! Uploads: POST for a place, then one PUT with all the bytes.
//!
//! Source: distribution-spec "POST then PUT"; the rules for `Location` are Helm's (oras-go
//! `registry/remote/repository.go`, `helm.md` 1.8). Chunks are never used: several registries break
//! or refuse them.

use bytes::Bytes;
use chartroom_gotext::{cut, has};
use chartroom_oci::Digest;

use crate::blob::TransferOptions;
use crate::client::{Answer, Call};
use crate::error::RegistryError;
use crate::error_kind::ErrorKind;
use crate::message::{Method, header};
use crate::repository::{RepositoryClient, check_digest_header};
use crate::scope::Scope;
use crate::transport::Transport;
use crate::url::{Origin, Query, resolve_url, without_query};

/// How a blob came to be in the repository.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PushOutcome {
    /// Its bytes were sent.
    Uploaded,
    /// The registry took it over from another repository.
    Mounted,
    /// It was there before.
    AlreadyPresent,
}

/// How often a failed upload is started over. Bytes are not sent twice when the registry took them
/// the first time and only its answer got lost: each try begins by asking.
const MAX_RESTARTS: u32 = 2;

impl<T: Transport> RepositoryClient<T> {
    /// Makes sure that the repository has a blob: asks; takes it over from `mount_from`, another
    /// repository of the same registry, if that is given; else uploads.
    pub async fn push_blob(
        &self,
        digest: &Digest,
        bytes: Bytes,
        mount_from: Option<&str>,
        options: &TransferOptions,
    ) -> Result<PushOutcome, RegistryError> {
        // One token for everything that follows.
        let writer = self.clone().for_push();
        let work = async {
            let mut restarts = 0;
            loop {
                let there = match writer.has_blob(digest).await {
                    // What is there may be shown elsewhere, where pages must not look. If it is the
                    // registry that cannot be reached, the upload says so.
                    Err(error) if error.kind() == ErrorKind::CorsOrNetwork => false,
                    known => known?,
                };
                if there {
                    return Ok(if restarts == 0 {
                        PushOutcome::AlreadyPresent
                    } else {
                        PushOutcome::Uploaded
                    });
                }
                let mount_from = mount_from.filter(|_| restarts == 0);
                match writer
                    .upload(digest, bytes.clone(), mount_from, options)
                    .await
                {
                    Err(error) if restarts < MAX_RESTARTS && is_worth_restarting(&error) => {}
                    result => return result,
                }
                writer.client().wait(restarts).await;
                restarts += 1;
            }
        };
        match options.cancel.race(work).await {
            Ok(result) => result,
            Err(cancelled) => Err(RegistryError::new(
                ErrorKind::Aborted,
                "the upload was cancelled",
            )
            .because(cancelled)),
        }
    }

    async fn upload(
        &self,
        digest: &Digest,
        bytes: Bytes,
        mount_from: Option<&str>,
        options: &TransferOptions,
    ) -> Result<PushOutcome, RegistryError> {
        let mut granted = None;
        if let Some(from) = mount_from {
            let mut query = Query::default();
            query.add("from", from);
            query.add("mount", &digest.to_string());
            let mut call = self.prepare(
                Method::Post,
                &format!("blobs/uploads/?{}", query.encode()),
                &["pull", "push"],
            )?;
            call.scopes.insert(Scope::repository(from, &["pull"]));
            let answer = self.send(&call).await?;
            match answer.status() {
                201 => return Ok(PushOutcome::Mounted),
                202 => granted = Some(answer),
                // Refused for whatever reason: upload as if there were no mount.
                400..=499 => {}
                _ => return Err(answer.error(ErrorKind::NameUnknown)),
            }
        }
        let granted = match granted {
            Some(answer) => answer,
            None => {
                let call = self.prepare(Method::Post, "blobs/uploads/", &["pull", "push"])?;
                let answer = self.send(&call).await?;
                if answer.status() != 202 {
                    return Err(answer.error(ErrorKind::NameUnknown));
                }
                answer
            }
        };
        let requested = self.client().url("/");
        let mut call = Call::new(
            Method::Put,
            upload_url(&requested, &granted, digest)?,
            self.scopes(&["pull", "push"]),
        );
        call.headers
            .insert(header::CONTENT_TYPE, "application/octet-stream");
        call.body = bytes.clone();
        call.repeatable = false;
        call.options.progress = options.progress.clone();
        call.options.cancel = options.cancel.clone();
        let answer = self.send(&call).await?;
        match answer.status() {
            // 201 is the rule; 202 would mean that the upload goes on.
            200 | 201 | 204 => {
                answer.not_a_page()?;
                check_digest_header(&answer, &bytes)?;
                Ok(PushOutcome::Uploaded)
            }
            _ => Err(answer.error(ErrorKind::UploadInvalid)),
        }
    }
}

/// Only what failed while the bytes were on their way: requests before that were tried again by
/// themselves, and often enough.
fn is_worth_restarting(error: &RegistryError) -> bool {
    if error.method() != Some("PUT") {
        return false;
    }
    matches!(
        error.kind(),
        ErrorKind::Network | ErrorKind::Timeout | ErrorKind::TooManyRequests | ErrorKind::Server
    ) || error.registry_code() == Some("BLOB_UPLOAD_UNKNOWN")
}

/// Where to put the bytes: the `Location` of the answer, on the registry's own host, with the
/// digest set in its query.
fn upload_url(registry: &str, granted: &Answer, digest: &Digest) -> Result<String, RegistryError> {
    let location = granted
        .header(header::LOCATION)
        .filter(|text| !text.trim().is_empty())
        .ok_or_else(|| {
            granted.fault(
                ErrorKind::UploadLocationMissing,
                "the upload was accepted without a readable `Location`",
            )
        })?;
    let url = resolve_url(&granted.url, location).ok_or_else(|| {
        let shown = chartroom_oci::go_quote(without_query(location));
        granted.fault(
            ErrorKind::InvalidResponse,
            format!("invalid `Location` {shown}"),
        )
    })?;
    let refused = |why: &str| {
        let shown = chartroom_oci::go_quote(authority(&url));
        let text = format!("blob upload Location {shown} {why}");
        Err(granted.fault(ErrorKind::UploadLocationForeign, text))
    };
    let (Some(own), Some(mut target)) = (Origin::of(registry), Origin::of(&url)) else {
        return refused("is not an address of a registry");
    };
    let bare = without_query(&url);
    let mut bare = bare.to_owned();
    // A front that ends TLS on :443 may drop the port, and the default of plain http is another.
    let names_443 = cut(registry, ":443/").is_some();
    if names_443 && target.host == own.host && !has_port(&bare) {
        let (scheme, rest) = cut(&bare, "://").unwrap_or_default();
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        bare = format!("{scheme}://{authority}:443{path}");
        target.port = 443;
    }
    if target.host != own.host || target.port != own.port {
        return refused(&format!(
            "is on a different host than the registry {}",
            chartroom_oci::go_quote(authority(registry))
        ));
    }
    if own.scheme == "https" && target.scheme != "https" {
        return refused("downgrades scheme from https");
    }
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let mut query = Query::parse(query);
    query.set("digest", &digest.to_string());
    Ok(format!("{bare}?{}", query.encode()))
}

/// Host and port of a URL, as they are written.
fn authority(url: &str) -> &str {
    let rest = cut(url, "://").map_or(url, |(_, rest)| rest);
    &rest[..rest.find('/').unwrap_or(rest.len())]
}

fn has_port(url: &str) -> bool {
    let port = authority(url).rsplit(']').next();
    has(port.unwrap_or_default(), ':')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Headers, Response};

    fn upload(registry: &str, posted: &str, location: &str) -> Result<String, ErrorKind> {
        let digest = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
            .parse()
            .unwrap();
        let mut headers = Headers::new();
        headers.append("Location", location);
        let response = Response {
            status: 202,
            headers,
            body: Bytes::new(),
            url: None,
        };
        let granted = Answer {
            method: Method::Post,
            url: posted.into(),
            response,
            signed_in: false,
        };
        upload_url(registry, &granted, &digest).map_err(|error| error.kind())
    }

    const D: &str =
        "digest=sha256%3A44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    #[test]
    fn locations() {
        let posted = "https://h/v2/a/blobs/uploads/";
        let at = |location: &str| upload("https://h/", posted, location);
        assert_eq!(
            at("/v2/a/blobs/uploads/1?_state=a%2Bb&z=1").unwrap(),
            format!("https://h/v2/a/blobs/uploads/1?_state=a%2Bb&{D}&z=1")
        );
        assert_eq!(
            at("uuid").unwrap(),
            format!("https://h/v2/a/blobs/uploads/uuid?{D}")
        );
        assert_eq!(
            at("https://h:443/x").unwrap(),
            format!("https://h:443/x?{D}")
        );
        assert_eq!(
            at("/x?digest=sha256:old").unwrap(),
            format!("https://h/x?{D}")
        );
        assert_eq!(at("https://evil/x"), Err(ErrorKind::UploadLocationForeign));
        assert_eq!(at("//evil/x"), Err(ErrorKind::UploadLocationForeign));
        assert_eq!(at("https://h:444/x"), Err(ErrorKind::UploadLocationForeign));
        assert_eq!(at("http://h/x"), Err(ErrorKind::UploadLocationForeign));
        assert_eq!(at("ftp://h/x"), Err(ErrorKind::UploadLocationForeign));
        assert_eq!(at(" "), Err(ErrorKind::UploadLocationMissing));
        assert_eq!(at("https://"), Err(ErrorKind::InvalidResponse));
    }

    #[test]
    fn a_dropped_443_is_put_back() {
        assert_eq!(
            upload("https://h:443/", "https://h:443/v2/", "https://h/x").unwrap(),
            format!("https://h:443/x?{D}")
        );
        assert_eq!(
            upload("http://h:443/", "http://h:443/v2/", "http://h/x").unwrap(),
            format!("http://h:443/x?{D}")
        );
    }
}
