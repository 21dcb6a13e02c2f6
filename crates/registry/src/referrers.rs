//! Referrers: manifests that are about another one.
//!
//! Source: distribution-spec "Listing Referrers" and its fallback tag; `registries.md` A.6.

use chartroom_oci::{Descriptor, Digest, Manifest, RawManifest, media_type};

use crate::error::RegistryError;
use crate::error_kind::ErrorKind;
use crate::message::{Method, header};
use crate::page::{PageGuard, next_page, read_json};
use crate::repository::RepositoryClient;
use crate::transport::Transport;
use crate::url::Query;

impl<T: Transport> RepositoryClient<T> {
    /// The manifests about the manifest `digest`, perhaps only those of one artifact type. Where
    /// the registry has no such list, the one under the fallback tag; an empty one where there is
    /// neither.
    pub async fn referrers(
        &self,
        digest: &Digest,
        artifact_type: Option<&str>,
    ) -> Result<Vec<Descriptor>, RegistryError> {
        let all = match self.referrers_list(digest, artifact_type).await {
            Ok(all) => all,
            Err(error) if is_unsupported(&error) => {
                match self.manifest(&fallback_tag(digest)).await {
                    Ok(manifest) => descriptors(&manifest)?,
                    Err(error) if error.is_not_found() => Vec::new(),
                    Err(error) => return Err(error),
                }
            }
            Err(error) => return Err(error),
        };
        // The registry may or may not have filtered; doing it again changes nothing.
        Ok(all
            .into_iter()
            .filter(|one| artifact_type.is_none() || one.artifact_type.as_deref() == artifact_type)
            .collect())
    }

    async fn referrers_list(
        &self,
        digest: &Digest,
        artifact_type: Option<&str>,
    ) -> Result<Vec<Descriptor>, RegistryError> {
        let mut path = format!("referrers/{digest}");
        if let Some(artifact_type) = artifact_type {
            let mut query = Query::default();
            query.add("artifactType", artifact_type);
            path.push('?');
            path.push_str(&query.encode());
        }
        let mut call = self.prepare(Method::Get, &path, &["pull"])?;
        call.headers.insert(header::ACCEPT, media_type::IMAGE_INDEX);
        let mut all = Vec::new();
        let mut guard = PageGuard::default();
        loop {
            let answer = self.send(&call).await?;
            if answer.status() != 200 {
                return Err(answer.error(ErrorKind::Unsupported));
            }
            let index: chartroom_oci::ImageIndex = read_json(&answer)?;
            let news = index.manifests.len();
            all.extend(index.manifests);
            let Some(next) = next_page(&answer, self.client().origin())? else {
                return Ok(all);
            };
            guard.admit(&next, news, &answer.url)?;
            call.url = next;
        }
    }
}

/// `sha256-<hex>`: where clients keep the list for registries that have none.
pub(crate) fn fallback_tag(digest: &Digest) -> String {
    let clean = |text: &str, most: usize| -> String {
        text.chars()
            .take(most)
            .map(|c| {
                if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') {
                    c
                } else {
                    '-'
                }
            })
            .collect()
    };
    format!(
        "{}-{}",
        clean(digest.algorithm.as_str(), 32),
        clean(&digest.hex, 64)
    )
}

/// A 404, a web page, or a browser's refusal on this one route means that the registry does not
/// have it.
fn is_unsupported(error: &RegistryError) -> bool {
    error.is_not_found()
        || matches!(
            error.kind(),
            ErrorKind::Unsupported
                | ErrorKind::NotARegistry
                | ErrorKind::CorsOrNetwork
                | ErrorKind::UnexpectedStatus
                | ErrorKind::Redirect
        )
}

fn descriptors(manifest: &RawManifest) -> Result<Vec<Descriptor>, RegistryError> {
    match manifest.parse() {
        Ok(Manifest::Index(index)) => Ok(index.manifests),
        Ok(_) => Ok(Vec::new()),
        Err(error) => {
            Err(RegistryError::new(ErrorKind::InvalidResponse, error.to_string()).because(error))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fallback_tags() {
        let digest = Digest::sha256(b"{}");
        assert_eq!(fallback_tag(&digest), format!("sha256-{}", digest.hex));
        let odd: Digest = format!("a+b:{}", "x=".repeat(50)).parse().unwrap();
        assert_eq!(fallback_tag(&odd), format!("a-b-{}", "x-".repeat(32)));
    }
}
