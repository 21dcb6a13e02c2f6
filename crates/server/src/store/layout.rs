//! Where things lie on disk.
//!
//! ```text
//! DATA/lock                                   held while a server runs
//! DATA/repositories/charts/nginx/oci-layout   one OCI image layout per repository:
//! DATA/repositories/charts/nginx/index.json     its manifests and tags
//! DATA/repositories/charts/nginx/blobs/sha256/… its blobs; mounted ones are hard links
//! DATA/uploads/                               uploads under way
//! DATA/temporary/                             files being written; emptied at start
//! DATA/damaged/                               what was found torn, set aside
//! ```
//!
//! Other tools read a repository as it is: `skopeo inspect oci:DATA/repositories/charts/nginx:1.2.3`.
//! Repositories nest (`charts` and `charts/nginx` may both exist), so the three names a layout
//! uses itself are written with `_` before them when they are part of a repository's name; no
//! repository's name begins a part with `_`.

use std::path::{Path, PathBuf};

use chartroom_oci::Digest;

/// The names an image layout uses.
const RESERVED: [&str; 3] = ["blobs", "index.json", "oci-layout"];

/// The folders of a data directory.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(crate) root: PathBuf,
}

impl Layout {
    pub(crate) fn lock(&self) -> PathBuf {
        self.root.join("lock")
    }

    pub(crate) fn repositories(&self) -> PathBuf {
        self.root.join("repositories")
    }

    pub(crate) fn uploads(&self) -> PathBuf {
        self.root.join("uploads")
    }

    pub(crate) fn temporary(&self) -> PathBuf {
        self.root.join("temporary")
    }

    pub(crate) fn damaged(&self) -> PathBuf {
        self.root.join("damaged")
    }

    /// The folder of a repository whose name is checked.
    pub(crate) fn repository(&self, name: &str) -> PathBuf {
        let mut path = self.repositories();
        for part in name.split('/') {
            path.push(if RESERVED.contains(&part) {
                format!("_{part}")
            } else {
                part.to_owned()
            });
        }
        path
    }
}

/// The part of a repository's name that a folder stands for; `None` when no repository can own it.
pub(crate) fn part_of_name(folder: &str) -> Option<&str> {
    match folder.strip_prefix('_') {
        Some(rest) => RESERVED.contains(&rest).then_some(rest),
        None => (!RESERVED.contains(&folder)).then_some(folder),
    }
}

/// The file of a blob in the folder of its repository.
pub(crate) fn blob(repository: &Path, digest: &Digest) -> PathBuf {
    repository
        .join("blobs")
        .join(digest.algorithm.as_str())
        .join(&digest.hex)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_names_are_written_apart() {
        let layout = Layout { root: "d".into() };
        assert_eq!(layout.repository("a/b"), Path::new("d/repositories/a/b"));
        assert_eq!(
            layout.repository("a/blobs/sha256"),
            Path::new("d/repositories/a/_blobs/sha256")
        );
        for name in ["a", "blobs", "index.json", "oci-layout"] {
            let folder = layout.repository(name);
            let folder = folder
                .file_name()
                .and_then(|name| name.to_str())
                .expect("a name");
            assert_eq!(part_of_name(folder), Some(name));
        }
        for folder in ["blobs", "index.json", "_x", "_"] {
            assert_eq!(part_of_name(folder), None, "{folder}");
        }
    }
}
