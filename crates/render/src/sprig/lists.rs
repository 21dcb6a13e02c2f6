//! Lists. None is ever changed in place; what looks like a change is a new list.

use chartroom_gotemplate::value::{ANY, BOOL, INT, INTS, LIST, LISTS, STRING, STRINGS};
use chartroom_gotemplate::{Context, Definition, Error, Str, Value};
use chartroom_gotext::sort_by;

use super::{elements, is_empty, number, slice_like, strings, strval, text, to_int};

type Items<'a> = std::borrow::Cow<'a, [Value]>;

/// The functions of this file.
pub const TABLE: &[Definition] = &[
    Definition::variadic("list", &[ANY], LIST, |_, args| {
        Ok(Value::list(args.to_vec()))
    }),
    Definition::variadic("tuple", &[ANY], LIST, |_, args| {
        Ok(Value::list(args.to_vec()))
    }),
    Definition::new("append", &[ANY, ANY], LIST, push),
    Definition::new("push", &[ANY, ANY], LIST, push),
    Definition::new("mustAppend", &[ANY, ANY], LIST, push),
    Definition::new("mustPush", &[ANY, ANY], LIST, push),
    Definition::new("prepend", &[ANY, ANY], LIST, prepend),
    Definition::new("mustPrepend", &[ANY, ANY], LIST, prepend),
    Definition::new("first", &[ANY], ANY, first),
    Definition::new("mustFirst", &[ANY], ANY, first),
    Definition::new("last", &[ANY], ANY, last),
    Definition::new("mustLast", &[ANY], ANY, last),
    Definition::new("rest", &[ANY], LIST, rest),
    Definition::new("mustRest", &[ANY], LIST, rest),
    Definition::new("initial", &[ANY], LIST, initial),
    Definition::new("mustInitial", &[ANY], LIST, initial),
    Definition::new("reverse", &[ANY], LIST, reverse),
    Definition::new("mustReverse", &[ANY], LIST, reverse),
    Definition::new("compact", &[ANY], LIST, compact),
    Definition::new("mustCompact", &[ANY], LIST, compact),
    Definition::new("uniq", &[ANY], LIST, uniq).walking(),
    Definition::new("mustUniq", &[ANY], LIST, uniq).walking(),
    Definition::variadic("without", &[ANY, ANY], LIST, without).walking(),
    Definition::variadic("mustWithout", &[ANY, ANY], LIST, without).walking(),
    Definition::new("has", &[ANY, ANY], BOOL, has).walking(),
    Definition::new("mustHas", &[ANY, ANY], BOOL, has).walking(),
    Definition::variadic("slice", &[ANY, ANY], ANY, slice),
    Definition::variadic("mustSlice", &[ANY, ANY], ANY, slice),
    Definition::variadic("concat", &[ANY], ANY, concat),
    Definition::new("chunk", &[INT, ANY], LISTS, chunk),
    Definition::new("mustChunk", &[INT, ANY], LISTS, chunk),
    Definition::new("until", &[INT], INTS, |cx, args| {
        let count = number(args, 0);
        steps(cx, 0, count, if count < 0 { -1 } else { 1 }).map(ints)
    }),
    Definition::new("untilStep", &[INT, INT, INT], INTS, |cx, args| {
        steps(cx, number(args, 0), number(args, 1), number(args, 2)).map(ints)
    }),
    Definition::variadic("seq", &[INT], STRING, seq),
    Definition::new("sortAlpha", &[ANY], STRINGS, |_, args| {
        // A pointer to anything else is one word, with its ampersand.
        let list = match args[0].indirect() {
            list @ (Value::List(_) | Value::Bytes(_)) => list,
            _ => &args[0],
        };
        let mut sorted = match list {
            Value::Nil => vec![strval(list)],
            list => strings(list),
        };
        sort_by(&mut sorted, |a, b| a.as_bytes().cmp(b.as_bytes()));
        Ok(Value::strings(sorted))
    })
    .walking(),
    Definition::new("toStrings", &[ANY], STRINGS, |_, args| {
        Ok(Value::strings(strings(&args[0])))
    })
    .walking(),
    Definition::new("join", &[STRING, ANY], STRING, join).walking(),
];

/// The elements, or Sprig's complaint `Cannot … type KIND`.
fn demand<'a>(value: &'a Value, complaint: &str) -> Result<Items<'a>, Error> {
    elements(value)?.ok_or_else(|| Error::new(format!("{complaint} {}", value.kind().name())))
}

fn push(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let mut items = demand(&args[0], "Cannot push on type")?.into_owned();
    items.push(args[1].clone());
    Ok(Value::list(items))
}

fn prepend(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let items = demand(&args[0], "Cannot prepend on type")?;
    let mut longer = Vec::with_capacity(items.len() + 1);
    longer.push(args[1].clone());
    longer.extend_from_slice(&items);
    Ok(Value::list(longer))
}

fn first(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    Ok(demand(&args[0], "Cannot find first on type")?
        .first()
        .cloned()
        .unwrap_or_default())
}

fn last(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    Ok(demand(&args[0], "Cannot find last on type")?
        .last()
        .cloned()
        .unwrap_or_default())
}

fn rest(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let items = demand(&args[0], "Cannot find rest on type")?;
    Ok(items
        .get(1..)
        .map_or(Value::Null(LIST), |rest| Value::list(rest.to_vec())))
}

fn initial(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let items = demand(&args[0], "Cannot find initial on type")?;
    Ok(items
        .split_last()
        .map_or(Value::Null(LIST), |(_, initial)| {
            Value::list(initial.to_vec())
        }))
}

fn reverse(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let items = demand(&args[0], "Cannot find reverse on type")?;
    Ok(Value::list(items.iter().rev().cloned().collect()))
}

fn compact(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let items = demand(&args[0], "Cannot compact on type")?;
    Ok(Value::list(
        items
            .iter()
            .filter(|item| !is_empty(item))
            .cloned()
            .collect(),
    ))
}

fn uniq(cx: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let items = demand(&args[0], "Cannot find uniq on type")?;
    let mut seen: Vec<Value> = Vec::new();
    for item in items.iter() {
        cx.step()?;
        if !seen.iter().any(|other| other.deep_equal(item)) {
            seen.push(item.clone());
        }
    }
    Ok(Value::list(seen))
}

fn without(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let items = demand(&args[0], "Cannot find without on type")?;
    let omitted = |item: &&Value| !args[1..].iter().any(|other| other.deep_equal(item));
    Ok(Value::list(items.iter().filter(omitted).cloned().collect()))
}

fn has(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    if matches!(args[1], Value::Nil) {
        return Ok(Value::Bool(false));
    }
    let items = demand(&args[1], "Cannot find has on type")?;
    Ok(Value::Bool(
        items.iter().any(|item| item.deep_equal(&args[0])),
    ))
}

fn slice(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let items = demand(&args[0], "list should be type of slice or array but")?;
    if items.is_empty() {
        return Ok(Value::Nil);
    }
    let start = args.get(1).map_or(0, to_int);
    let end = args.get(2).map_or(items.len() as i64, to_int);
    let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
    match range.and_then(|(start, end)| items.get(start..end)) {
        Some(part) => Ok(slice_like(&args[0], part)),
        None => Err(Error::new("reflect.Value.Slice: slice index out of bounds")),
    }
}

fn concat(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let mut joined = Vec::new();
    for list in args {
        match elements(list)? {
            Some(items) => joined.extend_from_slice(&items),
            None => {
                return Err(Error::new(format!(
                    "Cannot concat type {} as list",
                    list.kind().name()
                )));
            }
        }
    }
    Ok(if joined.is_empty() {
        Value::Null(LIST)
    } else {
        Value::list(joined)
    })
}

fn chunk(_: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let items = demand(&args[1], "Cannot chunk type")?;
    let size = number(args, 0);
    if size <= 0 {
        // Sprig counts the parts in floats before it cuts.
        let parts = ((items.len() as f64 - 1.0) / size as f64).floor() + 1.0;
        if parts == 0.0 {
            return Ok(Value::list_of(LISTS, Vec::new()));
        }
        // The last part has what is left: one, when it is divided by a number below -1.
        if items.len() == 1 && size < -1 {
            let part = Value::list(items.to_vec());
            return Ok(Value::list_of(LISTS, vec![part]));
        }
        return Err(Error::new("runtime error: makeslice: len out of range"));
    }
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let parts = items
        .chunks(size)
        .map(|part| Value::list(part.to_vec()))
        .collect();
    Ok(Value::list_of(LISTS, parts))
}

/// `start`, `start + step` … up to but without `stop`.
fn steps(cx: &mut Context<'_>, start: i64, stop: i64, step: i64) -> Result<Vec<i64>, Error> {
    let mut found = Vec::new();
    if step == 0 && stop < start {
        // Sprig answers with an empty list; so it does for a step away from the goal.
        return Ok(found);
    }
    let mut at = start;
    while (step > 0 && at < stop) || (step < 0 && at > stop) {
        cx.charge(8)?;
        found.push(at);
        // Past the largest number Go goes on from the smallest.
        at = at.wrapping_add(step);
    }
    Ok(found)
}

fn ints(numbers: Vec<i64>) -> Value {
    Value::list_of(INTS, numbers.into_iter().map(Value::int).collect())
}

fn seq(cx: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let (start, step, end) = match args.len() {
        1 => (1, None, number(args, 0)),
        2 => (number(args, 0), None, number(args, 1)),
        3 => (number(args, 0), Some(number(args, 1)), number(args, 2)),
        _ => return Ok(Value::from("")),
    };
    let towards = if end < start { -1 } else { 1 };
    if step.is_some_and(|step| towards < 0 && step > 0) {
        return Ok(Value::from(""));
    }
    let numbers = steps(
        cx,
        start,
        end.wrapping_add(towards),
        step.unwrap_or(towards),
    )?;
    let texts: Vec<String> = numbers.iter().map(i64::to_string).collect();
    Ok(Value::from(texts.join(" ")))
}

fn join(cx: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let separator = text(args, 0);
    let parts = strings(&args[1]);
    cx.charge(parts.iter().map(|part| part.len() + separator.len()).sum())?;
    let parts: Vec<&[u8]> = parts.iter().map(Str::as_bytes).collect();
    Ok(Value::from(parts.join(separator.as_bytes())))
}
