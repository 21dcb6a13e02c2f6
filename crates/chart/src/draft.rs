//! Metadata while they are read: several documents decoded one over the other, as Go does it.
//!
//! `Chart.yaml` and `requirements.yaml` are decoded into the same struct, so what a later document
//! leaves out survives; lists are decoded over the elements that are already there.

use chartroom_yaml::{Error, Field, GoType, Json, Object, StructType, to_json_over};

use crate::metadata::{Dependency, Maintainer, Metadata};

static STRING: GoType = GoType::String;
static ANY: GoType = GoType::Any;

static MAINTAINER: GoType = GoType::Struct(&StructType {
    name: "v2.Maintainer",
    fields: &[
        field("name", GoType::String),
        field("email", GoType::String),
        field("url", GoType::String),
    ],
});
static MAINTAINER_POINTER: GoType = GoType::Pointer(&MAINTAINER);

static DEPENDENCY: GoType = GoType::Struct(&StructType {
    name: "v2.Dependency",
    fields: &[
        field("name", GoType::String),
        field("version", GoType::String),
        field("repository", GoType::String),
        field("condition", GoType::String),
        field("tags", GoType::Slice(&STRING)),
        field("enabled", GoType::Bool),
        field("import-values", GoType::Slice(&ANY)),
        field("alias", GoType::String),
    ],
});
/// A pointer to a dependency, as lists of them hold it.
pub(crate) static DEPENDENCY_POINTER: GoType = GoType::Pointer(&DEPENDENCY);

/// `chart.Metadata` as Go decodes it: for those who read a `Chart.yaml` without the chart around it.
pub static METADATA: GoType = GoType::Struct(&StructType {
    name: "v2.Metadata",
    fields: &[
        field("name", GoType::String),
        field("home", GoType::String),
        field("sources", GoType::Slice(&STRING)),
        field("version", GoType::String),
        field("description", GoType::String),
        field("keywords", GoType::Slice(&STRING)),
        field("maintainers", GoType::Slice(&MAINTAINER_POINTER)),
        field("icon", GoType::String),
        field("apiVersion", GoType::String),
        field("condition", GoType::String),
        field("tags", GoType::String),
        field("appVersion", GoType::String),
        field("deprecated", GoType::Bool),
        field("annotations", GoType::Map(&STRING)),
        field("kubeVersion", GoType::String),
        field("dependencies", GoType::Slice(&DEPENDENCY_POINTER)),
        field("type", GoType::String),
    ],
});

/// A field of one of Helm's structs.
pub(crate) const fn field(json: &'static str, ty: GoType) -> Field {
    Field { json, ty }
}

/// Metadata as decoded, and the entries of lists whose null ones only validation refuses.
pub(crate) struct Decoded {
    pub(crate) metadata: Metadata,
    pub(crate) maintainers: Vec<Json>,
    pub(crate) dependencies: Vec<Json>,
}

/// Metadata while documents are still being decoded over them.
pub(crate) struct Draft(Json);

impl Default for Draft {
    fn default() -> Self {
        Draft(Json::Object(Object::new()))
    }
}

impl Draft {
    /// Decodes a document over what is there.
    pub(crate) fn overlay(&mut self, yaml: &[u8]) -> Result<(), Error> {
        self.0 = to_json_over(std::mem::take(&mut self.0), yaml, &METADATA)?;
        Ok(())
    }

    /// The `apiVersion` so far.
    pub(crate) fn api_version(&self) -> &str {
        let version = self.0.get("apiVersion").and_then(Json::as_str);
        version.unwrap_or_default()
    }

    /// Sets the `apiVersion` if there is none yet, as Helm does after each `Chart.yaml`.
    pub(crate) fn default_api_version(&mut self) {
        if let (true, Json::Object(members)) = (self.api_version().is_empty(), &mut self.0) {
            members.insert("apiVersion".to_owned(), Json::String("v1".to_owned()));
        }
    }

    /// The metadata after the last document.
    pub(crate) fn finish(self) -> Decoded {
        let mut fields = Fields(self.0);
        Decoded {
            maintainers: fields.items("maintainers"),
            dependencies: fields.items("dependencies"),
            metadata: Metadata {
                name: fields.text("name"),
                home: fields.text("home"),
                sources: fields.texts("sources"),
                version: fields.text("version"),
                description: fields.text("description"),
                keywords: fields.texts("keywords"),
                maintainers: Vec::new(),
                icon: fields.text("icon"),
                api_version: fields.text("apiVersion"),
                condition: fields.text("condition"),
                tags: fields.text("tags"),
                app_version: fields.text("appVersion"),
                deprecated: fields.flag("deprecated"),
                annotations: annotations(fields.take("annotations")),
                kube_version: fields.text("kubeVersion"),
                dependencies: Vec::new(),
                chart_type: fields.text("type"),
            },
        }
    }
}

fn annotations(value: Json) -> Vec<(String, String)> {
    let mut annotations = Vec::new();
    if let Json::Object(members) = value {
        for (key, value) in members {
            annotations.push((key, text(value)));
        }
    }
    annotations
}

/// The fields of a decoded struct; what is absent is empty.
pub(crate) struct Fields(pub(crate) Json);

impl Fields {
    fn take(&mut self, key: &str) -> Json {
        match &mut self.0 {
            Json::Object(members) => members.get_mut(key).map(std::mem::take).unwrap_or_default(),
            _ => Json::Null,
        }
    }

    pub(crate) fn text(&mut self, key: &str) -> String {
        text(self.take(key))
    }

    fn flag(&mut self, key: &str) -> bool {
        self.take(key) == Json::Bool(true)
    }

    pub(crate) fn items(&mut self, key: &str) -> Vec<Json> {
        match self.take(key) {
            Json::Array(items) => items,
            _ => Vec::new(),
        }
    }

    fn texts(&mut self, key: &str) -> Vec<String> {
        self.items(key).into_iter().map(text).collect()
    }
}

fn text(value: Json) -> String {
    match value {
        Json::String(text) => text,
        _ => String::new(),
    }
}

/// An entry of the maintainers, unless it is null.
pub(crate) fn maintainer(value: Json) -> Option<Maintainer> {
    if value.is_null() {
        return None;
    }
    let mut fields = Fields(value);
    Some(Maintainer {
        name: fields.text("name"),
        email: fields.text("email"),
        url: fields.text("url"),
    })
}

/// An entry of the dependencies, unless it is null.
pub(crate) fn dependency(value: Json) -> Option<Dependency> {
    if value.is_null() {
        return None;
    }
    let mut fields = Fields(value);
    let mut import_values = fields.items("import-values");
    import_values.iter_mut().for_each(Json::numbers_to_float);
    Some(Dependency {
        name: fields.text("name"),
        version: fields.text("version"),
        repository: fields.text("repository"),
        condition: fields.text("condition"),
        tags: fields.texts("tags"),
        enabled: fields.flag("enabled"),
        import_values,
        alias: fields.text("alias"),
    })
}
