//! The house keeps its shape: who may depend on whom, and what pure crates
//! may not do. The rules are data in `tests/dependencies.json`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_path_buf()
}

fn read_json(path: &str) -> Value {
    serde_json::from_slice(&fs::read(root().join(path)).unwrap()).unwrap()
}

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "cargo {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// Name, folder and normal dependencies of every package.
fn packages() -> BTreeMap<String, (PathBuf, BTreeSet<String>)> {
    let text = cargo(&[
        "metadata",
        "--no-deps",
        "--format-version",
        "1",
        "--offline",
    ]);
    let metadata: Value = serde_json::from_str(&text).unwrap();
    metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| {
            let manifest = Path::new(package["manifest_path"].as_str().unwrap());
            let dependencies = package["dependencies"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|dependency| dependency["kind"].is_null())
                .map(|dependency| dependency["name"].as_str().unwrap().to_owned())
                .collect();
            (
                package["name"].as_str().unwrap().to_owned(),
                (manifest.parent().unwrap().to_path_buf(), dependencies),
            )
        })
        .collect()
}

fn strings(value: &Value) -> BTreeSet<String> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn every_dependency_is_on_the_list() {
    let allowed = read_json("tests/dependencies.json");
    let allowed = allowed["crates"].as_object().unwrap();
    let packages = packages();
    let names: BTreeSet<&String> = packages.keys().collect();
    assert_eq!(
        names,
        allowed.keys().collect(),
        "tests/dependencies.json lists other crates than the workspace has"
    );
    let mut wrong = Vec::new();
    for (name, (_, found)) in &packages {
        let listed = strings(&allowed[name]["dependencies"]);
        for dependency in found.difference(&listed) {
            wrong.push(format!(
                "{name} uses {dependency}, which is not on its list"
            ));
        }
        for dependency in listed.difference(found) {
            wrong.push(format!(
                "{name} no longer uses {dependency}: take it off the list"
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn nothing_imports_upwards() {
    let allowed = read_json("tests/dependencies.json");
    let allowed = allowed["crates"].as_object().unwrap();
    let layer = |name: &str| allowed[name]["layer"].as_i64().unwrap();
    for (name, (_, dependencies)) in packages() {
        for dependency in dependencies {
            if allowed.contains_key(&dependency) {
                assert!(
                    layer(&dependency) < layer(&name)
                        // The exception that the layers were drawn with: rendering
                        // and Helm share a layer without knowing each other.
                        || layer(&name) == 5,
                    "{name} (layer {}) imports {dependency} (layer {})",
                    layer(&name),
                    layer(&dependency)
                );
            }
        }
    }
}

#[test]
fn the_npm_module_carries_nothing_heavy() {
    let heavy = read_json("tests/dependencies.json");
    let heavy = strings(&heavy["heavy"]["names"]);
    let tree = cargo(&[
        "tree",
        "--package",
        "chartroom-wasm",
        "--target",
        "wasm32-unknown-unknown",
        "--edges",
        "normal,no-proc-macro",
        "--prefix",
        "none",
        "--offline",
    ]);
    let present: BTreeSet<String> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .map(str::to_owned)
        .collect();
    assert!(
        present.contains("chartroom-oci"),
        "the tree was not read: {tree}"
    );
    let found: Vec<&String> = present.intersection(&heavy).collect();
    assert!(found.is_empty(), "in the npm package's wasm: {found:?}");
}

/// What a pure crate may not say outside of its tests, and why.
const FORBIDDEN: [(&str, &str); 10] = [
    ("target_arch", "pure crates do not ask where they run"),
    ("target_family", "pure crates do not ask where they run"),
    (
        "SystemTime::now",
        "the clock traps in wasm; take the time as a value",
    ),
    (
        "Instant::now",
        "the clock traps in wasm; take the time as a value",
    ),
    ("std::env", "the environment is the program's business"),
    ("std::fs", "there is no file system in a page"),
    // Not all of std::net: its addresses are plain values.
    ("TcpStream", "the network is a Transport"),
    ("ToSocketAddrs", "the network is a Transport"),
    ("std::process", "a library starts nothing"),
    ("println!", "libraries never print"),
];

#[test]
fn pure_crates_ask_nothing_of_their_surroundings() {
    let allowed = read_json("tests/dependencies.json");
    let mut wrong = Vec::new();
    let mut files = 0;
    for (name, (folder, _)) in packages() {
        if allowed["crates"][&name]["platform"] != "pure" {
            continue;
        }
        for path in sources(&folder.join("src")) {
            files += 1;
            let text = fs::read_to_string(&path).unwrap();
            for (number, line) in without_tests(&text).lines().enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                for (word, reason) in FORBIDDEN {
                    if code.contains(word) {
                        wrong.push(format!(
                            "{}:{}: {word}: {reason}",
                            path.display(),
                            number + 1
                        ));
                    }
                }
            }
        }
    }
    assert!(files > 20, "only {files} files were looked at");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The part of a file before its test module; whole test files count as empty.
fn without_tests(text: &str) -> &str {
    match text.find("#[cfg(test)]\nmod tests {") {
        Some(start) => &text[..start],
        None => text,
    }
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut list = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if name.contains("test") {
            continue;
        }
        if path.is_dir() {
            list.extend(sources(&path));
        } else if name.ends_with(".rs") {
            list.push(path);
        }
    }
    list
}

#[test]
fn the_wasm_bindgen_library_and_its_tool_agree() {
    let tools = read_json("tools.json");
    let tool = tools["cargo"]["wasm-bindgen"]["version"].as_str().unwrap();
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(
        manifest.contains(&format!("wasm-bindgen = \"={tool}\"")),
        "Cargo.toml pins another wasm-bindgen than tools.json ({tool})"
    );
    let trunk = fs::read_to_string(root().join("Trunk.toml")).unwrap();
    assert!(
        trunk.contains(&format!("wasm_bindgen = \"{tool}\"")),
        "Trunk.toml names another wasm-bindgen than tools.json ({tool})"
    );
    let path = tools["cargo"]["wasm-bindgen"]["path"].as_str().unwrap();
    let manifest = fs::read_to_string(root().join(path).join("Cargo.toml")).unwrap();
    let split = tools["cargo"]["wasm-split"]["version"].as_str().unwrap();
    assert!(
        manifest.contains(&format!("wasm-bindgen-cli-support = \"={tool}\""))
            && manifest.contains(&format!("\nversion = \"{tool}\""))
            && manifest.contains(&format!(
                "wasm_split_cli_support = {{ version = \"={split}\""
            )),
        "{path} is over other libraries than tools.json says ({tool}, {split})"
    );
}
