//! The versions of a chart in a registry: its tags, as Helm reads them.
//!
//! Source: Helm 4.2.4, `Client.Tags` and `GetTagMatchingVersionOrConstraint` in `pkg/registry`.

use chartroom_gotext::sort_by;
use chartroom_registry::{Client, Transport};
use chartroom_version::{Constraint, Version};

use crate::error::{HelmError, HelmErrorKind};

/// A version and the tag it is kept under.
#[derive(Debug, Clone)]
pub struct ChartVersion {
    /// The version, with `+` where the tag has `_`.
    pub version: Version,
    /// The tag.
    pub tag: String,
}

/// The tags of a repository, sorted into versions and the rest.
#[derive(Debug, Clone, Default)]
pub struct Versions {
    /// The versions, highest first; those that differ in build metadata only are in the registry's
    /// order.
    pub versions: Vec<ChartVersion>,
    /// Tags that are no strict versions: `latest`, `v1.2.3`, `1.2`, signatures. Helm does not see
    /// them.
    pub other_tags: Vec<String>,
}

impl Versions {
    /// Sorts tags.
    pub fn from_tags(tags: Vec<String>) -> Self {
        let mut sorted = Versions::default();
        for tag in tags {
            match Version::parse_strict(&tag.replace('_', "+")) {
                Ok(version) => sorted.versions.push(ChartVersion { version, tag }),
                Err(_) => sorted.other_tags.push(tag),
            }
        }
        let versions = &mut sorted.versions;
        sort_by(versions, |a, b| b.version.cmp_precedence(&a.version));
        sorted
    }

    /// The highest version without a pre-release.
    pub fn latest(&self) -> Option<&ChartVersion> {
        let mut versions = self.versions.iter();
        versions.find(|version| version.version.pre.is_empty())
    }

    /// What Helm takes for `wanted`: the version of exactly that text, else the highest that
    /// satisfies it as a constraint; without a text the highest of all that are not pre-releases.
    ///
    /// # Errors
    /// [`HelmErrorKind::BadConstraint`] and [`HelmErrorKind::NoMatch`], in Helm's words.
    pub fn matching(&self, wanted: &str) -> Result<&ChartVersion, HelmError> {
        let constraint = if wanted.is_empty() {
            "*"
        } else {
            let mut versions = self.versions.iter();
            if let Some(same) = versions.find(|version| version.version.to_string() == wanted) {
                return Ok(same);
            }
            wanted
        };
        let constraint = Constraint::parse(constraint)
            .map_err(|error| HelmError::new(HelmErrorKind::BadConstraint, error.to_string()))?;
        let mut versions = self.versions.iter();
        let found = versions.find(|version| constraint.check(&version.version));
        found.ok_or_else(|| {
            HelmError::new(
                HelmErrorKind::NoMatch,
                format!("could not locate a version matching provided version string {wanted}"),
            )
        })
    }
}

/// Lists the versions of a repository.
///
/// # Errors
/// When the registry cannot be asked.
pub async fn versions<T: Transport>(
    client: &Client<T>,
    repository: &str,
) -> Result<Versions, HelmError> {
    match client.repository(repository).tags().await {
        Ok(tags) => Ok(Versions::from_tags(tags)),
        Err(error) => {
            let text = error.to_string();
            Err(HelmError::new(HelmErrorKind::Registry(error), text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn versions() -> Versions {
        let tags = [
            "1.0.0",
            "v2.0.0",
            "1.2.0_b1",
            "latest",
            "1.2.0",
            "2.0.0-rc.1",
            "01.2.3",
            "1.10.0",
            "1.2",
            "1.0.0_a_b",
        ];
        Versions::from_tags(tags.map(str::to_owned).to_vec())
    }

    #[test]
    fn tags_are_strict_versions_or_nothing() {
        let versions = versions();
        let tags: Vec<_> = versions.versions.iter().map(|v| v.tag.as_str()).collect();
        assert_eq!(tags, ["2.0.0-rc.1", "1.10.0", "1.2.0_b1", "1.2.0", "1.0.0"]);
        assert_eq!(
            versions.other_tags,
            ["v2.0.0", "latest", "01.2.3", "1.2", "1.0.0_a_b"]
        );
        assert_eq!(versions.latest().map(|v| v.tag.as_str()), Some("1.10.0"));
    }

    #[test]
    fn what_is_wanted_is_found_as_in_helm() {
        let versions = versions();
        for (wanted, tag) in [
            ("", "1.10.0"),
            ("^1", "1.10.0"),
            ("~1.2", "1.2.0_b1"),
            ("1.2.0", "1.2.0"),
            ("1.2.0+b1", "1.2.0_b1"),
            (">0.0.0-0", "2.0.0-rc.1"),
        ] {
            let found = versions.matching(wanted).map(|v| v.tag.as_str());
            assert_eq!(found.ok(), Some(tag), "{wanted}");
        }
        for (wanted, text) in [
            (
                "9.x",
                "could not locate a version matching provided version string 9.x",
            ),
            ("latest", "improper constraint: \"latest\""),
        ] {
            let error = versions.matching(wanted).unwrap_err();
            assert_eq!(error.to_string(), text);
        }
    }
}
