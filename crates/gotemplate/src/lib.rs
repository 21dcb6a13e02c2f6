//! Go's `text/template`, as Go 1.26 executes it: the same output, the same error texts, byte for
//! byte.
//!
//! The crate knows nothing of Helm and stands on the small `chartroom-gotext` alone. It never prints, reads no clock,
//! no environment and no files, uses no randomness, and runs natively and in WebAssembly.
//!
//! - [`Value`]: data with Go's types. A float is not an int, a `[]string` not a list, maps are
//!   shared and can be changed, strings are bytes.
//! - [`FunctionSet`] and [`Definition`]: functions with the signature Go checks arguments against.
//! - [`Template`]: named templates; [`Context`] lets functions execute them again.
//! - [`fmt`], [`strconv`], [`regexp`]: Go's packages of these names, as far as templates show them.
//! - [`Error`]: Go's text, and the same facts as data.
//!
//! ```
//! use chartroom_gotemplate::{Definition, Error, FunctionSet, Options, Template, Value};
//! use chartroom_gotemplate::value::{ANY, STRING};
//!
//! // A function that executes templates again, as Helm's `include` does.
//! const INCLUDE: Definition = Definition::new("include", &[STRING, ANY], STRING, |cx, args| {
//!     let name = args[0].as_str().expect("checked by the engine");
//!     cx.render(name, &args[1]).map(Value::from)
//! });
//!
//! let mut functions = FunctionSet::new();
//! functions.add(&INCLUDE);
//! let mut set = Template::new("root", functions);
//! set.parse("root", "{{ define \"n\" }}{{ .x }}{{ end }}[{{ include \"n\" . | printf \"%5s\" }}]")?;
//! let mut out = Vec::new();
//! set.execute("root", &Value::map([("x", Value::float(1e6))]), &mut out, &Options::default())?;
//! assert_eq!(out, b"[1e+06]");
//! # Ok::<(), Error>(())
//! ```

mod error;
mod exec;
pub mod fmt;
mod functions;
mod hash;
mod lex;
mod options;
mod parse;
pub mod regexp;
pub mod strconv;
mod template;
pub mod unicode;
pub mod value;

pub use error::{Error, ErrorKind, Place};
pub use exec::{Context, Origin, Trace};
pub use functions::{Closure, Definition, Function, FunctionSet, Native, Walk};
pub use hash::Fx;
pub use options::{Limits, MissingKey, Options};
pub use template::{Parsed, Template};
pub use value::{List, Map, Object, Str, Type, Value};
