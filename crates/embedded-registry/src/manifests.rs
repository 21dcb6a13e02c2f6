//! Manifests: read, stored, deleted.

use bytes::Bytes;
use chartroom_oci::Digest;
use http::request::Parts;
use http::{HeaderMap, Response, StatusCode, header};

use crate::error::Refusal;
use crate::hash::is_digest_of;
use crate::manifest::check;
use crate::query::Query;
use crate::registry::{Outcome, Step, built, etag, is_known, selector, text};
use crate::upload::{Receiver, Work};
use crate::{Body, ErrorCode, NewManifest, Record, Registry, Selector, Store, Stored, is_tag};

/// Tags that one request may set; the specification asks for at least ten.
const MAX_TAGS: usize = 100;

impl<S: Store> Registry<S> {
    /// `GET` and `HEAD /v2/<name>/manifests/<reference>`
    pub(crate) fn get_manifest(&self, name: &str, reference: &str, headers: &HeaderMap) -> Outcome {
        let record = self.record(name, reference)?;
        if !accepts(headers, &record.media_type) {
            return Err(Refusal::missing(
                ErrorCode::ManifestUnknown,
                format!(
                    "the manifest is stored as {}, which the Accept header of the request leaves out",
                    record.media_type
                ),
            ));
        }
        let builder = Response::builder()
            .header("docker-content-digest", record.digest.to_string())
            .header(header::ETAG, etag(&record.digest));
        if is_known(headers, &record.digest) {
            return built(builder.status(StatusCode::NOT_MODIFIED), Body::empty());
        }
        let body = Body::Blob {
            repository: name.to_owned(),
            digest: record.digest,
            range: 0..record.size,
        };
        built(
            builder
                .status(StatusCode::OK)
                .header(header::CONTENT_TYPE, record.media_type),
            body,
        )
    }

    /// `PUT /v2/<name>/manifests/<reference>`, before its body.
    pub(crate) fn begin_manifest(
        &self,
        name: &str,
        reference: &str,
        head: &Parts,
    ) -> Result<Step, Refusal> {
        let Some(selector) = selector(reference)? else {
            return Err(tag_invalid(reference));
        };
        let length =
            text(&head.headers, "content-length").and_then(|text| text.parse::<u64>().ok());
        if length.is_some_and(|length| length > self.limits.manifest as u64) {
            return Err(self.manifest_too_large());
        }
        let mut tags = Vec::new();
        match &selector {
            Selector::Tag(tag) => tags.push(tag.clone()),
            Selector::Digest(_) => {
                for tag in Query::of(&head.uri).all("tag") {
                    if !is_tag(tag) {
                        return Err(tag_invalid(tag));
                    }
                    if !tags.iter().any(|known| known == tag) {
                        tags.push(tag.to_owned());
                    }
                }
                if tags.len() > MAX_TAGS {
                    return Err(Refusal::new(
                        StatusCode::URI_TOO_LONG,
                        ErrorCode::TagInvalid,
                        format!("more than {MAX_TAGS} tags in one request"),
                    ));
                }
            }
        }
        let content_type = text(&head.headers, "content-type")
            .map(|value| {
                value
                    .split(';')
                    .next()
                    .unwrap_or_default()
                    .trim()
                    .to_owned()
            })
            .filter(|value| !value.is_empty());
        let work = Work::Manifest {
            name: name.to_owned(),
            selector,
            content_type,
            tags,
            bytes: Vec::new(),
        };
        Ok(Step::Receive(Receiver { work }))
    }

    /// `PUT /v2/<name>/manifests/<reference>`, with its body.
    pub(crate) fn put_manifest(
        &self,
        name: &str,
        selector: &Selector,
        content_type: Option<&str>,
        tags: Vec<String>,
        bytes: Bytes,
    ) -> Outcome {
        let digest = match selector {
            Selector::Tag(_) => Digest::sha256(&bytes),
            Selector::Digest(digest) if is_digest_of(digest, &bytes) => digest.clone(),
            Selector::Digest(digest) => {
                return Err(Refusal::bad(
                    ErrorCode::DigestInvalid,
                    format!("the manifest that was sent does not have the digest {digest}"),
                ));
            }
        };
        let checked = check(&bytes, content_type)
            .map_err(|problem| Refusal::bad(ErrorCode::ManifestInvalid, problem.to_string()))?;
        if header::HeaderValue::from_str(&checked.media_type).is_err() {
            return Err(Refusal::bad(
                ErrorCode::ManifestInvalid,
                "the media type cannot stand in a header",
            ));
        }
        let record = Record::new(digest.clone(), bytes.len() as u64, &checked);
        let mut builder = Response::builder()
            .status(StatusCode::CREATED)
            .header(header::LOCATION, format!("/v2/{name}/manifests/{digest}"))
            .header("docker-content-digest", digest.to_string());
        if let Some(subject) = &record.subject {
            builder = builder.header("oci-subject", subject.to_string());
        }
        if matches!(selector, Selector::Digest(_)) {
            for tag in &tags {
                builder = builder.header("oci-tag", tag);
            }
        }
        match self.store.put_manifest(
            name,
            NewManifest {
                bytes,
                record,
                tags,
                needs: checked.needs,
            },
        )? {
            Stored::Kept => built(builder, Body::empty()),
            Stored::Missing(digest) => Err(Refusal::bad(
                ErrorCode::ManifestBlobUnknown,
                format!(
                    "the manifest refers to {digest}, which the repository {name} does not hold"
                ),
            )),
            Stored::Size { digest, actual } => Err(Refusal::bad(
                ErrorCode::ManifestInvalid,
                format!("the manifest gives {digest} another size than the {actual} bytes it has"),
            )),
        }
    }

    /// `DELETE /v2/<name>/manifests/<reference>`
    pub(crate) fn delete_manifest(&self, name: &str, reference: &str) -> Outcome {
        let known = match selector(reference)? {
            Some(Selector::Tag(tag)) => self.store.delete_tag(name, &tag)?,
            Some(Selector::Digest(digest)) => self.store.delete_manifest(name, &digest)?,
            None => false,
        };
        if known {
            built(
                Response::builder().status(StatusCode::ACCEPTED),
                Body::empty(),
            )
        } else {
            Err(unknown(name, reference))
        }
    }

    pub(crate) fn manifest_too_large(&self) -> Refusal {
        Refusal::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            ErrorCode::SizeInvalid,
            format!(
                "the manifest is larger than the {} bytes this registry takes",
                self.limits.manifest
            ),
        )
    }

    fn record(&self, name: &str, reference: &str) -> Result<Record, Refusal> {
        let found = match selector(reference)? {
            Some(selector) => self.store.manifest(name, &selector)?,
            None => None,
        };
        found.ok_or_else(|| unknown(name, reference))
    }
}

fn unknown(name: &str, reference: &str) -> Refusal {
    Refusal::missing(
        ErrorCode::ManifestUnknown,
        format!("the repository {name} has no manifest {reference}"),
    )
}

fn tag_invalid(tag: &str) -> Refusal {
    Refusal::bad(
        ErrorCode::TagInvalid,
        format!(
            "{tag:?} is not a tag: letters, digits, '_', '.' and '-', at most 128 characters, not beginning with '.' or '-'"
        ),
    )
}

/// Tells whether the request can take a manifest of this type.
///
/// A manifest exists in one form, so there is nothing to choose; but who lists only other types
/// would misread it, and gets what Distribution answers as well: 404. A request without `Accept`,
/// or with one that names plain JSON or a wildcard, takes anything.
fn accepts(headers: &HeaderMap, media_type: &str) -> bool {
    let mut any = false;
    for value in headers.get_all(header::ACCEPT) {
        let Ok(list) = value.to_str() else {
            return true;
        };
        for item in list.split(',') {
            let kind = item.split(';').next().unwrap_or_default().trim();
            if kind.is_empty() {
                continue;
            }
            if kind.eq_ignore_ascii_case(media_type)
                || matches!(kind, "*/*" | "application/*" | "application/json")
            {
                return true;
            }
            any = true;
        }
    }
    !any
}
