//! `values.schema.json`: values checked as the library in Helm checks them, in its words.
//!
//! Facts: `templates.md` 4.10, `santhosh-tekuri/jsonschema` 6. Drafts 4, 6, 7, 2019-09 and 2020-12;
//! patterns are Go's. A schema is checked against its draft's own (`metaschema`) before it is used.
//! Nothing is ever fetched: a `$ref` that leaves the document is refused. Where
//! Go walks a map in random order, keys go in bytewise order here.
//!
//! The validator is behind the feature `schema`; without it a [`Module`](crate::modules::Module)
//! is asked.

#[cfg(feature = "schema")]
mod address;
#[cfg(feature = "schema")]
mod checker;
#[cfg(feature = "schema")]
mod combination;
#[cfg(feature = "schema")]
mod compiled;
#[cfg(feature = "schema")]
mod compiler;
#[cfg(feature = "schema")]
mod container;
#[cfg(feature = "schema")]
mod document;
#[cfg(feature = "schema")]
mod draft;
#[cfg(feature = "schema")]
mod equality;
#[cfg(feature = "schema")]
mod failure;
#[cfg(feature = "schema")]
mod format;
#[cfg(feature = "schema")]
#[cfg(feature = "schema")]
mod library;
#[cfg(feature = "schema")]
mod metaschema;
#[cfg(feature = "schema")]
mod number;
#[cfg(feature = "schema")]
mod reader;
#[cfg(feature = "schema")]
mod scalar;
#[cfg(feature = "schema")]
mod shape;
#[cfg(feature = "schema")]
mod unseen;
#[cfg(feature = "schema")]
mod when;

use chartroom_yaml::Json;

#[cfg(feature = "schema")]
pub use compiled::Schemas;

#[cfg(not(feature = "schema"))]
use crate::modules::Reader;
use crate::modules::{Modules, Writer};
use crate::text::quoted;
use crate::tree::Node;
use crate::values::{Object, Warnings};
use crate::{gojson, log};

/// Under this address Helm hands the schema to the library.
#[cfg(feature = "schema")]
const ROOT: &str = "file:///values.schema.json";

/// Nothing: what is compiled is kept by the module that is asked.
#[cfg(not(feature = "schema"))]
#[derive(Default)]
pub struct Schemas(());

/// Keeps a log line; Helm says each of them once, however many schemas give rise to it.
fn note(line: String, warnings: &mut Warnings) {
    if !warnings.contains(&line) {
        warnings.push(line);
    }
}

/// Logs a schema as Helm does with `--debug`, if it is JSON at all.
pub fn note_text(schema: &[u8], warnings: &mut Warnings) {
    if gojson::decode(schema).is_ok() {
        let text = String::from_utf8_lossy(schema);
        let line = log::debug("unmarshalled JSON schema", &[]);
        warnings.push(format!("{line} schema={}", quoted(&text)));
    }
}

/// Checks the values of a chart and of all below it against their schemas.
///
/// # Errors
/// Helm's list of what does not fit, chart by chart.
pub fn check_tree(
    node: &Node,
    values: &Object,
    schemas: &Schemas,
    modules: &Modules,
    debug: bool,
    warnings: &mut Warnings,
) -> Result<(), String> {
    let mut told = String::new();
    if let Some(schema) = node.chart.schema() {
        if debug {
            let name = [("chart-name", node.name())];
            warnings.push(log::debug("chart name", &name));
            note_text(schema, warnings);
        }
        if let Err(error) = check(schema, values, schemas, modules, warnings) {
            told.push_str(&format!("{}:\n{error}", node.name()));
        }
    }
    if debug {
        let below = node.dependencies.len().to_string();
        let counted = [("chart", node.name()), ("dependencies", &below)];
        let message = "number of dependencies in the chart";
        warnings.push(log::debug(message, &counted));
    }
    for child in &node.dependencies {
        match values.get(child.name()) {
            None | Some(Json::Null) => {}
            Some(Json::Object(values)) => {
                if let Err(error) = check_tree(child, values, schemas, modules, debug, warnings) {
                    told.push_str(&error);
                }
            }
            Some(other) => told.push_str(&format!(
                "{}:\ninvalid type for values: expected object (map), got {}\n",
                child.name(),
                crate::values::go_type(other)
            )),
        }
    }
    if told.is_empty() { Ok(()) } else { Err(told) }
}

/// Checks values against one schema.
///
/// # Errors
/// The list of what does not fit, or why the schema cannot be used.
#[cfg(feature = "schema")]
pub fn check(
    schema: &[u8],
    values: &Object,
    schemas: &Schemas,
    _: &Modules,
    warnings: &mut Warnings,
) -> Result<(), String> {
    let compiled = schemas.of(schema)?;
    for line in &compiled.warnings {
        note(line.clone(), warnings);
    }
    let values = reader::Part::table(values);
    let root = compiled.root.clone()?;
    match checker::Check::of_values(&compiled.schemas).run(root, &values)? {
        None => Ok(()),
        // The chain of list items ends in a line of its own.
        Some(failure) => Err(format!("{}\n", failure.list())),
    }
}

/// Checks values against one schema, in the module for it.
///
/// # Errors
/// The list of what does not fit, why the schema cannot be used, or that there is no module.
#[cfg(not(feature = "schema"))]
pub fn check(
    schema: &[u8],
    values: &Object,
    _: &Schemas,
    modules: &Modules,
    warnings: &mut Warnings,
) -> Result<(), String> {
    let mut question = Writer::new();
    question.bytes(schema);
    question.table(values);
    let told = modules
        .schema
        .and_then(|ask| ask(&question.finish()))
        .and_then(|answer| {
            let mut answer = Reader::new(&answer);
            for line in answer.texts()? {
                note(line, warnings);
            }
            answer.text()
        });
    match told {
        None => Err("this build cannot check schemas\n".to_owned()),
        Some(list) if list.is_empty() => Ok(()),
        Some(list) => Err(list),
    }
}

/// Answers the question of a build without the feature: log lines, and the list of what does not
/// fit, empty if everything does. Empty for bytes that are no question.
#[cfg(feature = "schema")]
pub fn answer(question: &[u8], schemas: &Schemas) -> Vec<u8> {
    let mut question = crate::modules::Reader::new(question);
    let mut answer = Writer::new();
    if let (Some(schema), Some(values)) = (question.bytes(), question.table()) {
        let mut warnings = Warnings::new();
        let outcome = check(schema, &values, schemas, &Modules::default(), &mut warnings);
        answer.texts(&warnings);
        answer.bytes(outcome.err().unwrap_or_default().as_bytes());
    }
    answer.finish()
}
