//! A store in memory, for tests and for a page.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use chartroom_oci::Digest;

use crate::hash::is_digest_of;
use crate::{
    Deletion, NewManifest, Record, RepositoryIndex, Selector, Store, StoreError, StoreErrorKind,
    Stored,
};

/// Keeps everything in memory; uploads are named by a counter.
///
/// With a capacity it plays a full disk: what does not fit is refused with
/// [`StoreErrorKind::Full`].
#[derive(Debug, Default)]
pub struct MemoryStore {
    state: Mutex<State>,
    capacity: Option<u64>,
}

#[derive(Debug, Default)]
struct State {
    repositories: BTreeMap<String, Repository>,
    uploads: HashMap<String, Upload>,
    started: u64,
}

#[derive(Debug, Default)]
struct Repository {
    blobs: HashMap<String, Bytes>,
    index: RepositoryIndex,
}

#[derive(Debug)]
struct Upload {
    repository: String,
    content: Vec<u8>,
}

impl State {
    fn used(&self) -> u64 {
        let blobs = self
            .repositories
            .values()
            .flat_map(|repository| repository.blobs.values())
            .map(Bytes::len);
        let uploads = self.uploads.values().map(|upload| upload.content.len());
        blobs.chain(uploads).sum::<usize>() as u64
    }

    fn upload(&mut self, repository: &str, id: &str) -> Option<&mut Upload> {
        self.uploads
            .get_mut(id)
            .filter(|upload| upload.repository == repository)
    }
}

impl MemoryStore {
    /// An empty store without a limit.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty store that holds at most `bytes`.
    #[must_use]
    pub fn with_capacity(bytes: u64) -> Self {
        Self {
            capacity: Some(bytes),
            ..Self::default()
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No code here can panic half way through a change, so a poisoned lock is still consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn room(&self, state: &State, more: usize) -> Result<(), StoreError> {
        match self.capacity {
            Some(capacity) if state.used() + more as u64 > capacity => Err(StoreError::new(
                StoreErrorKind::Full,
                format!("the store is full: it holds at most {capacity} bytes"),
            )),
            _ => Ok(()),
        }
    }
}

impl Store for MemoryStore {
    fn repositories(&self) -> Result<Vec<String>, StoreError> {
        let state = self.state();
        Ok(state
            .repositories
            .iter()
            .filter(|(_, repository)| !repository.index.is_empty())
            .map(|(name, _)| name.clone())
            .collect())
    }

    fn tags(&self, repository: &str) -> Result<Option<Vec<String>>, StoreError> {
        let state = self.state();
        Ok(state
            .repositories
            .get(repository)
            .map(|repository| repository.index.tags().map(str::to_owned).collect()))
    }

    fn blob_size(&self, repository: &str, digest: &Digest) -> Result<Option<u64>, StoreError> {
        let state = self.state();
        let blob = state
            .repositories
            .get(repository)
            .and_then(|repository| repository.blobs.get(&digest.to_string()));
        Ok(blob.map(|bytes| bytes.len() as u64))
    }

    fn read_blob(
        &self,
        repository: &str,
        digest: &Digest,
        range: Range<u64>,
    ) -> Result<Option<Bytes>, StoreError> {
        let state = self.state();
        let Some(blob) = state
            .repositories
            .get(repository)
            .and_then(|repository| repository.blobs.get(&digest.to_string()))
        else {
            return Ok(None);
        };
        let at = |offset: u64| {
            usize::try_from(offset)
                .unwrap_or(usize::MAX)
                .min(blob.len())
        };
        let (start, end) = (at(range.start), at(range.end));
        Ok(Some(blob.slice(start..end.max(start))))
    }

    fn mount(
        &self,
        repository: &str,
        digest: &Digest,
        from: Option<&str>,
    ) -> Result<bool, StoreError> {
        let mut state = self.state();
        let key = digest.to_string();
        let found = match from {
            Some(from) => state
                .repositories
                .get(from)
                .and_then(|source| source.blobs.get(&key))
                .cloned(),
            None => state
                .repositories
                .values()
                .find_map(|source| source.blobs.get(&key))
                .cloned(),
        };
        let Some(blob) = found else { return Ok(false) };
        state
            .repositories
            .entry(repository.to_owned())
            .or_default()
            .blobs
            .insert(key, blob);
        Ok(true)
    }

    fn delete_blob(&self, repository: &str, digest: &Digest) -> Result<Deletion, StoreError> {
        let mut state = self.state();
        let Some(repository) = state.repositories.get_mut(repository) else {
            return Ok(Deletion::Unknown);
        };
        if let Some(user) = repository.index.user_of(digest) {
            return Ok(Deletion::InUse(user.digest.clone()));
        }
        let removed = repository.blobs.remove(&digest.to_string());
        Ok(if removed.is_some() {
            Deletion::Deleted
        } else {
            Deletion::Unknown
        })
    }

    fn start_upload(&self, repository: &str) -> Result<String, StoreError> {
        let mut state = self.state();
        state.started += 1;
        let id = format!("upload-{}", state.started);
        state.uploads.insert(
            id.clone(),
            Upload {
                repository: repository.to_owned(),
                content: Vec::new(),
            },
        );
        Ok(id)
    }

    fn upload_size(&self, repository: &str, id: &str) -> Result<Option<u64>, StoreError> {
        Ok(self
            .state()
            .upload(repository, id)
            .map(|upload| upload.content.len() as u64))
    }

    fn append(
        &self,
        repository: &str,
        id: &str,
        offset: u64,
        chunk: &[u8],
    ) -> Result<(), StoreError> {
        let mut state = self.state();
        self.room(&state, chunk.len())?;
        let upload = state
            .upload(repository, id)
            .ok_or_else(StoreError::upload_unknown)?;
        let size = upload.content.len() as u64;
        if size != offset {
            return Err(StoreError::out_of_order(offset, size));
        }
        upload.content.extend_from_slice(chunk);
        Ok(())
    }

    fn commit(&self, repository: &str, id: &str, digest: &Digest) -> Result<bool, StoreError> {
        let mut state = self.state();
        state
            .upload(repository, id)
            .ok_or_else(StoreError::upload_unknown)?;
        let upload = state
            .uploads
            .remove(id)
            .ok_or_else(StoreError::upload_unknown)?;
        if !is_digest_of(digest, &upload.content) {
            return Ok(false);
        }
        let blobs = &mut state
            .repositories
            .entry(upload.repository)
            .or_default()
            .blobs;
        blobs.insert(digest.to_string(), Bytes::from(upload.content));
        Ok(true)
    }

    fn cancel(&self, repository: &str, id: &str) -> Result<bool, StoreError> {
        let mut state = self.state();
        let known = state.upload(repository, id).is_some();
        if known {
            state.uploads.remove(id);
        }
        Ok(known)
    }

    fn manifest(
        &self,
        repository: &str,
        selector: &Selector,
    ) -> Result<Option<Record>, StoreError> {
        let state = self.state();
        Ok(state
            .repositories
            .get(repository)
            .and_then(|repository| repository.index.find(selector))
            .cloned())
    }

    fn put_manifest(&self, repository: &str, manifest: NewManifest) -> Result<Stored, StoreError> {
        let mut state = self.state();
        self.room(&state, manifest.bytes.len())?;
        let blobs = state
            .repositories
            .get(repository)
            .map(|repository| &repository.blobs);
        for (digest, size) in &manifest.needs {
            match blobs.and_then(|blobs| blobs.get(&digest.to_string())) {
                None => return Ok(Stored::Missing(digest.clone())),
                Some(blob) if blob.len() as u64 != *size => {
                    return Ok(Stored::Size {
                        digest: digest.clone(),
                        actual: blob.len() as u64,
                    });
                }
                Some(_) => {}
            }
        }
        let repository = state.repositories.entry(repository.to_owned()).or_default();
        repository
            .blobs
            .insert(manifest.record.digest.to_string(), manifest.bytes);
        repository.index.insert(manifest.record, &manifest.tags);
        Ok(Stored::Kept)
    }

    fn delete_tag(&self, repository: &str, tag: &str) -> Result<bool, StoreError> {
        let mut state = self.state();
        Ok(state
            .repositories
            .get_mut(repository)
            .is_some_and(|repository| repository.index.remove_tag(tag)))
    }

    fn delete_manifest(&self, repository: &str, digest: &Digest) -> Result<bool, StoreError> {
        let mut state = self.state();
        Ok(state
            .repositories
            .get_mut(repository)
            .is_some_and(|repository| {
                let known = repository.index.remove(digest);
                if known {
                    repository.blobs.remove(&digest.to_string());
                }
                known
            }))
    }

    fn referrers(&self, repository: &str, digest: &Digest) -> Result<Vec<Record>, StoreError> {
        let state = self.state();
        Ok(state
            .repositories
            .get(repository)
            .map(|repository| repository.index.referrers(digest))
            .unwrap_or_default())
    }
}
