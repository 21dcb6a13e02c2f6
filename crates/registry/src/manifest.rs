//! Manifests: asking, fetching, putting, deleting.
//!
//! Source: distribution-spec "Pulling manifests", "Pushing Manifests"; the digest rules are
//! oras-go's truth table (`registry/remote/repository.go`).

use bytes::Bytes;
use chartroom_oci::{Digest, MAX_MANIFEST_SIZE, RawManifest, go_quote, media_type};

use crate::client::Answer;
use crate::error::RegistryError;
use crate::error_kind::ErrorKind;
use crate::headers;
use crate::message::{Headers, Method, header, is_header_value};
use crate::repository::{RepositoryClient, Target, check_digest_header};
use crate::transport::Transport;

/// What a registry says about a manifest without sending it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ManifestInfo {
    /// The media type, without parameters; empty when it was not said.
    pub media_type: String,
    /// The digest, when it was asked by one, or the registry says it and a page may read it.
    pub digest: Option<Digest>,
    /// The size, when it is said.
    pub size: Option<u64>,
}

/// A manifest with the headers it came with, for people who want to see them.
#[derive(Clone, Debug)]
pub struct ManifestResponse {
    /// The manifest, its digest checked.
    pub manifest: RawManifest,
    /// The headers of the answer, as far as they may be read.
    pub headers: Headers,
}

impl<T: Transport> RepositoryClient<T> {
    /// Asks about the manifest under a tag or digest: `HEAD`.
    ///
    /// Not there is [`ErrorKind::ManifestUnknown`].
    pub async fn head_manifest(&self, reference: &str) -> Result<ManifestInfo, RegistryError> {
        let (target, answer) = self.ask_manifest(Method::Head, reference).await?;
        let said: Option<Digest> = answer
            .header(headers::CONTENT_DIGEST)
            .and_then(|text| text.trim().parse().ok());
        let digest = match (target, said) {
            (Target::Digest(asked), Some(said))
                if asked.algorithm == said.algorithm && asked != said =>
            {
                return Err(answer.fault(
                    ErrorKind::DigestMismatch,
                    format!("mismatched digest: asked for {asked}, the registry says {said}"),
                ));
            }
            (Target::Digest(asked), _) => Some(asked),
            (Target::Tag, said) => said,
        };
        let size = answer
            .header(header::CONTENT_LENGTH)
            .and_then(|text| text.parse().ok());
        let media_type = answer
            .header(header::CONTENT_TYPE)
            .map(media_type::essence)
            .unwrap_or_default();
        Ok(ManifestInfo {
            media_type,
            digest,
            size,
        })
    }

    /// Fetches the manifest under a tag or digest. Its digest is computed over the bytes and must
    /// be the one asked for and the one the registry names.
    pub async fn manifest(&self, reference: &str) -> Result<RawManifest, RegistryError> {
        Ok(self.manifest_response(reference).await?.manifest)
    }

    /// [`manifest`](RepositoryClient::manifest) with the headers of the answer.
    pub async fn manifest_response(
        &self,
        reference: &str,
    ) -> Result<ManifestResponse, RegistryError> {
        let (target, answer) = self.ask_manifest(Method::Get, reference).await?;
        let bytes = answer.response.body.clone();
        check_length(&answer, bytes.len())?;
        let said = check_digest_header(&answer, &bytes)?;
        let digest = match target {
            Target::Digest(asked) => match Digest::of(&asked.algorithm, &bytes) {
                Some(actual) if actual == asked => asked,
                Some(actual) => {
                    return Err(answer.fault(
                        ErrorKind::DigestMismatch,
                        format!("mismatched digest: asked for {asked}, the bytes are {actual}"),
                    ));
                }
                None => {
                    return Err(answer.fault(
                        ErrorKind::DigestMismatch,
                        format!("unsupported digest algorithm: {}", asked.algorithm.as_str()),
                    ));
                }
            },
            Target::Tag => match said {
                Some(said) if said.algorithm.is_supported() => said,
                _ => Digest::sha256(&bytes),
            },
        };
        let Some(content_type) = answer.header(header::CONTENT_TYPE).map(media_type::essence)
        else {
            return Err(answer.fault(
                ErrorKind::InvalidResponse,
                "invalid response header `Content-Type`: the registry does not say what it sends",
            ));
        };
        Ok(ManifestResponse {
            manifest: RawManifest {
                bytes,
                media_type: content_type,
                digest,
            },
            headers: answer.response.headers,
        })
    }

    async fn ask_manifest(
        &self,
        method: Method,
        reference: &str,
    ) -> Result<(Target, Answer), RegistryError> {
        let target = Target::parse(reference)?;
        let mut call = self.prepare(method, &format!("manifests/{reference}"), &["pull"])?;
        call.headers
            .insert(header::ACCEPT, self.client().options().accept);
        call.options.max_response = MAX_MANIFEST_SIZE;
        let answer = self.send(&call).await?;
        match answer.status() {
            200 => answer.not_a_page().map(|()| (target, answer)),
            _ => Err(answer.error(ErrorKind::ManifestUnknown)),
        }
    }

    /// Puts a manifest under a tag or digest, exactly these bytes. Returns its digest.
    ///
    /// Under a tag this is the moment a push becomes visible: put it last.
    pub async fn put_manifest(
        &self,
        reference: &str,
        bytes: Bytes,
        media_type: &str,
    ) -> Result<Digest, RegistryError> {
        let target = Target::parse(reference)?;
        let mut call = self.prepare(
            Method::Put,
            &format!("manifests/{reference}"),
            &["pull", "push"],
        )?;
        if !is_header_value(media_type) {
            return Err(RegistryError::new(
                ErrorKind::ManifestInvalid,
                format!("invalid media type {}", go_quote(media_type)),
            ));
        }
        call.headers.insert(header::CONTENT_TYPE, media_type);
        call.body = bytes.clone();
        let answer = self.send(&call).await?;
        // 201 is the rule; some say 200 or 202.
        if !matches!(answer.status(), 200..=202) {
            return Err(answer.error(ErrorKind::NameUnknown));
        }
        answer.not_a_page()?;
        check_digest_header(&answer, &bytes)?;
        Ok(match target {
            Target::Digest(digest) => digest,
            Target::Tag => Digest::sha256(&bytes),
        })
    }

    /// Deletes a manifest by digest, or a tag (which not every registry can).
    pub async fn delete_manifest(&self, reference: &str) -> Result<(), RegistryError> {
        Target::parse(reference)?;
        let call = self.prepare(
            Method::Delete,
            &format!("manifests/{reference}"),
            &["delete"],
        )?;
        let answer = self.send(&call).await?;
        match answer.status() {
            200..=299 => Ok(()),
            _ => Err(answer.error(ErrorKind::ManifestUnknown)),
        }
    }
}

/// A body cut short is noticed even where no digest is known beforehand.
fn check_length(answer: &Answer, actual: usize) -> Result<(), RegistryError> {
    // With an encoding on top the length is that of the encoded bytes.
    if answer.header(header::CONTENT_ENCODING).is_some() {
        return Ok(());
    }
    match answer
        .header(header::CONTENT_LENGTH)
        .and_then(|text| text.parse::<u64>().ok())
    {
        Some(said) if said != actual as u64 => Err(answer.fault(
            ErrorKind::SizeMismatch,
            format!("mismatched size: expected {said} bytes, received {actual}"),
        )),
        _ => Ok(()),
    }
}
