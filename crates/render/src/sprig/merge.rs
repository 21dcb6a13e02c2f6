//! Merging maps as `mergo` 1.0.1 does under Sprig's `merge` and `mergeOverwrite`.
//!
//! Facts: `templates.md` 3.2, "merge rules". Maps that come whole from the source are shared with
//! it, not copied.

use chartroom_gotemplate::value::Kind;
use chartroom_gotemplate::{Map, Value};

use super::is_empty;

/// What `target` has and is not empty stays; the rest comes from `source`.
pub fn merge(target: &Map, source: &Map) {
    blend(target, source, false);
}

/// What `source` has replaces what `target` has, except that maps are merged.
pub fn merge_overwrite(target: &Map, source: &Map) {
    blend(target, source, true);
}

fn blend(target: &Map, source: &Map, overwrite: bool) {
    for (key, theirs) in source.snapshot() {
        let ours = target.get_value(&key);
        if matches!(theirs, Value::Nil) {
            if overwrite {
                target.insert_value(key, theirs);
            }
            continue;
        }
        // A nil map of Go is an empty one here.
        if let (Some(Value::Map(ours)), Value::Null(ty)) = (&ours, &theirs)
            && matches!(ty.kind(), Kind::Map)
            && !ours.is_empty()
        {
            continue;
        }
        if let (Some(Value::Map(ours)), Value::Map(theirs)) = (&ours, &theirs) {
            if !ours.same(theirs) {
                blend(ours, theirs, overwrite);
            }
            if !ours.is_empty() {
                continue;
            }
        }
        let take = overwrite || ours.as_ref().is_none_or(is_empty);
        if take {
            target.insert_value(key, theirs);
        }
    }
}
