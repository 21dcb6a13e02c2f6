//! Properties and items that no keyword has looked at, where some schema asks for them.

use std::collections::BTreeSet;

use super::reader::Part;
use super::shape::Schema;

/// Names and places; empty where nobody asks.
#[derive(Default)]
pub(super) struct Unseen {
    pub properties: BTreeSet<String>,
    pub items: BTreeSet<usize>,
}

impl Unseen {
    /// All of a value that a schema will not look at by itself; `asked` if one above it wants to
    /// know.
    pub fn of(value: &Part, schema: &Schema, asked: bool) -> Unseen {
        let mut unseen = Unseen::default();
        match value {
            Part::Map(members)
                if schema.additional.is_none()
                    && (asked || schema.unevaluated_properties.is_some()) =>
            {
                unseen.properties = members.keys().cloned().collect();
            }
            Part::List(items)
                if schema.items.is_none() && (asked || schema.unevaluated_items.is_some()) =>
            {
                unseen.items = (schema.first_items.len()..items.len()).collect();
            }
            _ => {}
        }
        unseen
    }

    pub fn is_empty(&self) -> bool {
        self.properties.is_empty() && self.items.is_empty()
    }

    /// Leaves what another schema has not seen either.
    pub fn merge(&mut self, other: &Unseen) {
        self.properties
            .retain(|name| other.properties.contains(name));
        self.items.retain(|item| other.items.contains(item));
    }
}
