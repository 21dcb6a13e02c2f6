//! Starts real registries on loopback for the tests beside it.
// Not every test needs all of it.
#![allow(dead_code)]

pub mod place;
pub mod tokens;

use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The line for `me` with the password `secret`, as `htpasswd -nbB me secret` writes it.
const HTPASSWD: &str = "me:$2y$05$wVEo1ekdxhnuw4QngL/CB.QxzWXWxMU7W8MqNwjapmqQE4wWZsbgu\n";

/// A running registry; killed when dropped.
pub struct Registry {
    child: Child,
    directory: PathBuf,
    /// `127.0.0.1:port`.
    pub address: String,
}

impl Registry {
    /// A folder that lives as long as the registry.
    pub fn directory(&self) -> &Path {
        &self.directory
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

/// The programs that are there: Debian's `docker-registry` (2.8) and `registry` (3), by variable or
/// in PATH.
pub fn programs() -> Vec<PathBuf> {
    [
        ("CHARTROOM_DOCKER_REGISTRY", "docker-registry"),
        ("CHARTROOM_DISTRIBUTION", "registry"),
    ]
    .into_iter()
    .filter_map(|(variable, name)| program(variable, name))
    .collect()
}

/// A program by variable or in PATH; says so when it is not there.
pub fn program(variable: &str, name: &str) -> Option<PathBuf> {
    let found = std::env::var_os(variable)
        .map(PathBuf::from)
        .or_else(|| in_path(name));
    if found.is_none() {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED {name}: not in PATH and {variable} is not set"
        );
    }
    found
}

fn in_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|directory| directory.join(name))
        .find(|file| file.is_file())
}

/// Starts `program`, with a password in front of it if wanted, and waits until it listens.
pub fn start(program: &Path, password: bool) -> Registry {
    start_with(program, |directory| {
        if !password {
            return String::new();
        }
        std::fs::write(directory.join("htpasswd"), HTPASSWD).unwrap();
        format!(
            "auth:\n  htpasswd:\n    realm: test\n    path: {}/htpasswd\n",
            directory.display()
        )
    })
}

/// Starts `program` with what `auth` adds to its configuration (its files go into the directory
/// given), and waits until it listens.
pub fn start_with(program: &Path, auth: impl FnOnce(&Path) -> String) -> Registry {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let directory =
        std::env::temp_dir().join(format!("chartroom-registry-{}-{port}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let mut config = format!(
        "version: 0.1\nlog: {{ level: error }}\nstorage:\n  filesystem: {{ rootdirectory: {0}/data }}\n  delete: {{ enabled: true }}\nhttp:\n  addr: 127.0.0.1:{port}\n  secret: test\n",
        directory.display()
    );
    config.push_str(&auth(&directory));
    let file = directory.join("config.yml");
    std::fs::write(&file, config).unwrap();
    let child = Command::new(program)
        .arg("serve")
        .arg(&file)
        .env("OTEL_TRACES_EXPORTER", "none")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let registry = Registry {
        child,
        directory,
        address: format!("127.0.0.1:{port}"),
    };
    // A minute: a loaded machine starts programs slowly.
    for _ in 0..1200 {
        if std::net::TcpStream::connect(&registry.address).is_ok() {
            return registry;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("{} does not listen", program.display());
}
