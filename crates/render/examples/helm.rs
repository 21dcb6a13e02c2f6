//! `template` and `lint` at a terminal, for comparing with Helm. With `batch` as its only
//! argument it reads lines of JSON, `{"args": […], "dir": "…", "files": {…}}`, and answers each
//! with one; files stand for a chart's folder.
#![allow(clippy::print_stdout, clippy::print_stderr)]

#[path = "support/disk.rs"]
mod disk;

use std::io::BufRead;
use std::path::PathBuf;

use chartroom_chart::ArchiveFile;
use disk::Disk;

fn main() {
    let code = disk::on_a_large_stack(run);
    std::process::exit(code);
}

fn run() -> i32 {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args != ["batch"] {
        let host = Disk {
            dir: PathBuf::from("."),
            files: Vec::new(),
        };
        let outcome = disk::run(&args, &host);
        print!("{}", outcome.stdout);
        eprint!("{}", outcome.stderr);
        return outcome.code;
    }
    for line in std::io::stdin().lock().lines() {
        let case: serde_json::Value = serde_json::from_str(&line.expect("line")).expect("json");
        let args: Vec<String> = case["args"]
            .as_array()
            .expect("args")
            .iter()
            .map(|arg| arg.as_str().expect("text").to_owned())
            .collect();
        let files = case["files"].as_object().into_iter().flatten();
        let files: Vec<ArchiveFile> = files
            .map(|(name, text)| {
                let text = text.as_str().expect("text").as_bytes().to_vec();
                ArchiveFile::new(name.as_str(), text, 0)
            })
            .collect();
        let host = Disk {
            dir: PathBuf::from(case["dir"].as_str().unwrap_or(".")),
            files,
        };
        let outcome = disk::survive(&args, &host);
        let answer = serde_json::json!({
            "stdout": outcome.stdout,
            "stderr": outcome.stderr,
            "code": outcome.code,
        });
        println!("{answer}");
    }
    0
}
