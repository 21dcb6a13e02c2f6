//! `values.schema.json`: values checked as the library in Helm checks them, in its words.
//!
//! Facts: `templates.md` 4.10, `santhosh-tekuri/jsonschema` 6. Drafts 4, 6, 7, 2019-09 and 2020-12;
//! patterns are Go's. Nothing is ever fetched: a `$ref` that leaves the document is refused. Where
//! Go walks a map in random order, keys go in bytewise order here.

mod check;
mod document;
mod failure;
mod format;
mod number;
mod reader;

use chartroom_yaml::Json;

use crate::tree::Node;
use crate::values::{Object, Warnings};

/// Checks the values of a chart and of all below it against their schemas.
///
/// # Errors
/// Helm's list of what does not fit, chart by chart.
pub fn check_tree(node: &Node, values: &Object, warnings: &mut Warnings) -> Result<(), String> {
    let mut told = String::new();
    if let Some(schema) = node.chart.schema()
        && let Err(error) = check(schema, values, warnings)
    {
        told.push_str(&format!("{}:\n{error}", node.name()));
    }
    for child in &node.dependencies {
        match values.get(child.name()) {
            None | Some(Json::Null) => {}
            Some(Json::Object(values)) => {
                if let Err(error) = check_tree(child, values, warnings) {
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
pub fn check(schema: &[u8], values: &Object, warnings: &mut Warnings) -> Result<(), String> {
    let document = reader::read(schema)?;
    let schemas = document::compile(&document, warnings)?;
    match check::run(&schemas, &Json::Object(values.clone())) {
        None => Ok(()),
        // The chain of list items ends in a line of its own.
        Some(failure) => Err(format!("{}\n", failure.list())),
    }
}
