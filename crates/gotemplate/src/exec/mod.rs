//! Execution of parsed templates.

mod builtin;
mod context;

pub(crate) use builtin::Builtin;
pub use context::Context;

use crate::error::Error;
use crate::template::Template;
use crate::value::Value;

pub(crate) fn run(
    _cx: &mut Context<'_>,
    _set: &Template,
    _name: &[u8],
    _data: &Value,
    _out: &mut Vec<u8>,
) -> Result<(), Error> {
    Err(Error::new("execution is not there yet"))
}
