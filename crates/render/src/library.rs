//! What a chart that is rendered again and again need not make again: parsed templates and files.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use bytes::Bytes;
use chartroom_chart::Chart;
use chartroom_gotemplate::{Error, FunctionSet, Map, Parsed, Str, Template, Value};

use crate::capabilities::Capabilities;
use crate::functions;
use crate::objects;
use crate::tree::Node;

/// Parsed templates and `.Files`, by the path of their chart. It notices when a path means
/// something else than before.
pub struct Library {
    functions: Rc<FunctionSet>,
    parsed: RefCell<HashMap<String, (Bytes, Parsed)>>,
    files: RefCell<HashMap<String, (Rc<Chart>, Map)>>,
    capabilities: RefCell<Option<(Capabilities, Value)>>,
}

impl Default for Library {
    fn default() -> Self {
        Library {
            functions: Rc::new(functions::all()),
            parsed: RefCell::default(),
            files: RefCell::default(),
            capabilities: RefCell::default(),
        }
    }
}

impl Library {
    /// An empty set of templates.
    pub fn set(&self) -> Template {
        Template::new("gotpl", Rc::clone(&self.functions))
    }

    /// Adds a template to a set, parsed now or earlier.
    ///
    /// # Errors
    /// Go's parse errors.
    pub fn add(&self, set: &mut Template, path: &str, text: &Bytes) -> Result<(), Error> {
        let mut parsed = self.parsed.borrow_mut();
        if let Some((known, parsed)) = parsed.get(path)
            && is_same(known, text)
        {
            set.add_parsed(parsed);
            return Ok(());
        }
        let fresh = set.parse_only(path, Str::new(text))?;
        set.add_parsed(&fresh);
        parsed.insert(path.to_owned(), (text.clone(), fresh));
        Ok(())
    }

    /// `.Capabilities`. Templates cannot change it either.
    pub fn capabilities(&self, capabilities: &Capabilities) -> Value {
        let mut kept = self.capabilities.borrow_mut();
        match &*kept {
            Some((known, value)) if known == capabilities => value.clone(),
            _ => {
                let value = objects::capabilities(capabilities);
                *kept = Some((capabilities.clone(), value.clone()));
                value
            }
        }
    }

    /// `.Files` of a chart. Templates cannot change it, so one map serves all renders.
    pub fn files(&self, path: &str, node: &Node) -> Map {
        let mut files = self.files.borrow_mut();
        if let Some((chart, map)) = files.get(path)
            && Rc::ptr_eq(chart, &node.chart)
        {
            return map.clone();
        }
        let map = objects::files(node);
        files.insert(path.to_owned(), (Rc::clone(&node.chart), map.clone()));
        map
    }
}

/// Whether two texts are one. A known text is kept alive, so the same address means the same text.
fn is_same(known: &Bytes, text: &Bytes) -> bool {
    known.len() == text.len() && (known.as_ptr() == text.as_ptr() || known == text)
}

#[cfg(test)]
mod tests {
    use chartroom_gotemplate::Options;

    use super::*;

    #[test]
    fn a_path_with_another_text_is_parsed_again() {
        let library = Library::default();
        let render = |text: &'static str| {
            let mut set = library.set();
            library.add(&mut set, "a", &Bytes::from(text)).unwrap();
            let mut out = Vec::new();
            set.execute("a", &Value::Nil, &mut out, &Options::default())
                .unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(render("{{ 1 }}"), "1");
        assert_eq!(render("{{ 1 }}"), "1");
        assert_eq!(render("{{ 2 }}"), "2");
    }
}
