//! From a schema document to schemas that can be checked.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use chartroom_gotemplate::regexp::Regexp;

use super::format::Format;
use super::number::Number;
use super::reader::Part;
use crate::text::quoted;
use crate::values::Warnings;

/// Under this address Helm hands the schema to the library.
const ROOT: &str = "file:///values.schema.json";

/// A schema's place among the compiled ones.
pub(super) type Id = usize;

/// Types, in the order in which the library lists them.
pub(super) const TYPES: [&str; 7] = [
    "null", "boolean", "number", "integer", "string", "array", "object",
];

/// What else properties or items may be.
#[derive(Clone, Copy)]
pub(super) enum Rest {
    Forbidden,
    Allowed,
    Schema(Id),
}

/// One compiled schema.
#[derive(Default)]
pub(super) struct Schema {
    pub pointer: String,
    pub draft: u16,
    pub constant: Option<bool>,
    pub reference: Option<(&'static str, Id)>,
    /// `$recursiveRef` and `$dynamicRef`.
    pub references: Vec<(&'static str, Id)>,
    pub types: Vec<&'static str>,
    pub one_of_values: Option<Vec<Part>>,
    pub value: Option<Part>,
    pub format: Option<Format>,
    pub not: Option<Id>,
    pub all_of: Vec<Id>,
    pub any_of: Vec<Id>,
    pub one_of: Vec<Id>,
    pub condition: Option<(Id, Option<Id>, Option<Id>)>,
    pub min_properties: Option<i64>,
    pub max_properties: Option<i64>,
    pub required: Vec<String>,
    pub property_names: Option<Id>,
    pub properties: BTreeMap<String, Id>,
    pub patterns: Vec<(Rc<Regexp>, Id)>,
    pub additional: Option<Rest>,
    pub dependencies: Vec<(String, Dependency)>,
    pub dependent: Vec<(String, Dependency)>,
    pub unevaluated_properties: Option<Id>,
    pub min_items: Option<i64>,
    pub max_items: Option<i64>,
    pub unique: bool,
    pub contains: Option<Id>,
    pub min_contains: Option<i64>,
    pub max_contains: Option<i64>,
    /// `prefixItems`, or a list under `items` in older drafts.
    pub first_items: Vec<Id>,
    /// `items`, or `additionalItems` in older drafts.
    pub items: Option<Rest>,
    pub unevaluated_items: Option<Id>,
    pub min_length: Option<i64>,
    pub max_length: Option<i64>,
    pub pattern: Option<(String, Rc<Regexp>)>,
    pub minimum: Option<Number>,
    pub maximum: Option<Number>,
    pub above: Option<Number>,
    pub below: Option<Number>,
    pub multiple_of: Option<Number>,
}

/// What the presence of one property asks of the rest.
pub(super) enum Dependency {
    Properties(Vec<String>),
    Schema(Id),
}

/// All schemas that the root leads to; the root is the first.
pub(super) struct Schemas {
    pub all: Vec<Schema>,
}

struct Resource {
    pointer: String,
    url: String,
    draft: u16,
    anchors: HashMap<String, String>,
}

struct Compiler<'a> {
    resources: Vec<Resource>,
    known: HashMap<String, Id>,
    all: Vec<Schema>,
    queue: Vec<Id>,
    permissive: Option<Id>,
    warnings: &'a mut Warnings,
}

/// Compiles a document.
///
/// # Errors
/// The library's text for references that lead nowhere and patterns that are none.
pub(super) fn compile(document: &Part, warnings: &mut Warnings) -> Result<Schemas, String> {
    if !matches!(document, Part::Map(_) | Part::Bool(_)) {
        return Err(format!(
            "\"{ROOT}#\" is not valid against metaschema: jsonschema validation failed with \
             'https://json-schema.org/draft/2020-12/schema#'\n- at '': got {}, want boolean or object",
            type_of(document)
        ));
    }
    let mut compiler = Compiler {
        resources: Vec::new(),
        known: HashMap::new(),
        all: Vec::new(),
        queue: Vec::new(),
        permissive: None,
        warnings,
    };
    compiler.collect(document, "", ROOT, 2020)?;
    compiler.schema("");
    let mut next = 0;
    while let Some(id) = compiler.queue.get(next).copied() {
        next += 1;
        let pointer = compiler.all[id].pointer.clone();
        let part = document
            .at(&pointer)
            .ok_or_else(|| format!("json-pointer in {} not found", quoted(&address(&pointer))))?;
        let compiled = compiler.compile(part, &pointer)?;
        compiler.all[id] = compiled;
    }
    Ok(Schemas { all: compiler.all })
}

/// The library's word for a part's type.
pub(super) fn type_of(part: &Part) -> &'static str {
    match part {
        Part::Null => "null",
        Part::Bool(_) => "boolean",
        Part::Number(_) => "number",
        Part::Text(_) => "string",
        Part::List(_) => "array",
        Part::Map(_) => "object",
    }
}

/// The full address of a schema of the document.
pub(super) fn address(pointer: &str) -> String {
    format!("{ROOT}#{pointer}")
}

fn draft_of(url: &str) -> Option<u16> {
    let (url, fragment) = url.split_once('#').unwrap_or((url, ""));
    if !fragment.is_empty() {
        return None;
    }
    let url = url
        .strip_prefix("http://")
        .or_else(|| url.strip_prefix("https://"))
        .unwrap_or(url);
    Some(match url {
        "json-schema.org/schema" | "json-schema.org/draft/2020-12/schema" => 2020,
        "json-schema.org/draft/2019-09/schema" => 2019,
        "json-schema.org/draft-07/schema" => 7,
        "json-schema.org/draft-06/schema" => 6,
        "json-schema.org/draft-04/schema" => 4,
        _ => return None,
    })
}

fn refused(url: &str) -> String {
    format!(
        "failing loading {}: schemas are never fetched from elsewhere",
        quoted(url)
    )
}

const MAPS: [&str; 6] = [
    "definitions",
    "$defs",
    "properties",
    "patternProperties",
    "dependencies",
    "dependentSchemas",
];
const LISTS: [&str; 5] = ["allOf", "anyOf", "oneOf", "items", "prefixItems"];
const SINGLES: [&str; 13] = [
    "not",
    "additionalProperties",
    "items",
    "additionalItems",
    "propertyNames",
    "contains",
    "if",
    "then",
    "else",
    "unevaluatedProperties",
    "unevaluatedItems",
    "contentSchema",
    "$dynamicRef",
];

fn below(pointer: &str, token: &str) -> String {
    format!("{pointer}/{}", token.replace('~', "~0").replace('/', "~1"))
}

impl Compiler<'_> {
    /// Finds the resources and anchors of a document.
    fn collect(&mut self, part: &Part, at: &str, base: &str, draft: u16) -> Result<(), String> {
        let mut draft = draft;
        let mut base = base.to_owned();
        let id_of = |draft: u16| {
            if draft < 2019 && part.get("$ref").is_some() {
                return None;
            }
            part.text(if draft == 4 { "id" } else { "$id" })
        };
        if let Some(url) = part.text("$schema")
            && (at.is_empty() || id_of(draft).is_some())
        {
            draft = draft_of(url).ok_or_else(|| refused(url.trim_end_matches('#')))?;
        }
        let id = id_of(draft).map(|id| id.split_once('#').map_or(id, |(id, _)| id));
        let fresh = id.filter(|id| !id.is_empty());
        if let Some(id) = fresh {
            base = join(&base, id);
        }
        if at.is_empty() || fresh.is_some() {
            self.resources.push(Resource {
                pointer: at.to_owned(),
                url: base.clone(),
                draft,
                anchors: HashMap::new(),
            });
        }
        let mut anchors: Vec<&str> = Vec::new();
        if draft < 2019 {
            let anchor = id_of(draft).and_then(|id| id.split_once('#'));
            anchors.extend(anchor.map(|(_, anchor)| anchor).filter(|a| !a.is_empty()));
        } else {
            anchors.extend(part.text("$anchor"));
            anchors.extend(part.text("$dynamicAnchor"));
        }
        if let Some(resource) = self.resources.iter_mut().rev().find(|r| r.url == base) {
            for anchor in anchors {
                resource.anchors.insert(anchor.to_owned(), at.to_owned());
            }
        }
        for key in MAPS {
            if let Some(Part::Map(map)) = part.get(key) {
                for (name, part) in map {
                    self.collect(part, &below(&below(at, key), name), &base, draft)?;
                }
            }
        }
        for key in LISTS {
            if let Some(Part::List(items)) = part.get(key) {
                for (n, part) in items.iter().enumerate() {
                    self.collect(part, &format!("{}/{n}", below(at, key)), &base, draft)?;
                }
            }
        }
        for key in SINGLES {
            if let Some(part @ Part::Map(_)) = part.get(key) {
                self.collect(part, &below(at, key), &base, draft)?;
            }
        }
        Ok(())
    }

    fn resource(&self, pointer: &str) -> &Resource {
        self.resources
            .iter()
            .filter(|r| {
                pointer
                    .strip_prefix(&r.pointer)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
            .max_by_key(|r| r.pointer.len())
            .unwrap_or(&self.resources[0])
    }

    /// The place of the schema at a pointer; what is not compiled yet will be.
    fn schema(&mut self, pointer: &str) -> Id {
        if let Some(id) = self.known.get(pointer) {
            return *id;
        }
        let id = self.all.len();
        self.all.push(Schema {
            pointer: pointer.to_owned(),
            ..Schema::default()
        });
        self.known.insert(pointer.to_owned(), id);
        self.queue.push(id);
        id
    }

    fn resolve(&mut self, from: &str, reference: &str) -> Result<Id, String> {
        let base = self.resource(from).url.clone();
        let (url, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let url = if url.is_empty() {
            base
        } else {
            join(&base, url)
        };
        let fragment = String::from_utf8_lossy(&decode(fragment)).into_owned();
        let resource = if url == ROOT {
            self.resources.first()
        } else {
            self.resources.iter().find(|r| r.url == url)
        };
        let Some(resource) = resource else {
            if url.starts_with("urn:") {
                return Ok(self.permissive(&url));
            }
            if url.starts_with("file://") {
                let path = url.strip_prefix("file://").unwrap_or_default();
                return Err(format!(
                    "failing loading {}: open {path}: no such file or directory",
                    quoted(&url)
                ));
            }
            return Err(refused(&url));
        };
        let pointer = if fragment.is_empty() || fragment.starts_with('/') {
            format!("{}{fragment}", resource.pointer)
        } else {
            match resource.anchors.get(&fragment) {
                Some(pointer) => pointer.clone(),
                None => {
                    return Err(format!(
                        "anchor in {} not found in schema \"{ROOT}\"",
                        quoted(&format!("{url}#{fragment}"))
                    ));
                }
            }
        };
        Ok(self.schema(&pointer))
    }

    /// A schema that takes everything, for names that nobody resolves.
    fn permissive(&mut self, urn: &str) -> Id {
        if let Some(id) = self.permissive {
            return id;
        }
        self.warnings.push(crate::log::warn(
            "unresolved URN reference ignored; using permissive schema",
            &[("urn", urn)],
        ));
        let id = self.all.len();
        self.all.push(Schema {
            constant: Some(true),
            ..Schema::default()
        });
        self.permissive = Some(id);
        id
    }

    fn single(&mut self, part: &Part, at: &str, key: &str) -> Option<Id> {
        part.get(key)?;
        Some(self.schema(&below(at, key)))
    }

    fn list(&mut self, part: &Part, at: &str, key: &str) -> Vec<Id> {
        match part.get(key) {
            Some(Part::List(items)) => (0..items.len())
                .map(|n| self.schema(&format!("{}/{n}", below(at, key))))
                .collect(),
            _ => Vec::new(),
        }
    }

    fn map(&mut self, part: &Part, at: &str, key: &str) -> BTreeMap<String, Id> {
        match part.get(key) {
            Some(Part::Map(map)) => map
                .keys()
                .map(|name| (name.clone(), self.schema(&below(&below(at, key), name))))
                .collect(),
            _ => BTreeMap::new(),
        }
    }

    fn rest(&mut self, part: &Part, at: &str, key: &str) -> Option<Rest> {
        Some(match part.get(key)? {
            Part::Bool(true) => Rest::Allowed,
            Part::Bool(false) => Rest::Forbidden,
            _ => Rest::Schema(self.schema(&below(at, key))),
        })
    }

    fn compile(&mut self, part: &Part, at: &str) -> Result<Schema, String> {
        let draft = self.resource(at).draft;
        let mut schema = Schema {
            pointer: at.to_owned(),
            draft,
            ..Schema::default()
        };
        match part {
            Part::Bool(b) => schema.constant = Some(*b),
            Part::Map(map) if map.is_empty() => schema.constant = Some(true),
            Part::Map(_) => self.fill(&mut schema, part, at)?,
            _ => {}
        }
        Ok(schema)
    }

    fn fill(&mut self, schema: &mut Schema, part: &Part, at: &str) -> Result<(), String> {
        let draft = schema.draft;
        if let Some(reference) = part.text("$ref") {
            schema.reference = Some(("$ref", self.resolve(at, reference)?));
            if draft < 2019 {
                // Only a constant is looked at before the reference.
                schema.value = part.get("const").filter(|_| draft >= 6).cloned();
                return Ok(());
            }
        }
        for key in ["$recursiveRef", "$dynamicRef"] {
            if draft >= if key == "$dynamicRef" { 2020 } else { 2019 }
                && let Some(reference) = part.text(key)
            {
                let id = self.resolve(at, reference)?;
                schema.references.push((key, id));
            }
        }
        schema.all_of = self.list(part, at, "allOf");
        schema.any_of = self.list(part, at, "anyOf");
        schema.one_of = self.list(part, at, "oneOf");
        schema.not = self.single(part, at, "not");
        self.fill_values(schema, part);
        self.fill_objects(schema, part, at)?;
        self.fill_arrays(schema, part, at);
        if let Some(pattern) = part.text("pattern") {
            schema.pattern = Some((pattern.to_owned(), regexp(pattern, at)?));
        }
        schema.min_length = count(part, "minLength");
        schema.max_length = count(part, "maxLength");
        if draft >= 7 && part.get("if").is_some() {
            let decided = match part.get("if") {
                Some(Part::Bool(b)) => Some(*b),
                _ => None,
            };
            if let Some(condition) = self.single(part, at, "if") {
                let yes = (decided != Some(false)).then(|| self.single(part, at, "then"));
                let no = (decided != Some(true)).then(|| self.single(part, at, "else"));
                schema.condition = Some((condition, yes.flatten(), no.flatten()));
            }
        }
        Ok(())
    }

    fn fill_values(&mut self, schema: &mut Schema, part: &Part) {
        let named = |part: &Part| match part {
            Part::Text(name) => TYPES.iter().find(|known| **known == name.as_str()).copied(),
            _ => None,
        };
        let wanted: Vec<&str> = match part.get("type") {
            Some(Part::List(items)) => items.iter().filter_map(named).collect(),
            Some(one) => named(one).into_iter().collect(),
            None => Vec::new(),
        };
        schema.types = TYPES.into_iter().filter(|t| wanted.contains(t)).collect();
        if let Some(Part::List(items)) = part.get("enum") {
            schema.one_of_values = Some(items.clone());
        }
        if schema.draft >= 6 {
            schema.value = part.get("const").cloned();
        }
        if schema.draft < 2019 {
            schema.format = part.text("format").and_then(Format::named);
        }
        schema.multiple_of = number(part, "multipleOf");
        schema.maximum = number(part, "maximum");
        schema.minimum = number(part, "minimum");
        match part.get("exclusiveMaximum") {
            Some(Part::Bool(true)) => schema.below = schema.maximum.take(),
            _ => schema.below = number(part, "exclusiveMaximum"),
        }
        match part.get("exclusiveMinimum") {
            Some(Part::Bool(true)) => schema.above = schema.minimum.take(),
            _ => schema.above = number(part, "exclusiveMinimum"),
        }
    }

    fn fill_objects(&mut self, schema: &mut Schema, part: &Part, at: &str) -> Result<(), String> {
        let draft = schema.draft;
        schema.min_properties = count(part, "minProperties");
        schema.max_properties = count(part, "maxProperties");
        schema.required = texts(part.get("required"));
        schema.properties = self.map(part, at, "properties");
        for (pattern, id) in self.map(part, at, "patternProperties") {
            let compiled = Regexp::new(pattern.as_bytes())
                .map_err(|error| bad_pattern(&pattern, &below(at, "patternProperties"), &error))?;
            schema.patterns.push((Rc::new(compiled), id));
        }
        schema.additional = self.rest(part, at, "additionalProperties");
        if let Some(Part::Map(map)) = part.get("dependencies") {
            for (name, wanted) in map {
                let dependency = match wanted {
                    Part::List(_) => Dependency::Properties(texts(Some(wanted))),
                    _ => Dependency::Schema(self.schema(&below(&below(at, "dependencies"), name))),
                };
                schema.dependencies.push((name.clone(), dependency));
            }
        }
        if draft >= 6 {
            schema.property_names = self.single(part, at, "propertyNames");
        }
        if draft >= 2019 {
            for (name, id) in self.map(part, at, "dependentSchemas") {
                schema.dependent.push((name, Dependency::Schema(id)));
            }
            if let Some(Part::Map(map)) = part.get("dependentRequired") {
                for (name, wanted) in map {
                    let wanted = Dependency::Properties(texts(Some(wanted)));
                    schema.dependent.push((name.clone(), wanted));
                }
            }
            schema.unevaluated_properties = self.single(part, at, "unevaluatedProperties");
        }
        Ok(())
    }

    fn fill_arrays(&mut self, schema: &mut Schema, part: &Part, at: &str) {
        let draft = schema.draft;
        schema.min_items = count(part, "minItems");
        schema.max_items = count(part, "maxItems");
        schema.unique = part.get("uniqueItems") == Some(&Part::Bool(true));
        if draft >= 2020 {
            schema.first_items = self.list(part, at, "prefixItems");
            schema.items = self.single(part, at, "items").map(Rest::Schema);
        } else if let Some(Part::List(_)) = part.get("items") {
            schema.first_items = self.list(part, at, "items");
            schema.items = self.rest(part, at, "additionalItems");
        } else {
            schema.items = self.single(part, at, "items").map(Rest::Schema);
        }
        if draft >= 6 {
            schema.contains = self.single(part, at, "contains");
        }
        if draft >= 2019 {
            schema.unevaluated_items = self.single(part, at, "unevaluatedItems");
            if schema.contains.is_some() {
                schema.min_contains = count(part, "minContains");
                schema.max_contains = count(part, "maxContains");
            }
        }
    }
}

fn number(part: &Part, key: &str) -> Option<Number> {
    match part.get(key)? {
        Part::Number(text) => Number::parse(text),
        _ => None,
    }
}

fn count(part: &Part, key: &str) -> Option<i64> {
    number(part, key)?.as_count()
}

fn texts(part: Option<&Part>) -> Vec<String> {
    match part {
        Some(Part::List(items)) => items
            .iter()
            .filter_map(|item| match item {
                Part::Text(text) => Some(text.clone()),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn regexp(pattern: &str, at: &str) -> Result<Rc<Regexp>, String> {
    Regexp::new(pattern.as_bytes())
        .map(Rc::new)
        .map_err(|error| bad_pattern(pattern, &below(at, "pattern"), &error))
}

fn bad_pattern(pattern: &str, at: &str, error: &chartroom_gotemplate::Error) -> String {
    format!(
        "invalid regex {} at {}: {}",
        quoted(pattern),
        quoted(&address(at)),
        error.text()
    )
}

/// A reference on the base of an address.
fn join(base: &str, reference: &str) -> String {
    let scheme = reference.find(':').filter(|at| {
        reference[..*at]
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    });
    if scheme.is_some_and(|at| at > 0) {
        return reference.to_owned();
    }
    let authority = base.find("://").map_or(0, |at| at + 3);
    let path = base[authority..]
        .find('/')
        .map_or(base.len(), |at| authority + at);
    if reference.starts_with("//") {
        return format!("{}{reference}", &base[..authority.saturating_sub(2)]);
    }
    let joined = if reference.starts_with('/') {
        reference.to_owned()
    } else {
        let folder = base[path..]
            .rfind('/')
            .map_or("/", |at| &base[path..=path + at]);
        format!("{folder}{reference}")
    };
    let mut segments: Vec<&str> = Vec::new();
    for segment in joined.split('/').skip(1) {
        match segment {
            "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    format!("{}/{}", &base[..path], segments.join("/"))
}

/// Percent escapes resolved.
fn decode(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%')
            .then(|| bytes.get(at + 1..at + 3))
            .flatten()
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match escaped {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    out
}
