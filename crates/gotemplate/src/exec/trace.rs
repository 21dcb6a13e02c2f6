//! Where text comes from: the line of a template that wrote the beginning of each line of output.

use std::cell::RefCell;
use std::rc::Rc;

use crate::parse::Unit;
use crate::value::{Str, Value};

/// A line of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Which of [`Trace::files`] it is in.
    pub file: u32,
    /// The line, counted from 1.
    pub line: u32,
}

/// Notes that an execution takes if it is given one in its [`Options`](crate::Options).
///
/// A line begins with a text, whose own line counts, or with what an action printed, which counts
/// as the line of the action. Where the action printed what another template gave (Helm's
/// `include`, perhaps indented), the line of that template counts. Text that was parsed under the
/// name of the set itself (Helm's `tpl`) is in no file; there the action around it counts.
#[derive(Default)]
pub struct Trace(RefCell<State>);

/// Where in a buffer which line began to write.
type Marks = Vec<(usize, Option<Origin>)>;
type Lines = Rc<[Option<Origin>]>;

#[derive(Default)]
struct State {
    files: Vec<File>,
    /// One for each buffer that is being written, the innermost last.
    open: Vec<Marks>,
    /// Of the buffer that was finished last.
    finished: Marks,
    /// Strings whose lines are known, told apart by their address, which stays theirs as they are
    /// kept.
    known: Vec<(Str, Lines)>,
}

struct File {
    unit: Rc<Unit>,
    /// Where its lines begin.
    starts: Vec<usize>,
}

impl Trace {
    /// The names of the files that wrote something.
    pub fn files(&self) -> Vec<Str> {
        let state = self.0.borrow();
        state
            .files
            .iter()
            .map(|file| file.unit.name.clone())
            .collect()
    }

    /// The origins of the lines of what the last execution wrote, and an end to its notes.
    pub fn take(&self, out: &[u8]) -> Vec<Option<Origin>> {
        let mut state = self.0.borrow_mut();
        state.known.clear();
        lines(&std::mem::take(&mut state.finished), out)
    }

    pub(super) fn open(&self) {
        self.0.borrow_mut().open.push(Vec::new());
    }

    pub(super) fn close(&self) {
        let mut state = self.0.borrow_mut();
        state.finished = state.open.pop().unwrap_or_default();
    }

    /// The buffer that was finished last has become this string.
    pub(super) fn became(&self, text: &Str) {
        let mut state = self.0.borrow_mut();
        let lines = lines(&std::mem::take(&mut state.finished), text);
        state.know(text, lines.into());
    }

    /// A stretch of a file's own text, about to be written at a place.
    pub(super) fn text(&self, unit: &Rc<Unit>, from: usize, to: usize, at: usize) {
        let mut state = self.0.borrow_mut();
        let file = state.file(unit);
        let mut line = state.files[file].line(from);
        let mut mark = |at: usize, line: usize| {
            let origin = Origin {
                file: file as u32,
                line: line as u32,
            };
            if let Some(marks) = state.open.last_mut() {
                marks.push((at, Some(origin)));
            }
        };
        mark(at, line);
        for start in starts(&unit.text[from..to]).skip(1) {
            line += 1;
            mark(at + start, line);
        }
    }

    /// A value, just written at a place by an action.
    pub(super) fn value(
        &self,
        unit: &Rc<Unit>,
        (action, in_file): (usize, bool),
        value: &Value,
        (at, written): (usize, &[u8]),
    ) {
        let mut state = self.0.borrow_mut();
        let origin = in_file.then(|| {
            let file = state.file(unit);
            Origin {
                file: file as u32,
                line: state.files[file].line(action) as u32,
            }
        });
        let known = match value {
            Value::String(text) => state.lines(text),
            _ => None,
        };
        let Some(marks) = state.open.last_mut() else {
            return;
        };
        marks.push((at, origin));
        let known = known.iter().flat_map(|lines| lines.iter());
        for (start, line) in starts(written).zip(known) {
            marks.push((at + start, line.or(origin)));
        }
    }

    /// A function made one string of another.
    pub(super) fn passed(&self, function: &str, from: Option<&Value>, to: &Value) {
        let (Some(Value::String(from)), Value::String(to)) = (from, to) else {
            return;
        };
        let mut state = self.0.borrow_mut();
        let Some(lines) = state.lines(from) else {
            return;
        };
        let count = starts(to).count();
        let passed: Lines = if count == lines.len() {
            lines
        } else if count == lines.len() + 1 && function == "nindent" {
            std::iter::once(&None).chain(&*lines).copied().collect()
        } else if function == "trim" {
            let blank = from.iter().take_while(|b| b.is_ascii_whitespace());
            let gone = blank.filter(|b| **b == b'\n').count();
            lines.iter().skip(gone).take(count).copied().collect()
        } else {
            return;
        };
        state.know(to, passed);
    }
}

impl State {
    fn file(&mut self, unit: &Rc<Unit>) -> usize {
        // Mostly the one that wrote last.
        let known = |file: &File| Rc::ptr_eq(&file.unit, unit);
        if let Some(at) = self.files.iter().rposition(known) {
            return at;
        }
        self.files.push(File {
            unit: Rc::clone(unit),
            starts: starts(&unit.text).collect(),
        });
        self.files.len() - 1
    }

    fn know(&mut self, text: &Str, lines: Lines) {
        self.known.push((text.clone(), lines));
    }

    fn lines(&self, text: &Str) -> Option<Lines> {
        // Mostly one of the last.
        let mut known = self.known.iter().rev();
        let found = known.find(|(known, _)| std::ptr::eq(known.as_bytes(), text.as_bytes()));
        found.map(|(_, lines)| Rc::clone(lines))
    }
}

impl File {
    /// The line of a place, counted from 1.
    fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at)
    }
}

/// Where the lines of a text begin; one that ends in a newline has an empty last one.
fn starts(text: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let newlines = text.iter().enumerate().filter(|(_, b)| **b == b'\n');
    std::iter::once(0).chain(newlines.map(|(at, _)| at + 1))
}

/// What the marks say about each line.
fn lines(marks: &Marks, text: &[u8]) -> Vec<Option<Origin>> {
    let at = |start: usize| {
        let after = marks.partition_point(|(at, _)| *at <= start);
        after.checked_sub(1).and_then(|last| marks[last].1)
    };
    starts(text).map(at).collect()
}
