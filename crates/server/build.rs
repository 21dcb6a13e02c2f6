//! Puts the built site into the server.
//!
//! The folder is `CHARTROOM_SITE_DIR`, or `dist/` in the root of the repository. Each file goes in
//! as it is, with its `.br` and `.gz` siblings where the build made them. Without a built site the
//! server gets one page that says how to build it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-env-changed=CHARTROOM_SITE_DIR");
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?);
    let chosen = env::var_os("CHARTROOM_SITE_DIR").filter(|dir| !dir.is_empty());
    let site = chosen
        .as_ref()
        .map_or_else(|| manifest.join("../../dist"), PathBuf::from);
    // Cargo follows a folder's files; for one that is missing, the place where it would appear.
    println!("cargo::rerun-if-changed={}", site.display());
    let mut files = Vec::new();
    if site.join("index.html").is_file() {
        let site = fs::canonicalize(&site)?;
        collect(&site, &site, &mut files)?;
    } else {
        println!(
            "cargo::warning=no built site at {}: chartroom-server will only show how to build it (cargo xtask build)",
            site.display()
        );
    }
    files.sort();
    let mut code = String::from("&[\n");
    for (name, path) in &files {
        if is_sibling(name, &files) {
            continue;
        }
        let sibling = |extension: &str| {
            let other = format!("{name}.{extension}");
            match files.iter().find(|(name, _)| *name == other) {
                Some((_, path)) => format!("Some(include_bytes!({path:?}))"),
                None => "None".to_owned(),
            }
        };
        let _ = writeln!(
            code,
            "    Embedded {{ name: {name:?}, plain: include_bytes!({path:?}), br: {}, gz: {} }},",
            sibling("br"),
            sibling("gz")
        );
    }
    code.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    fs::write(out.join("site.rs"), code)
}

fn is_sibling(name: &str, files: &[(String, PathBuf)]) -> bool {
    let stem = name
        .strip_suffix(".br")
        .or_else(|| name.strip_suffix(".gz"));
    stem.is_some_and(|stem| files.iter().any(|(other, _)| other == stem))
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        // Trunk builds into a folder `.stage` before it moves the files.
        if path
            .file_name()
            .and_then(|name| name.to_str())
            .is_none_or(|name| name.starts_with('.'))
        {
            continue;
        }
        println!("cargo::rerun-if-changed={}", path.display());
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if let Some(name) = path.strip_prefix(root).ok().and_then(|name| name.to_str()) {
            files.push((name.replace('\\', "/"), path.clone()));
        }
    }
    Ok(())
}
