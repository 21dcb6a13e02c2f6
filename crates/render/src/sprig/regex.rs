//! Regular expressions. The plain functions panic in Go where the pattern is wrong, which is an
//! error to a template; only `regexMatch` answers with false.

use std::rc::Rc;

use chartroom_gotemplate::regexp::{Regexp, quote_meta};
use chartroom_gotemplate::value::{BOOL, INT, STRING, STRINGS};
use chartroom_gotemplate::{Context, Definition, Error, Str, Value};

use super::{number, text};
use crate::engine::Host;

/// The functions of this file.
pub const TABLE: &[Definition] = &[
    Definition::new("regexMatch", &[STRING, STRING], BOOL, |cx, args| {
        let found = compile(cx, args, false).is_ok_and(|regex| regex.is_match(&text(args, 1)));
        Ok(Value::Bool(found))
    }),
    Definition::new("mustRegexMatch", &[STRING, STRING], BOOL, |cx, args| {
        Ok(Value::Bool(
            compile(cx, args, false)?.is_match(&text(args, 1)),
        ))
    }),
    Definition::new("regexFind", &[STRING, STRING], STRING, |cx, args| {
        find(&*compile(cx, args, true)?, args)
    }),
    Definition::new("mustRegexFind", &[STRING, STRING], STRING, |cx, args| {
        find(&*compile(cx, args, false)?, args)
    }),
    Definition::new(
        "regexFindAll",
        &[STRING, STRING, INT],
        STRINGS,
        |cx, args| find_all(&*compile(cx, args, true)?, args),
    ),
    Definition::new(
        "mustRegexFindAll",
        &[STRING, STRING, INT],
        STRINGS,
        |cx, args| find_all(&*compile(cx, args, false)?, args),
    ),
    Definition::new(
        "regexReplaceAll",
        &[STRING, STRING, STRING],
        STRING,
        |cx, args| replace(cx, args, true, false),
    ),
    Definition::new(
        "mustRegexReplaceAll",
        &[STRING, STRING, STRING],
        STRING,
        |cx, args| replace(cx, args, false, false),
    ),
    Definition::new(
        "regexReplaceAllLiteral",
        &[STRING, STRING, STRING],
        STRING,
        |cx, args| replace(cx, args, true, true),
    ),
    Definition::new(
        "mustRegexReplaceAllLiteral",
        &[STRING, STRING, STRING],
        STRING,
        |cx, args| replace(cx, args, false, true),
    ),
    Definition::new("regexSplit", &[STRING, STRING, INT], STRINGS, |cx, args| {
        split(&*compile(cx, args, true)?, args)
    }),
    Definition::new(
        "mustRegexSplit",
        &[STRING, STRING, INT],
        STRINGS,
        |cx, args| split(&*compile(cx, args, false)?, args),
    ),
    Definition::new("regexQuoteMeta", &[STRING], STRING, |_, args| {
        Ok(Value::from(quote_meta(&text(args, 0))))
    }),
];

/// Patterns kept per render; a chart has few, and calls each often.
const KEPT: usize = 256;

fn compile(cx: &mut Context<'_>, args: &[Value], must: bool) -> Result<Rc<Regexp>, Error> {
    let pattern = text(args, 0);
    if let Some(known) = cx
        .host::<Host>()
        .and_then(|host| host.patterns.get(&pattern))
    {
        return Ok(Rc::clone(known));
    }
    let regex = if must {
        Regexp::must(&pattern)?
    } else {
        Regexp::new(&pattern)?
    };
    let regex = Rc::new(regex);
    if let Some(host) = cx.host::<Host>() {
        if host.patterns.len() >= KEPT {
            host.patterns.clear();
        }
        host.patterns.insert(pattern, Rc::clone(&regex));
    }
    Ok(regex)
}

/// Go takes a negative limit for none.
fn limit(args: &[Value]) -> Option<usize> {
    usize::try_from(number(args, 2)).ok()
}

fn find(regex: &Regexp, args: &[Value]) -> Result<Value, Error> {
    let text = text(args, 1);
    let found = regex
        .find(&text)
        .map_or(&[][..], |(start, end)| &text[start..end]);
    Ok(Value::from(found.to_vec()))
}

fn find_all(regex: &Regexp, args: &[Value]) -> Result<Value, Error> {
    let text = text(args, 1);
    let found: Vec<Str> = regex
        .find_all(&text, limit(args))
        .iter()
        .filter_map(|groups| groups.first().copied().flatten())
        .map(|(start, end)| Str::from(&text[start..end]))
        .collect();
    Ok(if found.is_empty() {
        Value::Null(STRINGS)
    } else {
        Value::strings(found)
    })
}

fn replace(
    cx: &mut Context<'_>,
    args: &[Value],
    must: bool,
    literal: bool,
) -> Result<Value, Error> {
    let regex = compile(cx, args, must)?;
    let (text, replacement) = (text(args, 1), text(args, 2));
    let replaced = if literal {
        regex.replace_all_literal(&text, &replacement)
    } else {
        regex.replace_all(&text, &replacement)
    };
    cx.charge(replaced.len())?;
    Ok(Value::from(replaced))
}

fn split(regex: &Regexp, args: &[Value]) -> Result<Value, Error> {
    if number(args, 2) == 0 {
        return Ok(Value::Null(STRINGS));
    }
    Ok(Value::strings(regex.split(&text(args, 1), limit(args))))
}
