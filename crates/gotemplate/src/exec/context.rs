//! What a running function can see and do.

use std::any::Any;

use crate::error::Error;
use crate::options::Options;
use crate::template::Template;
use crate::value::{Str, Value};

/// What an element of a list or map counts, in bytes.
const ELEMENT: usize = 16;
/// Results up to this size are not counted one by one: steps bound them.
const FREE: usize = 256;
/// Nesting at which weighing ends: nothing follows values further than this.
const DEEPEST: u32 = 1_000;

/// Why weighing ends before all is seen.
enum Weighed {
    TooLarge,
    /// Who asks looks no further.
    TooDeep,
}

/// What is left of a number of bytes once a value is written. With `ends`, whoever writes it stops
/// at the first place that is too deep.
fn weight(value: &Value, left: u64, depth: u32, ends: bool) -> Result<u64, Weighed> {
    let value = value.indirect();
    let rest = left.checked_sub(match value {
        Value::String(s) => s.len() as u64,
        // Up to three digits and a space for each.
        Value::Bytes(b) => ELEMENT as u64 + 4 * b.bytes.len() as u64,
        _ => ELEMENT as u64,
    });
    let mut left = rest.ok_or(Weighed::TooLarge)?;
    if depth > DEEPEST {
        return match value {
            Value::Map(_) | Value::List(_) if ends => Err(Weighed::TooDeep),
            _ => Ok(left),
        };
    }
    match value {
        Value::Map(map) => {
            for (_, value) in map.entries().iter() {
                left = weight(value, left, depth + 1, ends)?;
            }
        }
        Value::List(list) => {
            for item in list.iter() {
                left = weight(item, left, depth + 1, ends)?;
            }
        }
        _ => {}
    }
    Ok(left)
}

/// The execution as functions see it.
pub struct Context<'a> {
    pub(crate) set: Template,
    pub(crate) options: Options<'a>,
    pub(crate) steps: u64,
    pub(crate) bytes: u64,
    pub(crate) nesting: u32,
    // How many `template` actions are active in the current execution.
    pub(crate) depth: u32,
    // Emptied argument lists and buffers, kept for the next call.
    pub(crate) spare: Vec<Vec<Value>>,
    buffers: Vec<Vec<u8>>,
    host: &'a mut dyn Any,
}

impl<'a> Context<'a> {
    pub(crate) fn new(set: Template, options: Options<'a>, host: &'a mut dyn Any) -> Self {
        Context {
            set,
            options,
            steps: 0,
            bytes: 0,
            nesting: 0,
            depth: 0,
            spare: Vec::new(),
            buffers: Vec::new(),
            host,
        }
    }

    /// The data the caller gave to [`Template::execute_with`], if it is of that type.
    pub fn host<T: 'static>(&mut self) -> Option<&mut T> {
        self.host.downcast_mut()
    }

    /// The templates being executed. A clone costs nothing and can be extended by parsing more
    /// text into it, which leaves the original as it is: that is what Helm's `tpl` does.
    pub fn templates(&self) -> &Template {
        &self.set
    }

    /// The options of the execution.
    pub fn options(&self) -> &Options<'a> {
        &self.options
    }

    /// Executes the template of that name from the current set and appends its output.
    ///
    /// Limits go on counting. Without a template of the name the error is Go's
    /// `template: no template "x" associated with template "y"`.
    pub fn execute(&mut self, name: &[u8], data: &Value, out: &mut Vec<u8>) -> Result<(), Error> {
        let set = self.set.clone();
        super::run(self, &set, name, data, out)
    }

    /// Executes a template of another set, which is the current one meanwhile.
    pub fn execute_in(
        &mut self,
        set: &Template,
        name: &[u8],
        data: &Value,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let before = std::mem::replace(&mut self.set, set.clone());
        let result = super::run(self, set, name, data, out);
        self.set = before;
        result
    }

    /// What the template of that name gives, as a string: Helm's `include`.
    ///
    /// # Errors
    /// As [`execute`](Context::execute).
    pub fn render(&mut self, name: &[u8], data: &Value) -> Result<Str, Error> {
        let set = self.set.clone();
        self.render_in(&set, name, data)
    }

    /// [`render`](Context::render) with a template of another set, which is the current one
    /// meanwhile.
    ///
    /// # Errors
    /// As [`execute`](Context::execute).
    pub fn render_in(&mut self, set: &Template, name: &[u8], data: &Value) -> Result<Str, Error> {
        let mut out = self.buffer();
        let result = self.execute_in(set, name, data, &mut out);
        let text = Str::new(&out);
        self.give_back(out);
        result?;
        self.options.trace.inspect(|trace| trace.became(&text));
        Ok(text)
    }

    /// An empty buffer, perhaps one used before.
    pub fn buffer(&mut self) -> Vec<u8> {
        self.buffers.pop().unwrap_or_default()
    }

    /// Takes a buffer back for the next user. A huge one is let go.
    pub fn give_back(&mut self, mut buffer: Vec<u8>) {
        if buffer.capacity() <= 1 << 20 {
            buffer.clear();
            self.buffers.push(buffer);
        }
    }

    /// Counts bytes that a function is about to build. Call it before building anything whose
    /// size a template decides (`repeat`, `indent`, `until` …).
    pub fn charge(&mut self, bytes: usize) -> Result<(), Error> {
        self.bytes = self.bytes.saturating_add(bytes as u64);
        if self.bytes > self.options.limits.bytes {
            return Err(Error::limit(format!(
                "output limit of {} bytes exceeded",
                self.options.limits.bytes
            )));
        }
        Ok(())
    }

    /// Refuses a value that is larger than what may still be written, before anything walks all of
    /// it. Maps and lists can be shared, so that a few steps make a value of any size. With `ends`,
    /// what walks it stops at the first place that is too deep.
    pub fn weigh(&self, value: &Value, ends: bool) -> Result<(), Error> {
        let left = self.options.limits.bytes.saturating_sub(self.bytes);
        match weight(value, left, 0, ends) {
            Ok(_) | Err(Weighed::TooDeep) => Ok(()),
            Err(Weighed::TooLarge) => Err(Error::limit(format!(
                "output limit of {} bytes exceeded",
                self.options.limits.bytes
            ))),
        }
    }

    /// Counts what a function made out of its arguments: the text or list it gives, as far as it
    /// is longer than the longest of them.
    pub(crate) fn charge_growth(&mut self, args: &[Value], result: &Value) -> Result<(), Error> {
        let size = |value: &Value| match value {
            Value::String(s) => s.len(),
            Value::List(list) => list.len().saturating_mul(ELEMENT),
            _ => 0,
        };
        let now = size(result);
        if now < FREE {
            return Ok(());
        }
        let before = args.iter().map(size).max().unwrap_or(0);
        self.charge(now.saturating_sub(before))
    }

    /// Counts a step; functions that loop for long call it in their loops.
    #[inline]
    pub fn step(&mut self) -> Result<(), Error> {
        self.steps += 1;
        if self.steps & 0xfff == 0 || self.steps > self.options.limits.steps {
            return self.check();
        }
        Ok(())
    }

    #[cold]
    fn check(&mut self) -> Result<(), Error> {
        if self.steps > self.options.limits.steps {
            return Err(Error::limit(format!(
                "step limit of {} exceeded",
                self.options.limits.steps
            )));
        }
        if self.options.cancelled.is_some_and(|cancelled| cancelled()) {
            return Err(Error::cancelled());
        }
        Ok(())
    }

    // Goes down by some levels. One level stands for 500 to 700 bytes of stack in release builds.
    pub(crate) fn enter(&mut self, levels: u32) -> Result<(), Error> {
        if self.nesting + levels > self.options.limits.nesting {
            return Err(Error::limit(format!(
                "nesting limit of {} levels exceeded",
                self.options.limits.nesting
            )));
        }
        self.nesting += levels;
        Ok(())
    }

    pub(crate) fn leave(&mut self, levels: u32) {
        self.nesting -= levels;
    }
}
