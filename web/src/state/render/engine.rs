//! The road to the template engine: a script loaded when it is first wanted, which asks a worker.

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use crate::browser::{lazy, object};
use crate::state::Opened;

use super::{Call, Document, Fault, Finding, Rendered, Wish};

/// Renders a chart.
///
/// # Errors
///
/// Why Helm would not, or why the engine is not here.
pub async fn render(
    chart: &Opened,
    wish: &Wish,
    stop: &AbortController,
) -> Result<Rendered, Fault> {
    let options = Object::new();
    let put = |name: &str, value: JsValue| object::set(&options, name, &value);
    let text = |value: &str| JsValue::from_str(value.trim());
    for (name, value) in [
        ("name", &wish.name),
        ("namespace", &wish.namespace),
        ("kubeVersion", &wish.kube_version),
    ] {
        if !value.trim().is_empty() {
            put(name, text(value));
        }
    }
    if !wish.values.trim().is_empty() {
        put("values", JsValue::from_str(&wish.values));
    }
    let sets: Array = wish.sets().map(JsValue::from_str).collect();
    if sets.length() > 0 {
        put("set", sets.into());
    }
    for (name, chosen) in [
        ("includeCrds", wish.crds),
        ("isUpgrade", wish.upgrade),
        ("noHooks", !wish.hooks),
        ("skipTests", !wish.tests),
        ("skipSchemaValidation", !wish.schema),
    ] {
        put(name, JsValue::from_bool(chosen));
    }
    let answer = ask("render", chart, Some(&options), stop).await?;
    let documents = object::items(&answer, "documents")
        .iter()
        .map(|document| Document {
            kind: object::text(document, "kind").unwrap_or_default(),
            name: object::text(document, "name").unwrap_or_default(),
            template: object::text(document, "template").unwrap_or_default(),
            line: object::number(document, "line").unwrap_or(1.0) as usize,
        })
        .collect();
    Ok(Rendered {
        text: object::text(&answer, "text").unwrap_or_default(),
        documents,
        warnings: object::items(&answer, "warnings")
            .iter()
            .filter_map(JsValue::as_string)
            .collect(),
        took: object::number(&answer, "took").unwrap_or_default(),
    })
}

/// Lints a chart.
///
/// # Errors
///
/// Why the engine is not here.
pub async fn lint(chart: &Opened, stop: &AbortController) -> Result<Vec<Finding>, Fault> {
    let answer = ask("lint", chart, None, stop).await?;
    let findings = object::items(&answer, "findings");
    Ok(findings
        .iter()
        .map(|finding| Finding {
            severity: object::text(finding, "severity").unwrap_or_default(),
            path: object::text(finding, "path").unwrap_or_default(),
            message: object::text(finding, "message").unwrap_or_default(),
        })
        .collect())
}

async fn ask(
    what: &str,
    chart: &Opened,
    options: Option<&Object>,
    stop: &AbortController,
) -> Result<JsValue, Fault> {
    let module = lazy::module("chartroom-render")
        .await
        .ok_or_else(Fault::missing)?;
    let function: Function = object::member(&module, what)
        .dyn_into()
        .map_err(|_| Fault::missing())?;
    // The archive is copied only when the worker does not have it.
    let bytes = chart.bytes.clone();
    let give = Closure::once_into_js(move || -> JsValue { Uint8Array::from(&bytes[..]).into() });
    let arguments = Array::of3(
        &JsValue::from_str(&chart.digest.to_string()),
        &JsValue::from_str(&chart.file_name),
        &give,
    );
    if let Some(options) = options {
        arguments.push(options);
    }
    arguments.push(&stop.signal());
    let promise = Reflect::apply(&function, &JsValue::NULL, &arguments)
        .ok()
        .and_then(|answer| answer.dyn_into::<Promise>().ok())
        .ok_or_else(Fault::missing)?;
    let answer = JsFuture::from(promise)
        .await
        .map_err(|_| Fault::missing())?;
    if object::member(&answer, "failed").is_truthy() {
        return Err(fault(&answer));
    }
    Ok(answer)
}

fn fault(answer: &JsValue) -> Fault {
    let includes = object::items(answer, "includes");
    Fault {
        code: object::text(answer, "code").unwrap_or_default(),
        message: object::text(answer, "message").unwrap_or_default(),
        advice: object::text(answer, "advice").unwrap_or_default(),
        file: object::text(answer, "file"),
        line: object::number(answer, "line").map(|line| line as u32),
        column: object::number(answer, "column").map(|column| column as u32),
        began: None,
        named: None,
        hint: None,
        said: object::text(answer, "said"),
        rendered: object::text(answer, "rendered"),
        met: None,
        action: object::text(answer, "action").unwrap_or_default(),
        includes: includes
            .iter()
            .map(|call| Call {
                template: object::text(call, "template").unwrap_or_default(),
                line: object::number(call, "line").unwrap_or_default() as u32,
                column: object::number(call, "column").unwrap_or_default() as u32,
                action: object::text(call, "action").unwrap_or_default(),
            })
            .collect(),
    }
}
