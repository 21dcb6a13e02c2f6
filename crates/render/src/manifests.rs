//! From rendered files to the objects in them, in Helm's order.
//!
//! Facts: `templates.md` 4.8, `helm/helm:pkg/release/v1/util/{manifest,manifest_sorter}.go`.

use std::borrow::Cow;

use chartroom_yaml::{Field, GoType, Json, StructType};

use crate::kinds;
use crate::log;
use crate::values::Warnings;

/// One document of a rendered file.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Path of the template, from the root chart's name on: `parent/charts/child/templates/a.yaml`.
    pub source: String,
    /// `kind`, empty where the document has none.
    pub kind: String,
    /// `apiVersion`, empty where the document has none.
    pub api_version: String,
    /// `metadata.name`, empty where the document has none.
    pub name: String,
    /// `metadata.namespace`, empty where the document has none, or none that is text.
    pub namespace: String,
    /// The text, without the separator in front of it.
    pub text: String,
    /// Line of `text`'s first line in the rendered file, counted from 1.
    pub line: u32,
    /// The events of `helm.sh/hook`; `None` for what is no hook.
    pub hook: Option<Vec<String>>,
}

impl Document {
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

const EVENTS: [&str; 9] = [
    "pre-install",
    "post-install",
    "pre-delete",
    "post-delete",
    "pre-upgrade",
    "post-upgrade",
    "pre-rollback",
    "post-rollback",
    "test",
];

const METADATA: StructType = StructType {
    name: "",
    fields: &[
        Field {
            json: "name",
            go: "Name",
            ty: GoType::String,
        },
        Field {
            json: "annotations",
            go: "Annotations",
            ty: GoType::Map(&GoType::String),
        },
        // Helm does not read it, so nothing may be wrong with it.
        Field {
            json: "namespace",
            go: "Namespace",
            ty: GoType::Any,
        },
    ],
};

/// The part of an object that Helm reads; everything is turned into text where it must be.
const HEAD: GoType = GoType::Struct(&StructType {
    name: "util.SimpleHead",
    fields: &[
        Field {
            json: "apiVersion",
            go: "Version",
            ty: GoType::String,
        },
        Field {
            json: "kind",
            go: "Kind",
            ty: GoType::String,
        },
        Field {
            json: "metadata",
            go: "Metadata",
            ty: GoType::Pointer(&GoType::Struct(&METADATA)),
        },
    ],
});

/// A document that is no YAML object.
#[derive(Clone, Debug, PartialEq)]
pub struct SortError {
    /// Path of the template it comes from.
    pub source: String,
    /// Helm's text.
    pub text: String,
}

/// Splits and sorts rendered files, given as path and text in bytewise order of the paths.
///
/// # Errors
/// `YAML parse error on PATH: …` for the first document that is no YAML object.
pub fn sort<'a, T: AsRef<[u8]> + ?Sized + 'a>(
    files: impl IntoIterator<Item = (&'a str, &'a T)>,
    warnings: &mut Warnings,
) -> Result<Documents, SortError> {
    let mut documents = Documents::default();
    for (path, bytes) in files {
        let bytes = bytes.as_ref();
        let base = path.rsplit('/').next().unwrap_or(path);
        if base.starts_with('_') {
            continue;
        }
        let read = |document: &[u8]| {
            chartroom_yaml::to_json(document, &HEAD).map_err(|error| SortError {
                source: path.to_owned(),
                text: format!("YAML parse error on {path}: {error}"),
            })
        };
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => {
                // What is no text is no YAML either: this finds the error.
                for document in pieces(bytes) {
                    read(document)?;
                }
                String::from_utf8_lossy(bytes)
            }
        };
        for (line, text) in split(&text) {
            let json = read(text.as_bytes())?;
            let annotation = json
                .get("metadata")
                .and_then(|m| m.get("annotations"))
                .and_then(|a| a.get("helm.sh/hook"))
                .and_then(Json::as_str);
            let hook = match annotation {
                None => None,
                Some(list) => match events(list) {
                    Some(events) => Some(events),
                    // A hook for an event nobody knows is never run: Helm leaves it out.
                    None => {
                        let attributes = [("hookTypes", list)];
                        warnings.push(log::info("skipping unknown hooks", &attributes));
                        continue;
                    }
                },
            };
            let head = Head::of(&json);
            let document = Document {
                source: path.to_owned(),
                kind: head.kind,
                api_version: head.api_version,
                name: head.name,
                namespace: head.namespace,
                text: text.to_owned(),
                line,
                hook,
            };
            if document.hook.is_some() {
                documents.hooks.push(document);
            } else {
                documents.manifests.push(document);
            }
        }
    }
    documents
        .manifests
        .sort_by(|a, b| kinds::compare(&a.kind, &b.kind));
    documents
        .hooks
        .sort_by(|a, b| kinds::compare(&a.kind, &b.kind));
    Ok(documents)
}

/// What a document says about itself; empty where it says nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    /// `apiVersion`.
    pub api_version: String,
    /// `kind`.
    pub kind: String,
    /// `metadata.name`.
    pub name: String,
    /// `metadata.namespace`.
    pub namespace: String,
}

impl Head {
    /// Reads a document's head.
    ///
    /// # Errors
    /// That of the YAML reader.
    pub fn read(text: &str) -> Result<Head, chartroom_yaml::Error> {
        chartroom_yaml::to_json(text.as_bytes(), &HEAD).map(|json| Head::of(&json))
    }

    fn of(json: &Json) -> Head {
        let text = |json: Option<&Json>| json.and_then(Json::as_str).unwrap_or_default().to_owned();
        let metadata = json.get("metadata");
        let meta = |key| metadata.and_then(|metadata| metadata.get(key));
        Head {
            api_version: text(json.get("apiVersion")),
            kind: text(json.get("kind")),
            name: text(meta("name")),
            namespace: text(meta("namespace")),
        }
    }
}

fn events(list: &str) -> Option<Vec<String>> {
    list.split(',')
        .map(|event| {
            let event = event.trim().to_lowercase();
            if event == "test-success" {
                Some("test".to_owned())
            } else {
                EVENTS.contains(&event.as_str()).then_some(event)
            }
        })
        .collect()
}

/// The documents of a text that are not blank, each with its first line's number.
///
/// A separator is `---` at the start of a line with the blanks and tabs behind it; whatever
/// follows on that line belongs to the next document.
pub fn split(text: &str) -> Vec<(u32, &str)> {
    let trimmed = text.trim_start_matches(is_go_space);
    let mut found = Vec::new();
    let mut start = 0;
    let mut push = |from: usize, to: usize| {
        let document = trimmed[from..to].trim_start_matches(is_go_space);
        if !document.is_empty() {
            let offset = document.as_ptr() as usize - text.as_ptr() as usize;
            let line = 1 + text[..offset].bytes().filter(|b| *b == b'\n').count() as u32;
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
        let documents = sort([("c/templates/a.yaml", file.as_bytes())], &mut warnings).unwrap();
        assert_eq!(
            warnings,
            ["level=INFO msg=\"skipping unknown hooks\" hookTypes=never"]
        );
        assert_eq!(documents.hooks.len(), 1);
        assert_eq!(
            documents.hooks[0].hook.as_deref(),
            Some(&["pre-install".to_owned(), "test".to_owned()][..])
        );
        assert!(documents.hooks[0].is_test());
        assert_eq!(documents.manifests.len(), 1);
        assert_eq!(documents.manifests[0].name, "3");
    }
}
