//! The functions that Helm adds to Sprig's and Go's.

mod data;
mod helm;
mod pretty;
mod toml;

use chartroom_gotemplate::FunctionSet;

use crate::sprig;

/// Everything a chart's template can call. `env`, `expandenv` and whatever reaches out of the
/// render do not exist.
pub fn all() -> FunctionSet {
    let mut set = FunctionSet::new();
    sprig::register(&mut set);
    set.extend(crate::crypto::TABLE);
    set.extend(data::TABLE);
    set.extend(pretty::TABLE);
    set.extend(toml::TABLE);
    set.extend(helm::TABLE);
    set
}

/// Sprig's functions and Go's alone, as Helm's `--name-template` knows them.
pub fn sprig_only() -> FunctionSet {
    let mut set = FunctionSet::new();
    sprig::register(&mut set);
    set.extend(crate::crypto::TABLE);
    set.extend(&[helm::PLAIN_FAIL]);
    set
}
