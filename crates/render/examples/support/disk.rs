//! The commands' host on a disk: paths are read relative to a folder.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Instant;

use chartroom_chart::ArchiveFile;
use chartroom_gotemplate::{Limits, Options};
use chartroom_render::command::{Found, Host, Outcome, lint, template};
use chartroom_render::gotime::Moment;

/// When the first command began.
static STARTED: LazyLock<Instant> = LazyLock::new(Instant::now);

/// A folder to start from, or a chart's files instead of any folder.
pub struct Disk {
    /// Where relative paths begin.
    pub dir: PathBuf,
    /// The chart, where it is no folder.
    pub files: Vec<ArchiveFile>,
}

impl Host for Disk {
    fn chart(&self, path: &str) -> Result<Found, String> {
        if !self.files.is_empty() {
            return Ok(Found::Folder(self.files.clone().into()));
        }
        let full = self.dir.join(path);
        if full.is_dir() {
            let mut files = Vec::new();
            walk(&full, &full, &mut files);
            return Ok(Found::Folder(files.into()));
        }
        match std::fs::read(&full) {
            Ok(bytes) => Ok(Found::Archive(bytes)),
            Err(_) => Err(format!("path \"{path}\" not found")),
        }
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        std::fs::read(self.dir.join(path))
            .map_err(|_| format!("open {path}: no such file or directory"))
    }

    fn absolute(&self, path: &str) -> String {
        if self.files.is_empty() {
            self.dir.join(path).to_string_lossy().into_owned()
        } else {
            path.to_owned()
        }
    }

    fn engine(&self) -> Options<'_> {
        Options {
            limits: Limits {
                nesting: 30_000,
                ..Limits::default()
            },
            ..Options::default()
        }
    }

    fn now(&self) -> Moment {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let now = now.unwrap_or_default();
        Moment {
            seconds: i64::try_from(now.as_secs()).unwrap_or_default(),
            nanos: now.subsec_nanos(),
        }
    }

    fn running(&self) -> i64 {
        i64::try_from(STARTED.elapsed().as_nanos()).unwrap_or_default()
    }

    fn seed(&self) -> [u8; 32] {
        [7; 32]
    }
}

fn walk(root: &Path, dir: &Path, files: &mut Vec<ArchiveFile>) {
    let mut entries: Vec<_> = std::fs::read_dir(dir).expect("folder").flatten().collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() {
            walk(root, &path, files);
        } else {
            let name = path.strip_prefix(root).expect("below").to_string_lossy();
            let bytes = std::fs::read(&path).expect("file");
            files.push(ArchiveFile::new(name.into_owned(), bytes, 0));
        }
    }
}

/// Runs one command.
pub fn run(args: &[String], host: &Disk) -> Outcome {
    LazyLock::force(&STARTED);
    match args.split_first() {
        Some((command, line)) if command == "template" => template(line, host),
        Some((command, line)) if command == "lint" => lint(line, host),
        _ => Outcome {
            stderr: "template or lint\n".to_owned(),
            code: 2,
            ..Outcome::default()
        },
    }
}

/// The same; a fault of ours must not end a comparison.
pub fn survive(args: &[String], host: &Disk) -> Outcome {
    let run = std::panic::AssertUnwindSafe(|| run(args, host));
    std::panic::catch_unwind(run).unwrap_or_else(|_| Outcome {
        stderr: "PANIC".to_owned(),
        code: 101,
        ..Outcome::default()
    })
}

/// Runs a program on a stack that templates may nest on as deep as in Helm: it stops a template
/// that includes itself after a thousand times.
pub fn on_a_large_stack<T: Send>(program: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(64 << 20);
        let thread = builder.spawn_scoped(scope, program).expect("a thread");
        thread
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
