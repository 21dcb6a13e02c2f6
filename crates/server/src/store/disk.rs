//! The store on disk.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use chartroom_embedded_registry::{
    Deletion, NewManifest, Record, Selector, Store, StoreError, StoreErrorKind, Stored,
};
use chartroom_oci::Digest;

use super::durable::{self, failed, random_name};
use super::inspect::{Inspection, check_blob};
use super::layout::{self, Layout};
use super::repository::Repository;
use super::uploads::Uploads;

/// Keeps each repository as an OCI image layout that other tools can read; see the folder names in
/// the crate's documentation.
///
/// What was answered with success is on disk: files are written to a temporary name, flushed,
/// renamed, and their folder flushed, the index with the tags last. One process at a time owns a
/// data directory.
#[derive(Debug)]
pub struct DiskStore {
    layout: Layout,
    repositories: RwLock<BTreeMap<String, Arc<Repository>>>,
    uploads: Uploads,
    /// Held, not read: the lock ends with the process, however it ends.
    _lock: File,
}

impl DiskStore {
    /// Opens a data directory, makes it where it is missing, and looks through it.
    ///
    /// # Errors
    /// When it cannot be read or written, or another server has it open.
    pub fn open(root: &Path) -> Result<(Self, Inspection), StoreError> {
        let layout = Layout {
            root: root.to_path_buf(),
        };
        for folder in [layout.root.clone(), layout.repositories(), layout.uploads()] {
            durable::create_folder(&folder).map_err(|error| opening(&folder, &error))?;
        }
        let lock = File::create(layout.lock()).map_err(|error| opening(&layout.lock(), &error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::new(
                    StoreErrorKind::Busy,
                    format!(
                        "another chartroom-server uses the data in {}; stop it or choose another folder with --data",
                        root.display()
                    ),
                ));
            }
            Err(TryLockError::Error(error)) => return Err(opening(&layout.lock(), &error)),
        }
        // Files that were being written when a server ended were never acknowledged.
        let temporary = layout.temporary();
        if temporary.exists() {
            fs::remove_dir_all(&temporary).map_err(|error| opening(&temporary, &error))?;
        }
        durable::create_folder(&temporary).map_err(|error| opening(&temporary, &error))?;
        let mut inspection = Inspection::default();
        let found = inspection.repositories(&layout)?;
        let repositories = found
            .into_iter()
            .map(|(name, repository)| (name, Arc::new(repository)))
            .collect();
        let uploads = Uploads::new(layout.uploads());
        uploads.remove_stale();
        Ok((
            Self {
                layout,
                repositories: RwLock::new(repositories),
                uploads,
                _lock: lock,
            },
            inspection,
        ))
    }

    /// Hashes the blobs that were too many to hash at start, and gives `report` a line for each
    /// that is torn.
    pub fn finish_inspection(&self, inspection: Inspection, mut report: impl FnMut(&str)) {
        for (name, path, digest) in inspection.unhashed {
            match check_blob(&self.layout, &name, &path, &digest) {
                Ok(None) => {}
                Ok(Some(notice)) => report(&notice),
                Err(error) => report(&error.to_string()),
            }
        }
    }

    /// Removes uploads that nobody touched for a day.
    pub fn remove_stale_uploads(&self) {
        self.uploads.remove_stale();
    }

    /// Opens a blob for reading; `None` when the repository does not hold it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open_blob(&self, repository: &str, digest: &Digest) -> Result<Option<File>, StoreError> {
        let path = layout::blob(&self.layout.repository(repository), digest);
        match File::open(&path) {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed("read", &path, &error)),
        }
    }

    fn find(&self, name: &str) -> Option<Arc<Repository>> {
        self.repositories
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(name)
            .cloned()
    }

    fn find_or_create(&self, name: &str) -> Result<Arc<Repository>, StoreError> {
        if let Some(repository) = self.find(name) {
            return Ok(repository);
        }
        let mut repositories = self
            .repositories
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(repository) = repositories.get(name) {
            return Ok(Arc::clone(repository));
        }
        let repository = Arc::new(Repository::create(
            self.layout.repository(name),
            &self.layout.temporary(),
        )?);
        repositories.insert(name.to_owned(), Arc::clone(&repository));
        Ok(repository)
    }

    fn temporary(&self) -> Result<PathBuf, StoreError> {
        Ok(self.layout.temporary().join(random_name()?))
    }

    /// Finds the file of a blob in a repository, or in any.
    fn source(&self, digest: &Digest, from: Option<&str>) -> Option<PathBuf> {
        let repositories = self
            .repositories
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        let candidates: Vec<PathBuf> = match from {
            Some(from) => repositories
                .get(from)
                .map(|repository| layout::blob(&repository.folder, digest))
                .into_iter()
                .collect(),
            None => repositories
                .values()
                .map(|repository| layout::blob(&repository.folder, digest))
                .collect(),
        };
        drop(repositories);
        candidates.into_iter().find(|path| path.is_file())
    }
}

fn opening(path: &Path, error: &io::Error) -> StoreError {
    StoreError::new(
        StoreErrorKind::Failed,
        format!("cannot open the data folder: {}: {error}", path.display()),
    )
}

impl Store for DiskStore {
    fn repositories(&self) -> Result<Vec<String>, StoreError> {
        let repositories = self
            .repositories
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        // A damaged one is listed: it is there, and asking for it says what is wrong.
        Ok(repositories
            .iter()
            .filter(|(_, repository)| !repository.index().is_ok_and(|index| index.is_empty()))
            .map(|(name, _)| name.clone())
            .collect())
    }

    fn tags(&self, repository: &str) -> Result<Option<Vec<String>>, StoreError> {
        let Some(repository) = self.find(repository) else {
            return Ok(None);
        };
        Ok(Some(
            repository.index()?.tags().map(str::to_owned).collect(),
        ))
    }

    fn blob_size(&self, repository: &str, digest: &Digest) -> Result<Option<u64>, StoreError> {
        self.find(repository)
            .map_or(Ok(None), |repository| repository.blob_size(digest))
    }

    fn read_blob(
        &self,
        repository: &str,
        digest: &Digest,
        range: Range<u64>,
    ) -> Result<Option<Bytes>, StoreError> {
        let Some(mut file) = self.open_blob(repository, digest)? else {
            return Ok(None);
        };
        let length = usize::try_from(range.end.saturating_sub(range.start)).unwrap_or(usize::MAX);
        let read = (|| {
            if range.start > 0 {
                file.seek(SeekFrom::Start(range.start))?;
            }
            let mut bytes = vec![0; length];
            file.read_exact(&mut bytes)?;
            Ok(Bytes::from(bytes))
        })();
        read.map(Some)
            .map_err(|error: io::Error| failed("read", Path::new(&digest.hex), &error))
    }

    fn mount(
        &self,
        repository: &str,
        digest: &Digest,
        from: Option<&str>,
    ) -> Result<bool, StoreError> {
        let Some(source) = self.source(digest, from) else {
            return Ok(false);
        };
        let target = self.find_or_create(repository)?.prepare(digest)?;
        match fs::hard_link(&source, &target) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(true),
            // Deleted between the look and the link.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            // File systems without hard links get a copy.
            Err(_) => {
                let temporary = self.temporary()?;
                let copied = fs::copy(&source, &temporary)
                    .and_then(|_| File::open(&temporary)?.sync_all())
                    .and_then(|()| fs::rename(&temporary, &target));
                if let Err(error) = copied {
                    let _ = fs::remove_file(&temporary);
                    return Err(failed("copy", &target, &error));
                }
            }
        }
        durable::sync_folder_of(&target).map_err(|error| failed("flush", &target, &error))?;
        Ok(true)
    }

    fn delete_blob(&self, repository: &str, digest: &Digest) -> Result<Deletion, StoreError> {
        let Some(repository) = self.find(repository) else {
            return Ok(Deletion::Unknown);
        };
        repository.alone(|index| {
            if let Some(user) = index.user_of(digest) {
                return Ok(Deletion::InUse(user.digest.clone()));
            }
            let path = layout::blob(&repository.folder, digest);
            match fs::remove_file(&path).and_then(|()| durable::sync_folder_of(&path)) {
                Ok(()) => Ok(Deletion::Deleted),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Deletion::Unknown),
                Err(error) => Err(failed("delete", &path, &error)),
            }
        })
    }

    fn start_upload(&self, repository: &str) -> Result<String, StoreError> {
        self.uploads.start(repository)
    }

    fn upload_size(&self, repository: &str, id: &str) -> Result<Option<u64>, StoreError> {
        self.uploads.size(repository, id)
    }

    fn append(
        &self,
        repository: &str,
        id: &str,
        offset: u64,
        chunk: &[u8],
    ) -> Result<(), StoreError> {
        self.uploads.append(repository, id, offset, chunk)
    }

    fn commit(&self, repository: &str, id: &str, digest: &Digest) -> Result<bool, StoreError> {
        self.uploads.commit(repository, id, digest, |path| {
            let target = self.find_or_create(repository)?.prepare(digest)?;
            durable::adopt(path, &target).map_err(|error| failed("store", &target, &error))
        })
    }

    fn cancel(&self, repository: &str, id: &str) -> Result<bool, StoreError> {
        self.uploads.cancel(repository, id)
    }

    fn manifest(
        &self,
        repository: &str,
        selector: &Selector,
    ) -> Result<Option<Record>, StoreError> {
        let Some(repository) = self.find(repository) else {
            return Ok(None);
        };
        Ok(repository.index()?.find(selector).cloned())
    }

    fn put_manifest(&self, name: &str, manifest: NewManifest) -> Result<Stored, StoreError> {
        let repository = match (self.find(name), manifest.needs.first()) {
            (Some(repository), _) => repository,
            // Nothing is made for a manifest that cannot be kept.
            (None, Some((digest, _))) => return Ok(Stored::Missing(digest.clone())),
            (None, None) => self.find_or_create(name)?,
        };
        repository.alone(|index| {
            for (digest, size) in &manifest.needs {
                match repository.blob_size(digest)? {
                    None => return Ok(Stored::Missing(digest.clone())),
                    Some(actual) if actual != *size => {
                        return Ok(Stored::Size {
                            digest: digest.clone(),
                            actual,
                        });
                    }
                    Some(_) => {}
                }
            }
            let digest = &manifest.record.digest;
            if repository.blob_size(digest)? != Some(manifest.record.size) {
                let target = repository.prepare(digest)?;
                durable::write(&self.temporary()?, &target, &manifest.bytes)
                    .map_err(|error| failed("store", &target, &error))?;
            }
            let known = index.find(&Selector::Digest(digest.clone())) == Some(&manifest.record);
            let tagged = |tag: &String| {
                index
                    .find(&Selector::Tag(tag.clone()))
                    .is_some_and(|record| record.digest == *digest)
            };
            if known && manifest.tags.iter().all(tagged) {
                return Ok(Stored::Kept);
            }
            let mut changed = index.clone();
            changed.insert(manifest.record, &manifest.tags);
            repository.replace(changed, &self.layout.temporary())?;
            Ok(Stored::Kept)
        })
    }

    fn delete_tag(&self, repository: &str, tag: &str) -> Result<bool, StoreError> {
        let Some(repository) = self.find(repository) else {
            return Ok(false);
        };
        repository.alone(|index| {
            let mut changed = index.clone();
            if !changed.remove_tag(tag) {
                return Ok(false);
            }
            repository.replace(changed, &self.layout.temporary())?;
            Ok(true)
        })
    }

    fn delete_manifest(&self, repository: &str, digest: &Digest) -> Result<bool, StoreError> {
        let Some(repository) = self.find(repository) else {
            return Ok(false);
        };
        repository.alone(|index| {
            let mut changed = index.clone();
            if !changed.remove(digest) {
                return Ok(false);
            }
            let used = changed.user_of(digest).is_some();
            repository.replace(changed, &self.layout.temporary())?;
            if !used {
                // The index no longer names it, so a crash before this only leaves an unused file.
                let _ = fs::remove_file(layout::blob(&repository.folder, digest));
            }
            Ok(true)
        })
    }

    fn referrers(&self, repository: &str, digest: &Digest) -> Result<Vec<Record>, StoreError> {
        let Some(repository) = self.find(repository) else {
            return Ok(Vec::new());
        };
        Ok(repository.index()?.referrers(digest))
    }
}
