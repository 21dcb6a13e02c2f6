//! Writing so that a crash at any moment leaves the old or the new, never a mixture.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chartroom_embedded_registry::{StoreError, StoreErrorKind};

/// A name nobody else has: 128 random bits.
pub(crate) fn random_name() -> Result<String, StoreError> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        StoreError::new(
            StoreErrorKind::Failed,
            format!("the system gives no random numbers: {error}"),
        )
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Writes a whole file: to a temporary one beside nothing else, flushed, then renamed into place,
/// then the folder flushed. On failure nothing is left behind.
pub(crate) fn write(temporary: &Path, target: &Path, bytes: &[u8]) -> io::Result<()> {
    let written = (|| {
        let mut file = File::create_new(temporary)?;
        file.write_all(bytes)?;
        file.sync_all()
    })();
    let done = written.and_then(|()| adopt(temporary, target));
    if done.is_err() {
        let _ = fs::remove_file(temporary);
    }
    done
}

/// Renames a flushed file into place and flushes the folder.
pub(crate) fn adopt(temporary: &Path, target: &Path) -> io::Result<()> {
    fs::rename(temporary, target)?;
    sync_folder_of(target)
}

/// Flushes the folder a file is in, so that its name survives a power cut as well.
pub(crate) fn sync_folder_of(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) => sync_folder(folder),
        None => Ok(()),
    }
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Elsewhere folders cannot be opened as files; the rename itself is journalled there.
#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Makes a folder and those above it, each name flushed.
pub(crate) fn create_folder(folder: &Path) -> io::Result<()> {
    let mut missing: Vec<PathBuf> = Vec::new();
    let mut at = folder;
    while !at.is_dir() {
        missing.push(at.to_path_buf());
        match at.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => at = parent,
            _ => break,
        }
    }
    for path in missing.iter().rev() {
        match fs::create_dir(path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => sync_folder_of(path).or_else(|error| {
                if path.parent() == Some(Path::new("")) {
                    Ok(())
                } else {
                    Err(error)
                }
            })?,
        }
    }
    Ok(())
}

/// Turns a fault of the file system into an error that says what to do.
pub(crate) fn failed(doing: &str, path: &Path, error: &io::Error) -> StoreError {
    let kind = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            StoreErrorKind::Full
        }
        _ if matches!(error.raw_os_error(), Some(23 | 24)) => StoreErrorKind::Busy,
        _ => StoreErrorKind::Failed,
    };
    let message = match kind {
        StoreErrorKind::Full => "the disk that holds the registry's data is full; nothing was stored. Free some space and push again".to_owned(),
        StoreErrorKind::Busy => "too many files are open at once; try again in a moment".to_owned(),
        // The path is for the log of whoever runs the server; the folder above it says nothing secret.
        _ => format!("cannot {doing} {}: {error}", path.file_name().unwrap_or(path.as_os_str()).to_string_lossy()),
    };
    StoreError::new(kind, message)
}
