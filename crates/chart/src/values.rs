//! Default values: every document of `values.yaml`, merged in order.
//!
//! Source: Helm 4.2.4, `LoadValues` and `MergeMaps` in `pkg/chart/v2/loader/load.go`.

use chartroom_yaml::{Error, GoType, Json, Object, documents, easy_to_json, to_json};

static ANY: GoType = GoType::Any;
static VALUES: GoType = GoType::Map(&ANY);

/// Reads all documents and merges them. The line of an error is that in the file.
pub(crate) fn load(text: &[u8]) -> Result<Object, Error> {
    let mut values = Object::new();
    let mut lines_before = 0;
    let mut add = |parsed: Result<Json, Error>, lines_before| match parsed {
        Ok(Json::Object(members)) => {
            merge(&mut values, members);
            Ok(())
        }
        Ok(_) => Ok(()),
        Err(error) => Err(error
            .prefixed("cannot unmarshal yaml document: ")
            .below(lines_before)),
    };
    if let Some(parsed) = easy_to_json(text, &VALUES) {
        add(parsed, 0)?;
        return Ok(values);
    }
    for document in documents(text) {
        let document = document.map_err(|error| error.prefixed("error reading yaml document: "))?;
        add(to_json(&document, &VALUES), lines_before)?;
        // The separator that ended the document is not part of any.
        lines_before += 1 + document.iter().filter(|byte| **byte == b'\n').count() as u32;
    }
    Ok(values)
}

/// Maps merge into maps; everything else replaces what is there.
fn merge(into: &mut Object, from: Object) {
    if into.is_empty() {
        *into = from;
        return;
    }
    for (key, value) in from {
        match (into.get_mut(&key), value) {
            (Some(Json::Object(old)), Json::Object(new)) => merge(old, new),
            (_, value) => {
                into.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn merged(text: &str) -> String {
        match load(text.as_bytes()) {
            Ok(values) => Json::Object(values).to_go_json(),
            Err(error) => format!("{:?}: {}", error.line(), error),
        }
    }

    #[test]
    fn documents_merge_in_order() {
        assert_eq!(
            merged("a: {b: 1, c: 2}\n---\na: {c: 3, d: null}\n---\ne: [1]\n"),
            r#"{"a":{"b":1,"c":3,"d":null},"e":[1]}"#
        );
        assert_eq!(merged("a: {b: 1}\n---\na: null\n"), r#"{"a":null}"#);
        assert_eq!(merged(""), "{}");
    }

    #[test]
    fn errors_name_the_line_in_the_file() {
        assert_eq!(
            merged("a: 1\n---\nb: 1\nc: [\n"),
            "Some(4): cannot unmarshal yaml document: error converting YAML to JSON: yaml: line 2: did not find expected node content"
        );
        assert_eq!(
            merged("a: 1\n--- b: 2\n"),
            "None: error reading yaml document: invalid Yaml document separator: b: 2"
        );
    }
}
