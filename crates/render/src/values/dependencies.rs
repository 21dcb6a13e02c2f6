//! Which subcharts take part, under which names, and what they hand to their parents.
//!
//! Facts: `templates.md` 4.3, `helm/helm:pkg/chart/v2/util/dependencies.go`.

use std::cell::RefCell;
use std::rc::Rc;

use chartroom_version::{Constraint, Version};
use chartroom_yaml::Json;

use super::coalesce::{Mood, Warnings, coalesce, merge_tables};
use super::shared::{Budget, Table};
use super::{Object, leaf, table};
use crate::log;
use crate::text::quoted;
use chartroom_chart::Dependency;

use crate::tree::Node;

/// Settles names, versions, tags and conditions from the top down: afterwards `chart` and all
/// below it hold exactly the subcharts that are rendered.
///
/// # Errors
/// As [`coalesce`].
pub fn settle_dependencies(
    chart: &mut Node,
    values: &Object,
    warnings: &mut Warnings,
) -> Result<(), String> {
    settle(chart, values, "", warnings)
}

fn settle(
    chart: &mut Node,
    values: &Object,
    path: &str,
    warnings: &mut Warnings,
) -> Result<(), String> {
    let Some(declared) = chart.declared.take() else {
        return Ok(());
    };
    let mut declared = Rc::unwrap_or_clone(declared);
    let present = std::mem::take(&mut chart.dependencies);
    // What lies in charts/ without being declared always takes part, and comes first.
    let mut taken: Vec<Node> = present
        .iter()
        .filter(|child| {
            !declared
                .iter()
                .any(|d| d.name == child.name() && in_range(&d.version, child.version()))
        })
        .cloned()
        .collect();
    for wanted in &mut declared {
        let found = present.iter().find(|child| {
            child.name() == wanted.name && in_range(&wanted.version, child.version())
        });
        if let Some(found) = found {
            let mut copy = found.clone();
            if !wanted.alias.is_empty() {
                copy.rename(&wanted.alias);
            }
            taken.push(copy);
        }
        if !wanted.alias.is_empty() {
            wanted.name.clone_from(&wanted.alias);
        }
        wanted.enabled = true;
    }
    chart.dependencies = taken;

    let values = coalesce(chart, values, Mood::Coalesce, warnings)?;
    decide_by_tags(&mut declared, &values, warnings);
    decide_by_conditions(&mut declared, &values, path, warnings);
    let off = |name: &str| declared.iter().any(|d| !d.enabled && d.name == name);
    chart.dependencies.retain(|child| !off(child.name()));
    let kept: Vec<Dependency> = declared.iter().filter(|d| !off(&d.name)).cloned().collect();
    for child in &mut chart.dependencies {
        let below = format!("{path}{}.", child.name());
        settle(child, &values, &below, warnings)?;
    }
    chart.declared = (!kept.is_empty()).then(|| Rc::new(kept));
    Ok(())
}

fn decide_by_tags(declared: &mut [Dependency], values: &Object, warnings: &mut Warnings) {
    let Some(tags) = table(values, "tags") else {
        return;
    };
    for dependency in declared {
        let (mut on, mut off) = (false, false);
        for tag in &dependency.tags {
            match tags.get(tag) {
                Some(Json::Bool(true)) => on = true,
                Some(Json::Bool(false)) => off = true,
                Some(_) => warnings.push(log::warn(
                    "returned non-bool value",
                    &[("tag", tag), ("chart", &dependency.name)],
                )),
                None => {}
            }
        }
        dependency.enabled = on || !off;
    }
}

fn decide_by_conditions(
    declared: &mut [Dependency],
    values: &Object,
    path: &str,
    warnings: &mut Warnings,
) {
    for dependency in declared {
        for condition in dependency
            .condition
            .trim()
            .split(',')
            .filter(|c| !c.is_empty())
        {
            match leaf(values, &format!("{path}{condition}")) {
                Some(Json::Bool(on)) => {
                    dependency.enabled = *on;
                    break;
                }
                Some(_) => warnings.push(log::warn(
                    "returned non-bool value",
                    &[("path", condition), ("chart", &dependency.name)],
                )),
                None => {}
            }
        }
    }
}

/// Whether a version satisfies a range; anything unreadable does not.
fn in_range(range: &str, version: &str) -> bool {
    match (Version::parse(version), Constraint::parse(range)) {
        (Ok(version), Ok(range)) => range.check(&version),
        _ => false,
    }
}

/// Copies what children export into the defaults of their parents, from the bottom up.
///
/// # Errors
/// As [`coalesce`], and where tables come to hold themselves.
pub fn import_values(chart: &mut Node, warnings: &mut Warnings) -> Result<(), String> {
    for child in &mut chart.dependencies {
        import_values(child, warnings)?;
    }
    let Some(declared) = chart.declared.take() else {
        return Ok(());
    };
    let mut declared = Rc::unwrap_or_clone(declared);
    let mut values = coalesce(chart, &Object::new(), Mood::Merge, warnings)?;
    if declared.iter().all(|d| d.import_values.is_empty()) {
        chart.values = Rc::new(values);
        chart.declared = Some(Rc::new(declared));
        return Ok(());
    }
    let (tables, imported) = (Table::of(&values), Table::default());
    let mut budget = Budget::default();
    for dependency in &mut declared {
        let mut settled = Vec::new();
        for import in &dependency.import_values {
            let (child, parent) = match import {
                Json::String(name) => (format!("exports.{name}"), ".".to_owned()),
                Json::Object(pair) => {
                    let side = |key| {
                        pair.get(key)
                            .map_or_else(|| "<nil>".to_owned(), super::show)
                    };
                    (side("child"), side("parent"))
                }
                _ => continue,
            };
            let path = format!("{}.{child}", dependency.name);
            settled.push(Json::Object(Object::from([
                ("child".to_owned(), Json::String(child.clone())),
                ("parent".to_owned(), Json::String(parent.clone())),
            ])));
            match tables.find(&path) {
                Ok(found) => {
                    imported.lay_under(&found.below(&parent), "", &mut budget, warnings, 0)?;
                }
                Err(step) => {
                    let error = format!("{} is not a table", quoted(step));
                    warnings.push(match import {
                        Json::String(_) => {
                            log::warn("ImportValues missing table", &[("error", &error)])
                        }
                        _ => log::warn(
                            "ImportValues missing table from chart",
                            &[("chart", &dependency.name), ("error", &error)],
                        ),
                    });
                }
            }
        }
        dependency.import_values = settled;
    }
    // What the parent says itself stands above what it imports.
    values = tables.copy(&mut budget, 0)?;
    let imported = imported.copy(&mut budget, 0)?;
    merge_tables(&mut values, &imported, "", Mood::Merge, warnings);
    chart.values = Rc::new(values);
    chart.declared = Some(Rc::new(declared));
    Ok(())
}

/// What [`import_values`] made of a tree. A person's values decide only which subcharts take part;
/// as long as those are the same, so is the outcome.
#[derive(Default)]
pub struct Imports(RefCell<Option<Imported>>);

struct Imported {
    shape: String,
    tree: Node,
    warnings: Warnings,
}

impl Imports {
    /// [`import_values`] for a settled tree, always of the same chart.
    ///
    /// # Errors
    /// As [`import_values`].
    pub fn apply(&self, chart: &mut Node, warnings: &mut Warnings) -> Result<(), String> {
        let mut shape = String::new();
        self::shape(chart, &mut shape);
        if let Some(known) = &*self.0.borrow()
            && known.shape == shape
        {
            *chart = known.tree.clone();
            warnings.extend(known.warnings.iter().cloned());
            return Ok(());
        }
        let before = warnings.len();
        import_values(chart, warnings)?;
        self.0.replace(Some(Imported {
            shape,
            tree: chart.clone(),
            warnings: warnings[before..].to_vec(),
        }));
        Ok(())
    }
}

/// All that [`settle_dependencies`] decides: who is declared and who is there, level by level.
fn shape(chart: &Node, text: &mut String) {
    // With its length in front, no name can look like something else.
    let mut put = |mark: char, name: &str| text.push_str(&format!("{mark}{}:{name}", name.len()));
    for one in chart.declared.iter().flat_map(|all| &**all) {
        put('d', &one.name);
    }
    for child in &chart.dependencies {
        put('c', child.name());
    }
    for child in &chart.dependencies {
        text.push('(');
        shape(child, text);
    }
}
