//! Objects and arrays: what their members and items may be.

use std::collections::BTreeMap;

use super::checker::Check;
use super::draft::Draft;
use super::equality::twins;
use super::failure::{Failure, Reason};
use super::reader::Part;
use super::shape::{Dependency, Rest, Schema};
use super::unseen::Unseen;

type Members = BTreeMap<String, Part>;

fn missing(members: &Members, wanted: &[String]) -> Vec<String> {
    let absent = wanted.iter().filter(|name| !members.contains_key(*name));
    absent.cloned().collect()
}

impl Check<'_> {
    pub(super) fn members(
        &mut self,
        schema: &Schema,
        value: &Part,
        members: &Members,
        unseen: &mut Unseen,
        found: &mut Vec<Failure>,
    ) {
        let size = members.len() as i64;
        if let Some(min) = schema.min_properties.filter(|min| size < *min) {
            found.push(self.failure(Reason::Count("minProperties", size, min)));
        }
        if let Some(max) = schema.max_properties.filter(|max| size > *max) {
            found.push(self.failure(Reason::Count("maxProperties", size, max)));
        }
        let absent = missing(members, &schema.required);
        if !absent.is_empty() {
            found.push(self.failure(Reason::Required(absent)));
        }
        self.depend(&schema.dependencies, value, members, unseen, found);
        let mut additional = Vec::new();
        let mut seen = Vec::new();
        for (name, member) in members {
            let mut evaluated = false;
            if let Some(id) = schema.properties.get(name) {
                evaluated = true;
                found.extend(self.part(*id, member, name).err());
            }
            for (pattern, id) in &schema.patterns {
                if pattern.is_match(name.as_bytes()) {
                    evaluated = true;
                    found.extend(self.part(*id, member, name).err());
                }
            }
            if !evaluated && let Some(rest) = schema.additional {
                evaluated = true;
                match rest {
                    Rest::Allowed => {}
                    Rest::Forbidden => additional.push(name.clone()),
                    Rest::Schema(id) => found.extend(self.part(id, member, name).err()),
                }
            }
            if evaluated {
                seen.push(name);
            }
        }
        if !additional.is_empty() {
            found.push(self.failure(Reason::Additional(additional)));
        }
        for name in seen {
            unseen.properties.remove(name);
        }
        if let Some(id) = schema.property_names {
            for name in members.keys() {
                if let Err(failure) = self.name(id, name) {
                    found.push(Failure {
                        // The library forgets where it was.
                        place: Vec::new(),
                        reason: Reason::PropertyName(name.clone()),
                        causes: failure.ungrouped(),
                    });
                }
            }
        }
        self.depend(&schema.dependent, value, members, unseen, found);
    }

    fn depend(
        &mut self,
        list: &[(String, Dependency)],
        value: &Part,
        members: &Members,
        unseen: &mut Unseen,
        found: &mut Vec<Failure>,
    ) {
        for (name, dependency) in list {
            if !members.contains_key(name) {
                continue;
            }
            match dependency {
                Dependency::Properties(wanted) => {
                    let absent = missing(members, wanted);
                    if !absent.is_empty() {
                        found.push(self.failure(Reason::Depends(name.clone(), absent)));
                    }
                }
                Dependency::Schema(id) => {
                    found.extend(self.same(*id, value, "", unseen).err());
                }
            }
        }
    }

    pub(super) fn items(
        &mut self,
        schema: &Schema,
        items: &[Part],
        unseen: &mut Unseen,
        found: &mut Vec<Failure>,
    ) {
        let size = items.len() as i64;
        if let Some(min) = schema.min_items.filter(|min| size < *min) {
            found.push(self.failure(Reason::Count("minItems", size, min)));
        }
        if let Some(max) = schema.max_items.filter(|max| size > *max) {
            found.push(self.failure(Reason::Count("maxItems", size, max)));
        }
        if schema.unique
            && let Some((a, b)) = twins(items)
        {
            found.push(self.failure(Reason::Unique(a, b)));
        }
        let first = schema.first_items.len().min(items.len());
        for (n, item) in items[..first].iter().enumerate() {
            found.extend(self.part(schema.first_items[n], item, &n.to_string()).err());
        }
        match schema.items {
            Some(Rest::Schema(id)) => {
                for (n, item) in items[first..].iter().enumerate() {
                    // The library counts the rest from nothing again.
                    found.extend(self.part(id, item, &n.to_string()).err());
                }
            }
            Some(Rest::Forbidden) if first < items.len() => {
                found.push(self.failure(Reason::AdditionalItems(items.len() - first)));
            }
            _ => {}
        }
        self.contained(schema, items, unseen, found);
    }

    fn contained(
        &mut self,
        schema: &Schema,
        items: &[Part],
        unseen: &mut Unseen,
        found: &mut Vec<Failure>,
    ) {
        let Some(contains) = schema.contains else {
            return;
        };
        let (mut matched, mut failed) = (Vec::new(), Vec::new());
        for (n, item) in items.iter().enumerate() {
            match self.part(contains, item, &n.to_string()) {
                Ok(()) => {
                    matched.push(n);
                    if schema.draft >= Draft::D2020 {
                        unseen.items.remove(&n);
                    }
                }
                Err(failure) => failed.push(failure),
            }
        }
        let many = matched.len() as i64;
        match schema.min_contains {
            Some(min) if many < min => {
                let reason = Reason::MinContains(matched.clone(), min);
                found.push(self.caused(reason, failed));
            }
            None if matched.is_empty() => found.push(self.caused(Reason::Contains, failed)),
            _ => {}
        }
        if let Some(max) = schema.max_contains.filter(|max| many > *max) {
            found.push(self.failure(Reason::MaxContains(matched, max)));
        }
    }
}
