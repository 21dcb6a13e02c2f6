//! From rendered files to the objects in them, in Helm's order.
//!
//! Facts: `templates.md` 4.8, `helm/helm:pkg/release/v1/util/{manifest,manifest_sorter}.go`.

use chartroom_gotext::sort_by;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use chartroom_yaml::Json;

use crate::head::{HEAD, Head, events};
use crate::kinds;
use crate::log;
use crate::values::Warnings;

/// One document of a rendered file. Clones share the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Path of the template, from the root chart's name on: `parent/charts/child/templates/a.yaml`.
    pub source: Rc<str>,
    /// What it says about itself.
    pub head: Rc<Head>,
    /// Line of its first byte in the rendered file, counted from 1.
    pub line: u32,
    /// How many lines end in it.
    pub ends: u32,
    /// The events of `helm.sh/hook`; `None` for what is no hook.
    pub hook: Option<Rc<[String]>>,
    file: Rc<String>,
    range: Range<usize>,
}

impl Document {
    /// The text, without the separator in front of it.
    pub fn text(&self) -> &str {
        &self.file[self.range.clone()]
    }

    /// Whether the document is a test (`helm.sh/hook: test`, or the older `test-success`).
    pub fn is_test(&self) -> bool {
        self.hook
            .as_ref()
            .is_some_and(|events| events.iter().any(|event| event == "test"))
    }
}

/// The documents of a render, manifests and hooks each in the order in which Helm prints them.
#[derive(Clone, Debug, Default)]
pub struct Documents {
    /// What Helm installs.
    pub manifests: Vec<Document>,
    /// What Helm runs around it.
    pub hooks: Vec<Document>,
}

/// A document that is no YAML object.
#[derive(Clone, Debug, PartialEq)]
pub struct SortError {
    /// Path of the template it comes from.
    pub source: String,
    /// Helm's text.
    pub text: String,
    /// The document.
    pub rendered: String,
}

/// What files held when they were last rendered. Most texts are the same after the next change of
/// a value, and then nothing in them is read again.
#[derive(Default)]
pub struct Memory(RefCell<Vec<Rc<Contents>>>);

/// A rendered file, taken apart.
struct Contents {
    path: Rc<str>,
    text: Rc<String>,
    documents: Vec<Document>,
    /// Hooks of unknown events are no documents to Helm: what is said of them.
    warnings: Vec<String>,
}

/// Splits and sorts rendered files, given as path and text in bytewise order of the paths. `raw`
/// has the bytes of those that are no text.
///
/// # Errors
/// `YAML parse error on PATH: …` for the first document that is no YAML object.
pub fn sort(
    files: impl IntoIterator<Item = (String, String)>,
    raw: &BTreeMap<String, Vec<u8>>,
    memory: &Memory,
    warnings: &mut Warnings,
) -> Result<Documents, SortError> {
    let mut documents = Documents::default();
    // In the order of their paths, as the files.
    let mut known = memory.0.take().into_iter().peekable();
    let mut kept = Vec::with_capacity(known.len());
    let mut outcome = Ok(());
    for (path, text) in files {
        let base = path.rsplit('/').next().unwrap_or(&path);
        if base.starts_with('_') {
            continue;
        }
        let raw = raw.get(&path);
        while known.next_if(|known| *known.path < *path).is_some() {}
        let before = known.next_if(|known| *known.path == *path);
        let contents = match before {
            Some(before) if *before.text == text && raw.is_none() => {
                warnings.extend(before.warnings.iter().cloned());
                before
            }
            before => match take_apart(&path, text, raw, before.as_deref(), warnings) {
                Ok(contents) => Rc::new(contents),
                Err(error) => {
                    outcome = Err(error);
                    break;
                }
            },
        };
        for document in &contents.documents {
            let list = match document.hook {
                Some(_) => &mut documents.hooks,
                None => &mut documents.manifests,
            };
            list.push(document.clone());
        }
        if raw.is_none() {
            kept.push(contents);
        }
    }
    if outcome.is_err() {
        kept.extend(known);
    }
    memory.0.replace(kept);
    outcome?;
    let by_kind = |a: &Document, b: &Document| kinds::compare(&a.head.kind, &b.head.kind);
    sort_by(&mut documents.manifests, by_kind);
    sort_by(&mut documents.hooks, by_kind);
    Ok(documents)
}

/// The documents of a file; those that it had before are not read again.
fn take_apart(
    path: &str,
    text: String,
    raw: Option<&Vec<u8>>,
    before: Option<&Contents>,
    warnings: &mut Warnings,
) -> Result<Contents, SortError> {
    let read = |document: &[u8]| {
        chartroom_yaml::to_json(document, &HEAD).map_err(|error| SortError {
            source: path.to_owned(),
            text: format!("YAML parse error on {path}: {error}"),
            rendered: String::from_utf8_lossy(document).into_owned(),
        })
    };
    // What is no text is no YAML either: this finds the error.
    for document in raw.into_iter().flat_map(|bytes| pieces(bytes)) {
        read(document)?;
    }
    let file = Rc::new(text);
    let source: Rc<str> = Rc::from(path);
    let mut contents = Contents {
        path: Rc::clone(&source),
        text: Rc::clone(&file),
        documents: Vec::new(),
        warnings: Vec::new(),
    };
    let mut earlier = before.map_or(&[][..], |before| &before.documents);
    for (line, text) in split(&file) {
        let start = text.as_ptr() as usize - file.as_ptr() as usize;
        let place = Document {
            source: Rc::clone(&source),
            head: Rc::default(),
            line,
            ends: newlines(text),
            hook: None,
            file: Rc::clone(&file),
            range: start..start + text.len(),
        };
        if let Some(at) = earlier.iter().position(|document| document.text() == text) {
            contents.documents.push(Document {
                head: Rc::clone(&earlier[at].head),
                hook: earlier[at].hook.clone(),
                ..place
            });
            earlier = &earlier[at + 1..];
            continue;
        }
        let json = read(text.as_bytes())?;
        let annotation = json
            .get("metadata")
            .and_then(|m| m.get("annotations"))
            .and_then(|a| a.get("helm.sh/hook"))
            .and_then(Json::as_str);
        let hook = match annotation {
            None => None,
            Some(list) => match events(list) {
                Some(events) => Some(events.into()),
                // A hook for an event nobody knows is never run: Helm leaves it out.
                None => {
                    let attributes = [("hookTypes", list)];
                    let line = log::info("skipping unknown hooks", &attributes);
                    contents.warnings.push(line.clone());
                    warnings.push(line);
                    continue;
                }
            },
        };
        contents.documents.push(Document {
            head: Rc::new(Head::of(&json)),
            hook,
            ..place
        });
    }
    Ok(contents)
}

/// How many lines end in a text.
pub fn newlines(text: &str) -> u32 {
    text.bytes().filter(|b| *b == b'\n').count() as u32
}

/// The documents of a text that are not blank, each with its first line's number.
///
/// A separator is `---` at the start of a line with the blanks and tabs behind it; whatever
/// follows on that line belongs to the next document.
pub fn split(text: &str) -> Vec<(u32, &str)> {
    let trimmed = text.trim_start_matches(is_go_space);
    let mut found = Vec::new();
    let mut start = 0;
    let (mut counted, mut line) = (0, 1);
    let mut push = |from: usize, to: usize| {
        let document = trimmed[from..to].trim_start_matches(is_go_space);
        if !document.is_empty() {
            let offset = document.as_ptr() as usize - text.as_ptr() as usize;
            line += newlines(&text[counted..offset]);
            counted = offset;
            found.push((line, document));
        }
    };
    let mut at = 0;
    while at < trimmed.len() {
        if trimmed[at..].starts_with("---") {
            push(start, at);
            let after = at + 3;
            let blanks = trimmed[after..]
                .bytes()
                .take_while(|b| matches!(b, b' ' | b'\t'))
                .count();
            start = after + blanks;
        }
        match trimmed[at..].find('\n') {
            Some(newline) => at += newline + 1,
            None => break,
        }
    }
    push(start, trimmed.len());
    found
}

/// [`split`] for what is no UTF-8.
fn pieces(bytes: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < bytes.len() {
        if bytes[at..].starts_with(b"---") {
            found.push(bytes[start..at].trim_ascii_start());
            let blank = |b: &u8| matches!(b, b' ' | b'\t');
            let blanks = bytes[at + 3..].iter().copied().take_while(blank).count();
            start = at + 3 + blanks;
        }
        match bytes[at..].iter().position(|b| *b == b'\n') {
            Some(newline) => at += newline + 1,
            None => break,
        }
    }
    found.push(bytes[start..].trim_ascii_start());
    found
}

/// Go's `unicode.IsSpace`.
fn is_go_space(c: char) -> bool {
    c.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_separator_needs_the_start_of_a_line_only() {
        let text = "\n---\na: 1\n\n--- # note\nb: 2\n---kind: X\n  ---\n---\n   \n";
        let texts: Vec<&str> = split(text).into_iter().map(|(_, text)| text).collect();
        assert_eq!(texts, ["a: 1\n\n", "# note\nb: 2\n", "kind: X\n  ---\n"]);
        assert_eq!(split(text)[1].0, 5);
    }

    #[test]
    fn hooks_leave_the_manifests_and_unknown_events_vanish() {
        let file = "kind: Job\nmetadata: {name: a, annotations: {helm.sh/hook: 'pre-install, Test-Success'}}\n---\n\
                    kind: Job\nmetadata: {name: b, annotations: {helm.sh/hook: never}}\n---\nkind: Pod\nmetadata: {name: 3}\n";
        let mut warnings = Vec::new();
        let memory = Memory::default();
        let mut sorted = |file: &str| {
            let files = [("c/templates/a.yaml".to_owned(), file.to_owned())];
            sort(files, &BTreeMap::new(), &memory, &mut warnings)
        };
        let documents = sorted(file).unwrap();
        // With the second document gone, the others are known.
        let (first, rest) = file.split_once("---\n").unwrap();
        let fewer = format!(
            "# new\n---\n{first}---\n{}",
            rest.split_once("---\n").unwrap().1
        );
        let known = sorted(&fewer).unwrap();
        assert!(Rc::ptr_eq(&documents.hooks[0].head, &known.hooks[0].head));
        assert_eq!(known.manifests[0].line, 6);
        assert_eq!(known.manifests[0].text(), documents.manifests[0].text());
        let again = sorted(&fewer).unwrap();
        assert_eq!(again.manifests, known.manifests);
        let broken = sorted(&format!("{file}---\na: [")).unwrap_err();
        assert!(
            broken
                .text
                .starts_with("YAML parse error on c/templates/a.yaml: ")
        );
        assert_eq!(broken.rendered, "a: [");
        assert_eq!(sorted(file).unwrap().hooks, documents.hooks);
        assert_eq!(
            warnings,
            ["level=INFO msg=\"skipping unknown hooks\" hookTypes=never"; 3]
        );
        assert_eq!(documents.hooks.len(), 1);
        assert_eq!(
            documents.hooks[0].hook.as_deref(),
            Some(&["pre-install".to_owned(), "test".to_owned()][..])
        );
        assert!(documents.hooks[0].is_test());
        assert_eq!(documents.manifests.len(), 1);
        assert_eq!(documents.manifests[0].head.name, "3");
    }
}
