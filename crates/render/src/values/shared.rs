//! Tables that stand in several places at once.
//!
//! Facts: `helm/helm:pkg/chart/common/util/coalesce.go`, `coalesceTablesFullKey`. Where a chart
//! imports from its subcharts, Helm lays over each other the very tables that it found and not
//! copies of them: what one import adds to a table, or a null that it brings, also stands in the
//! subchart that the table came from.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use chartroom_yaml::Json;

use super::coalesce::{Warnings, join};
use super::{Object, show};
use crate::log;

/// A table; clones are the same table.
#[derive(Clone, Default)]
pub struct Table(Rc<RefCell<BTreeMap<String, Entry>>>);

#[derive(Clone)]
enum Entry {
    Table(Table),
    Other(Json),
}

/// How many entries may be visited. Tables that hold themselves have no end, and Go dies of them.
pub struct Budget(u32);

impl Default for Budget {
    fn default() -> Self {
        Budget(4_000_000)
    }
}

impl Budget {
    fn spend(&mut self, depth: u32) -> Result<(), String> {
        self.0 = self.0.saturating_sub(1);
        if self.0 == 0 || depth > 500 {
            return Err("the values that are imported hold themselves".to_owned());
        }
        Ok(())
    }
}

impl Table {
    /// These values, no table of theirs anywhere else yet.
    pub fn of(values: &Object) -> Table {
        let entries = values.iter().map(|(key, value)| {
            let entry = match value {
                Json::Object(inner) => Entry::Table(Table::of(inner)),
                other => Entry::Other(other.clone()),
            };
            (key.clone(), entry)
        });
        Table(Rc::new(RefCell::new(entries.collect())))
    }

    /// The table at a dotted path.
    ///
    /// # Errors
    /// The first step that is no table.
    pub fn find<'p>(&self, path: &'p str) -> Result<Table, &'p str> {
        let mut at = self.clone();
        for step in path.split('.') {
            let next = match at.0.borrow().get(step) {
                Some(Entry::Table(inner)) => inner.clone(),
                _ => return Err(step),
            };
            at = next;
        }
        Ok(at)
    }

    /// A table that holds this one at a dotted path; `.` is the top.
    pub fn below(self, path: &str) -> Table {
        if path == "." {
            return self;
        }
        path.rsplit('.').fold(self, |inner, step| {
            let outer = Table::default();
            outer.put(step, Entry::Table(inner));
            outer
        })
    }

    fn put(&self, key: &str, entry: Entry) {
        self.0.borrow_mut().insert(key.to_owned(), entry);
    }

    fn snapshot(&self) -> Vec<(String, Entry)> {
        let entries = self.0.borrow();
        let pairs = entries.iter();
        pairs.map(|(k, v)| (k.clone(), v.clone())).collect()
    }

    /// Lays `lower` under this, nulls included: what is here wins, tables are merged.
    ///
    /// # Errors
    /// Where tables hold themselves.
    pub fn lay_under(
        &self,
        lower: &Table,
        path: &str,
        budget: &mut Budget,
        warnings: &mut Warnings,
        depth: u32,
    ) -> Result<(), String> {
        for (key, entry) in self.snapshot() {
            if let Entry::Other(Json::Null) = entry {
                lower.put(&key, entry);
            }
        }
        for (key, theirs) in lower.snapshot() {
            budget.spend(depth)?;
            let ours = self.0.borrow().get(&key).cloned();
            let place = join(path, &key);
            match (ours, theirs) {
                (None, theirs) => self.put(&key, theirs),
                (Some(Entry::Table(ours)), Entry::Table(theirs)) => {
                    ours.lay_under(&theirs, &place, budget, warnings, depth + 1)?;
                }
                (Some(Entry::Other(_)), Entry::Table(theirs)) => {
                    let theirs = Json::Object(theirs.copy(budget, 0)?);
                    warnings.push(log::info(
                        &format!(
                            "warning: cannot overwrite table with non table for {place} ({})",
                            show(&theirs)
                        ),
                        &[],
                    ));
                }
                (Some(Entry::Table(_)), Entry::Other(theirs)) if !theirs.is_null() => {
                    warnings.push(log::info(
                        &format!(
                            "warning: destination for {place} is a table. Ignoring non-table value ({})",
                            show(&theirs)
                        ),
                        &[],
                    ));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The values, each table as often as it stands somewhere.
    ///
    /// # Errors
    /// Where tables hold themselves.
    pub fn copy(&self, budget: &mut Budget, depth: u32) -> Result<Object, String> {
        let mut values = Object::new();
        for (key, entry) in &*self.0.borrow() {
            budget.spend(depth)?;
            let value = match entry {
                Entry::Table(inner) => Json::Object(inner.copy(budget, depth + 1)?),
                Entry::Other(other) => other.clone(),
            };
            values.insert(key.clone(), value);
        }
        Ok(values)
    }
}
