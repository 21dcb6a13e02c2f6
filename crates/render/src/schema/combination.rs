//! Schemas put together: all, any, one or none of them, and what no other has looked at.

use super::checker::Check;
use super::failure::{Failure, Reason};
use super::reader::Part;
use super::shape::Schema;
use super::unseen::Unseen;

impl Check<'_> {
    /// `not`, `allOf`, `anyOf`, `oneOf`, `if`.
    pub(super) fn combined(
        &mut self,
        schema: &Schema,
        value: &Part,
        unseen: &mut Unseen,
        found: &mut Vec<Failure>,
    ) {
        if let Some(id) = schema.not
            && self.same(id, value, "", unseen).is_ok()
        {
            found.push(self.failure(Reason::Not));
        }
        let mut failed = Vec::new();
        for id in &schema.all_of {
            failed.extend(self.same(*id, value, "", unseen).err());
        }
        if !failed.is_empty() {
            found.push(self.caused(Reason::AllOf, failed));
        }
        let (mut matched, mut failed) = (false, Vec::new());
        for id in &schema.any_of {
            match self.same(*id, value, "", unseen) {
                Ok(()) => {
                    matched = true;
                    if unseen.is_empty() {
                        break;
                    }
                }
                Err(failure) => failed.push(failure),
            }
        }
        if !schema.any_of.is_empty() && !matched {
            found.push(self.caused(Reason::AnyOf, failed));
        }
        let (mut matched, mut failed) = (None, Vec::new());
        for (n, id) in schema.one_of.iter().enumerate() {
            match (self.same(*id, value, "", unseen), matched) {
                (Ok(()), None) => matched = Some(n),
                (Ok(()), Some(first)) => {
                    found.push(self.failure(Reason::OneOf(Some((first, n)))));
                    break;
                }
                (Err(failure), None) => failed.push(failure),
                (Err(_), Some(_)) => {}
            }
        }
        if !schema.one_of.is_empty() && matched.is_none() {
            found.push(self.caused(Reason::OneOf(None), failed));
        }
        if let Some((condition, yes, no)) = schema.condition {
            let next = match self.same(condition, value, "", unseen) {
                Ok(()) => yes,
                Err(_) => no,
            };
            if let Some(id) = next {
                found.extend(self.same(id, value, "", unseen).err());
            }
        }
    }

    /// `unevaluatedProperties` and `unevaluatedItems`.
    pub(super) fn rest(
        &mut self,
        schema: &Schema,
        value: &Part,
        unseen: &mut Unseen,
        found: &mut Vec<Failure>,
    ) {
        if let (Some(id), Part::Map(members)) = (schema.unevaluated_properties, value) {
            for name in std::mem::take(&mut unseen.properties) {
                if let Some(member) = members.get(&name) {
                    found.extend(self.part(id, member, &name).err());
                }
            }
        }
        if let (Some(id), Part::List(items)) = (schema.unevaluated_items, value) {
            for n in std::mem::take(&mut unseen.items) {
                found.extend(self.part(id, &items[n], &n.to_string()).err());
            }
        }
    }
}
