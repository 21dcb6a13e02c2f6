//! A value against compiled schemas.

use super::compiler::Id;
use super::draft::Draft;
use super::equality;
use super::failure::{Failure, Reason};
use super::number::Number;
use super::reader::Part;
use super::shape::Schema;
use super::unseen::Unseen;

/// Schemas asked about parts of one document of values; a schema that asks twice for the next of
/// forty would never come to an end. Real ones ask some ten thousand times.
const MAX_STEPS: usize = 500_000;

/// Schemas that ask each other, one inside the other: half of what the stack of a page holds. It is
/// enough for a schema of a hundred levels; real ones have some twenty.
const MAX_NESTING: usize = 600;

/// A check, and how far it is.
pub(super) struct Check<'a> {
    pub(super) schemas: &'a [Schema],
    place: Vec<String>,
    scope: Vec<Frame>,
    depth: usize,
    steps: usize,
    max_steps: usize,
    too_deep: bool,
    dialects: Option<Dialects<'a>>,
}

/// A schema on the way here: for the how-manieth value, through which keyword.
struct Frame {
    id: Id,
    depth: usize,
    keyword: &'static str,
}

/// Of a document that is itself a schema: the rules of its resources, by their pointers.
struct Dialects<'a> {
    /// Whose rules count here.
    current: Id,
    own: &'a [(String, Id)],
}

pub(super) type Outcome = Result<(), Failure>;

impl<'a> Check<'a> {
    /// Of values.
    pub fn of_values(schemas: &'a [Schema]) -> Check<'a> {
        Check {
            schemas,
            place: Vec::new(),
            scope: Vec::new(),
            depth: 0,
            steps: 0,
            max_steps: MAX_STEPS,
            too_deep: false,
            dialects: None,
        }
    }

    /// Of a schema: where one of its resources is met, that one's rules count. Drafts look at each
    /// part of it once, so it may take as long as it is large.
    pub fn of_schema(schemas: &'a [Schema], root: Id, own: &'a [(String, Id)]) -> Check<'a> {
        Check {
            max_steps: usize::MAX,
            dialects: Some(Dialects { current: root, own }),
            ..Check::of_values(schemas)
        }
    }

    /// Checks a value; no failure if it fits.
    ///
    /// # Errors
    /// Where the check would take too long or too much of the stack.
    pub fn run(mut self, id: Id, value: &Part) -> Result<Option<Failure>, String> {
        let mut unseen = Unseen::of(value, &self.schemas[id], false);
        let outcome = self.enter(id, id, value, "", &mut unseen);
        if self.too_deep {
            return Err(format!(
                "the check was given up: schemas ask for each other more than {MAX_NESTING} deep"
            ));
        }
        if self.steps > self.max_steps {
            let steps = self.max_steps;
            return Err(format!(
                "the check of the values was given up after {steps} steps"
            ));
        }
        Ok(outcome.err())
    }

    pub(super) fn failure(&self, reason: Reason) -> Failure {
        Failure {
            place: self.place.clone(),
            reason,
            causes: Vec::new(),
        }
    }

    pub(super) fn caused(&self, reason: Reason, causes: Vec<Failure>) -> Failure {
        Failure {
            causes,
            ..self.failure(reason)
        }
    }

    /// Another schema for the same value.
    pub(super) fn same(
        &mut self,
        id: Id,
        value: &Part,
        keyword: &'static str,
        unseen: &mut Unseen,
    ) -> Outcome {
        let mut own = Unseen::of(value, &self.schemas[id], !unseen.is_empty());
        let outcome = self.check(id, value, keyword, &mut own);
        if outcome.is_ok() {
            unseen.merge(&own);
        }
        outcome
    }

    /// A schema for a part of the value.
    pub(super) fn part(&mut self, id: Id, value: &Part, token: &str) -> Outcome {
        self.place.push(token.to_owned());
        self.depth += 1;
        let mut unseen = Unseen::of(value, &self.schemas[id], false);
        let outcome = self.check(id, value, "", &mut unseen);
        self.depth -= 1;
        self.place.pop();
        outcome
    }

    /// A schema for the name of a member, which has no place of its own.
    pub(super) fn name(&mut self, id: Id, name: &str) -> Outcome {
        self.in_dialect(id, |check, id| {
            let place = std::mem::take(&mut check.place);
            let scope = std::mem::take(&mut check.scope);
            let depth = std::mem::take(&mut check.depth);
            let value = Part::Text(name.to_owned());
            let outcome = check.enter(id, id, &value, "", &mut Unseen::default());
            (check.place, check.scope, check.depth) = (place, scope, depth);
            outcome
        })
    }

    /// Checks by the rules that count here, which are those of below too.
    fn in_dialect(&mut self, id: Id, check: impl FnOnce(&mut Self, Id) -> Outcome) -> Outcome {
        let before = self.dialects.as_ref().map(|d| d.current);
        let actual = self.dialect(id);
        let outcome = check(self, actual);
        if let (Some(dialects), Some(before)) = (&mut self.dialects, before) {
            dialects.current = before;
        }
        outcome
    }

    /// The rules that count instead of others, where a resource begins that has its own.
    fn dialect(&mut self, id: Id) -> Id {
        let Some(dialects) = &mut self.dialects else {
            return id;
        };
        if dialects.current != id {
            return id;
        }
        let pointer = self
            .place
            .iter()
            .fold(String::new(), |at, token| super::address::below(&at, token));
        if let Some((_, own)) = dialects.own.iter().find(|(at, _)| *at == pointer) {
            dialects.current = *own;
            return *own;
        }
        id
    }

    fn check(
        &mut self,
        id: Id,
        value: &Part,
        keyword: &'static str,
        unseen: &mut Unseen,
    ) -> Outcome {
        self.in_dialect(id, |check, actual| {
            check.enter(id, actual, value, keyword, unseen)
        })
    }

    /// Checks by the rules of one schema in the place of another, which stays in the scope.
    fn enter(
        &mut self,
        named: Id,
        id: Id,
        value: &Part,
        keyword: &'static str,
        unseen: &mut Unseen,
    ) -> Outcome {
        self.steps += 1;
        self.too_deep |= self.scope.len() > MAX_NESTING;
        if self.too_deep || self.steps > self.max_steps {
            return Ok(());
        }
        let schemas = self.schemas;
        let schema = &schemas[id];
        match schema.constant {
            Some(true) => return Ok(()),
            Some(false) => return Err(self.failure(Reason::FalseSchema)),
            None => {}
        }
        self.scope.push(Frame {
            id: named,
            depth: self.depth,
            keyword,
        });
        let outcome = match self.cycle() {
            Some(first) => {
                let (here, there) = (self.way(self.scope.len()), self.way(first + 1));
                let url = schema.location.clone();
                Err(self.failure(Reason::Cycle(here, there, url)))
            }
            None => self.all(schema, value, unseen),
        };
        self.scope.pop();
        outcome
    }

    /// The last earlier use of the innermost schema on the same value.
    fn cycle(&self) -> Option<usize> {
        let (last, before) = self.scope.split_last()?;
        before
            .iter()
            .enumerate()
            .rev()
            .take_while(|(_, frame)| frame.depth == last.depth)
            .find(|(_, frame)| frame.id == last.id)
            .map(|(at, _)| at)
    }

    /// Keywords on the way through so many schemas.
    fn way(&self, length: usize) -> String {
        let location = |frame: &Frame| self.schemas[frame.id].location.as_str();
        let mut text = String::new();
        for pair in self.scope[..length].windows(2) {
            if pair[1].keyword.is_empty() {
                let above = location(&pair[0]).len();
                text.push_str(location(&pair[1]).get(above..).unwrap_or_default());
            } else {
                text.push('/');
                text.push_str(pair[1].keyword);
            }
        }
        text
    }

    fn all(&mut self, schema: &Schema, value: &Part, unseen: &mut Unseen) -> Outcome {
        self.whole(schema, value)?;
        let mut found = Vec::new();
        if let Some(id) = schema.reference {
            let outcome = self.follow(id, "$ref", value, unseen);
            if schema.draft < Draft::D2019 {
                return outcome;
            }
            found.extend(outcome.err());
        }
        match value {
            Part::Map(members) => self.members(schema, value, members, unseen, &mut found),
            Part::List(items) => self.items(schema, items, unseen, &mut found),
            Part::Text(text) => self.string(schema, text, &mut found),
            Part::Number(number) => self.number(schema, number, &mut found),
            Part::Null | Part::Bool(_) => {}
        }
        if let Some(id) = schema.recursive_reference {
            let id = self.recursive(id);
            found.extend(self.follow(id, "$recursiveRef", value, unseen).err());
        }
        if let Some((id, anchor)) = &schema.dynamic_reference {
            let id = self.dynamic(*id, anchor.as_deref());
            found.extend(self.follow(id, "$dynamicRef", value, unseen).err());
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
        value: &Part,
        unseen: &mut Unseen,
    ) -> Outcome {
        self.same(id, value, keyword, unseen)
            .map_err(|failure| self.caused(Reason::Reference, failure.ungrouped()))
    }

    /// `$recursiveRef`: the outermost schema on the way whose resource lets itself be replaced.
    fn recursive(&self, id: Id) -> Id {
        let open = |id: Id| self.schemas[self.schemas[id].resource].recursive_anchor;
        if !self.schemas[id].recursive_anchor {
            return id;
        }
        let outermost = self.scope.iter().find(|frame| open(frame.id));
        outermost.map_or(id, |frame| frame.id)
    }

    /// `$dynamicRef`: the outermost resource on the way that has the anchor decides.
    fn dynamic(&self, id: Id, anchor: Option<&str>) -> Id {
        let Some(anchor) = anchor.filter(|name| self.schemas[id].dynamic_anchor == *name) else {
            return id;
        };
        let own = |frame: &Frame| {
            let resource = self.schemas[frame.id].resource;
            let mut anchors = self.schemas[resource].dynamic_anchors.iter();
            anchors.find(|(name, _)| name == anchor).map(|(_, id)| *id)
        };
        self.scope.iter().find_map(own).unwrap_or(id)
    }

    /// What ends the check at once: type, constant, list of values, format.
    fn whole(&self, schema: &Schema, value: &Part) -> Outcome {
        let got = value.type_name();
        let is_integer = || match value {
            Part::Number(text) => Number::parse(text).is_some_and(|n| n.is_integer()),
            _ => false,
        };
        let fits = schema.types.is_empty()
            || schema.types.contains(&got)
            || schema.types.contains(&"integer") && is_integer();
        if !fits {
            return Err(self.failure(Reason::Type(got, schema.types.clone())));
        }
        if let Some(wanted) = &schema.value
            && !equality::equal(value, wanted)
        {
            return Err(self.failure(Reason::Const(wanted.clone())));
        }
        if let Some(values) = &schema.one_of_values
            && !values.iter().any(|wanted| equality::equal(value, wanted))
        {
            return Err(self.failure(Reason::Enum(values.clone())));
        }
        if let (Some(format), Part::Text(text)) = (&schema.format, value)
            && let Err(why) = format.check(text)
        {
            return Err(self.failure(Reason::Format(text.clone(), format.name(), why)));
        }
        Ok(())
    }
}
