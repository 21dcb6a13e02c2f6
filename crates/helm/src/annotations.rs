//! The manifest annotations Helm makes out of metadata.
//!
//! Source: Helm 4.2.4, `pkg/registry/chart.go`; `helm.md` 1.6.

use chartroom_chart::{Metadata, text::is_space};
use chartroom_gotext::join;
use chartroom_oci::Annotations;

const AUTHORS: &str = "org.opencontainers.image.authors";
const CREATED: &str = "org.opencontainers.image.created";
const DESCRIPTION: &str = "org.opencontainers.image.description";
const SOURCE: &str = "org.opencontainers.image.source";
const TITLE: &str = "org.opencontainers.image.title";
const URL: &str = "org.opencontainers.image.url";
const VERSION: &str = "org.opencontainers.image.version";

/// The annotations of a chart's manifest, sorted by key. The chart's own win over what Helm
/// derives, except over title and version.
pub fn annotations(metadata: &Metadata, created: &str) -> Annotations {
    let mut all = Annotations::new();
    let mut add = |key: &str, value: &str| {
        if !value.chars().all(is_space) {
            all.insert(key, value);
        }
    };
    add(DESCRIPTION, &metadata.description);
    add(TITLE, &metadata.name);
    add(VERSION, &metadata.version);
    add(URL, &metadata.home);
    add(CREATED, created);
    if let Some(source) = metadata.sources.first() {
        add(SOURCE, source);
    }
    add(AUTHORS, &authors(metadata));
    for (key, value) in &metadata.annotations {
        if key != VERSION && key != TITLE {
            all.insert(key.as_str(), value.as_str());
        }
    }
    all.sort();
    all
}

/// `Ann (ann@example.com), Bob`: missing parts leave their commas and blanks behind, as in Helm.
fn authors(metadata: &Metadata) -> String {
    let each = metadata.maintainers.iter().map(|maintainer| {
        if maintainer.email.is_empty() {
            maintainer.name.clone()
        } else {
            format!("{} ({})", maintainer.name, maintainer.email)
        }
    });
    join(&each.collect::<Vec<_>>(), ", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use chartroom_chart::Maintainer;

    fn maintainer(name: &str, email: &str) -> Maintainer {
        Maintainer {
            name: name.into(),
            email: email.into(),
            ..Maintainer::default()
        }
    }

    #[test]
    fn missing_parts_leave_their_traces() {
        let mut metadata = Metadata {
            maintainers: vec![
                maintainer("A", ""),
                maintainer("", "b@c"),
                maintainer("", ""),
                maintainer("D", "e@f"),
            ],
            ..Metadata::default()
        };
        assert_eq!(authors(&metadata), "A,  (b@c), , D (e@f)");
        metadata.maintainers = vec![maintainer("", ""); 2];
        assert_eq!(annotations(&metadata, "").get(AUTHORS), Some(", "));
        metadata.maintainers.pop();
        assert!(annotations(&metadata, " ").is_empty());
    }

    #[test]
    fn the_charts_own_annotations_win_but_for_two() {
        let metadata = Metadata {
            name: "w".into(),
            version: "1.0.0+b".into(),
            description: "derived".into(),
            annotations: [(DESCRIPTION, ""), (TITLE, "no"), (VERSION, "no"), ("", "x")]
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .into(),
            ..Metadata::default()
        };
        let made = annotations(&metadata, "2024-01-02T03:04:05Z");
        let made: Vec<_> = made.iter().collect();
        assert_eq!(
            made,
            [
                ("", "x"),
                (CREATED, "2024-01-02T03:04:05Z"),
                (DESCRIPTION, ""),
                (TITLE, "w"),
                (VERSION, "1.0.0+b")
            ]
        );
    }
}
