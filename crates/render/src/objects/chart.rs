//! `.Chart`.

use chartroom_gotemplate::value::MAP_STRING;
use chartroom_gotemplate::{Map, Value};

use crate::convert::to_value;
use crate::tree::Node;

/// `.Chart`: in Helm 4 a plain map with Go's field names.
pub fn chart(node: &Node, is_root: bool) -> Map {
    let metadata = &node.metadata;
    let map = Map::new();
    let put = |key: &str, value: Value| map.insert(key, value);
    let texts =
        |texts: &[String]| Value::list(texts.iter().map(|s| Value::from(s.as_str())).collect());
    let text = |s: &str| Value::from(s);
    put("Name", text(&metadata.name));
    put("Home", text(&metadata.home));
    put("Sources", texts(&metadata.sources));
    put("Version", text(&metadata.version));
    put("Description", text(&metadata.description));
    put("Keywords", texts(&metadata.keywords));
    let maintainers = metadata.maintainers.iter().map(|maintainer| {
        Value::map([
            ("Name", text(&maintainer.name)),
            ("Email", text(&maintainer.email)),
            ("URL", text(&maintainer.url)),
        ])
    });
    put("Maintainers", Value::list(maintainers.collect()));
    put("Icon", text(&metadata.icon));
    put("APIVersion", text(&metadata.api_version));
    put("Condition", text(&metadata.condition));
    put("Tags", text(&metadata.tags));
    put("AppVersion", text(&metadata.app_version));
    put("Deprecated", Value::Bool(metadata.deprecated));
    let annotations = if metadata.annotations.is_empty() {
        Value::Null(MAP_STRING)
    } else {
        let annotations = Map::of(MAP_STRING);
        for (key, value) in &metadata.annotations {
            annotations.insert(key.as_str(), text(value));
        }
        Value::Map(annotations)
    };
    put("Annotations", annotations);
    put("KubeVersion", text(&metadata.kube_version));
    let dependencies = node
        .declared
        .iter()
        .flat_map(|all| &**all)
        .map(|dependency| {
            Value::map([
                ("Name", text(&dependency.name)),
                ("Version", text(&dependency.version)),
                ("Repository", text(&dependency.repository)),
                ("Condition", text(&dependency.condition)),
                ("Tags", texts(&dependency.tags)),
                ("Enabled", Value::Bool(dependency.enabled)),
                (
                    "ImportValues",
                    Value::list(dependency.import_values.iter().map(to_value).collect()),
                ),
                ("Alias", text(&dependency.alias)),
            ])
        });
    put("Dependencies", Value::list(dependencies.collect()));
    put("Type", text(&metadata.chart_type));
    put("IsRoot", Value::Bool(is_root));
    map
}
