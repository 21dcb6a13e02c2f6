//! A compiled schema: what it asks of a value.

use std::collections::BTreeMap;
use std::rc::Rc;

use chartroom_gotemplate::regexp::Regexp;

use super::compiler::Id;
use super::draft::Draft;
use super::format::Format;
use super::number::Number;
use super::reader::Part;

/// Types, in the order in which the library lists them.
pub(super) const TYPES: [&str; 7] = [
    "null", "boolean", "number", "integer", "string", "array", "object",
];

/// What else properties or items may be.
#[derive(Clone, Copy)]
pub(super) enum Rest {
    Forbidden,
    Allowed,
    Schema(Id),
}

/// What the presence of one property asks of the rest.
pub(super) enum Dependency {
    Properties(Vec<String>),
    Schema(Id),
}

/// One compiled schema.
#[derive(Default)]
pub(super) struct Schema {
    /// URL and pointer.
    pub location: String,
    pub draft: Draft,
    /// The schema with the URL that this one's references are resolved on.
    pub resource: Id,
    pub constant: Option<bool>,
    pub reference: Option<Id>,
    pub recursive_reference: Option<Id>,
    pub recursive_anchor: bool,
    /// Where it leads, and the anchor it names, if it names one.
    pub dynamic_reference: Option<(Id, Option<String>)>,
    pub dynamic_anchor: String,
    /// Of a resource: all in it.
    pub dynamic_anchors: Vec<(String, Id)>,
    pub types: Vec<&'static str>,
    pub one_of_values: Option<Vec<Part>>,
    pub value: Option<Part>,
    pub format: Option<Format>,
    pub not: Option<Id>,
    pub all_of: Vec<Id>,
    pub any_of: Vec<Id>,
    pub one_of: Vec<Id>,
    pub condition: Option<(Id, Option<Id>, Option<Id>)>,
    pub min_properties: Option<i64>,
    pub max_properties: Option<i64>,
    pub required: Vec<String>,
    pub property_names: Option<Id>,
    pub properties: BTreeMap<String, Id>,
    pub patterns: Vec<(Rc<Regexp>, Id)>,
    pub additional: Option<Rest>,
    pub dependencies: Vec<(String, Dependency)>,
    pub dependent: Vec<(String, Dependency)>,
    pub unevaluated_properties: Option<Id>,
    pub min_items: Option<i64>,
    pub max_items: Option<i64>,
    pub unique: bool,
    pub contains: Option<Id>,
    pub min_contains: Option<i64>,
    pub max_contains: Option<i64>,
    /// `prefixItems`, or a list under `items` in older drafts.
    pub first_items: Vec<Id>,
    /// `items`, or `additionalItems` in older drafts.
    pub items: Option<Rest>,
    pub unevaluated_items: Option<Id>,
    pub min_length: Option<i64>,
    pub max_length: Option<i64>,
    pub pattern: Option<(String, Rc<Regexp>)>,
    pub minimum: Option<Number>,
    pub maximum: Option<Number>,
    pub above: Option<Number>,
    pub below: Option<Number>,
    pub multiple_of: Option<Number>,
}

impl Schema {
    /// A schema that takes everything.
    pub fn new(location: String, draft: Draft, resource: Id) -> Schema {
        Schema {
            location,
            draft,
            resource,
            ..Schema::default()
        }
    }
}
