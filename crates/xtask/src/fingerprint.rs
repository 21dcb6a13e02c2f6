//! Nothing changed, nothing to do: a product is remembered with a hash of what
//! it was made from.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::failure::{Doing, Outcome};
use crate::project::Project;

/// Folder names that are products themselves.
const IGNORED: [&str; 4] = ["node_modules", "target", "dist", ".git"];

/// The remembered inputs of one product.
#[derive(Debug)]
pub struct Fingerprint {
    stamp: PathBuf,
    value: String,
}

impl Fingerprint {
    /// Hashes the contents of files and folders below the root; a missing one
    /// counts as such. `extra` is whatever else decides the product.
    pub fn of(project: &Project, product: &str, inputs: &[&str], extra: &str) -> Outcome<Self> {
        let mut hasher = DefaultHasher::new();
        extra.hash(&mut hasher);
        for input in inputs {
            hash_path(&project.path(input), &mut hasher)?;
        }
        Ok(Self {
            stamp: project.output("xtask").join(format!("{product}.stamp")),
            value: format!("{:016x}", hasher.finish()),
        })
    }

    /// The same, with the stamp inside of the product, so that deleting the
    /// product forgets it.
    pub fn inside(mut self, folder: &Path) -> Self {
        self.stamp = folder.join(".chartroom-stamp");
        self
    }

    /// Whether the product was made from these inputs.
    pub fn is_current(&self) -> bool {
        fs::read_to_string(&self.stamp).is_ok_and(|old| old == self.value)
    }

    /// Forgets the product, before it is made again.
    pub fn forget(&self) {
        // A missing stamp is what we want.
        let _ = fs::remove_file(&self.stamp);
    }

    /// Remembers that the product was made.
    pub fn remember(&self) -> Outcome {
        if let Some(folder) = self.stamp.parent() {
            fs::create_dir_all(folder).doing(format!("make {}", folder.display()))?;
        }
        fs::write(&self.stamp, &self.value).doing(format!("write {}", self.stamp.display()))
    }
}

fn hash_path(path: &Path, hasher: &mut DefaultHasher) -> Outcome {
    path.to_string_lossy().hash(hasher);
    if path.is_dir() {
        let mut entries: Vec<PathBuf> = fs::read_dir(path)
            .doing(format!("list {}", path.display()))?
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|entry| {
                !entry
                    .file_name()
                    .is_some_and(|name| IGNORED.iter().any(|ignored| name == *ignored))
            })
            .collect();
        entries.sort();
        for entry in entries {
            hash_path(&entry, hasher)?;
        }
    } else if path.is_file() {
        fs::read(path)
            .doing(format!("read {}", path.display()))?
            .hash(hasher);
    }
    Ok(())
}
