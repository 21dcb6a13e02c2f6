//! Parsing and executing all templates of a chart tree.
//!
//! Facts: `templates.md` 4.5, 4.6 and 2.12, `helm/helm:pkg/engine/engine.go`.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;
use std::rc::Rc;

use bytes::Bytes;
use chartroom_gotemplate::regexp::Regexp;
use chartroom_gotemplate::value::MAP;
use chartroom_gotemplate::{Error, Fx, Map, MissingKey, Options, Origin, Str, Value};
use chartroom_gotext::sort_by;

use crate::failure::SAID;
use crate::gotime::Moment;
use crate::library::Library;
use crate::modules::Modules;
use crate::objects::{self, VALUES};
use crate::random::Random;
use crate::tree::Node;
use crate::values::{Object, Warnings};
use crate::zones::Zones;

/// What functions share during a render.
#[derive(Default)]
pub struct Host {
    /// Active `include`s by template name.
    pub includes: HashMap<Str, u32, BuildHasherDefault<Fx>>,
    /// Compiled regular expressions by their text.
    pub patterns: HashMap<Str, Rc<Regexp>>,
    /// What `now` answers.
    pub now: Moment,
    /// For how long the program had run then, in nanoseconds.
    pub running: i64,
    /// The random stream of the render.
    pub random: Random,
    /// Whether this is a lint run, in which `required` and `fail` do not fail.
    pub lint: bool,
    /// What functions write to the log.
    pub log: Warnings,
    /// Where to ask for what is not built in.
    pub modules: Modules,
    /// The time zones named so far.
    pub zones: Rc<Zones>,
    /// Rendered files that are no UTF-8, by path, as they are.
    pub raw: BTreeMap<String, Vec<u8>>,
    /// Where the lines of rendered files come from, by path, if the engine takes notes.
    pub origins: Origins,
}

/// For each line of rendered files, by path, the line that wrote its beginning.
pub type Origins = BTreeMap<String, Vec<Option<Origin>>>;

/// One template file of the tree.
struct File {
    path: String,
    depth: usize,
    text: Bytes,
    dot: Map,
    base_path: String,
}

/// `.Release`.
#[derive(Clone, Debug)]
pub struct Release {
    /// `.Release.Name`.
    pub name: String,
    /// `.Release.Namespace`.
    pub namespace: String,
    /// `.Release.IsInstall`; a linter's release is neither installed nor upgraded.
    pub is_install: bool,
    /// `.Release.IsUpgrade`.
    pub is_upgrade: bool,
    /// `.Release.Revision`.
    pub revision: i64,
}

impl Default for Release {
    fn default() -> Self {
        Release {
            name: "release-name".to_owned(),
            namespace: "default".to_owned(),
            is_install: true,
            is_upgrade: false,
            revision: 1,
        }
    }
}

/// Renders every template of the tree; the result maps full paths to texts, NOTES.txt included.
///
/// # Errors
/// Helm's text: `parse error at (…): …`, `execution error at (…): …`, or the list of places.
pub fn render(
    library: &Library,
    root: &Node,
    values: &Object,
    release: &Release,
    capabilities: &Value,
    host: &mut Host,
    options: &Options<'_>,
) -> Result<BTreeMap<String, String>, Error> {
    let release = Value::map([
        ("Name", Value::from(release.name.as_str())),
        ("Namespace", Value::from(release.namespace.as_str())),
        ("IsUpgrade", Value::Bool(release.is_upgrade)),
        ("IsInstall", Value::Bool(release.is_install)),
        ("Revision", Value::int(release.revision)),
        ("Service", Value::from("Helm")),
    ]);
    let values = crate::convert::to_map(values).retyped(VALUES);
    let mut files = Vec::new();
    let around = Around {
        library,
        release,
        capabilities,
    };
    around.collect(root, None, &Value::Map(values), &mut files);
    // Deep files first, and within one depth the last name first: parents define over children.
    sort_by(&mut files, |a, b| {
        (b.depth, &b.path).cmp(&(a.depth, &a.path))
    });

    let mut set = library.set();
    for file in &files {
        library
            .add(&mut set, &file.path, &file.text)
            .map_err(|error| {
                let text = parse_error(&file.path, &error.text());
                error.rephrase(text)
            })?;
    }
    let options = Options {
        missing_key: MissingKey::Zero,
        ..*options
    };
    let mut rendered = BTreeMap::new();
    for file in &files {
        let base = file.path.rsplit('/').next().unwrap_or(&file.path);
        if base.starts_with('_') {
            continue;
        }
        let template = Map::of(VALUES);
        template.insert("Name", Value::from(file.path.as_str()));
        template.insert("BasePath", Value::from(file.base_path.as_str()));
        file.dot.insert("Template", Value::Map(template));
        let mut out = Vec::new();
        set.execute_with(
            &file.path,
            &Value::Map(file.dot.clone()),
            &mut out,
            &options,
            host,
        )
        .map_err(|error| {
            let text = execution_error(&error);
            error.rephrase(text)
        })?;
        if let Some(trace) = options.trace {
            host.origins.insert(file.path.clone(), trace.take(&out));
        }
        let text = match String::from_utf8(out) {
            Ok(text) if !mentions_no_value(&text) => text,
            Ok(text) => text.replace("<no value>", ""),
            // Only with the mark taken out is it certain that the rest is no text.
            Err(error) => {
                let out = error.into_bytes();
                match String::from_utf8(without_no_value(&out).unwrap_or(out)) {
                    Ok(text) => text,
                    Err(error) => {
                        let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                        host.raw.insert(file.path.clone(), error.into_bytes());
                        text
                    }
                }
            }
        };
        rendered.insert(file.path.clone(), text);
    }
    Ok(rendered)
}

/// What is the same for all charts of a tree.
struct Around<'a> {
    library: &'a Library,
    release: Value,
    capabilities: &'a Value,
}

impl Around<'_> {
    /// Collects the templates of a chart and of all below it, each with the dot of its chart.
    fn collect(
        &self,
        node: &Node,
        parent: Option<&str>,
        values: &Value,
        files: &mut Vec<File>,
    ) -> Map {
        let path = match parent {
            None => node.name().to_owned(),
            Some(parent) => format!("{parent}/charts/{}", node.name()),
        };
        let subcharts = Map::new();
        let dot = Map::of(VALUES);
        dot.insert("Chart", Value::Map(objects::chart(node, parent.is_none())));
        dot.insert("Files", Value::Map(self.library.files(&path, node)));
        dot.insert("Release", self.release.clone());
        dot.insert("Capabilities", self.capabilities.clone());
        dot.insert("Values", values.clone());
        for child in &node.dependencies {
            let table = match values
                .as_map()
                .and_then(|map| map.get(child.name().as_bytes()))
            {
                Some(Value::Map(table)) => table.retyped(VALUES),
                _ => Map::of(VALUES),
            };
            objects::share_globals(values.as_map(), &table);
            let below = self.collect(child, Some(&path), &Value::Map(table), files);
            subcharts.insert(child.name(), Value::Map(below.retyped(MAP)));
        }
        dot.insert("Subcharts", Value::Map(subcharts));
        for template in node.chart.templates() {
            let base = template.name.rsplit('/').next().unwrap_or(&template.name);
            if node.is_library() && !base.starts_with('_') {
                continue;
            }
            let path_of = format!("{path}/{}", template.name);
            files.push(File {
                depth: path_of.matches('/').count(),
                path: path_of,
                text: template.bytes.clone(),
                dot: dot.clone(),
                base_path: format!("{path}/templates"),
            });
        }
        dot
    }
}

/// Looks for `<no value>` a word of memory at a time: there is seldom a `<` at all.
fn mentions_no_value(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        if rest.starts_with("<no value>") {
            return true;
        }
        rest = &rest[1..];
    }
    false
}

/// Go prints `<no value>` for what is not there; Helm takes it out again. `None` for a text
/// without it.
pub fn without_no_value(out: &[u8]) -> Option<Vec<u8>> {
    const MARK: &[u8] = b"<no value>";
    let first = find(out, MARK)?;
    let mut clean = out[..first].to_vec();
    let mut rest = &out[first + MARK.len()..];
    while let Some(at) = find(rest, MARK) {
        clean.extend_from_slice(&rest[..at]);
        rest = &rest[at + MARK.len()..];
    }
    clean.extend_from_slice(rest);
    Some(clean)
}

fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = hay[from..].iter().position(|b| *b == needle[0]) {
        let at = from + at;
        if hay[at..].starts_with(needle) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

fn parse_error(path: &str, text: &str) -> String {
    let tokens: Vec<&str> = text.split(": ").collect();
    match tokens[..] {
        [_] => format!("parse error in ({path}): {text}"),
        [_, location, ..] => {
            format!("parse error at ({location}): {}", tokens[tokens.len() - 1])
        }
        [] => String::new(),
    }
}

/// How Helm 4 retells an error of an execution.
fn execution_error(error: &Error) -> String {
    let text = error.text();
    // Errors that no template raised (a missing template among them) are told as they are.
    if error.chain().all(|level| level.place().is_none()) {
        return text;
    }
    let tokens: Vec<&str> = text.splitn(3, ": ").collect();
    let [_, location, rest] = tokens[..] else {
        return format!("execution error in ({text}): {text}");
    };
    if let Some((start, end)) = rest.find(SAID.0).zip(rest.rfind(SAID.1)) {
        let message = &rest[start + SAID.0.len()..end];
        return format!("execution error at ({location}): {message}");
    }
    let mut places: Vec<(String, String, String)> = Vec::new();
    for level in std::iter::successors(Some(error), |level| inner(level)) {
        match trace(&level.text()) {
            Some(place) => {
                if places.last() != Some(&place) {
                    places.push(place);
                }
            }
            None => return text,
        }
    }
    let mut told = String::new();
    for (location, executing, message) in places {
        if !location.is_empty() {
            told.push_str(&location);
            told.push_str("\n  ");
        }
        if !executing.is_empty() {
            told.push_str(&executing);
            told.push_str("\n    ");
        }
        if !message.is_empty() {
            told.push_str(&message);
            told.push('\n');
        }
    }
    told.trim().to_owned()
}

/// What Go's `errors.Unwrap` leads to. An action's own complaint is part of its level; only what a
/// function returned is an error of its own.
fn inner(level: &Error) -> Option<&Error> {
    let cause = level.cause()?;
    if level.place().is_none() {
        return Some(cause);
    }
    let called = cause.place().is_none() && cause.text().starts_with("error calling ");
    if called { cause.cause() } else { None }
}

/// Location, executing part and message of one level; `None` for what no template says.
fn trace(text: &str) -> Option<(String, String, String)> {
    let rest = text.strip_prefix("template: ")?;
    if rest.starts_with("no template ") {
        return Some((String::new(), String::new(), text.to_owned()));
    }
    let cut = |message: &str| match message.find(" template:") {
        Some(at) => message[..at].to_owned(),
        None => message.to_owned(),
    };
    if let Some((name, after)) = rest.split_once(": executing ")
        && let Some((function, after)) = after
            .strip_prefix('"')
            .and_then(|after| after.split_once('"'))
        && let Some((action, message)) = after
            .strip_prefix(" at <")
            .and_then(|after| after.split_once(">: "))
    {
        let executing = format!("executing \"{function}\" at <{action}>:");
        return Some((name.to_owned(), executing, cut(message)));
    }
    let (name, message) = rest.rsplit_once(": ")?;
    Some((name.to_owned(), String::new(), cut(message)))
}
