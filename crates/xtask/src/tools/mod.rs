//! Tools with pinned versions, installed into the per-user cache on demand.

pub mod apt;
pub mod cargo;
pub mod go;
pub mod node;
pub mod rust;

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::failure::{Doing, Failure, Outcome};
use crate::lock::Lock;
use crate::project::Project;

/// `tools.json`, read.
#[derive(Debug)]
pub struct Catalogue {
    json: Value,
}

impl Catalogue {
    /// Reads the one file with tool versions.
    pub fn read(project: &Project) -> Outcome<Self> {
        let path = project.path("tools.json");
        let text = fs::read(&path).doing(format!("read {}", path.display()))?;
        let json = serde_json::from_slice(&text).doing(format!("read {}", path.display()))?;
        Ok(Self { json })
    }

    /// One entry, such as `("go", "helm")`.
    pub fn entry(&self, kind: &str, name: &str) -> Outcome<&Value> {
        self.json
            .get(kind)
            .and_then(|kind| kind.get(name))
            .ok_or_else(|| Failure::new(format!("tools.json has no {kind} tool \"{name}\"")))
    }

    /// Names of a kind, such as all `apt` commands.
    fn names(&self, kind: &str) -> Vec<String> {
        self.json
            .get(kind)
            .and_then(Value::as_object)
            .map(|map| map.keys().cloned().collect())
            .unwrap_or_default()
    }

    /// The smallest major version of Node that will do.
    pub fn node_minimum(&self) -> u64 {
        self.json
            .pointer("/node/minimum")
            .and_then(Value::as_u64)
            .unwrap_or(20)
    }

    /// The wasm targets that the toolchain must have.
    pub fn wasm_targets(&self) -> Vec<String> {
        strings(self.json.get("wasm-targets"))
    }
}

fn text<'a>(entry: &'a Value, key: &str) -> Outcome<&'a str> {
    entry
        .get(key)
        .and_then(Value::as_str)
        .ok_or_else(|| Failure::new(format!("tools.json: \"{key}\" is missing in {entry}")))
}

fn strings(list: Option<&Value>) -> Vec<String> {
    list.and_then(Value::as_array)
        .map(|list| {
            list.iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect()
        })
        .unwrap_or_default()
}

/// One installed program lives in `<cache>/<name>-<version>/bin/`.
fn home(project: &Project, name: &str, version: &str) -> PathBuf {
    project.cache.join(format!("{name}-{version}"))
}

/// Held while a tool is installed, one lock per tool, so that different tools
/// can be installed side by side.
fn install_lock(project: &Project, name: &str) -> Outcome<Lock> {
    Lock::take(
        &project.cache.join(format!("{name}.lock")),
        &format!("installing {name}"),
    )
}
