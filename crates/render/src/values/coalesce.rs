//! How the values of a chart, of its parents and of the person running Helm become one tree.
//!
//! Facts: `templates.md` 4.4, `helm/helm:pkg/chart/common/util/coalesce.go`. Two moods share the
//! code: *coalescing* drops nulls that a person set over a default, *merging* keeps them for a
//! later coalescing.

use chartroom_yaml::Json;

use super::Object;
use crate::log;
use crate::text;
use crate::tree::Node;

const GLOBAL: &str = "global";

/// What happens to nulls.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// A null set over a default removes the default; nulls among the defaults vanish.
    Coalesce,
    /// Nulls stay.
    Merge,
}

/// Lines that Helm writes to its log while it works, in order.
pub type Warnings = Vec<String>;

/// The values of `chart` and all below it, with `values` (the person's) on top.
///
/// # Errors
/// Where a subchart's name stands for something other than a table.
pub fn coalesce(
    chart: &Node,
    values: &Object,
    mood: Mood,
    warnings: &mut Warnings,
) -> Result<Object, String> {
    let mut values = values.clone();
    descend(chart, &mut values, "", mood, warnings)?;
    spread_globals(chart, &mut values);
    Ok(values)
}

fn descend(
    chart: &Node,
    values: &mut Object,
    prefix: &str,
    mood: Mood,
    warnings: &mut Warnings,
) -> Result<(), String> {
    let path = join(prefix, chart.name());
    lay_defaults(chart, values, &path, mood, warnings);
    for child in &chart.dependencies {
        let name = child.name();
        let mut table = match values.remove(name) {
            None => Object::new(),
            Some(Json::Object(table)) => table,
            Some(other) => {
                let shown = truth(&other);
                values.insert(name.to_owned(), other);
                return Err(format!("type mismatch on {name}: {shown}"));
            }
        };
        share_globals(&mut table, values, &path, warnings);
        let outcome = descend(child, &mut table, &path, mood, warnings);
        level_globals(&table, values);
        values.insert(name.to_owned(), Json::Object(table));
        outcome?;
    }
    Ok(())
}

/// Go's `%t` of a value that is not a boolean, as Helm prints it.
fn truth(value: &Json) -> String {
    let mut out = Vec::new();
    let value = crate::convert::to_value(value);
    chartroom_gotemplate::fmt::sprintf(&mut out, b"%t", &[value]);
    String::from_utf8_lossy(&out).into_owned()
}

/// The chart's own defaults, below whatever is there.
fn lay_defaults(
    chart: &Node,
    values: &mut Object,
    path: &str,
    mood: Mood,
    warnings: &mut Warnings,
) {
    for (key, default) in &*chart.values {
        match values.get_mut(key) {
            Some(Json::Null) if mood == Mood::Coalesce => {
                values.remove(key);
            }
            Some(Json::Object(table)) => match default {
                Json::Object(default) => {
                    // The block that a parent keeps for a child decides about the child's own
                    // defaults later, so its nulls must live on.
                    let mood = if chart.dependencies.iter().any(|child| child.name() == key) {
                        Mood::Merge
                    } else {
                        mood
                    };
                    let drop = mood == Mood::Coalesce;
                    lay_under(table, default, &join(path, key), mood, drop, warnings);
                }
                Json::Null => {}
                _ => warnings.push(log::info(
                    &format!("warning: skipped value for {path}.{key}: Not a table."),
                    &[],
                )),
            },
            Some(_) => {}
            None => {
                let mut default = default.clone();
                if mood == Mood::Coalesce {
                    match &mut default {
                        Json::Null => continue,
                        Json::Object(table) => drop_nulls(table),
                        _ => {}
                    }
                }
                values.insert(key.clone(), default);
            }
        }
    }
}

/// `global` flows from a parent into its child, the parent's word before the child's.
fn share_globals(child: &mut Object, parent: &Object, path: &str, warnings: &mut Warnings) {
    let mut below = match child.get(GLOBAL) {
        None => Object::new(),
        Some(Json::Object(globals)) => globals.clone(),
        Some(_) => {
            warnings.push(log::info(
                &format!("warning: skipping globals because destination {GLOBAL} is not a table."),
                &[],
            ));
            return;
        }
    };
    let empty = Object::new();
    let above = match parent.get(GLOBAL) {
        None => &empty,
        Some(Json::Object(globals)) => globals,
        Some(_) => {
            warnings.push(log::info(
                &format!("warning: skipping globals because source {GLOBAL} is not a table."),
                &[],
            ));
            return;
        }
    };
    for (key, value) in above {
        match (value, below.get(key)) {
            (Json::Object(table), Some(Json::Object(existing))) => {
                let mut table = table.clone();
                let path = join(path, key);
                merge_tables(&mut table, existing, &path, Mood::Merge, warnings);
                below.insert(key.clone(), Json::Object(table));
            }
            (Json::Object(_), Some(_)) => warnings.push(log::info(
                &format!(
                    "Conflict: cannot merge map onto non-map for {}. Skipping.",
                    text::quoted(key)
                ),
                &[],
            )),
            (Json::Object(_), None) => {
                below.insert(key.clone(), value.clone());
            }
            (_, Some(Json::Object(_))) => {
                warnings.push(log::info(&format!("key {key} is table. Skipping"), &[]))
            }
            _ => {
                below.insert(key.clone(), value.clone());
            }
        }
    }
    child.insert(GLOBAL.to_owned(), Json::Object(below));
}

/// The tables in the tables of `global` are the same ones in a parent and in its children: Helm copies
/// only what is around them. What one chart adds there, all others have.
fn level_globals(from: &Object, to: &mut Object) {
    let (Some(Json::Object(from)), Some(Json::Object(to))) = (from.get(GLOBAL), to.get_mut(GLOBAL))
    else {
        return;
    };
    for (key, from) in from {
        let (Json::Object(from), Some(Json::Object(to))) = (from, to.get_mut(key)) else {
            continue;
        };
        for (key, from) in from {
            if let (Json::Object(_), Some(to @ Json::Object(_))) = (from, to.get_mut(key))
                && from != to
            {
                to.clone_from(from);
            }
        }
    }
}

/// Gives all charts below the tables as the last of them left them.
fn spread_globals(chart: &Node, values: &mut Object) {
    for child in &chart.dependencies {
        let name = child.name();
        if let Some(Json::Object(mut table)) = values.remove(name) {
            level_globals(values, &mut table);
            spread_globals(child, &mut table);
            values.insert(name.to_owned(), Json::Object(table));
        }
    }
}

/// Lays `below` under `above`: what `above` has wins, tables are merged.
pub fn merge_tables(
    above: &mut Object,
    below: &Object,
    path: &str,
    mood: Mood,
    warnings: &mut Warnings,
) {
    lay_under(above, below, path, mood, false, warnings);
}

/// [`merge_tables`]; with `drop` as if [`drop_nulls`] had been at `below` before.
fn lay_under(
    above: &mut Object,
    below: &Object,
    path: &str,
    mood: Mood,
    drop: bool,
    warnings: &mut Warnings,
) {
    for (key, value) in below {
        let is_null = matches!(value, Json::Null);
        if is_null && drop {
            continue;
        }
        match above.get_mut(key) {
            Some(Json::Null) => {
                if mood == Mood::Coalesce && !is_null {
                    above.remove(key);
                }
            }
            None => {
                let mut value = value.clone();
                if let (Json::Object(table), true) = (&mut value, drop) {
                    drop_nulls(table);
                }
                above.insert(key.clone(), value);
            }
            Some(Json::Object(table)) => match value {
                Json::Object(below) => {
                    lay_under(table, below, &join(path, key), mood, drop, warnings)
                }
                Json::Null => {}
                other => warnings.push(log::info(
                    &format!(
                        "warning: destination for {} is a table. Ignoring non-table value ({})",
                        join(path, key),
                        super::show(other)
                    ),
                    &[],
                )),
            },
            Some(_) => {
                if let Json::Object(table) = value {
                    let mut table = table.clone();
                    if drop {
                        drop_nulls(&mut table);
                    }
                    warnings.push(log::info(
                        &format!(
                            "warning: cannot overwrite table with non table for {} ({})",
                            join(path, key),
                            super::show(&Json::Object(table))
                        ),
                        &[],
                    ));
                }
            }
        }
    }
}

/// Removes nulls at any depth of tables; lists are left as they are.
pub fn drop_nulls(table: &mut Object) {
    table.retain(|_, value| match value {
        Json::Null => false,
        Json::Object(inner) => {
            drop_nulls(inner);
            true
        }
        _ => true,
    });
}

pub(super) fn join(prefix: &str, name: &str) -> String {
    if prefix.is_empty() {
        name.to_owned()
    } else {
        format!("{prefix}.{name}")
    }
}
