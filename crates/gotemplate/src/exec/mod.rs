//! Execution of parsed templates.
//!
//! Go's evaluator, step for step. It notes every node it comes to and an error names the last one
//! noted, which is not always the one that failed; so the notes are taken exactly where Go takes
//! them.

mod argument;
mod builtin;
mod call;
mod compare;
mod context;
mod escape;
mod field;
mod index;
mod pipeline;
mod trace;
mod walk;

use std::rc::Rc;

pub(crate) use builtin::Builtin;
pub use context::Context;
pub use trace::{Origin, Trace};

use crate::error::{Error, Place};
use crate::parse::{NodeId, Tree, Unit};
use crate::strconv;
use crate::template::Template;
use crate::value::{Str, Type, Value};

/// A value together with what Go's reflection knows of the place it came from.
#[derive(Clone, Default)]
pub(crate) struct Slot {
    pub value: Value,
    // The place has type interface{}: an element of a list or map of such.
    pub interface: bool,
    // The place can be pointed to, so that methods with pointer receivers are found.
    pub addressable: bool,
}

impl Slot {
    fn new(value: Value) -> Self {
        Slot {
            value,
            interface: false,
            addressable: false,
        }
    }

    // A value in a place of that type.
    fn of(value: Value, ty: &'static Type) -> Self {
        Slot {
            value,
            interface: matches!(ty, Type::Any),
            addressable: false,
        }
    }

    // Go's zero reflect.Value: nothing, not even a nil.
    fn is_invalid(&self) -> bool {
        !self.interface && matches!(self.value, Value::Nil)
    }

    // The value itself, the interface it was in forgotten.
    fn strip(self) -> Self {
        Slot {
            addressable: self.addressable && !self.interface,
            interface: false,
            value: self.value,
        }
    }

    // Name of the static type.
    fn type_name(&self) -> String {
        if self.interface {
            return "interface {}".to_owned();
        }
        self.value.type_name()
    }
}

/// Executes the template of that name in `set` and appends its output.
pub(crate) fn run(
    cx: &mut Context<'_>,
    set: &Template,
    name: &[u8],
    data: &Value,
    out: &mut Vec<u8>,
) -> Result<(), Error> {
    let Some(tree) = set.find(name).cloned() else {
        let mut text = b"template: no template ".to_vec();
        strconv::append_quote(&mut text, name);
        text.extend_from_slice(b" associated with template ");
        strconv::append_quote(&mut text, set.name());
        return Err(Error::new(text));
    };
    cx.enter(3)?;
    let depth = std::mem::take(&mut cx.depth);
    let trace = cx.options.trace;
    trace.inspect(|trace| trace.open());
    let result = execute(cx, &tree, Slot::new(data.clone()), out);
    trace.inspect(|trace| trace.close());
    cx.depth = depth;
    cx.leave(3);
    result
}

fn execute(
    cx: &mut Context<'_>,
    tree: &Rc<Tree>,
    dot: Slot,
    out: &mut Vec<u8>,
) -> Result<(), Error> {
    let mut vars = Vec::with_capacity(8);
    vars.push((0, dot.clone()));
    let mut exec = Exec {
        cx,
        out,
        tree,
        unit: &tree.unit,
        node: tree.root,
        vars,
    };
    exec.walk(&dot, tree.root).map(|_| ())
}

// The execution of one template.
struct Exec<'e, 'c> {
    cx: &'e mut Context<'c>,
    out: &'e mut Vec<u8>,
    tree: &'e Tree,
    unit: &'e Unit,
    // The node that an error names.
    node: NodeId,
    // Names and values, innermost last.
    vars: Vec<(u32, Slot)>,
}

impl Exec<'_, '_> {
    /// An error at the noted node.
    #[cold]
    fn error<T>(&self, message: impl Into<Vec<u8>>) -> Result<T, Error> {
        Err(self.locate(Error::new(message)))
    }

    /// Puts place and action in front of an error.
    #[cold]
    fn locate(&self, cause: Error) -> Error {
        let unit = self.unit;
        let (line, column) = unit.line_column(unit.pos(self.node));
        let action = unit.print(self.node);
        let mut text = b"template: ".to_vec();
        text.extend_from_slice(&unit.name);
        text.extend_from_slice(format!(":{line}:{column}: executing ").as_bytes());
        strconv::append_quote(&mut text, &self.tree.name);
        text.extend_from_slice(b" at <");
        text.extend_from_slice(&action);
        text.extend_from_slice(b">: ");
        let place = Place {
            file: unit.name.clone(),
            line,
            column: Some(column),
            template: self.tree.name.clone(),
            action: Str::from(action),
            message: Str::from(cause.message()),
        };
        Error::exec(text, Some(place), cause)
    }
}
