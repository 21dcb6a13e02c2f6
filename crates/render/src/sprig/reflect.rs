//! `typeOf`, `kindOf` and their like.

use chartroom_gotemplate::value::{ANY, BOOL, STRING};
use chartroom_gotemplate::{Definition, Value};

use super::text;

/// The functions of this file.
pub const TABLE: &[Definition] = &[
    Definition::new("typeOf", &[ANY], STRING, |_, args| {
        Ok(Value::from(args[0].type_name()))
    }),
    Definition::new("typeIs", &[STRING, ANY], BOOL, |_, args| {
        Ok(Value::Bool(
            *text(args, 0) == *args[1].type_name().as_bytes(),
        ))
    }),
    Definition::new("typeIsLike", &[STRING, ANY], BOOL, |_, args| {
        let (wanted, name) = (text(args, 0), args[1].type_name());
        let name = name.as_bytes();
        Ok(Value::Bool(
            *wanted == *name || name.strip_prefix(b"*") == Some(&*wanted),
        ))
    }),
    Definition::new("kindOf", &[ANY], STRING, |_, args| {
        Ok(Value::from(args[0].kind().name()))
    }),
    Definition::new("kindIs", &[STRING, ANY], BOOL, |_, args| {
        Ok(Value::Bool(
            *text(args, 0) == *args[1].kind().name().as_bytes(),
        ))
    }),
    Definition::new("deepEqual", &[ANY, ANY], BOOL, |_, args| {
        Ok(Value::Bool(args[0].deep_equal(&args[1])))
    })
    .walking(),
];
