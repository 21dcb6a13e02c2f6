//! Rendered text as a stream of objects, as Kubernetes' `YAMLOrJSONDecoder` reads it.

use chartroom_yaml::{Field, GoType, Json, StructType};

use crate::convert::to_json;
use crate::gojson;

const METADATA: StructType = StructType {
    name: "rules.k8sYamlMetadata",
    fields: &[
        Field {
            json: "Namespace",
            ty: GoType::String,
        },
        Field {
            json: "Name",
            ty: GoType::String,
        },
    ],
};

const OBJECT: GoType = GoType::Struct(&StructType {
    name: "rules.k8sYamlStruct",
    fields: &[
        Field {
            json: "apiVersion",
            ty: GoType::String,
        },
        Field {
            json: "Kind",
            ty: GoType::String,
        },
        Field {
            json: "Metadata",
            ty: GoType::Struct(&METADATA),
        },
    ],
});

/// What the rules look at.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Object {
    pub api_version: String,
    pub kind: String,
    pub name: String,
}

/// The objects of a text up to the first that cannot be read; empty documents are `None`.
pub(super) fn read(text: &str) -> (Vec<Option<Object>>, Option<String>) {
    let mut objects = Vec::new();
    let mut rest = text;
    let mut first = None;
    if rest.trim_start().starts_with('{') {
        loop {
            if rest.trim_start().is_empty() {
                return (objects, None);
            }
            match json_object(rest) {
                Ok((object, end)) => {
                    objects.push(object);
                    rest = &rest[end..];
                }
                Err(error) if objects.len() > 1 => return (objects, Some(error)),
                Err(error) => {
                    first = Some(error);
                    break;
                }
            }
        }
        // What is left goes to the YAML reader without the white space up to its first line.
        let blank = rest.len() - rest.trim_start().len();
        let cut = rest[..blank].find('\n').map_or(blank, |at| at + 1);
        rest = &rest[cut..];
    }
    for document in chartroom_yaml::documents(rest.as_bytes()) {
        let decoded =
            document.and_then(|bytes| chartroom_yaml::to_json(&bytes, &GoType::Pointer(&OBJECT)));
        match decoded {
            Ok(json) => objects.push(object(&json)),
            Err(error) => return (objects, Some(first.unwrap_or_else(|| error.to_string()))),
        }
        first = None;
    }
    (objects, None)
}

fn object(json: &Json) -> Option<Object> {
    if json.is_null() {
        return None;
    }
    let text = |json: Option<&Json>| json.and_then(Json::as_str).unwrap_or_default().to_owned();
    Some(Object {
        api_version: text(json.get("apiVersion")),
        kind: text(json.get("Kind")),
        name: text(json.get("Metadata").and_then(|m| m.get("Name"))),
    })
}

fn json_object(text: &str) -> Result<(Option<Object>, usize), String> {
    let (value, end) = gojson::decode_literally(text.as_bytes())?;
    let json = to_json(&value)?;
    // Types are checked as the YAML reader checks them: it is asked next anyway.
    let bytes = json.to_go_json();
    let json = chartroom_yaml::to_json(bytes.as_bytes(), &GoType::Pointer(&OBJECT))
        .map_err(|error| error.to_string())?;
    Ok((object(&json), end))
}

const LIST: GoType = GoType::Struct(&StructType {
    name: "",
    fields: &[Field {
        json: "Items",
        ty: GoType::Slice(&ITEM),
    }],
});

static ITEM: GoType = GoType::Struct(&StructType {
    name: "",
    fields: &[Field {
        json: "Metadata",
        ty: GoType::Struct(&StructType {
            name: "",
            fields: &[Field {
                json: "Annotations",
                ty: GoType::Map(&GoType::String),
            }],
        }),
    }],
});

/// Whether an item of a list carries an annotation.
///
/// # Errors
/// Where the text is no such list.
pub(super) fn has_item_annotation(text: &str, annotation: &str) -> Result<bool, String> {
    let json =
        chartroom_yaml::to_json(text.as_bytes(), &LIST).map_err(|error| error.to_string())?;
    let items = json.get("Items").and_then(Json::as_array);
    Ok(items.unwrap_or_default().iter().any(|item| {
        let annotations = item.get("Metadata").and_then(|m| m.get("Annotations"));
        annotations.is_some_and(|a| a.get(annotation).is_some())
    }))
}
