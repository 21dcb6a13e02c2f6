//! Uploads under way: one file each, with its hash running along.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use chartroom_embedded_registry::{Hasher, StoreError, StoreErrorKind};
use chartroom_oci::{Algorithm, Digest};

use super::durable::{failed, random_name};

/// Files kept open; more uploads than these are reopened when their next chunk comes.
const MAX_OPEN: usize = 256;

/// An upload nobody touched for so long is given up.
const STALE: Duration = Duration::from_secs(24 * 60 * 60);

/// The uploads of a data directory.
#[derive(Debug)]
pub(crate) struct Uploads {
    folder: PathBuf,
    open: Mutex<HashMap<PathBuf, Shared>>,
}

/// An upload that several requests may ask for at once.
type Shared = Arc<Mutex<Upload>>;

/// One upload.
#[derive(Debug)]
struct Upload {
    file: File,
    size: u64,
    /// Nearly all digests are SHA-256; another one, or an upload that outlived a server, is hashed
    /// from the file when it is complete.
    hasher: Option<Hasher>,
    /// The file was renamed or removed while somebody waited for the lock.
    gone: bool,
}

impl Uploads {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            open: Mutex::default(),
        }
    }

    /// Begins an upload and names it.
    pub(crate) fn start(&self, repository: &str) -> Result<String, StoreError> {
        let id = random_name()?;
        let path = self.path(repository, &id);
        let file =
            File::create_new(&path).map_err(|error| failed("begin the upload", &path, &error))?;
        self.keep(
            path,
            Upload {
                file,
                size: 0,
                hasher: Some(Hasher::sha256()),
                gone: false,
            },
        );
        Ok(id)
    }

    /// How many bytes an upload holds.
    pub(crate) fn size(&self, repository: &str, id: &str) -> Result<Option<u64>, StoreError> {
        let Some((_, upload)) = self.find(repository, id)? else {
            return Ok(None);
        };
        let upload = lock(&upload);
        Ok((!upload.gone).then_some(upload.size))
    }

    /// Adds bytes at `offset`, which must be the end.
    pub(crate) fn append(
        &self,
        repository: &str,
        id: &str,
        offset: u64,
        chunk: &[u8],
    ) -> Result<(), StoreError> {
        let (path, upload) = self.find(repository, id)?.ok_or_else(unknown)?;
        let mut upload = lock(&upload);
        if upload.gone {
            return Err(unknown());
        }
        if upload.size != offset {
            let message = format!(
                "the chunk begins at byte {offset}, but the upload holds {} bytes",
                upload.size
            );
            return Err(StoreError::new(StoreErrorKind::OutOfOrder, message));
        }
        if let Err(error) = upload.file.write_all(chunk) {
            // A part of the chunk may be there: take it back, so that the size stays true.
            let size = upload.size;
            let restored = upload
                .file
                .set_len(size)
                .and_then(|()| upload.file.seek(SeekFrom::Start(size)));
            if restored.is_err() {
                upload.gone = true;
                let _ = fs::remove_file(&path);
            }
            return Err(failed("write the upload", &path, &error));
        }
        upload.size += chunk.len() as u64;
        if let Some(hasher) = &mut upload.hasher {
            hasher.update(chunk);
        }
        Ok(())
    }

    /// Ends an upload: when it has the digest, its flushed file is handed to `adopt`; false when it
    /// has not. It is gone either way.
    pub(crate) fn commit(
        &self,
        repository: &str,
        id: &str,
        digest: &Digest,
        adopt: impl FnOnce(&Path) -> Result<(), StoreError>,
    ) -> Result<bool, StoreError> {
        let (path, upload) = self.find(repository, id)?.ok_or_else(unknown)?;
        let mut upload = lock(&upload);
        if upload.gone {
            return Err(unknown());
        }
        upload.gone = true;
        self.forget(&path);
        let outcome = (|| {
            let matches = match upload.hasher.take() {
                Some(hasher) if digest.algorithm == Algorithm::Sha256 => hasher.matches(digest),
                _ => file_has(&path, digest).map_err(|error| failed("read", &path, &error))?,
            };
            if matches {
                upload
                    .file
                    .sync_all()
                    .map_err(|error| failed("flush", &path, &error))?;
                adopt(&path)?;
            }
            Ok(matches)
        })();
        if !matches!(outcome, Ok(true)) {
            let _ = fs::remove_file(&path);
        }
        outcome
    }

    /// Drops an upload; false when there is none.
    pub(crate) fn cancel(&self, repository: &str, id: &str) -> Result<bool, StoreError> {
        let Some((path, upload)) = self.find(repository, id)? else {
            return Ok(false);
        };
        let mut upload = lock(&upload);
        if upload.gone {
            return Ok(false);
        }
        upload.gone = true;
        self.forget(&path);
        fs::remove_file(&path).map_err(|error| failed("remove the upload", &path, &error))?;
        Ok(true)
    }

    /// Removes uploads nobody touched for a day.
    pub(crate) fn remove_stale(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else {
            return;
        };
        for entry in entries.flatten() {
            let touched = entry.metadata().and_then(|data| data.modified());
            let stale = touched.is_ok_and(|at| {
                SystemTime::now()
                    .duration_since(at)
                    .is_ok_and(|age| age > STALE)
            });
            if stale {
                self.forget(&entry.path());
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// The file of an upload. The repository is part of the name, so that an upload belongs to it
    /// even after a restart.
    fn path(&self, repository: &str, id: &str) -> PathBuf {
        let owner = Digest::sha256(repository.as_bytes());
        self.folder.join(format!("{id}.{}", &owner.hex[..16]))
    }

    fn find(&self, repository: &str, id: &str) -> Result<Option<(PathBuf, Shared)>, StoreError> {
        let path = self.path(repository, id);
        let known = lock(&self.open).get(&path).cloned();
        if let Some(upload) = known {
            return Ok(Some((path, upload)));
        }
        // Begun before a restart, or closed to keep few files open.
        let mut file = match OpenOptions::new().read(true).write(true).open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed("open the upload", &path, &error)),
        };
        let size = file
            .seek(SeekFrom::End(0))
            .map_err(|error| failed("open the upload", &path, &error))?;
        let upload = self.keep(
            path.clone(),
            Upload {
                file,
                size,
                hasher: None,
                gone: false,
            },
        );
        Ok(Some((path, upload)))
    }

    fn keep(&self, path: PathBuf, upload: Upload) -> Shared {
        let mut open = lock(&self.open);
        if open.len() >= MAX_OPEN {
            // Those in use have a second owner.
            open.retain(|_, upload| Arc::strong_count(upload) > 1);
        }
        // Two requests may have opened the same upload at once: the first one counts.
        Arc::clone(
            open.entry(path)
                .or_insert_with(|| Arc::new(Mutex::new(upload))),
        )
    }

    fn forget(&self, path: &Path) {
        lock(&self.open).remove(path);
    }
}

fn unknown() -> StoreError {
    StoreError::new(
        StoreErrorKind::UploadUnknown,
        "there is no such upload in this repository",
    )
}

/// Tells whether the content of a file has a digest.
pub(crate) fn file_has(path: &Path, digest: &Digest) -> std::io::Result<bool> {
    use std::io::Read;
    let Some(mut hasher) = Hasher::like(digest) else {
        return Ok(false);
    };
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 256 << 10];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hasher.matches(digest)),
            count => hasher.update(&buffer[..count]),
        }
    }
}

/// No code under these locks panics half way, so a poisoned lock is still consistent.
pub(crate) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
