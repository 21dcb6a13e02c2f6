//! The manifests and tags of one repository.

use std::collections::BTreeMap;

use chartroom_oci::Digest;

use crate::Selector;

/// What a registry must know of a manifest without reading it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its digest.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
    /// Its media type: the `Content-Type` it came with.
    pub media_type: String,
    /// Its artifact type, or the media type of its config where it has none.
    pub artifact_type: Option<String>,
    /// What it refers to.
    pub subject: Option<Digest>,
    /// Its annotations, in their order.
    pub annotations: Vec<(String, String)>,
    /// The content it consists of: digest and size.
    pub references: Vec<(Digest, u64)>,
}

/// The manifests and tags of one repository, in memory.
///
/// Both stores build on it: one keeps only this, the other writes it down as `index.json`.
#[derive(Clone, Debug, Default)]
pub struct RepositoryIndex {
    manifests: BTreeMap<String, Record>,
    tags: BTreeMap<String, String>,
}

impl RepositoryIndex {
    /// An index without manifests.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Tells whether it holds no manifest.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.manifests.is_empty()
    }

    /// Adds a manifest and points tags at it.
    pub fn insert(&mut self, record: Record, tags: &[String]) {
        let key = record.digest.to_string();
        for tag in tags {
            self.tags.insert(tag.clone(), key.clone());
        }
        self.manifests.insert(key, record);
    }

    /// Finds a manifest.
    #[must_use]
    pub fn find(&self, selector: &Selector) -> Option<&Record> {
        match selector {
            Selector::Tag(tag) => self.tags.get(tag).and_then(|key| self.manifests.get(key)),
            Selector::Digest(digest) => self.manifests.get(&digest.to_string()),
        }
    }

    /// Removes a tag; false when there is none.
    pub fn remove_tag(&mut self, tag: &str) -> bool {
        self.tags.remove(tag).is_some()
    }

    /// Removes a manifest with its tags; false when there is none.
    pub fn remove(&mut self, digest: &Digest) -> bool {
        let key = digest.to_string();
        self.tags.retain(|_, target| *target != key);
        self.manifests.remove(&key).is_some()
    }

    /// The tags in ASCII order.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.tags.keys().map(String::as_str)
    }

    /// The manifests in the order of their digests.
    pub fn manifests(&self) -> impl Iterator<Item = &Record> {
        self.manifests.values()
    }

    /// The tags that point at a manifest.
    pub fn tags_of<'a>(&'a self, digest: &Digest) -> impl Iterator<Item = &'a str> {
        let key = digest.to_string();
        self.tags
            .iter()
            .filter(move |(_, target)| **target == key)
            .map(|(tag, _)| tag.as_str())
    }

    /// The manifest that uses this content, or is it.
    #[must_use]
    pub fn user_of(&self, digest: &Digest) -> Option<&Record> {
        self.find(&Selector::Digest(digest.clone())).or_else(|| {
            self.manifests
                .values()
                .find(|record| record.references.iter().any(|(used, _)| used == digest))
        })
    }

    /// The manifests whose subject is `digest`.
    #[must_use]
    pub fn referrers(&self, digest: &Digest) -> Vec<Record> {
        self.manifests
            .values()
            .filter(|record| record.subject.as_ref() == Some(digest))
            .cloned()
            .collect()
    }
}
