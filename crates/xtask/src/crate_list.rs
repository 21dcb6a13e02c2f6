//! Which crate is built for what, read from `tests/dependencies.json`: the
//! same file that the layering test holds the workspace against.

use std::fs;

use serde_json::Value;

use crate::failure::{Doing, Failure, Outcome};
use crate::project::Project;

/// Where a crate must compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    /// Natively and as wasm, without asking where it runs.
    Pure,
    /// Natively only.
    Native,
    /// In a browser or Node, as wasm only.
    Web,
}

/// The packages of the workspace with their platforms.
#[derive(Debug)]
pub struct Crates {
    list: Vec<(String, Platform)>,
}

impl Crates {
    /// Reads the list.
    pub fn read(project: &Project) -> Outcome<Self> {
        let path = project.path("tests/dependencies.json");
        let bytes = fs::read(&path).doing(format!("read {}", path.display()))?;
        let json: Value =
            serde_json::from_slice(&bytes).doing(format!("read {}", path.display()))?;
        let crates = json["crates"]
            .as_object()
            .ok_or_else(|| Failure::new("tests/dependencies.json has no \"crates\""))?;
        let mut list = Vec::new();
        for (name, entry) in crates {
            let platform = match entry["platform"].as_str() {
                Some("pure") => Platform::Pure,
                Some("native") => Platform::Native,
                Some("web") => Platform::Web,
                other => {
                    return Err(Failure::new(format!(
                        "tests/dependencies.json: {name} has the platform {other:?}"
                    )));
                }
            };
            list.push((name.clone(), platform));
        }
        Ok(Self { list })
    }

    /// `-p name` for every crate on one of the platforms.
    pub fn packages(&self, platforms: &[Platform]) -> Vec<String> {
        self.list
            .iter()
            .filter(|(_, platform)| platforms.contains(platform))
            .flat_map(|(name, _)| ["-p".to_owned(), name.clone()])
            .collect()
    }
}
