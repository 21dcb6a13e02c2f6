//! What `Chart.yaml` says, and the two forms in which Helm passes it on: config JSON and YAML.
//!
//! Sources: Helm 4.2.4, `pkg/chart/v2/metadata.go` and `dependency.go`.

use chartroom_gotext::push_json_string;
use chartroom_yaml::Json;

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
        let mut out = String::new();
        self.write(&mut out);
        out.into_bytes()
    }

    /// The YAML of `helm show chart` and of a packaged `Chart.yaml`, with its final newline, or Helm's
    /// error.
    ///
    /// # Errors
    /// When a text that is not cleaned (version, annotations, alias) holds characters YAML forbids.
    pub fn try_to_yaml(&self) -> Result<String, chartroom_yaml::Error> {
        let mut json = String::new();
        self.write(&mut json);
        chartroom_yaml::json_to_yaml(&json)
    }

    /// The annotation of this name.
    pub fn annotation(&self, name: &str) -> Option<&str> {
        let found = self.annotations.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    fn write(&self, out: &mut String) {
        let mut members = Members::new(out);
        members.text("name", &self.name);
        members.text("home", &self.home);
        members.texts("sources", &self.sources);
        members.text("version", &self.version);
        members.text("description", &self.description);
        members.texts("keywords", &self.keywords);
        members.list("maintainers", &self.maintainers, Maintainer::write);
        members.text("icon", &self.icon);
        members.text("apiVersion", &self.api_version);
        members.text("condition", &self.condition);
        members.text("tags", &self.tags);
        members.text("appVersion", &self.app_version);
        members.flag("deprecated", self.deprecated);
        if !self.annotations.is_empty() {
            let mut annotations = Members::new(members.key("annotations"));
            for (key, value) in &self.annotations {
                push_json_string(annotations.key(key), value);
            }
            annotations.end();
        }
        members.text("kubeVersion", &self.kube_version);
        members.list("dependencies", &self.dependencies, Dependency::write);
        members.text("type", &self.chart_type);
        members.end();
    }
}

impl Maintainer {
    fn write(&self, out: &mut String) {
        let mut members = Members::new(out);
        members.text("name", &self.name);
        members.text("email", &self.email);
        members.text("url", &self.url);
        members.end();
    }
}

impl Dependency {
    /// The entry as JSON the way Go writes it, as in the config blob and under a lock's digest.
    pub fn to_json(&self) -> Vec<u8> {
        let mut out = String::new();
        self.write(&mut out);
        out.into_bytes()
    }

    fn write(&self, out: &mut String) {
        let mut members = Members::new(out);
        push_json_string(members.key("name"), &self.name);
        members.text("version", &self.version);
        push_json_string(members.key("repository"), &self.repository);
        members.text("condition", &self.condition);
        members.texts("tags", &self.tags);
        members.flag("enabled", self.enabled);
        members.list("import-values", &self.import_values, Json::write_go_json);
        members.text("alias", &self.alias);
        members.end();
    }
}

/// An object being written as Go does: members in the order of the struct's fields, empty ones left out.
struct Members<'a> {
    out: &'a mut String,
    /// What stands before the next member.
    before: char,
}

impl<'a> Members<'a> {
    fn new(out: &'a mut String) -> Self {
        Members { out, before: '{' }
    }

    /// Begins a member.
    fn key(&mut self, key: &str) -> &mut String {
        self.out.push(self.before);
        self.before = ',';
        push_json_string(self.out, key);
        self.out.push(':');
        self.out
    }

    fn text(&mut self, key: &str, text: &str) {
        if !text.is_empty() {
            push_json_string(self.key(key), text);
        }
    }

    fn flag(&mut self, key: &str, flag: bool) {
        if flag {
            self.key(key).push_str("true");
        }
    }

    fn texts(&mut self, key: &str, texts: &[String]) {
        self.list(key, texts, |text, out| push_json_string(out, text));
    }

    fn list<T>(&mut self, key: &str, items: &[T], write: fn(&T, &mut String)) {
        if items.is_empty() {
            return;
        }
        let out = self.key(key);
        for (index, item) in items.iter().enumerate() {
            out.push(if index == 0 { '[' } else { ',' });
            write(item, out);
        }
        out.push(']');
    }

    fn end(self) {
        if self.before == '{' {
            self.out.push('{');
        }
        self.out.push('}');
    }
}
