//! One at a time: a lock on a file, so that two runs neither install the same
//! tool nor write the same product at once.

use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::Path;

use crate::failure::{Doing, Outcome};
use crate::step;

/// Held until dropped; the operating system frees it should we be killed.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Waits for the lock, and says so when it is not free.
    pub fn take(path: &Path, what: &str) -> Outcome<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).doing(format!("make {}", folder.display()))?;
        }
        let mut file = File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(path)
            .doing(format!("open the lock {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let owner = fs::read_to_string(path).unwrap_or_default();
                let title = if owner.trim() == std::process::id().to_string() {
                    format!("waiting: another stage is busy with {what}")
                } else {
                    format!(
                        "waiting: another cargo xtask (process {}) is busy with {what}",
                        owner.trim()
                    )
                };
                let started = step::begin(&title);
                file.lock().doing("wait for the lock")?;
                step::end(started, &title);
            }
            Err(TryLockError::Error(error)) => {
                // File systems without locks exist; going on is better than not working at all.
                step::note(&format!("no lock on {}: {error}", path.display()));
            }
        }
        let _ = file.set_len(0);
        let _ = write!(file, "{}", std::process::id());
        Ok(Self { _file: file })
    }
}
