//! Charts of a folder, each unpacked into a folder of its own.

use std::fs;
use std::path::{Path, PathBuf};

use chartroom_chart::{Archive, Limits};
use chartroom_yaml::{GoType, Json};

/// A chart that both sides find under the same relative paths.
pub struct Subject {
    /// What to call it.
    pub name: String,
    /// Where both are started.
    pub dir: PathBuf,
    /// The archive's path below that, or the folder's where there is no archive.
    pub path: String,
    /// The unpacked folder's path below that.
    pub folder: String,
    /// Files of values for tests, by their paths below that.
    pub ci: Vec<String>,
    /// The chart's own values: paths for `--set`, and what stands there.
    pub values: Vec<(String, Json)>,
}

/// The charts of a folder in the order of their names: archives, folders of charts, and folders
/// that hold one archive.
pub fn find(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("cannot list {}: {error}", folder.display()))
        .flatten()
        .map(|entry| entry.path())
        .collect();
    entries.sort();
    for path in entries {
        if is_archive(&path) || path.join("Chart.yaml").is_file() {
            found.push(path);
        } else if path.is_dir() {
            let inside = fs::read_dir(&path).into_iter().flatten().flatten();
            let mut archives: Vec<PathBuf> = inside.map(|entry| entry.path()).collect();
            archives.retain(|path| is_archive(path));
            archives.sort();
            found.extend(archives);
        }
    }
    found
}

fn is_archive(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "tgz") && path.is_file()
}

/// Puts a chart into a scratch folder, as it is and unpacked; `None` for what cannot be unpacked.
pub fn prepare(source: &Path, scratch: &Path) -> Option<Subject> {
    let file = source.file_name()?.to_str()?.to_owned();
    let parent = source.parent()?.file_name()?.to_string_lossy().into_owned();
    let dir = scratch.to_owned();
    fs::create_dir_all(&dir).expect("a scratch folder");
    let (path, folder);
    if source.is_dir() {
        copy(source, &dir.join(&file));
        (path, folder) = (file.clone(), file.clone());
    } else {
        let bytes = fs::read(source).expect("an archive");
        fs::write(dir.join(&file), &bytes).expect("a scratch file");
        let archive = Archive::open(&bytes, &Limits::default()).ok()?;
        folder = "unpacked".to_owned();
        for entry in &archive.files {
            let target = dir.join(&folder).join(&entry.name);
            fs::create_dir_all(target.parent()?).ok()?;
            fs::write(target, &entry.bytes).ok()?;
        }
        path = file.clone();
    }
    let mut ci = Vec::new();
    for entry in fs::read_dir(dir.join(&folder).join("ci"))
        .into_iter()
        .flatten()
        .flatten()
    {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".yaml") || name.ends_with(".yml") {
            ci.push(format!("{folder}/ci/{name}"));
        }
    }
    ci.sort();
    let mut values = Vec::new();
    let text = fs::read(dir.join(&folder).join("values.yaml")).unwrap_or_default();
    if let Ok(json) = chartroom_yaml::to_json(&text, &GoType::Map(&GoType::Any)) {
        paths(&json, "", 0, &mut values);
    }
    let name = if parent.is_empty() || source.is_dir() {
        file
    } else {
        parent
    };
    Some(Subject {
        name,
        dir,
        path,
        folder,
        ci,
        values,
    })
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a scratch folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}

/// Deeper values are not asked for: `--set` lines stay readable.
const DEEPEST: usize = 4;

fn paths(json: &Json, prefix: &str, depth: usize, out: &mut Vec<(String, Json)>) {
    let Json::Object(members) = json else { return };
    if depth >= DEEPEST {
        return;
    }
    for (key, value) in members {
        let mut path = prefix.to_owned();
        for c in key.chars() {
            if "\\.,[=".contains(c) {
                path.push('\\');
            }
            path.push(c);
        }
        out.push((path.clone(), value.clone()));
        path.push('.');
        paths(value, &path, depth + 1, out);
    }
}
