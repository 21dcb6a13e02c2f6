//! Which endpoint a path names.

use crate::query::decode;

/// An endpoint of the distribution API with what its path carries.
///
/// Names and references are as they stand in the path, decoded but not yet checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// `/v2/`
    Ping,
    /// `/v2/_catalog`, from before the OCI specification but known to all tools.
    Catalog,
    /// `/v2/<name>/tags/list`
    Tags {
        /// The repository.
        name: String,
    },
    /// `/v2/<name>/manifests/<reference>`
    Manifest {
        /// The repository.
        name: String,
        /// A tag or a digest.
        reference: String,
    },
    /// `/v2/<name>/blobs/<digest>`
    Blob {
        /// The repository.
        name: String,
        /// A digest.
        digest: String,
    },
    /// `/v2/<name>/blobs/uploads/`
    Uploads {
        /// The repository.
        name: String,
    },
    /// `/v2/<name>/blobs/uploads/<id>`
    Upload {
        /// The repository.
        name: String,
        /// The name of the upload.
        id: String,
    },
    /// `/v2/<name>/referrers/<digest>`
    Referrers {
        /// The repository.
        name: String,
        /// A digest.
        digest: String,
    },
}

impl Route {
    /// Reads a path; `None` when it is no endpoint.
    ///
    /// Repository names may hold any of the API's own words, so the path is read from its end.
    #[must_use]
    pub fn parse(path: &str) -> Option<Self> {
        let rest = path.strip_prefix("/v2")?;
        if rest.is_empty() || rest == "/" {
            return Some(Self::Ping);
        }
        let segments = rest
            .strip_prefix('/')?
            .split('/')
            .map(decode)
            .collect::<Option<Vec<_>>>()?;
        let words: Vec<&str> = segments.iter().map(String::as_str).collect();
        // A slash that was written as %2F must not become a path separator.
        if words.iter().any(|word| word.contains('/')) {
            return None;
        }
        let name = |count: usize| words[..words.len() - count].join("/");
        match words.as_slice() {
            ["_catalog"] => Some(Self::Catalog),
            [_, .., "tags", "list"] => Some(Self::Tags { name: name(2) }),
            [_, .., "blobs", "uploads", ""] => Some(Self::Uploads { name: name(3) }),
            [_, .., "blobs", "uploads"] => Some(Self::Uploads { name: name(2) }),
            [_, .., "blobs", "uploads", id] => Some(Self::Upload {
                name: name(3),
                id: (*id).to_owned(),
            }),
            [_, .., "manifests", reference] => Some(Self::Manifest {
                name: name(2),
                reference: (*reference).to_owned(),
            }),
            [_, .., "blobs", digest] => Some(Self::Blob {
                name: name(2),
                digest: (*digest).to_owned(),
            }),
            [_, .., "referrers", digest] => Some(Self::Referrers {
                name: name(2),
                digest: (*digest).to_owned(),
            }),
            _ => None,
        }
    }

    /// The repository the route names, if it names one.
    #[must_use]
    pub fn repository(&self) -> Option<&str> {
        match self {
            Self::Ping | Self::Catalog => None,
            Self::Tags { name }
            | Self::Manifest { name, .. }
            | Self::Blob { name, .. }
            | Self::Uploads { name }
            | Self::Upload { name, .. }
            | Self::Referrers { name, .. } => Some(name),
        }
    }

    /// The methods the endpoint knows, as an `Allow` header writes them.
    #[must_use]
    pub const fn methods(&self) -> &'static str {
        match self {
            Self::Ping | Self::Catalog | Self::Tags { .. } | Self::Referrers { .. } => "GET, HEAD",
            Self::Manifest { .. } => "GET, HEAD, PUT, DELETE",
            Self::Blob { .. } => "GET, HEAD, DELETE",
            Self::Uploads { .. } => "POST",
            Self::Upload { .. } => "GET, HEAD, PATCH, PUT, DELETE",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_from_the_end() {
        let name = "blobs/uploads/manifests/tags".to_owned();
        assert_eq!(
            Route::parse("/v2/blobs/uploads/manifests/tags/tags/list"),
            Some(Route::Tags { name: name.clone() })
        );
        assert_eq!(
            Route::parse("/v2/blobs/uploads/manifests/tags/manifests/list"),
            Some(Route::Manifest {
                name: name.clone(),
                reference: "list".into()
            })
        );
        assert_eq!(
            Route::parse("/v2/a/blobs/uploads/"),
            Some(Route::Uploads { name: "a".into() })
        );
        assert_eq!(
            Route::parse("/v2/a/blobs/uploads/7"),
            Some(Route::Upload {
                name: "a".into(),
                id: "7".into()
            })
        );
        assert_eq!(
            Route::parse("/v2/a/blobs/sha256%3Aab"),
            Some(Route::Blob {
                name: "a".into(),
                digest: "sha256:ab".into()
            })
        );
    }

    #[test]
    fn what_is_no_endpoint() {
        for path in [
            "",
            "/",
            "/v1/",
            "/v2x",
            "/v2/a",
            "/v2/tags/list",
            "/v2/manifests/x",
            "/v2/a%2Fb/tags/list",
            "/v2/a/tags/list/",
            "/v2/%zz/tags/list",
        ] {
            assert_eq!(Route::parse(path), None, "{path}");
        }
    }
}
