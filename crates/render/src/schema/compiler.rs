//! From documents to schemas that can be checked.

use std::collections::BTreeMap;
use std::rc::Rc;

use chartroom_gotemplate::regexp::Regexp;

use super::address::{Fragment, below, fragment, join, location, split};
use super::document::part_at;
use super::draft::{Dialect, Draft};
use super::format::Format;
use super::library::Library;
use super::metaschema::{Metaschemas, Published};
use super::number::Number;
use super::reader::Part;
use super::shape::{Dependency, Rest, Schema, TYPES};
use crate::text::quoted;

/// A schema's place among the compiled ones.
pub(super) type Id = usize;

/// Compiles schemas, each once.
pub(super) struct Compiler {
    pub library: Library,
    pub schemas: Vec<Schema>,
    /// What is still to be compiled stands behind this one: its document and pointer.
    places: Vec<(usize, String)>,
    /// Whether formats count in every draft.
    formats: bool,
}

/// A schema being compiled.
struct Source<'a> {
    part: &'a Part,
    document: usize,
    pointer: &'a str,
    /// URL of the resource.
    base: String,
    dialect: Dialect,
}

impl Compiler {
    /// A compiler for a chart's schema.
    pub fn new(metaschemas: &Rc<Metaschemas>) -> Compiler {
        Compiler {
            library: Library::new(metaschemas),
            schemas: Vec::new(),
            places: Vec::new(),
            formats: false,
        }
    }

    /// A compiler for the drafts' own schemas.
    pub fn of_drafts(published: Rc<Published>) -> Compiler {
        Compiler {
            library: Library::of_drafts(published),
            schemas: Vec::new(),
            places: Vec::new(),
            formats: true,
        }
    }

    /// Compiles a document and all that it leads to.
    ///
    /// # Errors
    /// The library's text for documents, references and patterns that cannot be used.
    pub fn compile(&mut self, url: &str) -> Result<Id, String> {
        let document = self.library.open(url)?;
        let mut next = self.places.len();
        let id = self.schema(document, "");
        while let Some((document, pointer)) = self.places.get(next).cloned() {
            self.compile_one(next, document, &pointer)?;
            next += 1;
        }
        Ok(id)
    }

    /// The place of the schema at a pointer; what is not compiled yet will be.
    fn schema(&mut self, document: usize, pointer: &str) -> Id {
        let owner = self.library.document_mut(document);
        if let Some(id) = owner.compiled.get(pointer) {
            return *id;
        }
        let id = self.places.len();
        let location = location(&owner.url, pointer);
        owner.compiled.insert(pointer.to_owned(), id);
        self.schemas.push(Schema::new(location, Draft::LATEST, id));
        self.places.push((document, pointer.to_owned()));
        id
    }

    fn compile_one(&mut self, id: Id, document: usize, pointer: &str) -> Result<(), String> {
        self.library.ensure(document, pointer)?;
        let owner = self.library.document(document);
        let whole = Rc::clone(&owner.part);
        let part = part_at(&whole, &owner.url, pointer)?;
        let resource = owner.resource(pointer);
        let source = Source {
            part,
            document,
            pointer,
            base: resource.url.clone(),
            dialect: resource.dialect.clone(),
        };
        let top = resource.pointer.clone();
        let mut dynamic = Vec::new();
        if source.dialect.draft >= Draft::D2020 && top == pointer {
            for (name, pointer) in &resource.anchors {
                if resource.dynamic.contains(name) {
                    dynamic.push((name.clone(), pointer.clone()));
                }
            }
        }
        let location = std::mem::take(&mut self.schemas[id].location);
        let resource = self.schema(document, &top);
        let mut schema = Schema::new(location, source.dialect.draft, resource);
        for (name, pointer) in dynamic {
            let id = self.schema(document, &pointer);
            schema.dynamic_anchors.push((name, id));
        }
        match part {
            Part::Bool(constant) => schema.constant = Some(*constant),
            Part::Map(map) if map.is_empty() => schema.constant = Some(true),
            Part::Map(_) => self.fill(&mut schema, &source)?,
            _ => {}
        }
        self.schemas[id] = schema;
        Ok(())
    }

    fn fill(&mut self, schema: &mut Schema, source: &Source) -> Result<(), String> {
        let (part, draft) = (source.part, schema.draft);
        if draft < Draft::D2019
            && let Some(id) = part.text(draft.id_keyword())
            && fragment(id).is_err()
        {
            let place = quoted(&schema.location);
            return Err(format!("error in parsing anchor at {place}"));
        }
        schema.reference = self.reference(source, "$ref")?;
        // Older drafts read little beside a reference.
        if draft >= Draft::D2019 || schema.reference.is_none() {
            if source.dialect.has("applicator") {
                self.fill_applicators(schema, source)?;
            }
            if source.dialect.has("validation") {
                fill_values(schema, source)?;
            }
            let asserts = match draft {
                Draft::D4 | Draft::D6 | Draft::D7 => true,
                Draft::D2019 => source.dialect.has("format"),
                Draft::D2020 => source.dialect.has("format-assertion"),
            };
            if asserts || self.formats {
                schema.format = part.text("format").and_then(Format::named);
            }
        }
        if draft >= Draft::D6 {
            if source.dialect.has("applicator") {
                schema.contains = self.single(source, "contains");
                schema.property_names = self.single(source, "propertyNames");
            }
            if source.dialect.has("validation") {
                schema.value = part.get("const").cloned();
            }
        }
        if draft >= Draft::D7 && source.dialect.has("applicator") {
            self.fill_condition(schema, source);
        }
        if draft >= Draft::D2019 {
            self.fill_2019(schema, source)?;
        }
        if draft >= Draft::D2020 {
            if let Some(id) = self.reference(source, "$dynamicRef")? {
                let reference = part.text("$dynamicRef").unwrap_or_default();
                let anchor = match fragment(reference)? {
                    Fragment::Anchor(name) => Some(name),
                    Fragment::Pointer(_) => None,
                };
                schema.dynamic_reference = Some((id, anchor));
            }
            schema.dynamic_anchor = part.text("$dynamicAnchor").unwrap_or_default().to_owned();
            if source.dialect.has("applicator") {
                schema.first_items = self.list(source, "prefixItems");
                schema.items = self.single(source, "items").map(Rest::Schema);
            }
        }
        Ok(())
    }

    fn fill_applicators(&mut self, schema: &mut Schema, source: &Source) -> Result<(), String> {
        schema.all_of = self.list(source, "allOf");
        schema.any_of = self.list(source, "anyOf");
        schema.one_of = self.list(source, "oneOf");
        schema.not = self.single(source, "not");
        if schema.draft < Draft::D2020 {
            if source.part.list("items").is_some() {
                schema.first_items = self.list(source, "items");
                schema.items = self.rest(source, "additionalItems");
            } else {
                schema.items = self.single(source, "items").map(Rest::Schema);
            }
        }
        schema.properties = self.map(source, "properties");
        for (pattern, id) in self.map(source, "patternProperties") {
            let compiled = regexp(&pattern, source, "patternProperties", &schema.location)?;
            schema.patterns.push((compiled, id));
        }
        schema.additional = self.rest(source, "additionalProperties");
        for (name, wanted) in source.part.map("dependencies").into_iter().flatten() {
            let dependency = match wanted {
                Part::List(items) => Dependency::Properties(texts(items)),
                _ => {
                    let pointer = below(&below(source.pointer, "dependencies"), name);
                    Dependency::Schema(self.schema(source.document, &pointer))
                }
            };
            schema.dependencies.push((name.clone(), dependency));
        }
        Ok(())
    }

    fn fill_condition(&mut self, schema: &mut Schema, source: &Source) {
        if let Some(condition) = self.single(source, "if") {
            let decided = source.part.bool("if");
            let yes = (decided != Some(false)).then(|| self.single(source, "then"));
            let no = (decided != Some(true)).then(|| self.single(source, "else"));
            schema.condition = Some((condition, yes.flatten(), no.flatten()));
        }
    }

    fn fill_2019(&mut self, schema: &mut Schema, source: &Source) -> Result<(), String> {
        let part = source.part;
        schema.recursive_reference = self.reference(source, "$recursiveRef")?;
        schema.recursive_anchor = part.bool("$recursiveAnchor") == Some(true);
        if source.dialect.has("validation") {
            if schema.contains.is_some() {
                schema.min_contains = count(part, "minContains");
                schema.max_contains = count(part, "maxContains");
            }
            for (name, wanted) in part.map("dependentRequired").into_iter().flatten() {
                if let Part::List(items) = wanted {
                    let wanted = Dependency::Properties(texts(items));
                    schema.dependent.push((name.clone(), wanted));
                }
            }
        }
        if source.dialect.has("applicator") {
            let schemas = self.map(source, "dependentSchemas").into_iter();
            let schemas = schemas.map(|(name, id)| (name, Dependency::Schema(id)));
            // They are looked at first.
            schema.dependent.splice(0..0, schemas);
        }
        let vocabulary = match schema.draft {
            Draft::D2019 => "applicator",
            _ => "unevaluated",
        };
        if source.dialect.has(vocabulary) {
            schema.unevaluated_items = self.single(source, "unevaluatedItems");
            schema.unevaluated_properties = self.single(source, "unevaluatedProperties");
        }
        Ok(())
    }

    fn reference(&mut self, source: &Source, keyword: &str) -> Result<Option<Id>, String> {
        let Some(reference) = source.part.text(keyword) else {
            return Ok(None);
        };
        let (url, fragment) = join(&source.base, reference)?;
        let own = self.library.document(source.document);
        if let Some(pointer) = own.resolve(&url, &fragment)? {
            return Ok(Some(self.schema(source.document, &pointer)));
        }
        let other = self.library.open(&url)?;
        // From outside, only the root's anchors are seen.
        let document = self.library.document(other);
        let pointer = document.resolve(&document.url, &fragment)?;
        Ok(Some(self.schema(other, &pointer.unwrap_or_default())))
    }

    fn single(&mut self, source: &Source, keyword: &str) -> Option<Id> {
        source.part.get(keyword)?;
        Some(self.schema(source.document, &below(source.pointer, keyword)))
    }

    fn list(&mut self, source: &Source, keyword: &str) -> Vec<Id> {
        let items = source.part.list(keyword).unwrap_or_default();
        let at = below(source.pointer, keyword);
        (0..items.len())
            .map(|n| self.schema(source.document, &format!("{at}/{n}")))
            .collect()
    }

    fn map(&mut self, source: &Source, keyword: &str) -> BTreeMap<String, Id> {
        let at = below(source.pointer, keyword);
        let names = source
            .part
            .map(keyword)
            .into_iter()
            .flat_map(BTreeMap::keys);
        names
            .map(|name| {
                (
                    name.clone(),
                    self.schema(source.document, &below(&at, name)),
                )
            })
            .collect()
    }

    fn rest(&mut self, source: &Source, keyword: &str) -> Option<Rest> {
        match source.part.bool(keyword) {
            Some(true) => Some(Rest::Allowed),
            Some(false) => Some(Rest::Forbidden),
            None => self.single(source, keyword).map(Rest::Schema),
        }
    }
}

fn fill_values(schema: &mut Schema, source: &Source) -> Result<(), String> {
    let part = source.part;
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
    schema.one_of_values = part.list("enum").map(<[Part]>::to_vec);
    schema.multiple_of = number(part, "multipleOf");
    schema.maximum = number(part, "maximum");
    schema.minimum = number(part, "minimum");
    schema.below = match part.bool("exclusiveMaximum") {
        Some(true) => schema.maximum.take(),
        _ => number(part, "exclusiveMaximum"),
    };
    schema.above = match part.bool("exclusiveMinimum") {
        Some(true) => schema.minimum.take(),
        _ => number(part, "exclusiveMinimum"),
    };
    schema.min_length = count(part, "minLength");
    schema.max_length = count(part, "maxLength");
    if let Some(pattern) = part.text("pattern") {
        let compiled = regexp(pattern, source, "pattern", &schema.location)?;
        schema.pattern = Some((pattern.to_owned(), compiled));
    }
    schema.min_items = count(part, "minItems");
    schema.max_items = count(part, "maxItems");
    schema.unique = part.bool("uniqueItems") == Some(true);
    schema.max_properties = count(part, "maxProperties");
    schema.min_properties = count(part, "minProperties");
    schema.required = texts(part.list("required").unwrap_or_default());
    Ok(())
}

fn number(part: &Part, keyword: &str) -> Option<Number> {
    match part.get(keyword)? {
        Part::Number(text) => Number::parse(text),
        _ => None,
    }
}

fn count(part: &Part, keyword: &str) -> Option<i64> {
    number(part, keyword)?.as_count()
}

fn texts(items: &[Part]) -> Vec<String> {
    let text = |item: &Part| match item {
        Part::Text(text) => Some(text.clone()),
        _ => None,
    };
    items.iter().filter_map(text).collect()
}

fn regexp(
    pattern: &str,
    source: &Source,
    keyword: &str,
    place: &str,
) -> Result<Rc<Regexp>, String> {
    Regexp::new(pattern.as_bytes())
        .map(Rc::new)
        .map_err(|error| {
            let place = location(split(place).0, &below(source.pointer, keyword));
            let (pattern, place) = (quoted(pattern), quoted(&place));
            format!("invalid regex {pattern} at {place}: {}", error.text())
        })
}
