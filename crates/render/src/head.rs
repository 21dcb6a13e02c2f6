//! What Helm reads of a rendered object.

use chartroom_yaml::{Field, GoType, Json, StructType};

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
    name: "struct { Name string \"json:\\\"name\\\"\"; Annotations map[string]string \"json:\\\"annotations\\\"\" }",
    fields: &[
        Field {
            json: "name",
            ty: GoType::String,
        },
        Field {
            json: "annotations",
            ty: GoType::Map(&GoType::String),
        },
        // Helm does not read it, so nothing may be wrong with it.
        Field {
            json: "namespace",
            ty: GoType::Any,
        },
    ],
};

/// The part of an object that Helm reads; everything is turned into text where it must be.
pub const HEAD: GoType = GoType::Struct(&StructType {
    name: "util.SimpleHead",
    fields: &[
        Field {
            json: "apiVersion",
            ty: GoType::String,
        },
        Field {
            json: "kind",
            ty: GoType::String,
        },
        Field {
            json: "metadata",
            ty: GoType::Pointer(&GoType::Struct(&METADATA)),
        },
    ],
});

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

    /// What an object, decoded as [`HEAD`], says.
    pub fn of(json: &Json) -> Head {
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

/// The events of an annotation `helm.sh/hook`; `None` where one is unknown.
pub fn events(list: &str) -> Option<Vec<String>> {
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
