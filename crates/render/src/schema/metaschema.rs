//! The drafts' own schemas, and documents checked against them.
//!
//! `metaschemas.json` holds what json-schema.org publishes, without what only explains: titles,
//! comments, defaults.

use std::cell::{Cell, OnceCell};
use std::collections::BTreeMap;

use super::checker::Check;
use super::compiler::{Compiler, Id};
use super::document::Document;
use super::draft::{Dialect, Draft};
use super::failure::single_quoted;
use super::reader::{self, Part};
use super::shape::Schema;
use crate::text::quoted;

const TEXTS: &str = include_str!("metaschemas.json");

thread_local! {
    static PARTS: OnceCell<Part> = const { OnceCell::new() };
    /// Compiled once: every chart's schema is checked against one of them.
    static COMPILED: Cell<Option<Box<Compiler>>> = const { Cell::new(None) };
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

/// A draft's schema, or one of its vocabularies; `None` for other URLs.
///
/// # Errors
/// The library's text for its own folders.
pub(super) fn text(url: &str) -> Result<Option<Part>, String> {
    let path = match path(url) {
        None => return Ok(None),
        Some("schema") => path(Draft::LATEST.url()).unwrap_or_default(),
        Some(path) => path,
    };
    PARTS.with(|parts| {
        let all = parts.get_or_init(|| reader::read(TEXTS.as_bytes()).unwrap_or(Part::Null));
        if let Some(part) = all.get(path) {
            return Ok(Some(part.clone()));
        }
        let folder = format!("{path}/");
        let mut names = all.members().into_iter().flat_map(BTreeMap::keys);
        if names.any(|name| name.starts_with(&folder)) {
            return Err(format!("read metaschemas/{folder}: is a directory"));
        }
        Ok(None)
    })
}

/// Checks a part of a document against the schema of its dialect.
///
/// # Errors
/// The library's list of what breaks the draft's rules.
pub(super) fn check(document: &Document, part: &Part, pointer: &str) -> Result<(), String> {
    let mut compiler = COMPILED
        .take()
        .unwrap_or_else(|| Box::new(Compiler::new(true)));
    let outcome = check_with(&mut compiler, document, part, pointer);
    COMPILED.set(Some(compiler));
    outcome
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
