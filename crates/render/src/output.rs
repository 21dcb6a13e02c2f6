//! What `helm template` prints, with every document's place in it.
//!
//! Facts: `templates.md` 4.8, `helm/helm:pkg/cmd/template.go`.

use std::ops::Range;
use std::rc::Rc;

use crate::head::Head;
use crate::manifests::{self, Document};
use crate::pattern;
use crate::template::{Options, Rendered};

/// The text of `helm template` and what it is made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Output {
    /// What Helm prints.
    pub text: String,
    /// The documents in it, in their order.
    pub documents: Vec<Printed>,
    /// How many lines end in the text, while it is made.
    lines: u32,
}

/// A document of an [`Output`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Printed {
    /// Path of the template or file it comes from, the root chart's name in front.
    pub source: Rc<str>,
    /// What it says about itself.
    pub head: Rc<Head>,
    /// The events of a hook; empty for everything else.
    pub events: Vec<String>,
    /// Its bytes in the text, without the separator and the line that names the source.
    pub range: Range<usize>,
    /// Line of its first byte in the text, counted from 1.
    pub line: u32,
    /// Line of its first byte in what the template or file gave, counted from 1.
    pub first: u32,
}

impl Output {
    /// A text whose documents nobody asks for.
    pub fn plain(text: String) -> Output {
        Output {
            text,
            ..Output::default()
        }
    }

    /// Everything, as `helm template` prints it.
    pub fn all(rendered: &Rendered, options: &Options) -> Output {
        let mut output = Output::default();
        let documents = &rendered.documents;
        let all = documents.manifests.iter().chain(&documents.hooks);
        let sizes = all.map(|one| one.source.len() + one.text().len() + 32);
        output.text.reserve(sizes.sum());
        for (source, text) in &rendered.crds {
            let head = manifests::split(text)
                .first()
                .and_then(|(_, first)| Head::read(first).ok())
                .unwrap_or_default();
            let ends = manifests::newlines(text);
            let source = Rc::from(source.as_str());
            output.put(&source, text, (1, ends), &Rc::new(head), &[]);
        }
        for document in &rendered.documents.manifests {
            output.put_document(document);
        }
        let end = output.text.trim_end().len();
        output.lines -= manifests::newlines(&output.text[end..]);
        for printed in &mut output.documents {
            if printed.range.start > end {
                // The file of a definition that is blank, and nothing behind it.
                let gone = &output.text[end..printed.range.start];
                printed.line -= manifests::newlines(gone);
            }
            printed.range.end = printed.range.end.min(end);
            printed.range.start = printed.range.start.min(end);
        }
        output.text.truncate(end);
        output.text.push('\n');
        output.lines += 1;
        if !options.no_hooks {
            for hook in &rendered.documents.hooks {
                if !(options.skip_tests && hook.is_test()) {
                    output.put_document(hook);
                }
            }
        }
        output
    }

    /// Only the documents whose paths below the chart match one of the patterns, pattern by
    /// pattern, as `--show-only` prints them.
    ///
    /// # Errors
    /// Helm's text for a pattern that fits nothing.
    pub fn only<'a>(&self, patterns: impl IntoIterator<Item = &'a str>) -> Result<Output, String> {
        // Helm takes its own text apart again.
        let pieces = manifests::split(&self.text);
        let mut chosen = Vec::new();
        for wanted in patterns {
            let before = chosen.len();
            for (_, piece) in &pieces {
                let fits = source(piece)
                    .is_some_and(|path| pattern::matches(wanted, path).unwrap_or(false));
                if fits {
                    chosen.push(*piece);
                }
            }
            if chosen.len() == before {
                return Err(format!("could not find template {wanted} in chart"));
            }
        }
        let mut output = Output::default();
        for piece in chosen {
            let at = piece.as_ptr() as usize - self.text.as_ptr() as usize;
            let owner = self
                .documents
                .iter()
                .rfind(|printed| printed.range.start <= at + piece.len());
            output.text.push_str("---\n");
            let start = output.text.len();
            output.text.push_str(piece);
            let named = piece.starts_with(SOURCE);
            let skipped = if named {
                piece.find('\n').map_or(piece.len(), |at| at + 1)
            } else {
                0
            };
            let owner = owner.cloned().unwrap_or_default();
            let before = self.text.get(owner.range.start..at + skipped);
            output.documents.push(Printed {
                range: start + skipped..output.text.len(),
                first: owner.first + before.map_or(0, manifests::newlines),
                ..owner
            });
            output.text.push('\n');
        }
        output.number_lines();
        Ok(output)
    }

    fn put_document(&mut self, document: &Document) {
        let events = document.hook.as_deref().unwrap_or_default();
        let (text, head) = (document.text(), &document.head);
        let lines = (document.line, document.ends);
        self.put(&document.source, text, lines, head, events);
    }

    fn put(
        &mut self,
        source: &Rc<str>,
        text: &str,
        (first, ends): (u32, u32),
        head: &Rc<Head>,
        events: &[String],
    ) {
        self.text.push_str("---\n");
        self.text.push_str(SOURCE);
        self.text.push_str(source);
        self.text.push('\n');
        let start = self.text.len();
        self.text.push_str(text);
        self.documents.push(Printed {
            source: Rc::clone(source),
            head: Rc::clone(head),
            events: events.to_vec(),
            range: start..self.text.len(),
            line: self.lines + 3,
            first,
        });
        self.text.push('\n');
        self.lines += 3 + ends;
    }

    fn number_lines(&mut self) {
        let (mut at, mut line) = (0, 1);
        for printed in &mut self.documents {
            let passed = &self.text.as_bytes()[at..printed.range.start];
            line += passed.iter().filter(|b| **b == b'\n').count() as u32;
            at = printed.range.start;
            printed.line = line;
        }
    }
}

const SOURCE: &str = "# Source: ";

/// The path behind the chart's name in a document's line about its source.
fn source(document: &str) -> Option<&str> {
    let mut rest = document;
    while let Some(at) = rest.find(SOURCE) {
        let line = &rest[at + SOURCE.len()..];
        let line = line.split('\n').next().unwrap_or_default();
        match line.split_once('/') {
            Some((chart, path)) if !chart.is_empty() && !path.is_empty() => return Some(path),
            _ => rest = &rest[at + 1..],
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::manifests::{Memory, sort};

    fn rendered() -> Rendered {
        let hook = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: j, annotations: {helm.sh/hook: test}}\n";
        let pods = "kind: Pod\nmetadata: {name: é, namespace: prod}\n---\nkind: Pod\nmetadata: {name: b}\n\n\n";
        let files = [("c/templates/h.yaml", hook), ("c/templates/p.yaml", pods)];
        let documents = sort(
            files.map(|(path, text)| (path.to_owned(), text.to_owned())),
            &BTreeMap::new(),
            &Memory::default(),
            &mut Vec::new(),
        );
        Rendered {
            crds: vec![(
                "c/crds/x.yaml".to_owned(),
                "kind: A\n---\nkind: B\n".to_owned(),
            )],
            documents: documents.unwrap(),
            ..Rendered::default()
        }
    }

    fn shown(output: &Output) -> Vec<(u32, &str, &str, &str)> {
        let one = |p: &'_ Printed| (p.line, p.range.clone());
        output
            .documents
            .iter()
            .map(|p| {
                let (line, range) = one(p);
                (
                    line,
                    p.head.kind.as_str(),
                    p.head.name.as_str(),
                    &output.text[range],
                )
            })
            .collect()
    }

    #[test]
    fn documents_know_their_place() {
        let output = Output::all(&rendered(), &Options::default());
        assert_eq!(
            output.text,
            "---\n# Source: c/crds/x.yaml\nkind: A\n---\nkind: B\n\n\
             ---\n# Source: c/templates/p.yaml\nkind: Pod\nmetadata: {name: é, namespace: prod}\n\n\
             ---\n# Source: c/templates/p.yaml\nkind: Pod\nmetadata: {name: b}\n\
             ---\n# Source: c/templates/h.yaml\napiVersion: batch/v1\nkind: Job\nmetadata: {name: j, annotations: {helm.sh/hook: test}}\n\n"
        );
        assert_eq!(
            shown(&output),
            [
                (3, "A", "", "kind: A\n---\nkind: B\n"),
                (
                    9,
                    "Pod",
                    "é",
                    "kind: Pod\nmetadata: {name: é, namespace: prod}\n"
                ),
                (14, "Pod", "b", "kind: Pod\nmetadata: {name: b}"),
                (
                    18,
                    "Job",
                    "j",
                    "apiVersion: batch/v1\nkind: Job\nmetadata: {name: j, annotations: {helm.sh/hook: test}}\n"
                ),
            ]
        );
        assert_eq!(output.documents[1].head.namespace, "prod");
        assert_eq!(output.documents[3].head.api_version, "batch/v1");
        assert_eq!(output.documents[3].events, ["test"]);
        let lines: Vec<&str> = output.text.lines().collect();
        assert_eq!(lines[17], "apiVersion: batch/v1");
    }

    #[test]
    fn a_pattern_chooses_documents() {
        let all = Output::all(&rendered(), &Options::default());
        let some = all.only(["templates/p.yaml", "crds/*"]).unwrap();
        assert_eq!(
            some.text,
            "---\n# Source: c/templates/p.yaml\nkind: Pod\nmetadata: {name: é, namespace: prod}\n\n\n\
             ---\n# Source: c/templates/p.yaml\nkind: Pod\nmetadata: {name: b}\n\n\
             ---\n# Source: c/crds/x.yaml\nkind: A\n\n"
        );
        assert_eq!(
            shown(&some),
            [
                (
                    3,
                    "Pod",
                    "é",
                    "kind: Pod\nmetadata: {name: é, namespace: prod}\n\n"
                ),
                (9, "Pod", "b", "kind: Pod\nmetadata: {name: b}\n"),
                (14, "A", "", "kind: A\n"),
            ]
        );
        assert_eq!(
            all.only(["templates/q.yaml"]).unwrap_err(),
            "could not find template templates/q.yaml in chart"
        );
    }
}
