//! The size gate: `sizes.json` says how many brotli-11 bytes each file of the
//! products may have. Compressed by Node's zlib, so that no brotli is linked here.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::failure::{Doing, Failure, Outcome};
use crate::project::Project;
use crate::step;

/// The size of one group of files against its limit.
#[derive(Debug)]
pub struct Measured {
    /// The pattern in `sizes.json`, or the name of a sum.
    pub name: String,
    /// `first-load`, `lazy` or `package`.
    pub kind: String,
    /// Bytes after brotli, quality 11.
    pub bytes: u64,
    /// The most it may be.
    pub limit: u64,
    /// What it shall become, where that is less than the limit.
    pub goal: Option<u64>,
}

impl Measured {
    /// Whether the limit holds.
    pub fn fits(&self) -> bool {
        self.bytes <= self.limit
    }

    /// How the size stands, in words.
    fn verdict(&self) -> String {
        match self.goal {
            _ if !self.fits() => "TOO LARGE".to_owned(),
            Some(goal) if self.bytes > goal => {
                format!(
                    "within its limit; {} over the goal of {goal}",
                    self.bytes - goal
                )
            }
            _ => "ok".to_owned(),
        }
    }
}

/// Measures every pattern of `sizes.json`, then the sum of all that the first
/// load fetches. A file of the site that no pattern covers is an error: nothing
/// may grow unseen.
pub fn measure(project: &Project) -> Outcome<Vec<Measured>> {
    let path = project.path("sizes.json");
    let text = fs::read(&path).doing("read sizes.json")?;
    let json: Value = serde_json::from_slice(&text).doing("read sizes.json")?;
    let total_limit = json["first-load-total"]
        .as_u64()
        .ok_or_else(|| Failure::new("sizes.json has no \"first-load-total\""))?;
    let entries = json["files"]
        .as_array()
        .ok_or_else(|| Failure::new("sizes.json has no \"files\""))?;

    let mut unclaimed = files(&project.path("dist"))?;
    unclaimed.retain(|path| !is_encoded(path));
    let mut results = Vec::new();
    let mut first_load = 0;
    for entry in entries {
        let pattern = entry["pattern"].as_str().unwrap_or_default();
        let kind = entry["kind"].as_str().unwrap_or_default();
        let limit = entry["limit"].as_u64().unwrap_or_default();
        let (folder, name) = pattern
            .rsplit_once('/')
            .ok_or_else(|| Failure::new(format!("sizes.json: {pattern} names no folder")))?;
        let mut matching = files_in(&project.path(folder))?;
        matching.retain(|path| !is_encoded(path) && matches(name, &file_name(path)));
        if matching.is_empty() {
            return Err(Failure::new(format!(
                "sizes.json: no file is called {pattern}"
            )));
        }
        let bytes = brotli(project, &matching)?;
        if kind == "first-load" {
            first_load += bytes;
        }
        unclaimed.retain(|path| !matching.contains(path));
        results.push(Measured {
            name: pattern.to_owned(),
            kind: kind.to_owned(),
            bytes,
            limit,
            goal: entry["goal"].as_u64(),
        });
    }
    if !unclaimed.is_empty() {
        let names: Vec<String> = unclaimed.iter().map(|path| file_name(path)).collect();
        return Err(Failure::new(format!(
            "sizes.json covers no {} of dist/",
            names.join(", ")
        )));
    }
    results.push(Measured {
        name: "first load, everything".to_owned(),
        kind: "first-load".to_owned(),
        bytes: first_load,
        limit: total_limit,
        goal: json["first-load-goal"].as_u64(),
    });
    Ok(results)
}

/// Prints the table.
pub fn print(measured: &[Measured]) {
    for row in measured {
        step::note(&format!(
            "{:<38} {:<10} {:>8} of {:>8}  {}",
            row.name,
            row.kind,
            row.bytes,
            row.limit,
            row.verdict()
        ));
    }
}

/// `*` stands for anything; there is one at most per pattern that we use.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((before, after)) => {
            name.len() >= before.len() + after.len()
                && name.starts_with(before)
                && name.ends_with(after)
        }
    }
}

fn is_encoded(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "br" || extension == "gz")
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn files_in(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut list = Vec::new();
    for entry in fs::read_dir(folder).doing(format!("list {}", folder.display()))? {
        let path = entry.doing(format!("list {}", folder.display()))?.path();
        // Our own mark of an up-to-date product is not served.
        if path.is_file() && !file_name(&path).starts_with('.') {
            list.push(path);
        }
    }
    list.sort();
    Ok(list)
}

fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut list = files_in(folder)?;
    for entry in fs::read_dir(folder).doing(format!("list {}", folder.display()))? {
        let path = entry.doing(format!("list {}", folder.display()))?.path();
        if path.is_dir() {
            list.extend(files(&path)?);
        }
    }
    Ok(list)
}

/// The sum of the compressed sizes: of what is served where a build has compressed it already.
fn brotli(project: &Project, files: &[PathBuf]) -> Outcome<u64> {
    const SCRIPT: &str = "const z=require('zlib'),f=require('fs');let n=0;\
        for(const p of process.argv.slice(1)){\
        if(f.existsSync(p+'.br')){n+=f.statSync(p+'.br').size;continue}\
        const b=f.readFileSync(p);\
        n+=z.brotliCompressSync(b,{params:{[z.constants.BROTLI_PARAM_QUALITY]:11,\
        [z.constants.BROTLI_PARAM_LGWIN]:22,[z.constants.BROTLI_PARAM_SIZE_HINT]:b.length}}).length}\
        console.log(n)";
    let output = project
        .command("node")
        .args(["-e", SCRIPT, "--"])
        .args(files)
        .output()
        .doing("start node")?;
    String::from_utf8_lossy(&output.stdout)
        .trim()
        .parse()
        .doing(format!("measure {files:?}"))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns_have_one_star() {
        assert!(matches("style-*.css", "style-0123.css"));
        assert!(!matches("style-*.css", "style-0123.css.br"));
        assert!(matches("index.html", "index.html"));
        assert!(!matches("a*a", "a"));
    }
}
