//! The documents that a schema's references lead to, each read, named and checked once.

use std::rc::Rc;

use super::address::{join, location, parse, split};
use super::document::{Document, Resource, part_at, schemas_of};
use super::draft::{Dialect, Draft};
use super::metaschema::{self, Metaschemas, Published};
use super::reader::Part;
use crate::text::quoted;
use crate::values::Warnings;

/// Where the rules of a schema stand, as its `$schema` says.
enum Rules<'a> {
    /// It says nothing: those around it count.
    Inherited,
    Draft(Draft),
    /// In a document at this URL.
    Elsewhere(&'a str),
}

impl Rules<'_> {
    fn of(schema: &Part) -> Rules<'_> {
        match schema.text("$schema") {
            None => Rules::Inherited,
            Some(named) => match Draft::named(named) {
                Some(draft) => Rules::Draft(draft),
                None => Rules::Elsewhere(split(named).0),
            },
        }
    }
}

/// Documents by their URLs.
pub(super) struct Library {
    published: Rc<Published>,
    /// What documents are checked against; nothing for the drafts' own.
    metaschemas: Option<Rc<Metaschemas>>,
    documents: Vec<Document>,
    texts: Vec<(String, Rc<Part>)>,
    /// Log lines.
    pub warnings: Warnings,
}

impl Library {
    /// A library for a chart's schema.
    pub fn new(metaschemas: &Rc<Metaschemas>) -> Library {
        Library {
            metaschemas: Some(Rc::clone(metaschemas)),
            ..Library::of_drafts(metaschemas.published())
        }
    }

    /// A library for the drafts' own schemas, which are taken as they are.
    pub fn of_drafts(published: Rc<Published>) -> Library {
        Library {
            published,
            metaschemas: None,
            documents: Vec::new(),
            texts: Vec::new(),
            warnings: Warnings::new(),
        }
    }

    /// Puts a document at a URL.
    pub fn put(&mut self, url: &str, part: Part) {
        self.texts.push((url.to_owned(), Rc::new(part)));
    }

    /// A document that is open, to be changed.
    pub fn document_mut(&mut self, at: usize) -> &mut Document {
        &mut self.documents[at]
    }

    /// A document that is open.
    pub fn document(&self, at: usize) -> &Document {
        &self.documents[at]
    }

    /// The document at a URL, ready for use: which one of the open ones.
    ///
    /// # Errors
    /// The library's text for what cannot be loaded, is named wrongly or breaks its draft's rules.
    pub fn open(&mut self, url: &str) -> Result<usize, String> {
        if let Some(at) = self.documents.iter().position(|d| d.url == url) {
            return Ok(at);
        }
        let part = self.load(url)?;
        let mut document = Document::new(url, Rc::clone(&part));
        self.collect(&mut document, &part, url, "", &Dialect::of(Draft::LATEST))?;
        if !metaschema::is_home(url) {
            self.check(&document, &part, "")?;
        }
        self.documents.push(document);
        Ok(self.documents.len() - 1)
    }

    /// Makes sure that what stands at a pointer is known as a schema, wherever that is.
    ///
    /// # Errors
    /// As [`Library::open`], and where nothing stands there.
    pub fn ensure(&mut self, at: usize, pointer: &str) -> Result<(), String> {
        if self.documents[at].seen.contains(pointer) {
            return Ok(());
        }
        let mut document = self.documents.remove(at);
        let outcome = self.add(&mut document, pointer);
        self.documents.insert(at, document);
        outcome
    }

    fn add(&mut self, document: &mut Document, pointer: &str) -> Result<(), String> {
        let whole = Rc::clone(&document.part);
        let part = part_at(&whole, &document.url, pointer)?;
        let above = document.resource(pointer);
        let (url, dialect) = (above.url.clone(), above.dialect.clone());
        self.collect(document, part, &url, pointer, &dialect)?;
        if document.resources.iter().all(|r| r.pointer != pointer) {
            document.collect_anchors(part, pointer, &url)?;
        }
        self.check(document, part, pointer)
    }

    fn check(&self, document: &Document, part: &Part, pointer: &str) -> Result<(), String> {
        match &self.metaschemas {
            Some(metaschemas) => metaschemas.check(document, part, pointer),
            None => Ok(()),
        }
    }

    /// The document at a URL as it is.
    fn load(&mut self, url: &str) -> Result<Rc<Part>, String> {
        if let Some((_, part)) = self.texts.iter().find(|(known, _)| known == url) {
            return Ok(Rc::clone(part));
        }
        let part = match self.published.document(url)? {
            Some(part) => part,
            None => self
                .fetch(url)
                .map_err(|why| format!("failing loading {}: {why}", quoted(url)))?,
        };
        let part = Rc::new(part);
        self.texts.push((url.to_owned(), Rc::clone(&part)));
        Ok(part)
    }

    fn fetch(&mut self, url: &str) -> Result<Part, String> {
        let parsed = parse(url)?;
        match &parsed.scheme[..] {
            b"urn" => {
                // Names that nobody resolves stand for schemas that take everything.
                let text = "unresolved URN reference ignored; using permissive schema";
                self.warnings.push(crate::log::warn(text, &[("urn", url)]));
                Ok(Part::Bool(true))
            }
            b"file" => {
                let path = String::from_utf8_lossy(&parsed.path).into_owned();
                Err(format!("open {path}: no such file or directory"))
            }
            b"http" | b"https" => Err("schemas are never fetched from elsewhere".to_owned()),
            _ => {
                let text = String::from_utf8_lossy(&parsed.text()).into_owned();
                Err(format!("no URLLoader registered for {}", quoted(&text)))
            }
        }
    }

    /// The draft that a schema says it follows.
    fn draft(
        &mut self,
        schema: &Part,
        (url, pointer): (&str, &str),
        fallback: Draft,
        known: &mut Vec<String>,
    ) -> Result<Draft, String> {
        let named = match Rules::of(schema) {
            Rules::Inherited => return Ok(fallback),
            Rules::Draft(draft) => return Ok(draft),
            Rules::Elsewhere(url) => url,
        };
        parse(named).map_err(|why| {
            let place = quoted(&location(url, pointer));
            format!("invalid $schema in {place}: {why}")
        })?;
        if pointer.is_empty() && named == url {
            return Err(format!("draft {} is not supported", quoted(named)));
        }
        if known.iter().any(|other| other == named) {
            return Err(format!("cycle in resolving $schema in {}", quoted(named)));
        }
        known.push(named.to_owned());
        let part = self.load(named)?;
        self.draft(&part, (named, ""), fallback, known)
    }

    /// The vocabularies that the schema named by `$schema` asks for, if that is no draft's own.
    fn vocabularies(
        &mut self,
        schema: &Part,
        draft: Draft,
    ) -> Result<Option<Vec<&'static str>>, String> {
        let Rules::Elsewhere(named) = Rules::of(schema) else {
            return Ok(None);
        };
        if draft < Draft::D2019 {
            return Ok(None);
        }
        let part = self.load(named)?;
        let Some(asked) = part.map("$vocabulary") else {
            return Ok(None);
        };
        let prefix = draft.vocabulary_url("vocab");
        let mut found = Vec::new();
        for (vocabulary, required) in asked {
            if *required != Part::Bool(true) {
                continue;
            }
            let name = vocabulary.strip_prefix(&prefix);
            let known = draft.vocabularies().iter().find(|v| Some(**v) == name);
            found.push(*known.ok_or_else(|| {
                let (vocabulary, named) = (quoted(vocabulary), quoted(named));
                format!("unsupported vocabulary {vocabulary} in {named}")
            })?);
        }
        if !found.contains(&"core") {
            found.push("core");
        }
        Ok(Some(found))
    }

    /// Finds the resources and anchors of a schema and of all below it.
    fn collect(
        &mut self,
        document: &mut Document,
        schema: &Part,
        base: &str,
        pointer: &str,
        fallback: &Dialect,
    ) -> Result<(), String> {
        if document.seen.contains(pointer) {
            return Ok(());
        }
        if schema.members().is_some() {
            self.collect_members(document, schema, base, pointer, fallback)?;
        } else if pointer.is_empty() {
            let root = Resource::new("", base, fallback.clone());
            document.resources.push(root);
        }
        document.seen.insert(pointer.to_owned());
        Ok(())
    }

    fn collect_members(
        &mut self,
        document: &mut Document,
        schema: &Part,
        base: &str,
        pointer: &str,
        fallback: &Dialect,
    ) -> Result<(), String> {
        let place = (document.url.as_str(), pointer);
        let mut says = schema.text("$schema").is_some();
        let mut draft = self.draft(schema, place, fallback.draft, &mut Vec::new())?;
        let mut id = draft.id(schema);
        if id.is_empty() && !pointer.is_empty() {
            // Without a name it has no draft of its own.
            (draft, says) = (fallback.draft, false);
            id = draft.id(schema);
        }
        let mut base = base.to_owned();
        if !id.is_empty() {
            (base, _) = join(&base, id).map_err(|_| {
                let place = quoted(&location(&document.url, pointer));
                format!("error in parsing id at {place}")
            })?;
        }
        if !id.is_empty() || pointer.is_empty() {
            match document.resources.iter().find(|r| r.url == base) {
                Some(other) if other.pointer != pointer => {
                    return Err(format!(
                        "duplicate id {} in {} at {} and {}",
                        quoted(&base),
                        quoted(&document.url),
                        quoted(pointer),
                        quoted(&other.pointer)
                    ));
                }
                Some(_) => {}
                None => {
                    let dialect = if says {
                        Dialect {
                            draft,
                            vocabularies: self.vocabularies(schema, draft)?,
                        }
                    } else {
                        fallback.clone()
                    };
                    let resource = Resource::new(pointer, &base, dialect);
                    document.resources.push(resource);
                }
            }
        }
        document.collect_anchors(schema, pointer, &base)?;
        let own = document.resources.iter().find(|r| r.url == base);
        let dialect = own.map_or(fallback, |r| &r.dialect).clone();
        for (pointer, part) in schemas_of(schema, pointer, draft) {
            self.collect(document, part, &base, &pointer, &dialect)?;
        }
        Ok(())
    }
}
