//! Config blobs that came from a registry: Helm decodes them and fails on what is not metadata.

use chartroom_oci::Json;

use crate::error::{HelmError, HelmErrorKind};

/// Types of Go that a config's members are decoded into.
#[derive(Clone, Copy)]
enum Type {
    Text,
    Flag,
    Texts,
    TextMap,
    Anything,
    Objects(&'static str, Members),
}

type Members = &'static [(&'static str, Type)];

const MAINTAINER: Members = &[
    ("name", Type::Text),
    ("email", Type::Text),
    ("url", Type::Text),
];

const DEPENDENCY: Members = &[
    ("name", Type::Text),
    ("version", Type::Text),
    ("repository", Type::Text),
    ("condition", Type::Text),
    ("tags", Type::Texts),
    ("enabled", Type::Flag),
    ("import-values", Type::Anything),
    ("alias", Type::Text),
];

const METADATA: Members = &[
    ("name", Type::Text),
    ("home", Type::Text),
    ("sources", Type::Texts),
    ("version", Type::Text),
    ("description", Type::Text),
    ("keywords", Type::Texts),
    ("maintainers", Type::Objects("v2.Maintainer", MAINTAINER)),
    ("icon", Type::Text),
    ("apiVersion", Type::Text),
    ("condition", Type::Text),
    ("tags", Type::Text),
    ("appVersion", Type::Text),
    ("deprecated", Type::Flag),
    ("annotations", Type::TextMap),
    ("kubeVersion", Type::Text),
    ("dependencies", Type::Objects("v2.Dependency", DEPENDENCY)),
    ("type", Type::Text),
];

/// Checks that a config blob decodes into Helm's metadata. What it says is not compared with the
/// chart.
///
/// # Errors
/// With Go's text for the first member of a wrong type, or for what is no JSON.
pub(crate) fn check(bytes: &[u8]) -> Result<(), HelmError> {
    // To Go, bytes that are no UTF-8 are U+FFFD.
    let text = String::from_utf8_lossy(bytes);
    let value = Json::parse(&text).map_err(|error| refuse(error.go_text(&text)))?;
    match &value {
        Json::Null => Ok(()),
        Json::Object(members) => object(members, METADATA, "Metadata."),
        other => Err(refuse(format!(
            "json: cannot unmarshal {} into Go value of type v2.Metadata",
            other.go_kind()
        ))),
    }
}

fn object(members: &[(String, Json)], known: Members, path: &str) -> Result<(), HelmError> {
    for (key, value) in members {
        let exact = known.iter().find(|(name, _)| name == key);
        let field = exact.or_else(|| {
            known
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(key))
        });
        if let Some((name, ty)) = field {
            member(value, *ty, &format!("{path}{name}"))?;
        }
    }
    Ok(())
}

fn member(value: &Json, ty: Type, field: &str) -> Result<(), HelmError> {
    let wrong = |value: &Json, ty: &str| {
        Err(refuse(format!(
            "json: cannot unmarshal {} into Go struct field {field} of type {ty}",
            value.go_kind()
        )))
    };
    match (ty, value) {
        (_, Json::Null)
        | (Type::Text, Json::String(_))
        | (Type::Flag, Json::Bool(_))
        | (Type::Anything, Json::Array(_)) => Ok(()),
        (Type::Texts, Json::Array(items)) => items
            .iter()
            .try_for_each(|item| member(item, Type::Text, field)),
        (Type::TextMap, Json::Object(members)) => members
            .iter()
            .try_for_each(|(_, value)| member(value, Type::Text, field)),
        (Type::Objects(name, known), Json::Array(items)) => {
            items.iter().try_for_each(|item| match item {
                Json::Null => Ok(()),
                Json::Object(members) => object(members, known, &format!("{field}.")),
                other => wrong(other, name),
            })
        }
        (Type::Text, other) => wrong(other, "string"),
        (Type::Flag, other) => wrong(other, "bool"),
        (Type::Texts, other) => wrong(other, "[]string"),
        (Type::TextMap, other) => wrong(other, "map[string]string"),
        (Type::Anything, other) => wrong(other, "[]interface {}"),
        (Type::Objects(name, _), other) => wrong(other, &format!("[]*{name}")),
    }
}

fn refuse(text: String) -> HelmError {
    HelmError::new(HelmErrorKind::NotAChart, text)
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn metadata_or_gos_words() {
        for good in [
            "{}",
            "null",
            r#"{"NAME":"a","unknown":[1],"maintainers":[null,{"name":"x"}],"sources":null}"#,
        ] {
            assert!(check(good.as_bytes()).is_ok(), "{good}");
        }
        for (bad, text) in [
            (
                "<html>",
                "invalid character '<' looking for beginning of value",
            ),
            ("", "unexpected end of JSON input"),
            (
                r#"{"version":1}"#,
                "json: cannot unmarshal number into Go struct field Metadata.version of type string",
            ),
            (
                r#"{"maintainers":[{"name":[]}]}"#,
                "json: cannot unmarshal array into Go struct field Metadata.maintainers.name of type string",
            ),
            (
                "[]",
                "json: cannot unmarshal array into Go value of type v2.Metadata",
            ),
        ] {
            let error = check(bad.as_bytes()).unwrap_err();
            assert_eq!(error.to_string(), text);
        }
    }
}
