//! Sets of templates that call each other by name.

use chartroom_gotext::sort_by;
use std::any::Any;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::rc::Rc;

use crate::error::Error;
use crate::exec::{self, Context};
use crate::functions::FunctionSet;
use crate::hash::Fx;
use crate::options::Options;
use crate::parse::{self, Tree};
use crate::value::{Str, Value};

/// A set of named templates with the functions they know.
///
/// Clones share everything and cost nothing; parsing into a clone leaves the original unchanged.
///
/// ```
/// use chartroom_gotemplate::{FunctionSet, Options, Template, Value};
///
/// let mut set = Template::new("page", FunctionSet::new());
/// set.parse("page", r#"{{ define "greet" }}Hello, {{ .name }}!{{ end }}{{ template "greet" . }}"#)?;
/// let data = Value::map([("name", Value::from("Ahab"))]);
/// let mut out = Vec::new();
/// set.execute("page", &data, &mut out, &Options::default())?;
/// assert_eq!(out, b"Hello, Ahab!");
/// # Ok::<(), chartroom_gotemplate::Error>(())
/// ```
#[derive(Clone)]
pub struct Template {
    name: Str,
    functions: Rc<FunctionSet>,
    layer: Rc<Layer>,
}

// Definitions of one set that are not in the set it was cloned from.
#[derive(Default)]
struct Layer {
    own: HashMap<Str, Rc<Tree>, BuildHasherDefault<Fx>>,
    below: Option<Rc<Layer>>,
    height: u32,
}

// Lookups walk down the layers; from this height on a new layer takes everything in.
const HIGHEST: u32 = 6;

impl Template {
    /// An empty set. The name is the one that error texts about missing templates mention.
    pub fn new(name: impl Into<Str>, functions: impl Into<Rc<FunctionSet>>) -> Self {
        Template {
            name: name.into(),
            functions: functions.into(),
            layer: Rc::new(Layer::default()),
        }
    }

    /// The name given to [`new`](Template::new).
    pub fn name(&self) -> &Str {
        &self.name
    }

    /// The functions of the set.
    pub fn functions(&self) -> &Rc<FunctionSet> {
        &self.functions
    }

    /// Parses a file and adds it under `name`, with everything it defines.
    ///
    /// A later definition replaces an earlier one, unless its body is only white space and
    /// comments.
    ///
    /// # Errors
    /// Go's parse errors: `template: NAME:LINE: …`.
    pub fn parse(&mut self, name: impl Into<Str>, text: impl Into<Str>) -> Result<(), Error> {
        let trees = parse::parse(name.into(), text.into(), &self.functions)?;
        self.add(trees);
        Ok(())
    }

    /// Adds an already parsed file; for hosts that keep parsed files between renders.
    pub fn add_parsed(&mut self, parsed: &Parsed) {
        self.add(parsed.trees.clone());
    }

    /// Parses a file without adding it to a set. It fits sets with the very same functions.
    ///
    /// # Errors
    /// As [`parse`](Template::parse).
    pub fn parse_only(&self, name: impl Into<Str>, text: impl Into<Str>) -> Result<Parsed, Error> {
        let trees = parse::parse(name.into(), text.into(), &self.functions)?;
        Ok(Parsed { trees })
    }

    /// Parses a file as [`parse`](Template::parse) does, except that it replaces the template of
    /// its name even if it is blank. That is what executing the result of Go's
    /// `New(name).Parse(text)` runs, and with it Helm's `tpl`.
    ///
    /// # Errors
    /// As [`parse`](Template::parse).
    pub fn parse_over(&mut self, name: impl Into<Str>, text: impl Into<Str>) -> Result<(), Error> {
        let name = name.into();
        let trees = parse::parse(name.clone(), text.into(), &self.functions)?;
        let main = trees.iter().find(|tree| *tree.name() == name).cloned();
        self.add(trees);
        if let Some(main) = main.filter(|tree| tree.is_empty()) {
            self.writable().own.insert(name, main);
        }
        Ok(())
    }

    fn add(&mut self, trees: Vec<Rc<Tree>>) {
        for tree in trees {
            if tree.is_empty() && self.find(tree.name()).is_some() {
                continue;
            }
            self.writable().own.insert(tree.name().clone(), tree);
        }
    }

    fn writable(&mut self) -> &mut Layer {
        if Rc::get_mut(&mut self.layer).is_none() {
            let below = self.layer.clone();
            let mut layer = Layer::default();
            if below.height < HIGHEST {
                layer.height = below.height + 1;
                layer.below = Some(below);
            } else {
                let mut layers = vec![];
                let mut next = Some(&below);
                while let Some(l) = next {
                    layers.push(l);
                    next = l.below.as_ref();
                }
                for l in layers.iter().rev() {
                    layer
                        .own
                        .extend(l.own.iter().map(|(k, v)| (k.clone(), v.clone())));
                }
            }
            self.layer = Rc::new(layer);
        }
        Rc::get_mut(&mut self.layer).expect("made unique above")
    }

    /// Whether a template of the name is defined.
    pub fn lookup(&self, name: &[u8]) -> bool {
        self.find(name).is_some()
    }

    pub(crate) fn find(&self, name: &[u8]) -> Option<&Rc<Tree>> {
        let mut layer = Some(&self.layer);
        while let Some(l) = layer {
            if let Some(tree) = l.own.get(name) {
                return Some(tree);
            }
            layer = l.below.as_ref();
        }
        None
    }

    /// The names of all templates, in bytewise order.
    pub fn names(&self) -> Vec<Str> {
        let mut names = Vec::new();
        let mut layer = Some(&self.layer);
        while let Some(l) = layer {
            names.extend(l.own.keys().cloned());
            layer = l.below.as_ref();
        }
        sort_by(&mut names, Str::cmp);
        names.dedup();
        names
    }

    /// Executes the template of the name and appends its output.
    ///
    /// # Errors
    /// Go's execution errors: `template: FILE:LINE:COL: executing "NAME" at <ACTION>: …`. What was
    /// written before stays in `out`.
    pub fn execute(
        &self,
        name: impl AsRef<[u8]>,
        data: &Value,
        out: &mut Vec<u8>,
        options: &Options<'_>,
    ) -> Result<(), Error> {
        self.execute_with(name, data, out, options, &mut ())
    }

    /// Executes with data of the host that functions reach through [`Context::host`].
    ///
    /// # Errors
    /// As [`execute`](Template::execute).
    pub fn execute_with(
        &self,
        name: impl AsRef<[u8]>,
        data: &Value,
        out: &mut Vec<u8>,
        options: &Options<'_>,
        host: &mut dyn Any,
    ) -> Result<(), Error> {
        let mut cx = Context::new(self.clone(), *options, host);
        exec::run(&mut cx, self, name.as_ref(), data, out)
    }
}

/// A parsed file that can be added to several sets.
#[derive(Clone)]
pub struct Parsed {
    trees: Vec<Rc<Tree>>,
}
