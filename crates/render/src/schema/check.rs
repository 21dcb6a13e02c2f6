//! Values against compiled schemas.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use chartroom_yaml::{Json, Number as JsonNumber};

use super::document::{Dependency, Id, Rest, Schema, Schemas, address};
use super::failure::{Failure, Reason};
use super::number::Number;
use super::reader::Part;

/// Schemas asked about parts of one document of values; a schema that asks twice for the next of
/// forty would never come to an end. Real ones ask some ten thousand times.
const MAX_STEPS: u32 = 500_000;

/// Checks values; no failure if they fit.
///
/// # Errors
/// Where the check would take too long.
pub(super) fn run(schemas: &Schemas, values: &Json) -> Result<Option<Failure>, String> {
    let mut checker = Checker {
        schemas,
        place: Vec::new(),
        scope: Vec::new(),
        depth: 0,
        steps: 0,
    };
    let outcome = checker.check(0, values, 0, "", &mut Unseen::default());
    if checker.steps > MAX_STEPS {
        return Err(format!(
            "the check of the values was given up after {MAX_STEPS} steps"
        ));
    }
    Ok(outcome.err())
}

struct Checker<'a> {
    schemas: &'a Schemas,
    place: Vec<String>,
    /// The schemas on the way here: which, for the how-manieth value, through which keyword.
    scope: Vec<(Id, usize, &'static str)>,
    depth: usize,
    steps: u32,
}

/// Properties and items that no keyword has looked at, where some schema asks for them.
#[derive(Default)]
struct Unseen {
    properties: BTreeSet<String>,
    items: BTreeSet<usize>,
}

impl Unseen {
    fn of(value: &Json, schema: &Schema, asked: bool) -> Unseen {
        let mut unseen = Unseen::default();
        match value {
            Json::Object(members)
                if schema.additional.is_none()
                    && (asked || schema.unevaluated_properties.is_some()) =>
            {
                unseen.properties = members.keys().cloned().collect();
            }
            Json::Array(items)
                if schema.items.is_none() && (asked || schema.unevaluated_items.is_some()) =>
            {
                unseen.items = (schema.first_items.len()..items.len()).collect();
            }
            _ => {}
        }
        unseen
    }

    fn is_empty(&self) -> bool {
        self.properties.is_empty() && self.items.is_empty()
    }

    fn merge(&mut self, other: &Unseen) {
        self.properties
            .retain(|name| other.properties.contains(name));
        self.items.retain(|item| other.items.contains(item));
    }
}

type Outcome = Result<(), Failure>;

impl Checker<'_> {
    fn failure(&self, reason: Reason) -> Failure {
        Failure {
            place: self.place.clone(),
            reason,
            causes: Vec::new(),
        }
    }

    fn caused(&self, reason: Reason, causes: Vec<Failure>) -> Failure {
        Failure {
            causes,
            ..self.failure(reason)
        }
    }

    /// Another schema for the same value.
    fn same(
        &mut self,
        id: Id,
        value: &Json,
        keyword: &'static str,
        unseen: &mut Unseen,
    ) -> Outcome {
        let asked = !unseen.is_empty();
        let schemas = self.schemas;
        let mut own = Unseen::of(value, &schemas.all[id], asked);
        let outcome = self.check(id, value, self.depth, keyword, &mut own);
        if outcome.is_ok() {
            unseen.merge(&own);
        }
        outcome
    }

    /// A schema for a part of the value.
    fn part(&mut self, id: Id, value: &Json, token: String) -> Outcome {
        let schemas = self.schemas;
        self.place.push(token);
        self.depth += 1;
        let mut unseen = Unseen::of(value, &schemas.all[id], false);
        let outcome = self.check(id, value, self.depth, "", &mut unseen);
        self.depth -= 1;
        self.place.pop();
        outcome
    }

    fn check(
        &mut self,
        id: Id,
        value: &Json,
        depth: usize,
        keyword: &'static str,
        unseen: &mut Unseen,
    ) -> Outcome {
        self.steps = self.steps.saturating_add(1);
        if self.steps > MAX_STEPS {
            return Ok(());
        }
        let schemas = self.schemas;
        let schema = &schemas.all[id];
        match schema.constant {
            Some(true) => return Ok(()),
            Some(false) => return Err(self.failure(Reason::FalseSchema)),
            None => {}
        }
        if let Some(cycle) = self.cycle(id, depth) {
            let (here, there) = (self.location(self.scope.len(), Some((id, keyword))), cycle);
            let url = address(&schema.pointer);
            return Err(self.failure(Reason::Cycle(here, there, url)));
        }
        if depth == 0 && self.scope.is_empty() {
            *unseen = Unseen::of(value, schema, false);
        }
        self.scope.push((id, depth, keyword));
        let outcome = self.all(schema, value, unseen);
        self.scope.pop();
        outcome
    }

    /// The way to an earlier use of the schema on the same value.
    fn cycle(&self, id: Id, depth: usize) -> Option<String> {
        let at = self
            .scope
            .iter()
            .rposition(|(_, d, _)| *d != depth)
            .map_or(0, |at| at + 1);
        let found = self.scope[at..]
            .iter()
            .position(|(other, ..)| *other == id)?;
        Some(self.location(at + found + 1, None))
    }

    fn location(&self, length: usize, last: Option<(Id, &'static str)>) -> String {
        let steps: Vec<(Id, &'static str)> = self.scope[..length]
            .iter()
            .map(|(id, _, keyword)| (*id, *keyword))
            .chain(last)
            .collect();
        let mut text = String::new();
        for pair in steps.windows(2) {
            let (id, keyword) = pair[1];
            if keyword.is_empty() {
                let above = &self.schemas.all[pair[0].0].pointer;
                let own = &self.schemas.all[id].pointer;
                text.push_str(own.strip_prefix(above.as_str()).unwrap_or(own));
            } else {
                text.push('/');
                text.push_str(keyword);
            }
        }
        text
    }

    fn all(&mut self, schema: &Schema, value: &Json, unseen: &mut Unseen) -> Outcome {
        self.whole(schema, value)?;
        let mut found = Vec::new();
        if let Some((keyword, id)) = schema.reference {
            let outcome = self.follow(id, keyword, value, unseen);
            if schema.draft < 2019 {
                return outcome;
            }
            found.extend(outcome.err());
        }
        match value {
            Json::Object(members) => self.object(schema, value, members, unseen, &mut found),
            Json::Array(items) => self.array(schema, items, unseen, &mut found),
            Json::String(text) => self.string(schema, text, &mut found),
            Json::Number(number) => self.number(schema, *number, &mut found),
            Json::Null | Json::Bool(_) => {}
        }
        for (keyword, id) in &schema.references {
            found.extend(self.follow(*id, keyword, value, unseen).err());
        }
        self.combined(schema, value, unseen, &mut found);
        self.rest(schema, value, unseen, &mut found);
        match found.len() {
            0 => Ok(()),
            1 => Err(found.remove(0)),
            _ => Err(self.caused(Reason::Group, found)),
        }
    }

    fn follow(
        &mut self,
        id: Id,
        keyword: &'static str,
        value: &Json,
        unseen: &mut Unseen,
    ) -> Outcome {
        self.same(id, value, keyword, unseen).map_err(|failure| {
            let causes = match failure.reason {
                Reason::Group => failure.causes,
                _ => vec![failure],
            };
            self.caused(Reason::Reference, causes)
        })
    }

    /// What ends the check at once: type, constant, list of values, format.
    fn whole(&self, schema: &Schema, value: &Json) -> Outcome {
        let got = type_of(value);
        let typed =
            schema.types.contains(&got) || (schema.types.contains(&"integer") && is_integer(value));
        if !schema.types.is_empty() && !typed {
            return Err(self.failure(Reason::Type(got, schema.types.clone())));
        }
        if let Some(wanted) = &schema.value
            && !equals(value, wanted)
        {
            return Err(self.failure(Reason::Const(wanted.clone())));
        }
        if let Some(values) = &schema.one_of_values
            && !values.iter().any(|wanted| equals(value, wanted))
        {
            return Err(self.failure(Reason::Enum(values.clone())));
        }
        if let (Some(format), Json::String(text)) = (&schema.format, value)
            && let Err(why) = format.check(text)
        {
            return Err(self.failure(Reason::Format(text.clone(), format.name(), why)));
        }
        Ok(())
    }

    fn object(
        &mut self,
        schema: &Schema,
        value: &Json,
        members: &std::collections::BTreeMap<String, Json>,
        unseen: &mut Unseen,
        found: &mut Vec<Failure>,
    ) {
        let size = members.len() as i64;
        let missing = |wanted: &[String]| -> Vec<String> {
            let missing = wanted.iter().filter(|name| !members.contains_key(*name));
            missing.cloned().collect()
        };
        if let Some(min) = schema.min_properties.filter(|min| size < *min) {
            found.push(self.failure(Reason::Count("minProperties", size, min)));
        }
        if let Some(max) = schema.max_properties.filter(|max| size > *max) {
            found.push(self.failure(Reason::Count("maxProperties", size, max)));
        }
        let absent = missing(&schema.required);
        if !absent.is_empty() {
            found.push(self.failure(Reason::Required(absent)));
        }
        let mut depend = |checker: &mut Self, list: &[(String, Dependency)], found: &mut Vec<_>| {
            for (name, dependency) in list {
                if !members.contains_key(name) {
                    continue;
                }
                match dependency {
                    Dependency::Properties(wanted) => {
                        let absent = missing(wanted);
                        if !absent.is_empty() {
                            found.push(checker.failure(Reason::Depends(name.clone(), absent)));
                        }
                    }
                    Dependency::Schema(id) => {
                        found.extend(checker.same(*id, value, "", unseen).err());
                    }
                }
            }
        };
        depend(self, &schema.dependencies, found);
        let mut additional = Vec::new();
        let mut seen = Vec::new();
        for (name, member) in members {
            let mut evaluated = false;
            if let Some(id) = schema.properties.get(name) {
                evaluated = true;
                found.extend(self.part(*id, member, name.clone()).err());
            }
            for (pattern, id) in &schema.patterns {
                if pattern.is_match(name.as_bytes()) {
                    evaluated = true;
                    found.extend(self.part(*id, member, name.clone()).err());
                }
            }
            if !evaluated && let Some(rest) = schema.additional {
                evaluated = true;
                match rest {
                    Rest::Allowed => {}
                    Rest::Forbidden => additional.push(name.clone()),
                    Rest::Schema(id) => found.extend(self.part(id, member, name.clone()).err()),
                }
            }
            if evaluated {
                seen.push(name);
            }
        }
        if !additional.is_empty() {
            found.push(self.failure(Reason::Additional(additional)));
        }
        if let Some(id) = schema.property_names {
            for name in members.keys() {
                let mut names = Checker {
                    schemas: self.schemas,
                    place: Vec::new(),
                    scope: Vec::new(),
                    depth: 0,
                    steps: self.steps,
                };
                let text = Json::String(name.clone());
                let outcome = names.check(id, &text, 0, "", &mut Unseen::default());
                self.steps = names.steps;
                if let Err(failure) = outcome {
                    let causes = match failure.reason {
                        Reason::Group => failure.causes,
                        _ => vec![failure],
                    };
                    found.push(self.caused(Reason::PropertyName(name.clone()), causes));
                }
            }
        }
        depend(self, &schema.dependent, found);
        for name in seen {
            unseen.properties.remove(name);
        }
    }

    fn array(
        &mut self,
        schema: &Schema,
        items: &[Json],
        unseen: &mut Unseen,
        found: &mut Vec<Failure>,
    ) {
        let size = items.len() as i64;
        if let Some(min) = schema.min_items.filter(|min| size < *min) {
            found.push(self.failure(Reason::Count("minItems", size, min)));
        }
        if let Some(max) = schema.max_items.filter(|max| size > *max) {
            found.push(self.failure(Reason::Count("maxItems", size, max)));
        }
        if schema.unique {
            let twins = (1..items.len()).find_map(|i| {
                Some((
                    items[..i].iter().position(|other| same(other, &items[i]))?,
                    i,
                ))
            });
            if let Some((a, b)) = twins {
                found.push(self.failure(Reason::Unique(a, b)));
            }
        }
        let first = schema.first_items.len().min(items.len());
        for (n, item) in items[..first].iter().enumerate() {
            found.extend(self.part(schema.first_items[n], item, n.to_string()).err());
        }
        match schema.items {
            Some(Rest::Schema(id)) => {
                for (n, item) in items[first..].iter().enumerate() {
                    // The library counts the rest from nothing again.
                    found.extend(self.part(id, item, n.to_string()).err());
                }
            }
            Some(Rest::Forbidden) if first < items.len() => {
                found.push(self.failure(Reason::AdditionalItems(items.len() - first)));
            }
            _ => {}
        }
        let Some(contains) = schema.contains else {
            return;
        };
        let (mut matched, mut failed) = (Vec::new(), Vec::new());
        for (n, item) in items.iter().enumerate() {
            match self.part(contains, item, n.to_string()) {
                Ok(()) => {
                    matched.push(n);
                    if schema.draft >= 2020 {
                        unseen.items.remove(&n);
                    }
                }
                Err(failure) => failed.push(failure),
            }
        }
        let many = matched.len() as i64;
        match schema.min_contains {
            Some(min) if many < min => {
                let reason = Reason::MinContains(matched.clone(), min);
                found.push(self.caused(reason, failed));
            }
            None if matched.is_empty() => found.push(self.caused(Reason::Contains, failed)),
            _ => {}
        }
        if let Some(max) = schema.max_contains.filter(|max| many > *max) {
            found.push(self.failure(Reason::MaxContains(matched, max)));
        }
    }

    fn string(&self, schema: &Schema, text: &str, found: &mut Vec<Failure>) {
        let length = text.chars().count() as i64;
        if let Some(min) = schema.min_length.filter(|min| length < *min) {
            found.push(self.failure(Reason::Count("minLength", length, min)));
        }
        if let Some(max) = schema.max_length.filter(|max| length > *max) {
            found.push(self.failure(Reason::Count("maxLength", length, max)));
        }
        if let Some((pattern, compiled)) = &schema.pattern
            && !compiled.is_match(text.as_bytes())
        {
            found.push(self.failure(Reason::Pattern(text.to_owned(), pattern.clone())));
        }
    }

    fn number(&self, schema: &Schema, number: JsonNumber, found: &mut Vec<Failure>) {
        let Some(got) = Number::parse(&written(number)) else {
            return;
        };
        type Fits = fn(Ordering) -> bool;
        let limits: [(&'static str, &Option<Number>, Fits); 4] = [
            ("minimum", &schema.minimum, Ordering::is_ge),
            ("maximum", &schema.maximum, Ordering::is_le),
            ("exclusiveMinimum", &schema.above, Ordering::is_gt),
            ("exclusiveMaximum", &schema.below, Ordering::is_lt),
        ];
        for (keyword, limit, fits) in limits {
            if let Some(limit) = limit
                && !fits(got.compare(limit))
            {
                let reason = Reason::Limit(keyword, got.to_f64(), limit.to_f64());
                found.push(self.failure(reason));
            }
        }
        if let Some(unit) = &schema.multiple_of
            && !got.is_multiple_of(unit)
        {
            let reason = Reason::Limit("multipleOf", got.to_f64(), unit.to_f64());
            found.push(self.failure(reason));
        }
    }

    fn combined(
        &mut self,
        schema: &Schema,
        value: &Json,
        unseen: &mut Unseen,
        found: &mut Vec<Failure>,
    ) {
        if let Some(id) = schema.not
            && self.same(id, value, "", unseen).is_ok()
        {
            found.push(self.failure(Reason::Not));
        }
        let mut failed = Vec::new();
        for id in &schema.all_of {
            failed.extend(self.same(*id, value, "", unseen).err());
        }
        if !failed.is_empty() {
            found.push(self.caused(Reason::AllOf, failed));
        }
        let (mut matched, mut failed) = (false, Vec::new());
        for id in &schema.any_of {
            match self.same(*id, value, "", unseen) {
                Ok(()) => {
                    matched = true;
                    if unseen.is_empty() {
                        break;
                    }
                }
                Err(failure) => failed.push(failure),
            }
        }
        if !schema.any_of.is_empty() && !matched {
            found.push(self.caused(Reason::AnyOf, failed));
        }
        let (mut matched, mut failed) = (None, Vec::new());
        for (n, id) in schema.one_of.iter().enumerate() {
            match (self.same(*id, value, "", unseen), matched) {
                (Ok(()), None) => matched = Some(n),
                (Ok(()), Some(first)) => {
                    found.push(self.failure(Reason::OneOf(Some((first, n)))));
                    break;
                }
                (Err(failure), None) => failed.push(failure),
                (Err(_), Some(_)) => {}
            }
        }
        if !schema.one_of.is_empty() && matched.is_none() {
            found.push(self.caused(Reason::OneOf(None), failed));
        }
        if let Some((condition, yes, no)) = schema.condition {
            let next = match self.same(condition, value, "", unseen) {
                Ok(()) => yes,
                Err(_) => no,
            };
            if let Some(id) = next {
                found.extend(self.same(id, value, "", unseen).err());
            }
        }
    }

    fn rest(
        &mut self,
        schema: &Schema,
        value: &Json,
        unseen: &mut Unseen,
        found: &mut Vec<Failure>,
    ) {
        if let (Some(id), Json::Object(members)) = (schema.unevaluated_properties, value) {
            for name in std::mem::take(&mut unseen.properties) {
                if let Some(member) = members.get(&name) {
                    found.extend(self.part(id, member, name).err());
                }
            }
        }
        if let (Some(id), Json::Array(items)) = (schema.unevaluated_items, value) {
            for n in std::mem::take(&mut unseen.items) {
                found.extend(self.part(id, &items[n], n.to_string()).err());
            }
        }
    }
}

fn type_of(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "boolean",
        Json::Number(_) => "number",
        Json::String(_) => "string",
        Json::Array(_) => "array",
        Json::Object(_) => "object",
    }
}

/// A number as Go's `%v` writes it.
fn written(number: JsonNumber) -> String {
    match number {
        JsonNumber::Int(n) => n.to_string(),
        JsonNumber::Uint(n) => n.to_string(),
        JsonNumber::Float(f) => crate::text::float(f),
    }
}

fn is_integer(value: &Json) -> bool {
    match value {
        Json::Number(number) => Number::parse(&written(*number)).is_some_and(|n| n.is_integer()),
        _ => false,
    }
}

fn equal_numbers(a: &str, b: &str) -> bool {
    match (Number::parse(a), Number::parse(b)) {
        (Some(a), Some(b)) => a.compare(&b).is_eq(),
        _ => false,
    }
}

fn equals(value: &Json, wanted: &Part) -> bool {
    match (value, wanted) {
        (Json::Null, Part::Null) => true,
        (Json::Bool(a), Part::Bool(b)) => a == b,
        (Json::String(a), Part::Text(b)) => a == b,
        (Json::Number(a), Part::Number(b)) => equal_numbers(&written(*a), b),
        (Json::Array(a), Part::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equals(a, b))
        }
        (Json::Object(a), Part::Map(b)) => {
            let both = |(key, a): (&String, &Json)| b.get(key).is_some_and(|b| equals(a, b));
            a.len() == b.len() && a.iter().all(both)
        }
        _ => false,
    }
}

fn same(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => equal_numbers(&written(*a), &written(*b)),
        (Json::Array(a), Json::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Json::Object(a), Json::Object(b)) => {
            let both = |(key, a): (&String, &Json)| b.get(key).is_some_and(|b| same(a, b));
            a.len() == b.len() && a.iter().all(both)
        }
        (a, b) => a == b,
    }
}
