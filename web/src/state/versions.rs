//! Tags as versions, sorted and chosen as Helm does.

use std::sync::Arc;

use chartroom_helm::Versions;
use chartroom_version::Version;

use super::{App, Problem, registries};

/// A tag, and the version it is.
#[derive(Clone, PartialEq)]
pub struct Tagged {
    /// The tag as the registry has it.
    pub tag: String,
    /// The version: the tag with `_` read as `+`. `None` when the tag is no version.
    pub version: Option<Version>,
}

impl Tagged {
    /// Reads a tag. Helm only looks at tags that are strict versions.
    pub fn read(tag: &str) -> Tagged {
        Tagged {
            tag: tag.to_owned(),
            version: Version::parse_strict(&tag.replace('_', "+")).ok(),
        }
    }

    /// The version as text; the tag where it is none.
    pub fn text(&self) -> String {
        match &self.version {
            Some(_) => self.tag.replace('_', "+"),
            None => self.tag.clone(),
        }
    }
}

/// Newest first; tags that are no versions behind, as the registry has them.
pub fn sort(tags: &[String]) -> Vec<Tagged> {
    let sorted = Versions::from_tags(tags.to_vec());
    let versions = sorted.versions.into_iter().map(|known| Tagged {
        tag: known.tag,
        version: Some(known.version),
    });
    let others = sorted
        .other_tags
        .into_iter()
        .map(|tag| Tagged { tag, version: None });
    versions.chain(others).collect()
}

/// The tag that `range` chooses; without a range the newest stable version, and the newest of all where none is stable.
pub fn choose(tags: &[String], range: Option<&str>) -> Option<String> {
    let sorted = Versions::from_tags(tags.to_vec());
    if let Some(range) = range {
        // An exact version is a tag by itself.
        let exact = range.replace('+', "_");
        if tags.contains(&exact) {
            return Some(exact);
        }
        return sorted.matching(range).ok().map(|known| known.tag.clone());
    }
    let newest = sorted.latest().or_else(|| sorted.versions.first());
    // A repository of something else: `latest` is what its owner would show.
    newest.map(|known| known.tag.clone()).or_else(|| {
        tags.iter()
            .find(|tag| *tag == "latest")
            .or(tags.last())
            .cloned()
    })
}

/// The tags of a repository, asked for once.
pub async fn of(app: App, host: &str, repository: &str) -> Result<Arc<Vec<String>>, Problem> {
    let place = [host, "/", repository].concat();
    if let Some(tags) = app.caches.tags(&place) {
        return Ok(tags);
    }
    let _running = app.activity.begin();
    let tags = registries::client(app, host)
        .repository(repository)
        .tags()
        .await
        .map_err(|error| Problem::of_registry(app, &error, host, &place))?;
    let tags = Arc::new(tags);
    app.caches.keep_tags(&place, tags.clone());
    Ok(tags)
}

#[cfg(test)]
mod tests {
    use super::{choose, sort};

    fn tags(list: &[&str]) -> Vec<String> {
        list.iter().map(|tag| (*tag).to_owned()).collect()
    }

    #[test]
    fn newest_first_and_what_is_no_version_last() {
        let list = tags(&[
            "latest",
            "1.2.0",
            "1.10.0",
            "1.10.0-rc.1",
            "v1.0.0",
            "1.2.0_build",
        ]);
        let sorted: Vec<String> = sort(&list)
            .into_iter()
            .map(|tagged| tagged.text())
            .collect();
        assert_eq!(
            sorted,
            [
                "1.10.0",
                "1.10.0-rc.1",
                "1.2.0",
                "1.2.0+build",
                "latest",
                "v1.0.0"
            ]
        );
    }

    #[test]
    fn a_range_chooses_as_helm_does() {
        let list = tags(&["1.2.0", "1.3.0-rc.1", "1.2.9", "2.0.0"]);
        assert_eq!(choose(&list, None).as_deref(), Some("2.0.0"));
        assert_eq!(choose(&list, Some("^1")).as_deref(), Some("1.2.9"));
        assert_eq!(choose(&list, Some("1.2.0")).as_deref(), Some("1.2.0"));
        assert_eq!(choose(&list, Some("^3")), None);
        assert_eq!(
            choose(&tags(&["1.0.0-rc.1"]), None).as_deref(),
            Some("1.0.0-rc.1")
        );
        assert_eq!(
            choose(&tags(&["main", "latest"]), None).as_deref(),
            Some("latest")
        );
    }
}
