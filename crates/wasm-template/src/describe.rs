//! Results and errors as JavaScript sees them.

use chartroom_gotemplate::Origin;
use chartroom_render::command::Refusal;
use chartroom_render::failure::{RenderError, Spot};
use chartroom_render::line_map::LineMap;
use chartroom_render::lint::Report;
use chartroom_render::output::Output;
use chartroom_render::template;
use chartroom_yaml::{Json, Number};
use wasm_bindgen::prelude::*;

/// An error ready to be thrown.
pub type Thrown = JsValue;

fn text(text: &str) -> Json {
    Json::String(text.to_owned())
}

fn number(number: usize) -> Json {
    Json::Number(Number::Int(number as i64))
}

fn texts(texts: &[String]) -> Json {
    Json::Array(texts.iter().map(|line| text(line)).collect())
}

/// An object under construction.
#[derive(Default)]
pub struct Object(chartroom_yaml::Object);

impl Object {
    fn with(mut self, key: &str, value: Json) -> Object {
        self.0.insert(key.to_owned(), value);
        self
    }

    /// The object with the place in a file; line and column only where they are known.
    pub fn with_position(self, file: &str, line: u32, column: u32) -> Object {
        self.with("position", position(file, line, column))
    }

    fn json(self) -> Json {
        Json::Object(self.0)
    }
}

fn position(file: &str, line: u32, column: u32) -> Json {
    let mut object = Object::default().with("file", text(file));
    if line > 0 {
        object = object.with("line", number(line as usize));
    }
    if column > 0 {
        object = object.with("column", number(column as usize));
    }
    object.json()
}

/// An error with more members.
pub fn thrown(
    code: &str,
    message: &str,
    advice: &str,
    more: impl FnOnce(Object) -> Object,
) -> Thrown {
    let object = Object::default()
        .with("code", text(code))
        .with("message", text(message))
        .with("advice", text(advice));
    // Our own JSON can be parsed.
    js_sys::JSON::parse(&more(object).json().to_go_json()).unwrap_or_default()
}

/// Options that make no sense.
pub fn invalid(message: &str) -> Thrown {
    let advice = "Correct the option that the message names.";
    thrown("INVALID_ARGUMENT", message, advice, |object| object)
}

/// Flags, or a values file, that Helm does not take.
pub fn refused(refusal: &Refusal) -> Thrown {
    let Some(file) = &refusal.file else {
        return invalid(&refusal.text);
    };
    let advice = "Correct the YAML of the values; the message says what it runs into.";
    thrown("VALUES_INVALID", &refusal.text, advice, |object| {
        object.with_position(file, refusal.line.unwrap_or(0), 0)
    })
}

/// Why a chart cannot be rendered.
pub fn failure(error: &RenderError) -> Thrown {
    let call = |spot: &Spot| {
        Object::default()
            .with("template", text(&spot.template))
            .with("line", number(spot.line as usize))
            .with("column", number(spot.column as usize))
            .with("action", text(&spot.action))
            .json()
    };
    thrown(
        error.kind.code(),
        &error.text,
        error.advice(),
        |mut object| {
            if let Some(spot) = &error.spot {
                object = object.with_position(&spot.template, spot.line, spot.column);
                if !spot.action.is_empty() {
                    object = object.with("action", text(&spot.action));
                }
            }
            if let Some(said) = &error.said {
                object = object.with("said", text(said));
            }
            if let Some(rendered) = &error.rendered {
                object = object.with("rendered", text(&rendered.text));
            }
            object
                .with(
                    "includes",
                    Json::Array(error.includes.iter().map(call).collect()),
                )
                .with("warnings", texts(&error.warnings))
        },
    )
}

/// A linter's report.
pub fn report(report: &Report) -> String {
    let findings = report.findings.iter().map(|finding| {
        Object::default()
            .with(
                "severity",
                text(&finding.severity.to_string().to_lowercase()),
            )
            .with("path", text(&finding.path))
            .with("message", text(&finding.text))
            .json()
    });
    Object::default()
        .with("findings", Json::Array(findings.collect()))
        .with("warnings", texts(&report.warnings))
        .json()
        .to_go_json()
}

/// A rendered chart.
#[wasm_bindgen]
pub struct Rendered {
    text: String,
    facts: String,
}

#[wasm_bindgen]
impl Rendered {
    /// What `helm template` prints.
    #[wasm_bindgen(getter)]
    pub fn text(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    /// Everything else, as JSON: notes, warnings, and the documents with their places in the text,
    /// counted in UTF-16 units.
    #[wasm_bindgen(getter)]
    pub fn facts(&self) -> String {
        self.facts.clone()
    }
}

/// Names of files, and for each document, line after line, the number of a file and of a line in
/// it; -1 and 0 where nothing is known.
fn line_map(map: &LineMap) -> Json {
    let integer = |n: i64| Json::Number(Number::Int(n));
    let flat = |lines: &Vec<Option<Origin>>| {
        let pairs = lines.iter().flat_map(|origin| match origin {
            Some(origin) => [i64::from(origin.file), i64::from(origin.line)],
            None => [-1, 0],
        });
        Json::Array(pairs.map(integer).collect())
    };
    Object::default()
        .with("files", texts(&map.files))
        .with(
            "lines",
            Json::Array(map.documents.iter().map(flat).collect()),
        )
        .json()
}

impl Rendered {
    /// Describes a render.
    pub fn new(output: Output, rendered: template::Rendered, lines: Option<&LineMap>) -> Rendered {
        let mut documents = Vec::new();
        let (mut bytes, mut units) = (0, 0);
        let mut place = |to: usize| {
            let passed = output.text.get(bytes..to).unwrap_or_default();
            units += if passed.is_ascii() {
                passed.len()
            } else {
                passed.encode_utf16().count()
            };
            bytes = to;
            units
        };
        for printed in &output.documents {
            let start = place(printed.range.start);
            let end = place(printed.range.end);
            documents.push(
                Object::default()
                    .with("template", text(&printed.source))
                    .with("apiVersion", text(&printed.head.api_version))
                    .with("kind", text(&printed.head.kind))
                    .with("name", text(&printed.head.name))
                    .with("namespace", text(&printed.head.namespace))
                    .with("hooks", texts(&printed.events))
                    .with("line", number(printed.line as usize))
                    .with("start", number(start))
                    .with("end", number(end))
                    .json(),
            );
        }
        let facts = Object::default()
            .with("notes", rendered.notes.map_or(Json::Null, Json::String))
            .with("warnings", texts(&rendered.warnings))
            .with("documents", Json::Array(documents))
            .with("lineMap", lines.map_or(Json::Null, line_map))
            .json();
        Rendered {
            text: output.text,
            facts: facts.to_go_json(),
        }
    }
}
