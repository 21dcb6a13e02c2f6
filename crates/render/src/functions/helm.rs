//! `include`, `tpl`, `required`, `fail`, `lookup`, `getHostByName`.
//!
//! Facts: `templates.md` 3.1, `helm/helm:pkg/engine/engine.go`.

use chartroom_gotemplate::value::{ANY, MAP, STRING};
use chartroom_gotemplate::{Context, Definition, Error, Map, Str, Value};

use crate::engine::Host;
use crate::failure::SAID;
use crate::log;

/// The functions of this file.
pub const TABLE: &[Definition] = &[
    Definition::new("include", &[STRING, ANY], STRING, include),
    Definition::new("tpl", &[STRING, ANY], STRING, tpl),
    Definition::new("required", &[STRING, ANY], ANY, required),
    Definition::new("fail", &[STRING], STRING, fail),
    Definition::new("lookup", &[STRING, STRING, STRING, STRING], MAP, |_, _| {
        Ok(Value::Map(Map::new()))
    }),
    Definition::new("getHostByName", &[STRING], STRING, |_, _| {
        Ok(Value::from(""))
    }),
];

/// Active includes of one name before Helm gives up.
const MAX_INCLUDES: u32 = 1000;

fn name(args: &[Value]) -> Str {
    args[0].as_str().cloned().unwrap_or_default()
}

fn include(cx: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let name = name(args);
    if let Some(host) = cx.host::<Host>() {
        let active = host.includes.entry(name.clone()).or_insert(0);
        if *active > MAX_INCLUDES {
            return Err(Error::new(format!(
                "rendering template has a nested reference name: {}: unable to execute template",
                name.to_text()
            )));
        }
        *active += 1;
    }
    let outcome = cx.render(&name, &args[1]);
    if let Some(active) = cx
        .host::<Host>()
        .and_then(|host| host.includes.get_mut(&name))
    {
        *active -= 1;
    }
    outcome.map(Value::String)
}

fn tpl(cx: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let text = name(args);
    let mut set = cx.templates().clone();
    let root = set.name().clone();
    let quoted = || chartroom_gotemplate::strconv::quote(&text);
    let around = |before: &[u8]| [before, &quoted(), b": "].concat();
    if let Err(error) = set.parse_over(root.clone(), text.clone()) {
        return Err(error.context(around(b"cannot parse template ")));
    }
    let text = cx
        .render_in(&set, &root, &args[1])
        .map_err(|error| error.context(around(b"error during tpl function execution for ")))?;
    let clean = crate::engine::without_no_value(&text);
    Ok(Value::String(clean.map_or(text, Str::from)))
}

fn required(cx: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    let complaint = match &args[1] {
        Value::Nil => "missing required value",
        Value::String(s) if s.is_empty() => "missing required values",
        _ => return Ok(args[1].clone()),
    };
    stop(cx, &name(args), |text| {
        log::warn(complaint, &[("message", text)])
    })
}

/// `fail` as Sprig has it, which marks nothing.
pub const PLAIN_FAIL: Definition = Definition::new("fail", &[STRING], STRING, |_, args| {
    Err(Error::new(name(args).to_text().into_owned()))
});

fn fail(cx: &mut Context<'_>, args: &[Value]) -> Result<Value, Error> {
    stop(cx, &name(args), |text| {
        log::info("funcMap fail", &[("message", text)])
    })
}

/// Ends the render with the chart's own words; a linter notes them and goes on.
fn stop(
    cx: &mut Context<'_>,
    message: &Str,
    note: impl Fn(&str) -> String,
) -> Result<Value, Error> {
    if let Some(host) = cx.host::<Host>()
        && host.lint
    {
        host.log.push(note(&message.to_text()));
        return Ok(Value::from(""));
    }
    // Helm marks the message to find it again in the chain of errors around it.
    Err(Error::new(
        [SAID.0.as_bytes(), message, SAID.1.as_bytes()].concat(),
    ))
}
