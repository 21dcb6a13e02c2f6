//! What `Chart.yaml` says, and the two forms in which Helm passes it on: config JSON and YAML.
//!
//! Sources: Helm 4.2.4, `pkg/chart/v2/metadata.go` and `dependency.go`.

use chartroom_yaml::{Json, Object};

/// Somebody who looks after a chart. Every part may be empty.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Maintainer {
    /// Name of a person or an organisation.
    pub name: String,
    /// Electronic mail address.
    pub email: String,
    /// Page of the person or organisation.
    pub url: String,
}

/// A chart that another one depends on, as declared or as locked.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Dependency {
    /// Name of the chart.
    pub name: String,
    /// Version or range; a lock has a version.
    pub version: String,
    /// Address of the repository, or empty for a chart that lies in `charts/`.
    pub repository: String,
    /// Paths into the values that switch the chart on or off.
    pub condition: String,
    /// Tags that switch groups of charts on or off.
    pub tags: Vec<String>,
    /// Whether the chart is loaded; nothing reads this in a file.
    pub enabled: bool,
    /// What is taken over from the chart's values: names, or child and parent pairs.
    pub import_values: Vec<Json>,
    /// Another name to use the chart under.
    pub alias: String,
}

/// The metadata of a chart after coercion, cleaning and validation: what Helm pushes and shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Metadata {
    /// Name of the chart.
    pub name: String,
    /// Home page.
    pub home: String,
    /// Where the sources are.
    pub sources: Vec<String>,
    /// Version as it stands in the file, not normalised.
    pub version: String,
    /// One sentence about the chart.
    pub description: String,
    /// Words to find it by.
    pub keywords: Vec<String>,
    /// Who looks after it.
    pub maintainers: Vec<Maintainer>,
    /// Address of a picture.
    pub icon: String,
    /// `v1` or `v2`, or whatever the file says; `v1` if it says nothing.
    pub api_version: String,
    /// Paths into the values that switch the chart on or off.
    pub condition: String,
    /// Tags, which at this level are one text.
    pub tags: String,
    /// Version of the software inside.
    pub app_version: String,
    /// Whether the chart should no longer be used.
    pub deprecated: bool,
    /// Free annotations, sorted by their keys.
    pub annotations: Vec<(String, String)>,
    /// Versions of Kubernetes the chart works with.
    pub kube_version: String,
    /// Charts it depends on.
    pub dependencies: Vec<Dependency>,
    /// `application`, `library` or nothing.
    pub chart_type: String,
}

impl Metadata {
    /// The config blob: compact JSON with Go's field order and escapes, byte for byte what
    /// `helm push` stores.
    pub fn config_json(&self) -> Vec<u8> {
        write_object(&self.members())
    }

    /// The YAML of `helm show chart` and of a packaged `Chart.yaml`, with its final newline.
    ///
    /// For the few texts that Helm fails to write, see [`Metadata::try_to_yaml`], this gives what
    /// comes closest.
    pub fn to_yaml(&self) -> String {
        chartroom_yaml::emit(&object(self.members()))
    }

    /// The YAML of `helm show chart`, or Helm's error.
    ///
    /// # Errors
    /// When a text that is not cleaned (version, annotations, alias) holds characters YAML forbids.
    pub fn try_to_yaml(&self) -> Result<String, chartroom_yaml::Error> {
        chartroom_yaml::try_emit(&object(self.members()))
    }

    /// The annotation of this name.
    pub fn annotation(&self, name: &str) -> Option<&str> {
        let found = self.annotations.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    fn members(&self) -> Members {
        let mut members = Members::default();
        members.text("name", &self.name);
        members.text("home", &self.home);
        members.texts("sources", &self.sources);
        members.text("version", &self.version);
        members.text("description", &self.description);
        members.texts("keywords", &self.keywords);
        members.list("maintainers", &self.maintainers, Maintainer::members);
        members.text("icon", &self.icon);
        members.text("apiVersion", &self.api_version);
        members.text("condition", &self.condition);
        members.text("tags", &self.tags);
        members.text("appVersion", &self.app_version);
        members.flag("deprecated", self.deprecated);
        if !self.annotations.is_empty() {
            // One after the other: collecting would sort first, and that links a sort.
            let mut annotations = Object::new();
            for (key, value) in &self.annotations {
                annotations.insert(key.clone(), string(value));
            }
            members.put("annotations", Member::Json(Json::Object(annotations)));
        }
        members.text("kubeVersion", &self.kube_version);
        members.list("dependencies", &self.dependencies, Dependency::members);
        members.text("type", &self.chart_type);
        members
    }
}

impl Maintainer {
    fn members(&self) -> Members {
        let mut members = Members::default();
        members.text("name", &self.name);
        members.text("email", &self.email);
        members.text("url", &self.url);
        members
    }
}

impl Dependency {
    /// The entry as JSON the way Go writes it, as in the config blob and under a lock's digest.
    pub fn to_json(&self) -> Vec<u8> {
        write_object(&self.members())
    }

    fn members(&self) -> Members {
        let mut members = Members::default();
        members.put("name", Member::Json(string(&self.name)));
        members.text("version", &self.version);
        members.put("repository", Member::Json(string(&self.repository)));
        members.text("condition", &self.condition);
        members.texts("tags", &self.tags);
        members.flag("enabled", self.enabled);
        if !self.import_values.is_empty() {
            let values = Json::Array(self.import_values.clone());
            members.put("import-values", Member::Json(values));
        }
        members.text("alias", &self.alias);
        members
    }
}

/// Members of an object in the order of Go's struct fields.
#[derive(Default)]
struct Members(Vec<(&'static str, Member)>);

enum Member {
    Json(Json),
    Objects(Vec<Members>),
}

impl Members {
    fn put(&mut self, key: &'static str, member: Member) {
        self.0.push((key, member));
    }

    fn text(&mut self, key: &'static str, text: &str) {
        if !text.is_empty() {
            self.put(key, Member::Json(string(text)));
        }
    }

    fn texts(&mut self, key: &'static str, texts: &[String]) {
        if !texts.is_empty() {
            let texts = texts.iter().map(|text| string(text)).collect();
            self.put(key, Member::Json(Json::Array(texts)));
        }
    }

    fn flag(&mut self, key: &'static str, flag: bool) {
        if flag {
            self.put(key, Member::Json(Json::Bool(true)));
        }
    }

    fn list<T>(&mut self, key: &'static str, items: &[T], members: fn(&T) -> Members) {
        if !items.is_empty() {
            self.put(key, Member::Objects(items.iter().map(members).collect()));
        }
    }

    fn write(&self, out: &mut String) {
        out.push('{');
        for (index, (key, member)) in self.0.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            string(key).write_go_json(out);
            out.push(':');
            match member {
                Member::Json(value) => value.write_go_json(out),
                Member::Objects(objects) => {
                    out.push('[');
                    for (index, object) in objects.iter().enumerate() {
                        if index > 0 {
                            out.push(',');
                        }
                        object.write(out);
                    }
                    out.push(']');
                }
            }
        }
        out.push('}');
    }
}

fn write_object(members: &Members) -> Vec<u8> {
    let mut out = String::new();
    members.write(&mut out);
    out.into_bytes()
}

fn object(members: Members) -> Json {
    let mut fields = Object::new();
    for (key, member) in members.0 {
        let value = match member {
            Member::Json(value) => value,
            Member::Objects(objects) => Json::Array(objects.into_iter().map(object).collect()),
        };
        fields.insert(key.to_owned(), value);
    }
    Json::Object(fields)
}

fn string(text: &str) -> Json {
    Json::String(text.to_owned())
}
