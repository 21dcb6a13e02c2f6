//! `template` and `lint` at a terminal, for comparing with Helm. With `batch` as its only
//! argument it reads lines of JSON, `{"args": […], "dir": "…", "files": {…}}`, and answers each
//! with one; files stand for a chart's folder.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::io::BufRead;
use std::path::{Path, PathBuf};

use chartroom_chart::ArchiveFile;
use chartroom_render::command::{Found, Host, Outcome, lint, template};
use chartroom_render::sprig::layout::Moment;

struct Disk {
    dir: PathBuf,
    files: Vec<ArchiveFile>,
}

impl Host for Disk {
    fn chart(&self, path: &str) -> Result<Found, String> {
        if !self.files.is_empty() {
            return Ok(Found::Folder(self.files.clone()));
        }
        let full = self.dir.join(path);
        if full.is_dir() {
            let mut files = Vec::new();
            walk(&full, &full, &mut files);
            return Ok(Found::Folder(files));
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

    fn now(&self) -> Moment {
        Moment::default()
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

fn run(args: &[String], dir: &Path, files: Vec<ArchiveFile>) -> Outcome {
    let host = Disk {
        dir: dir.into(),
        files,
    };
    match args.split_first() {
        Some((command, line)) if command == "template" => template(line, &host),
        Some((command, line)) if command == "lint" => lint(line, &host),
        _ => Outcome {
            stderr: "template or lint\n".to_owned(),
            code: 2,
            ..Outcome::default()
        },
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args != ["batch"] {
        let outcome = run(&args, Path::new("."), Vec::new());
        print!("{}", outcome.stdout);
        eprint!("{}", outcome.stderr);
        std::process::exit(outcome.code);
    }
    for line in std::io::stdin().lock().lines() {
        let case: serde_json::Value = serde_json::from_str(&line.expect("line")).expect("json");
        let args: Vec<String> = case["args"]
            .as_array()
            .expect("args")
            .iter()
            .map(|arg| arg.as_str().expect("text").to_owned())
            .collect();
        let dir = PathBuf::from(case["dir"].as_str().unwrap_or("."));
        let files = case["files"].as_object().into_iter().flatten();
        let files: Vec<ArchiveFile> = files
            .map(|(name, text)| {
                let text = text.as_str().expect("text").as_bytes().to_vec();
                ArchiveFile::new(name.as_str(), text, 0)
            })
            .collect();
        // A fault of ours must not end the comparison.
        let outcome = std::panic::catch_unwind(|| run(&args, &dir, files));
        let outcome = outcome.unwrap_or_else(|_| Outcome {
            stderr: "PANIC".to_owned(),
            code: 101,
            ..Outcome::default()
        });
        let answer = serde_json::json!({
            "stdout": outcome.stdout,
            "stderr": outcome.stderr,
            "code": outcome.code,
        });
        println!("{answer}");
    }
}
