//! The drafts' own schemas, and documents checked against them.
//!
//! `metaschemas.json` holds what json-schema.org publishes, without what only explains: titles,
//! comments, defaults.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use super::checker::Check;
use super::compiler::{Compiler, Id};
use super::document::Document;
use super::draft::{Dialect, Draft};
use super::failure::single_quoted;
use super::reader::{self, Part};
use super::shape::Schema;
use crate::text::quoted;

const TEXTS: &str = include_str!("metaschemas.json");

/// What json-schema.org publishes, read when it is first wanted.
#[derive(Default)]
pub(super) struct Published(OnceCell<Part>);

/// The drafts' schemas, each compiled when a chart's schema is first checked against it.
pub(super) struct Metaschemas {
    published: Rc<Published>,
    compiler: RefCell<Compiler>,
}

/// Where a document stands on json-schema.org.
fn path(url: &str) -> Option<&str> {
    let path = url.strip_prefix("http://json-schema.org/");
    path.or_else(|| url.strip_prefix("https://json-schema.org/"))
}

/// Whether a document is from json-schema.org: such documents are not checked.
pub(super) fn is_home(url: &str) -> bool {
    path(url).is_some()
}

impl Published {
    /// A draft's schema, or one of its vocabularies; `None` for other URLs.
    ///
    /// # Errors
    /// The library's text for its own folders.
    pub fn document(&self, url: &str) -> Result<Option<Part>, String> {
        let path = match path(url) {
            None => return Ok(None),
            Some("schema") => path(Draft::LATEST.url()).unwrap_or_default(),
            Some(path) => path,
        };
        let read = || reader::read(TEXTS.as_bytes()).unwrap_or(Part::Null);
        let all = self.0.get_or_init(read);
        if let Some(part) = all.get(path) {
            return Ok(Some(part.clone()));
        }
        let folder = format!("{path}/");
        let mut names = all.members().into_iter().flat_map(BTreeMap::keys);
        if names.any(|name| name.starts_with(&folder)) {
            return Err(format!("read metaschemas/{folder}: is a directory"));
        }
        Ok(None)
    }
}

impl Default for Metaschemas {
    fn default() -> Metaschemas {
        let published = Rc::default();
        Metaschemas {
            compiler: RefCell::new(Compiler::of_drafts(Rc::clone(&published))),
            published,
        }
    }
}

impl Metaschemas {
    /// The documents they are made of.
    pub fn published(&self) -> Rc<Published> {
        Rc::clone(&self.published)
    }

    /// Checks a part of a document against the schema of its dialect.
    ///
    /// # Errors
    /// The library's list of what breaks the draft's rules.
    pub fn check(&self, document: &Document, part: &Part, pointer: &str) -> Result<(), String> {
        check_with(&mut self.compiler.borrow_mut(), document, part, pointer)
    }
}

fn check_with(
    compiler: &mut Compiler,
    document: &Document,
    part: &Part,
    pointer: &str,
) -> Result<(), String> {
    for resource in &document.resources {
        for url in urls(&resource.dialect) {
            compiler.compile(&url)?;
        }
    }
    let published = compiler.schemas.len();
    let own = document.resources.iter();
    let own = own
        .map(|resource| Ok((resource.pointer.clone(), root(compiler, &resource.dialect)?)))
        .collect::<Result<Vec<(String, Id)>, String>>()?;
    let root = root(compiler, &document.resource(pointer).dialect)?;
    let outcome = Check::of_schema(&compiler.schemas, root, &own).run(root, part);
    let location = single_quoted(&compiler.schemas[root].location);
    compiler.schemas.truncate(published);
    match outcome? {
        None => Ok(()),
        Some(failure) => Err(format!(
            "{} is not valid against metaschema: jsonschema validation failed with {location}\n{}",
            quoted(&super::address::location(&document.url, pointer)),
            failure.list()
        )),
    }
}

/// The documents that hold a dialect's rules.
fn urls(dialect: &Dialect) -> Vec<String> {
    let draft = dialect.draft;
    match &dialect.vocabularies {
        None => vec![draft.url().to_owned()],
        Some(names) => {
            let folder = draft.vocabulary_url("meta");
            names.iter().map(|name| format!("{folder}{name}")).collect()
        }
    }
}

/// The schema that holds a dialect's rules; for a choice of vocabularies one is made.
fn root(compiler: &mut Compiler, dialect: &Dialect) -> Result<Id, String> {
    let parts: Vec<Id> = urls(dialect)
        .iter()
        .map(|url| compiler.compile(url))
        .collect::<Result<_, _>>()?;
    if let (None, [only]) = (&dialect.vocabularies, &parts[..]) {
        return Ok(*only);
    }
    let id = compiler.schemas.len();
    let mut schema = Schema::new("urn:mem:metaschema".to_owned(), dialect.draft, id);
    schema.all_of = parts;
    if dialect.draft >= Draft::D2020 {
        schema.dynamic_anchor = "meta".to_owned();
        schema.dynamic_anchors.push(("meta".to_owned(), id));
    }
    compiler.schemas.push(schema);
    Ok(id)
}
