//! A document of schemas: its resources, which have URLs of their own, and their anchors.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::address::{Fragment, below, fragment, location, unescaped};
use super::compiler::Id;
use super::draft::{Dialect, Draft, Holds};
use super::reader::Part;
use crate::text::quoted;

/// A document, and what is known of it.
pub(super) struct Document {
    pub url: String,
    pub part: Rc<Part>,
    /// The root is the first.
    pub resources: Vec<Resource>,
    /// Pointers of the schemas that were looked at.
    pub seen: BTreeSet<String>,
    /// Places of its compiled schemas, by their pointers.
    pub compiled: BTreeMap<String, Id>,
}

/// A schema with a URL of its own.
pub(super) struct Resource {
    pub pointer: String,
    pub url: String,
    pub dialect: Dialect,
    /// Names and pointers.
    pub anchors: Vec<(String, String)>,
    /// Which of the anchors are dynamic.
    pub dynamic: Vec<String>,
}

impl Resource {
    pub fn new(pointer: &str, url: &str, dialect: Dialect) -> Resource {
        Resource {
            pointer: pointer.to_owned(),
            url: url.to_owned(),
            dialect,
            anchors: Vec::new(),
            dynamic: Vec::new(),
        }
    }
}

impl Document {
    pub fn new(url: &str, part: Rc<Part>) -> Document {
        Document {
            url: url.to_owned(),
            part,
            resources: Vec::new(),
            seen: BTreeSet::new(),
            compiled: BTreeMap::new(),
        }
    }

    /// The resource that a schema belongs to.
    pub fn resource(&self, pointer: &str) -> &Resource {
        let mut pointer = pointer;
        loop {
            if let Some(resource) = self.resources.iter().find(|r| r.pointer == pointer) {
                return resource;
            }
            match pointer.rfind('/') {
                Some(slash) => pointer = &pointer[..slash],
                // The root was the first to be looked at.
                None => return &self.resources[0],
            }
        }
    }

    /// Where a reference leads; `None` if it leaves the document.
    ///
    /// # Errors
    /// The library's text for an anchor that is not there.
    pub fn resolve(&self, url: &str, fragment: &Fragment) -> Result<Option<String>, String> {
        let resource = if url == self.url {
            self.resources.first()
        } else {
            self.resources.iter().find(|r| r.url == url)
        };
        let Some(resource) = resource else {
            return Ok(None);
        };
        match fragment {
            Fragment::Pointer(pointer) => Ok(Some(format!("{}{pointer}", resource.pointer))),
            Fragment::Anchor(name) => {
                match resource.anchors.iter().find(|(known, _)| known == name) {
                    Some((_, pointer)) => Ok(Some(pointer.clone())),
                    None => Err(format!(
                        "anchor in {} not found in schema {}",
                        quoted(&location(&resource.url, name)),
                        quoted(&self.url)
                    )),
                }
            }
        }
    }

    /// Notes the anchors of a schema that belongs to the resource with a URL.
    ///
    /// # Errors
    /// The library's text for names that are given twice or cannot be read.
    pub fn collect_anchors(
        &mut self,
        schema: &Part,
        pointer: &str,
        url: &str,
    ) -> Result<(), String> {
        let Some(resource) = self.resources.iter_mut().find(|r| r.url == url) else {
            return Ok(());
        };
        let draft = resource.dialect.draft;
        let mut names: Vec<String> = Vec::new();
        if draft < Draft::D2019 {
            if let Some(id) = schema.text(draft.id_keyword())
                && schema.get("$ref").is_none()
            {
                let place = || quoted(&location(&self.url, pointer));
                match fragment(id) {
                    Ok(Fragment::Anchor(name)) => names.push(name),
                    Ok(Fragment::Pointer(_)) => {}
                    Err(_) => return Err(format!("error in parsing anchor at {}", place())),
                }
            }
        } else {
            names.extend(schema.text("$anchor").map(str::to_owned));
            if draft >= Draft::D2020
                && let Some(name) = schema.text("$dynamicAnchor")
            {
                names.push(name.to_owned());
                resource.dynamic.push(name.to_owned());
            }
        }
        for name in names {
            match resource.anchors.iter().find(|(known, _)| *known == name) {
                Some((_, other)) if other != pointer => {
                    return Err(format!(
                        "duplicate anchor {} in {} at {} and {}",
                        quoted(&name),
                        quoted(&self.url),
                        quoted(other),
                        quoted(pointer)
                    ));
                }
                Some(_) => {}
                None => resource.anchors.push((name, pointer.to_owned())),
            }
        }
        Ok(())
    }
}

/// The part of a document at a pointer.
///
/// # Errors
/// The library's text where nothing is.
pub(super) fn part_at<'a>(whole: &'a Part, url: &str, pointer: &str) -> Result<&'a Part, String> {
    let place = || quoted(&location(url, pointer));
    let mut part = whole;
    for token in pointer.split('/').skip(1) {
        let token = unescaped(token).ok_or_else(|| format!("invalid json-pointer {}", place()))?;
        let next = match part {
            Part::Map(map) => map.get(&token),
            Part::List(items) => token.parse::<usize>().ok().and_then(|n| items.get(n)),
            _ => None,
        };
        part = next.ok_or_else(|| format!("json-pointer in {} not found", place()))?;
    }
    Ok(part)
}

/// The parts of a schema where its draft expects schemas.
pub(super) fn schemas_of<'a>(
    schema: &'a Part,
    pointer: &str,
    draft: Draft,
) -> Vec<(String, &'a Part)> {
    let mut found = Vec::new();
    for (keyword, holds) in draft.keywords() {
        let Some(part) = schema.get(keyword) else {
            continue;
        };
        let at = below(pointer, keyword);
        match (holds, part) {
            (Holds::One, part) => found.push((at, part)),
            (Holds::Items, Part::List(items)) => {
                let items = items.iter().enumerate();
                found.extend(items.map(|(n, part)| (format!("{at}/{n}"), part)));
            }
            (Holds::Members, Part::Map(map)) => {
                found.extend(map.iter().map(|(name, part)| (below(&at, name), part)));
            }
            _ => {}
        }
    }
    found
}
