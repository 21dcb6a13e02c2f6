//! Schemas made ready, kept: a chart's schema is the same from one render to the next.

use std::cell::RefCell;
use std::rc::Rc;

use super::compiler::{Compiler, Id};
use super::metaschema::Metaschemas;
use super::shape::Schema;
use super::{ROOT, reader};
use crate::values::Warnings;

/// A schema ready to be checked against.
pub(super) struct Compiled {
    text: Vec<u8>,
    /// All schemas in it.
    pub schemas: Vec<Schema>,
    /// Which of them is the whole, or what is wrong with it.
    pub root: Result<Id, String>,
    /// What is said of it in the log.
    pub warnings: Warnings,
}

/// How many are kept; a chart with its subcharts has a few.
const KEPT: usize = 16;

/// The schemas that were checked against last, and the drafts' own, made ready.
#[derive(Default)]
pub struct Schemas {
    metaschemas: Rc<Metaschemas>,
    known: RefCell<Vec<Rc<Compiled>>>,
}

impl Schemas {
    /// The schema of a text, compiled now or earlier.
    ///
    /// # Errors
    /// For a text that is no JSON.
    pub(super) fn of(&self, text: &[u8]) -> Result<Rc<Compiled>, String> {
        let mut known = self.known.borrow_mut();
        if let Some(known) = known.iter().find(|one| one.text == text) {
            return Ok(Rc::clone(known));
        }
        let document = reader::read(text)?;
        let mut compiler = Compiler::new(&self.metaschemas);
        compiler.library.put(ROOT, document);
        let root = compiler.compile(ROOT);
        let compiled = Rc::new(Compiled {
            text: text.to_vec(),
            schemas: compiler.schemas,
            root,
            warnings: compiler.library.warnings,
        });
        if known.len() == KEPT {
            known.remove(0);
        }
        known.push(Rc::clone(&compiled));
        Ok(compiled)
    }
}
