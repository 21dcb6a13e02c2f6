//! Functions that templates can call.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use crate::error::Error;
use crate::exec::{Builtin, Context};
use crate::value::{Signature, Type, Value};

/// The code of a function. The arguments have been checked: as many as the signature wants, each
/// of its parameter's type (or nil where the type allows nil).
pub type Native = fn(&mut Context<'_>, &[Value]) -> Result<Value, Error>;

/// One function of a table that is written down in the source.
///
/// ```
/// use chartroom_gotemplate::{Definition, Value, value::{INT, STRING}};
///
/// const TRUNC: Definition = Definition::new("trunc", &[INT, STRING], STRING, |_, args| {
///     let (n, s) = (args[0].as_int().unwrap_or(0), args[1].as_str().unwrap());
///     let n = usize::try_from(n).unwrap_or(0).min(s.len());
///     Ok(Value::string(&s[..n]))
/// });
/// ```
#[derive(Clone, Copy)]
pub struct Definition {
    /// The name in templates.
    pub name: &'static str,
    /// Parameters and result as Go declares them; they decide about arguments and error texts.
    pub signature: Signature,
    /// The code.
    pub call: Native,
    /// See [`walking`](Definition::walking).
    pub walks: Walk,
}

impl Definition {
    /// A function with a fixed number of parameters.
    pub const fn new(
        name: &'static str,
        params: &'static [&'static Type],
        result: &'static Type,
        call: Native,
    ) -> Self {
        Definition {
            name,
            signature: Signature {
                params,
                variadic: false,
                result,
            },
            call,
            walks: Walk::No,
        }
    }

    /// A function whose last parameter may be given any number of times.
    pub const fn variadic(
        name: &'static str,
        params: &'static [&'static Type],
        result: &'static Type,
        call: Native,
    ) -> Self {
        Definition {
            name,
            signature: Signature {
                params,
                variadic: true,
                result,
            },
            call,
            walks: Walk::No,
        }
    }

    /// The same function, known to look into its arguments as far as they go (an encoder, a deep
    /// comparison). They are weighed before each call: a small program can build a value whose
    /// text would fill any memory.
    pub const fn walking(mut self) -> Self {
        self.walks = Walk::All;
        self
    }

    /// The same for one that fails where a value goes deeper than a thousand levels, at the first
    /// such place: what holds itself is no large value to it.
    pub const fn walking_to_the_deepest(mut self) -> Self {
        self.walks = Walk::ToTheDeepest;
        self
    }
}

/// How far a function looks into its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Walk {
    /// It looks at them only.
    No,
    /// At all that they hold.
    All,
    /// At all that they hold, up to the first place that is too deep.
    ToTheDeepest,
}

/// A function as a value: an entry of a [`FunctionSet`] or a [`Value::Func`].
pub struct Function {
    pub(crate) name: Cow<'static, str>,
    pub(crate) signature: Signature,
    pub(crate) callee: Callee,
    pub(crate) walks: Walk,
    ty: &'static Type,
}

pub(crate) enum Callee {
    Native(Native),
    Closure(Box<Closure>),
    Builtin(Builtin),
}

/// The code of a function that holds data of its own.
pub type Closure = dyn Fn(&mut Context<'_>, &[Value]) -> Result<Value, Error>;

impl Function {
    /// A function made at run time. `ty` is its Go type, a [`Type::Func`].
    ///
    /// A type of any other form makes a function without parameters that gives `interface {}`.
    pub fn new(name: impl Into<Cow<'static, str>>, ty: &'static Type, code: Box<Closure>) -> Self {
        let signature = match ty.underlying() {
            Type::Func(signature) => **signature,
            _ => Signature {
                params: &[],
                variadic: false,
                result: crate::value::ANY,
            },
        };
        Function {
            name: name.into(),
            signature,
            callee: Callee::Closure(code),
            walks: Walk::No,
            ty,
        }
    }

    /// Name in templates.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Parameters and result.
    pub fn signature(&self) -> &Signature {
        &self.signature
    }

    /// The Go type.
    pub fn ty(&self) -> &'static Type {
        self.ty
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "func {}", self.name)
    }
}

/// The functions that a set of templates knows, by name.
///
/// It is complete before templates are parsed: parsing turns names into places in the set.
#[derive(Clone)]
pub struct FunctionSet {
    functions: Vec<Rc<Function>>,
    names: BTreeMap<Cow<'static, str>, u32>,
}

/// Type of the functions whose Go type nobody can ask for.
const OPAQUE: &Type = &Type::Func(&Signature {
    params: &[],
    variadic: false,
    result: crate::value::ANY,
});

impl FunctionSet {
    /// Go's own: `and`, `call`, `eq`, `ge`, `gt`, `html`, `index`, `js`, `le`, `len`, `lt`, `ne`,
    /// `not`, `or`, `print`, `printf`, `println`, `slice`, `urlquery`.
    pub fn new() -> Self {
        let mut set = FunctionSet {
            functions: Vec::new(),
            names: BTreeMap::new(),
        };
        for builtin in Builtin::ALL {
            set.put(Function {
                name: Cow::Borrowed(builtin.name()),
                signature: builtin.signature(),
                callee: Callee::Builtin(*builtin),
                walks: match builtin.walks() {
                    true => Walk::All,
                    false => Walk::No,
                },
                ty: OPAQUE,
            });
        }
        set
    }

    /// Adds a function, in place of one of the same name.
    pub fn add(&mut self, definition: &Definition) -> &mut Self {
        self.put(Function {
            name: Cow::Borrowed(definition.name),
            signature: definition.signature,
            callee: Callee::Native(definition.call),
            walks: definition.walks,
            ty: OPAQUE,
        });
        self
    }

    /// Adds a table of functions.
    pub fn extend<'a>(&mut self, table: impl IntoIterator<Item = &'a Definition>) -> &mut Self {
        for definition in table {
            self.add(definition);
        }
        self
    }

    /// Takes a function away.
    pub fn remove(&mut self, name: &str) -> &mut Self {
        self.names.remove(name);
        self
    }

    /// Whether there is a function of the name.
    pub fn contains(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    /// The names in bytewise order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(|k| &**k)
    }

    /// The function of the name.
    pub fn get(&self, name: &str) -> Option<&Rc<Function>> {
        self.names.get(name).map(|&i| &self.functions[i as usize])
    }

    pub(crate) fn index(&self, name: &str) -> Option<u32> {
        self.names.get(name).copied()
    }

    pub(crate) fn at(&self, index: u32) -> &Rc<Function> {
        &self.functions[index as usize]
    }

    fn put(&mut self, function: Function) {
        let index = self.functions.len() as u32;
        self.names.insert(function.name.clone(), index);
        self.functions.push(Rc::new(function));
    }
}

impl Default for FunctionSet {
    fn default() -> Self {
        FunctionSet::new()
    }
}
