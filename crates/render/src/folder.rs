//! A chart that lies in a folder, as a host found it there.
//!
//! Facts: `helm/helm:pkg/chart/v2/loader/directory.go`, `internal/sympath/walk.go`.

use std::borrow::Cow;
use std::fmt;

use chartroom_chart::{ArchiveFile, Chart, ChartError};
use chartroom_gotext::sort_by;

use crate::ignore::Rules;
use crate::log;
use crate::values::Warnings;

/// The files of a folder, and what Helm says while it reads them.
#[derive(Clone, Debug, Default)]
pub struct Folder {
    /// The files by their names below the folder. A `.helmignore` among them counts.
    pub files: Vec<ArchiveFile>,
    /// What Helm writes to its log each time it walks the folder.
    pub log: Warnings,
    /// Why its walk ends before all files are read.
    pub failure: Option<String>,
    /// What lies under the names that Helm looks at by themselves, see [`Folder::look`]. `None` where
    /// the files say it.
    pub looks: Option<Vec<(String, Look)>>,
}

/// What lies under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// A file with these bytes.
    File(Vec<u8>),
    /// A folder.
    Folder,
    /// Something that cannot be looked at, and why: `open x: permission denied`.
    Fault(String),
}

impl From<Vec<ArchiveFile>> for Folder {
    fn from(files: Vec<ArchiveFile>) -> Self {
        Folder {
            files,
            ..Folder::default()
        }
    }
}

impl Folder {
    /// What lies under a name in the folder itself, whatever `.helmignore` says: `None` for nothing.
    /// Helm asks for `Chart.yaml`, `values.yaml`, `values.schema.json`, `templates` and `crds`.
    pub fn look(&self, name: &str) -> Option<Cow<'_, Look>> {
        if let Some(looks) = &self.looks {
            let found = looks.iter().find(|(known, _)| known == name);
            return found.map(|(_, look)| Cow::Borrowed(look));
        }
        if let Some(file) = self.files.iter().rfind(|file| file.name == name) {
            return Some(Cow::Owned(Look::File(file.bytes.to_vec())));
        }
        let is_below = |file: &ArchiveFile| {
            let below = file.name.strip_prefix(name);
            below.is_some_and(|below| below.starts_with('/'))
        };
        let is_folder = self.files.iter().any(is_below);
        is_folder.then_some(Cow::Owned(Look::Folder))
    }

    /// The chart: files by name, `.helmignore` obeyed. What is logged meanwhile goes into `log`.
    ///
    /// # Errors
    /// Helm's, for what cannot be loaded.
    pub fn load(&self, log: &mut Warnings) -> Result<Chart, LoadError> {
        log.extend_from_slice(&self.log);
        if let Some(failure) = &self.failure {
            return Err(LoadError::Folder(failure.clone()));
        }
        let ignore = self.files.iter().rfind(|file| file.name == ".helmignore");
        let text = ignore.map(|file| String::from_utf8_lossy(&file.bytes).into_owned());
        let rules = Rules::parse(&text.unwrap_or_default()).map_err(LoadError::Folder)?;
        let mut kept: Vec<ArchiveFile> = Vec::new();
        for file in &self.files {
            if rules.ignores_file(&file.name) {
                continue;
            }
            // Of two files of one name the folder holds the later one.
            match kept.iter_mut().find(|other| other.name == file.name) {
                Some(other) => *other = file.clone(),
                None => kept.push(file.clone()),
            }
        }
        sort_by(&mut kept, |a, b| a.name.split('/').cmp(b.name.split('/')));
        let loaded = Chart::from_files(kept);
        let notes = match &loaded {
            Ok(chart) => &chart.warnings,
            Err(error) => error.warnings(),
        };
        log.extend(notes.iter().map(|note| log::info(note, &[])));
        loaded.map_err(LoadError::Chart)
    }
}

/// Why a folder is no chart.
#[derive(Debug)]
pub enum LoadError {
    /// It cannot be read, or its `.helmignore` cannot be used.
    Folder(String),
    /// The files make no chart.
    Chart(ChartError),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadError::Folder(text) => f.write_str(text),
            LoadError::Chart(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for LoadError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> Folder {
        let files = files.iter();
        let files = files.map(|(name, text)| ArchiveFile::new(*name, text.as_bytes().to_vec(), 0));
        files.collect::<Vec<_>>().into()
    }

    const MANIFEST: (&str, &str) = ("Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n");

    #[test]
    fn files_say_what_lies_there() {
        let folder = folder(&[MANIFEST, ("templates/a.yaml", "a: 1\n")]);
        let manifest = Look::File(MANIFEST.1.as_bytes().to_vec());
        assert_eq!(folder.look("Chart.yaml").as_deref(), Some(&manifest));
        assert_eq!(folder.look("templates").as_deref(), Some(&Look::Folder));
        assert_eq!(folder.look("template"), None);
    }

    #[test]
    fn notes_come_before_what_ends_the_load() {
        let broken = folder(&[MANIFEST, ("requirements.yaml", "[")]);
        let mut log = Warnings::new();
        assert!(broken.load(&mut log).is_err());
        assert_eq!(log.len(), 1);
        let walked = Folder {
            log: vec!["level=INFO msg=link".to_owned()],
            failure: Some("cannot walk on".to_owned()),
            ..folder(&[MANIFEST])
        };
        log.clear();
        let error = walked.load(&mut log).unwrap_err();
        assert_eq!(error.to_string(), "cannot walk on");
        assert_eq!(log, ["level=INFO msg=link"]);
    }
}
