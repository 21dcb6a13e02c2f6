//! Where things lie: the repository, Cargo's target folder, the per-user cache.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Doing, Failure, Outcome};

/// The folders every command works with.
#[derive(Debug, Clone)]
pub struct Project {
    /// The root of the repository.
    pub root: PathBuf,
    /// Cargo's intermediates: `CARGO_TARGET_DIR`, else `target/`.
    pub cargo_target: PathBuf,
    /// Tools installed by us: never global, shared by all clones of one user.
    pub cache: PathBuf,
}

impl Project {
    /// Finds the folders from the environment.
    pub fn find() -> Outcome<Self> {
        // `cargo run` sets the variable; the compiled-in value serves a binary started by hand.
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest
            .ancestors()
            .nth(2)
            .ok_or_else(|| Failure::new("crates/xtask lies outside of a repository"))?
            .to_path_buf();
        let cargo_target = env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| root.join("target"), |dir| root.join(dir));
        let cache = cache_folder()?;
        fs::create_dir_all(&cache).doing(format!("make the cache folder {}", cache.display()))?;
        Ok(Self {
            root,
            cargo_target,
            cache,
        })
    }

    /// A path below the repository's root.
    pub fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// A path below `target/`, where finished products and logs go.
    pub fn output(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join("target").join(relative)
    }

    /// A command that starts in the root, without what `cargo run` put into
    /// our environment (it would leak into every nested build).
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        for (name, _) in env::vars_os() {
            let leaked = name.to_str().is_some_and(|name| {
                name.starts_with("CARGO_PKG_")
                    || name.starts_with("CARGO_MANIFEST_")
                    || name == "CARGO_PRIMARY_PACKAGE"
            });
            if leaked {
                command.env_remove(name);
            }
        }
        command
    }

    /// The same Cargo that started us.
    pub fn cargo(&self) -> Command {
        let mut command = self.command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.env("CARGO_TARGET_DIR", &self.cargo_target);
        // What incremental builds keep for the next one costs time and gigabytes where there is none.
        if env::var_os("CI").is_some() && env::var_os("CARGO_INCREMENTAL").is_none() {
            command.env("CARGO_INCREMENTAL", "0");
        }
        command
    }
}

fn cache_folder() -> Outcome<PathBuf> {
    if let Some(folder) = env::var_os("CHARTROOM_CACHE").filter(|value| !value.is_empty()) {
        return std::path::absolute(PathBuf::from(folder)).doing("read CHARTROOM_CACHE");
    }
    if let Some(folder) = env::var_os("XDG_CACHE_HOME").filter(|value| !value.is_empty()) {
        return Ok(PathBuf::from(folder).join("chartroom"));
    }
    if let Some(folder) = env::var_os("LOCALAPPDATA").filter(|_| cfg!(windows)) {
        return Ok(PathBuf::from(folder).join("chartroom"));
    }
    env::home_dir()
        .map(|home| home.join(".cache/chartroom"))
        .ok_or_else(|| {
            Failure::new("there is no home folder to keep the tools in")
                .advise("Set CHARTROOM_CACHE to a folder of your choice.")
        })
}

/// Finds a program on `PATH`.
pub fn which(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(format!("{program}{}", env::consts::EXE_SUFFIX)))
        .find(|candidate| candidate.is_file())
}

/// `PATH` with more folders in front.
pub fn path_with(folders: &[PathBuf]) -> Outcome<std::ffi::OsString> {
    let old = env::var_os("PATH").unwrap_or_default();
    env::join_paths(folders.iter().cloned().chain(env::split_paths(&old))).doing("extend PATH")
}
