//! `default`, `empty`, `coalesce`, `all`, `any`, `ternary`.

use chartroom_gotemplate::value::{ANY, BOOL};
use chartroom_gotemplate::{Context, Definition, Error, Value};

use super::is_empty;

/// The functions of this file.
pub const TABLE: &[Definition] = &[
    Definition::variadic("default", &[ANY, ANY], ANY, default),
    Definition::new("empty", &[ANY], BOOL, |_, args| {
        Ok(Value::Bool(is_empty(&args[0])))
    }),
    Definition::variadic("coalesce", &[ANY], ANY, |_, args| {
        Ok(args
            .iter()
            .find(|v| !is_empty(v))
            .cloned()
            .unwrap_or_default())
    }),
    Definition::variadic("all", &[ANY], BOOL, |_, args| {
        Ok(Value::Bool(!args.iter().any(is_empty)))
    }),
    Definition::variadic("any", &[ANY], BOOL, |_, args| {
        Ok(Value::Bool(args.iter().any(|v| !is_empty(v))))
    }),
    Definition::new("ternary", &[ANY, ANY, BOOL], ANY, |_, args| {
        Ok(if args[2].truth() {
            args[0].clone()
        } else {
            args[1].clone()
        })
    }),
];

fn default(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    Ok(match args.get(1) {
        Some(given) if !is_empty(given) => given.clone(),
        _ => args[0].clone(),
    })
}
