//! The chart and its subcharts while they are made ready for rendering.

use std::rc::Rc;

use chartroom_chart::{Chart, Dependency, METADATA, Metadata};
use chartroom_yaml::Json;

use crate::values::Object;

/// A chart in the tree. The files stay where they were loaded; what the preparation changes (name,
/// values, which children take part) is kept here, and clones share what they have in common.
#[derive(Clone)]
pub struct Node {
    /// The loaded chart: its templates and files.
    pub chart: Rc<Chart>,
    /// Its metadata; `name` is the alias in an aliased subchart.
    pub metadata: Rc<Metadata>,
    /// What `Chart.yaml` declares; `None` where it declares nothing.
    pub declared: Option<Rc<Vec<Dependency>>>,
    /// Its default values, at the end with what it imports from its children.
    pub values: Rc<Object>,
    /// The subcharts.
    pub dependencies: Vec<Node>,
}

/// Whether a chart says `dependencies: []`. To Go that is something else than saying nothing: only
/// then are the charts below looked at for what they declare.
fn has_empty_list(chart: &Chart) -> bool {
    let named = ["Chart.yaml", "requirements.yaml"];
    named
        .iter()
        .filter_map(|name| chart.file(name))
        .any(|file| {
            let mentions = file.bytes.windows(12).any(|w| w == b"dependencies");
            mentions
                && chartroom_yaml::to_json(&file.bytes, &METADATA)
                    .is_ok_and(|json| json.get("dependencies").is_some())
        })
}

impl Node {
    /// The tree of a loaded chart.
    pub fn new(chart: &Rc<Chart>) -> Self {
        // Go decodes every number of a values file into a float.
        let values = match chart.values().cloned() {
            Some(mut values @ Json::Object(_)) => {
                values.numbers_to_float();
                match values {
                    Json::Object(values) => values,
                    _ => Object::new(),
                }
            }
            _ => Object::new(),
        };
        let declared = chart.metadata.dependencies.clone();
        Node {
            chart: Rc::clone(chart),
            metadata: Rc::new(chart.metadata.clone()),
            declared: (!declared.is_empty() || has_empty_list(chart)).then(|| Rc::new(declared)),
            values: Rc::new(values),
            dependencies: chart
                .dependencies
                .iter()
                .map(|child| Node::new(&Rc::new(child.clone())))
                .collect(),
        }
    }

    /// The name under which the chart's values and templates go.
    pub fn name(&self) -> &str {
        &self.metadata.name
    }

    /// The chart's version as it stands in `Chart.yaml`.
    pub fn version(&self) -> &str {
        &self.metadata.version
    }

    /// Gives the chart another name.
    pub fn rename(&mut self, name: &str) {
        name.clone_into(&mut Rc::make_mut(&mut self.metadata).name);
    }

    /// Whether the chart is a library, which renders nothing by itself.
    pub fn is_library(&self) -> bool {
        self.metadata.chart_type == "library"
    }
}
