//! Lists: tags, repositories, referrers.

use bytes::Bytes;
use chartroom_oci::media_type;
use http::{Response, StatusCode, Uri, header};
use serde::{Serialize, Serializer};

use crate::error::Refusal;
use crate::page::{BadPageSize, cut};
use crate::query::Query;
use crate::registry::{Outcome, built, digest};
use crate::{Body, ErrorCode, Record, Registry, Store};

impl<S: Store> Registry<S> {
    /// `GET /v2/_catalog`
    pub(crate) fn catalog(&self, uri: &Uri) -> Outcome {
        #[derive(Serialize)]
        struct Catalog {
            repositories: Vec<String>,
        }
        let page = cut(
            self.store.repositories()?,
            &Query::of(uri),
            uri.path(),
            self.limits.page,
        )
        .map_err(bad_size)?;
        list(
            &Catalog {
                repositories: page.items,
            },
            page.link,
            "application/json",
            None,
        )
    }

    /// `GET /v2/<name>/tags/list`
    pub(crate) fn tags(&self, name: &str, uri: &Uri) -> Outcome {
        #[derive(Serialize)]
        struct Tags<'a> {
            name: &'a str,
            tags: Vec<String>,
        }
        let tags = self.store.tags(name)?.ok_or_else(|| {
            Refusal::missing(
                ErrorCode::NameUnknown,
                format!("there is no repository {name}"),
            )
        })?;
        let page = cut(tags, &Query::of(uri), uri.path(), self.limits.page).map_err(bad_size)?;
        list(
            &Tags {
                name,
                tags: page.items,
            },
            page.link,
            "application/json",
            None,
        )
    }

    /// `GET /v2/<name>/referrers/<digest>`
    ///
    /// The list is made from the manifests the repository holds, those included that came before
    /// a client knew this endpoint and kept a tag `sha256-…` instead.
    pub(crate) fn referrers(&self, name: &str, reference: &str, uri: &Uri) -> Outcome {
        let digest = digest(reference)?;
        let query = Query::of(uri);
        let wanted = query.get("artifactType").filter(|kind| !kind.is_empty());
        let manifests = self
            .store
            .referrers(name, &digest)?
            .iter()
            .filter(|record| wanted.is_none() || record.artifact_type.as_deref() == wanted)
            .map(Referrer::of)
            .collect();
        let index = Index {
            schema_version: 2,
            media_type: media_type::IMAGE_INDEX,
            manifests,
        };
        list(
            &index,
            None,
            media_type::IMAGE_INDEX,
            wanted.map(|_| "artifactType"),
        )
    }
}

fn bad_size(_: BadPageSize) -> Refusal {
    Refusal::bad(
        ErrorCode::PaginationNumberInvalid,
        "the parameter n must be a number that is not negative",
    )
}

fn list<T: Serialize>(
    value: &T,
    link: Option<String>,
    kind: &str,
    filters: Option<&str>,
) -> Outcome {
    let bytes = serde_json::to_vec(value).map_err(|error| {
        Refusal::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            ErrorCode::Unknown,
            error.to_string(),
        )
    })?;
    let mut builder = Response::builder()
        .status(StatusCode::OK)
        .header(header::CONTENT_TYPE, kind);
    if let Some(link) = link {
        builder = builder.header(header::LINK, link);
    }
    if let Some(filters) = filters {
        builder = builder.header("oci-filters-applied", filters);
    }
    built(builder, Body::Bytes(Bytes::from(bytes)))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Index {
    schema_version: u8,
    media_type: &'static str,
    manifests: Vec<Referrer>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Referrer {
    media_type: String,
    digest: String,
    size: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    artifact_type: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "as_object")]
    annotations: Vec<(String, String)>,
}

impl Referrer {
    fn of(record: &Record) -> Self {
        Self {
            media_type: record.media_type.clone(),
            digest: record.digest.to_string(),
            size: record.size,
            artifact_type: record.artifact_type.clone(),
            annotations: record.annotations.clone(),
        }
    }
}

fn as_object<S: Serializer>(pairs: &[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(key, value)| (key, value)))
}
