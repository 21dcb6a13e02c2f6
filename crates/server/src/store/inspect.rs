//! Looking through the data at start: what is torn is set aside and reported.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use chartroom_embedded_registry::{
    RepositoryIndex, StoreError, is_repository_name, supported_digest,
};
use chartroom_oci::Digest;

use super::durable::{self, failed, random_name};
use super::layout::{self, Layout, part_of_name};
use super::repository::{Repository, entries, record};
use super::uploads::file_has;

/// Bytes of blobs that are hashed before the server answers; at a gigabyte a second and less this
/// is not noticed. The rest is hashed while it answers.
const HASHED_AT_START: u64 = 256 << 20;

/// What was found at start.
#[derive(Debug, Default)]
pub struct Inspection {
    /// A line for each thing that is not as it should be.
    pub notices: Vec<String>,
    /// Blobs still to be hashed, with their repositories.
    pub(crate) unhashed: Vec<(String, PathBuf, Digest)>,
    hashed: u64,
    torn: HashSet<PathBuf>,
}

impl Inspection {
    /// Finds the repositories of a data directory.
    pub(crate) fn repositories(
        &mut self,
        layout: &Layout,
    ) -> Result<Vec<(String, Repository)>, StoreError> {
        let mut found = Vec::new();
        self.walk(layout, &layout.repositories(), "", &mut found)?;
        Ok(found)
    }

    fn walk(
        &mut self,
        layout: &Layout,
        folder: &Path,
        name: &str,
        found: &mut Vec<(String, Repository)>,
    ) -> Result<(), StoreError> {
        let listing = fs::read_dir(folder).map_err(|error| failed("list", folder, &error))?;
        let mut is_repository = false;
        for entry in listing {
            let entry = entry.map_err(|error| failed("list", folder, &error))?;
            let file_name = entry.file_name();
            let Some(child) = file_name.to_str() else {
                continue;
            };
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if child == "blobs" || child == "oci-layout" || child == "index.json" {
                is_repository = true;
            } else if is_folder && let Some(part) = part_of_name(child) {
                let name = if name.is_empty() {
                    part.to_owned()
                } else {
                    format!("{name}/{part}")
                };
                self.walk(layout, &entry.path(), &name, found)?;
            }
        }
        if is_repository {
            if is_repository_name(name) {
                found.push((name.to_owned(), self.repository(layout, folder, name)?));
            } else {
                self.notices.push(format!(
                    "the folder {} is no repository: its name is not one; it is left alone",
                    folder.display()
                ));
            }
        }
        Ok(())
    }

    fn repository(
        &mut self,
        layout: &Layout,
        folder: &Path,
        name: &str,
    ) -> Result<Repository, StoreError> {
        let path = folder.join("index.json");
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            // Blobs came, but no manifest yet.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                br#"{"manifests":[]}"#.to_vec()
            }
            Err(error) => return Err(failed("read", &path, &error)),
        };
        let listed = match entries(&bytes) {
            Ok(listed) => listed,
            Err(problem) => {
                let line = format!(
                    "the index of the repository {name} cannot be read ({problem}); the repository is not served until {} is repaired or removed",
                    path.display()
                );
                self.notices.push(line.clone());
                return Ok(Repository::new(folder.to_path_buf(), Err(line)));
            }
        };
        self.blobs(layout, folder, name)?;
        let mut index = RepositoryIndex::new();
        for entry in &listed {
            let path = layout::blob(folder, &entry.digest);
            let called = entry.tag.as_deref().map_or_else(
                || entry.digest.to_string(),
                |tag| format!("{tag} ({})", entry.digest),
            );
            let Ok(bytes) = fs::read(&path) else {
                // A torn one has its line already; this one says which tag is lost by it.
                self.notices.push(format!(
                    "the manifest {called} of the repository {name} is missing; push it again"
                ));
                continue;
            };
            let tags: Vec<String> = entry.tag.iter().cloned().collect();
            let record = record(&bytes, entry);
            for (digest, size) in &record.references {
                let found = fs::metadata(layout::blob(folder, digest)).map(|data| data.len());
                match found {
                    Ok(actual) if actual == *size => {}
                    Ok(actual) => {
                        self.notices.push(format!(
                            "the blob {digest} of the repository {name} is torn: it has {actual} bytes instead of {size}; it is set aside, push {called} again"
                        ));
                        set_aside(layout, &layout::blob(folder, digest))?;
                    }
                    Err(_) if self.torn.contains(&layout::blob(folder, digest)) => {}
                    Err(_) => self.notices.push(format!(
                        "the blob {digest} of the repository {name} is missing; push {called} again"
                    )),
                }
            }
            index.insert(record, &tags);
        }
        let repository = Repository::new(folder.to_path_buf(), Ok(index));
        repository.mark(&layout.temporary())?;
        Ok(repository)
    }

    /// Hashes the blobs of a repository, or leaves them for later.
    fn blobs(&mut self, layout: &Layout, folder: &Path, name: &str) -> Result<(), StoreError> {
        for algorithm in ["sha256", "sha512"] {
            let Ok(listing) = fs::read_dir(folder.join("blobs").join(algorithm)) else {
                continue;
            };
            for file in listing.flatten() {
                let Some(digest) = file
                    .file_name()
                    .to_str()
                    .and_then(|hex| supported_digest(&format!("{algorithm}:{hex}")))
                else {
                    continue;
                };
                let size = file.metadata().map_or(0, |data| data.len());
                if self.hashed.saturating_add(size) > HASHED_AT_START {
                    self.unhashed.push((name.to_owned(), file.path(), digest));
                    continue;
                }
                self.hashed += size;
                if let Some(notice) = check_blob(layout, name, &file.path(), &digest)? {
                    self.notices.push(notice);
                    self.torn.insert(file.path());
                }
            }
        }
        Ok(())
    }
}

/// Hashes a blob; when it is not what its name says, sets it aside and gives the line to report.
pub(crate) fn check_blob(
    layout: &Layout,
    name: &str,
    path: &Path,
    digest: &Digest,
) -> Result<Option<String>, StoreError> {
    match file_has(path, digest) {
        Ok(true) => Ok(None),
        Ok(false) => {
            set_aside(layout, path)?;
            Ok(Some(format!(
                "the blob {digest} of the repository {name} is torn: its content has another digest; it is set aside, push it again"
            )))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Ok(Some(format!(
            "the blob {digest} of the repository {name} cannot be read: {error}"
        ))),
    }
}

/// Moves a torn file away, so that a client that asks for it pushes it again.
fn set_aside(layout: &Layout, path: &Path) -> Result<(), StoreError> {
    let folder = layout.damaged();
    durable::create_folder(&folder).map_err(|error| failed("create", &folder, &error))?;
    let hex = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or("file");
    let target = folder.join(format!("{hex}.{}", &random_name()?[..8]));
    durable::adopt(path, &target).map_err(|error| failed("set aside", path, &error))
}
