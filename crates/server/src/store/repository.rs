//! One repository: an OCI image layout in its folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use chartroom_embedded_registry::{
    Record, RepositoryIndex, StoreError, StoreErrorKind, is_tag, supported_digest,
};
use chartroom_oci::Digest;
use serde_json::{Value, json};

use super::durable::{self, failed, random_name};
use super::layout;
use super::uploads::lock;

/// The annotation that names a tag in the index of an image layout.
const REF_NAME: &str = "org.opencontainers.image.ref.name";

/// A repository with its index in memory.
#[derive(Debug)]
pub(crate) struct Repository {
    pub(crate) folder: PathBuf,
    /// One change of the index at a time; readers go on with the index before it.
    writer: Mutex<()>,
    index: RwLock<Result<Arc<RepositoryIndex>, String>>,
}

impl Repository {
    pub(crate) fn new(folder: PathBuf, index: Result<RepositoryIndex, String>) -> Self {
        Self {
            folder,
            writer: Mutex::default(),
            index: RwLock::new(index.map(Arc::new)),
        }
    }

    /// Makes the folders and marks of an empty repository.
    pub(crate) fn create(folder: PathBuf, temporary: &Path) -> Result<Self, StoreError> {
        let blobs = folder.join("blobs").join("sha256");
        durable::create_folder(&blobs).map_err(|error| failed("create", &blobs, &error))?;
        let repository = Self::new(folder, Ok(RepositoryIndex::new()));
        repository.mark(temporary)?;
        Ok(repository)
    }

    /// Writes `oci-layout` where it is missing.
    pub(crate) fn mark(&self, temporary: &Path) -> Result<(), StoreError> {
        let mark = self.folder.join("oci-layout");
        if mark.exists() {
            return Ok(());
        }
        let temporary = temporary.join(random_name()?);
        durable::write(&temporary, &mark, br#"{"imageLayoutVersion":"1.0.0"}"#)
            .map_err(|error| failed("write", &mark, &error))
    }

    /// The index as it is now.
    pub(crate) fn index(&self) -> Result<Arc<RepositoryIndex>, StoreError> {
        let index = self.index.read().unwrap_or_else(PoisonError::into_inner);
        index
            .clone()
            .map_err(|problem| StoreError::new(StoreErrorKind::Damaged, problem))
    }

    /// Does something while nobody else changes the repository.
    pub(crate) fn alone<T>(
        &self,
        work: impl FnOnce(&RepositoryIndex) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let _writer = lock(&self.writer);
        work(&*self.index()?)
    }

    /// Changes the index on disk and then in memory. The caller holds the repository
    /// [`alone`](Self::alone).
    pub(crate) fn replace(
        &self,
        index: RepositoryIndex,
        temporary: &Path,
    ) -> Result<(), StoreError> {
        let target = self.folder.join("index.json");
        let temporary = temporary.join(random_name()?);
        durable::write(&temporary, &target, &render(&index))
            .map_err(|error| failed("write", &target, &error))?;
        *self.index.write().unwrap_or_else(PoisonError::into_inner) = Ok(Arc::new(index));
        Ok(())
    }

    /// Makes the folder of a digest algorithm; that of SHA-256 is always there.
    pub(crate) fn prepare(&self, digest: &Digest) -> Result<PathBuf, StoreError> {
        let path = layout::blob(&self.folder, digest);
        if let Some(folder) = path.parent() {
            durable::create_folder(folder).map_err(|error| failed("create", folder, &error))?;
        }
        Ok(path)
    }

    /// The size of a blob.
    pub(crate) fn blob_size(&self, digest: &Digest) -> Result<Option<u64>, StoreError> {
        let path = layout::blob(&self.folder, digest);
        match fs::metadata(&path) {
            Ok(data) => Ok(Some(data.len())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed("read", &path, &error)),
        }
    }
}

/// Writes `index.json`: one descriptor per tag, and one without a tag where a manifest has none.
fn render(index: &RepositoryIndex) -> Vec<u8> {
    let mut manifests = Vec::new();
    for record in index.manifests() {
        let descriptor = json!({ "mediaType": record.media_type, "digest": record.digest.to_string(), "size": record.size });
        let before = manifests.len();
        for tag in index.tags_of(&record.digest) {
            let mut tagged = descriptor.clone();
            tagged["annotations"] = json!({ REF_NAME: tag });
            manifests.push(tagged);
        }
        if manifests.len() == before {
            manifests.push(descriptor);
        }
    }
    let index = json!({
        "schemaVersion": 2,
        "mediaType": chartroom_oci::media_type::IMAGE_INDEX,
        "manifests": manifests,
    });
    index.to_string().into_bytes()
}

/// An entry of `index.json`.
pub(crate) struct Entry {
    pub(crate) digest: Digest,
    pub(crate) media_type: String,
    pub(crate) size: u64,
    pub(crate) tag: Option<String>,
}

/// Reads `index.json`; what other tools put there and this registry does not understand is left out.
pub(crate) fn entries(bytes: &[u8]) -> Result<Vec<Entry>, String> {
    let index: Value = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let manifests = index
        .get("manifests")
        .and_then(Value::as_array)
        .ok_or("it has no list of manifests")?;
    Ok(manifests
        .iter()
        .filter_map(|entry| {
            let tag = entry
                .get("annotations")
                .and_then(|all| all.get(REF_NAME))
                .and_then(Value::as_str);
            Some(Entry {
                digest: supported_digest(entry.get("digest")?.as_str()?)?,
                media_type: entry.get("mediaType")?.as_str()?.to_owned(),
                size: entry.get("size")?.as_u64()?,
                tag: tag.filter(|tag| is_tag(tag)).map(str::to_owned),
            })
        })
        .collect())
}

/// Reads a manifest for the index; one this registry would not take (another tool wrote it) is
/// still served.
pub(crate) fn record(bytes: &[u8], entry: &Entry) -> Record {
    Record::read(bytes, &entry.media_type, entry.digest.clone()).unwrap_or_else(|_| Record {
        digest: entry.digest.clone(),
        size: entry.size,
        media_type: entry.media_type.clone(),
        artifact_type: None,
        subject: None,
        annotations: Vec::new(),
        references: Vec::new(),
    })
}
