//! Real registries, started on free ports of loopback.

use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::scratch::Scratch;
use crate::{program, root, skip};

/// Who may use a registry that asks.
pub const USER: &str = "anna";
/// And the password.
pub const PASSWORD: &str = "s3cret word";
/// The two as `htpasswd -nbB` writes them.
const HTPASSWD: &str = "anna:$2y$05$c1Ve7jtqF1B3JvjstnSfnealBE84ZycuPWMTKqOyGNFgO3bwYtK7m\n";

/// The registries we know how to start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Debian's `docker-registry`: Distribution 2.8.2.
    DockerRegistry,
    /// Distribution 3.
    Distribution,
    /// Our own server.
    Chartroom,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::DockerRegistry, Self::Distribution, Self::Chartroom];

    fn program(self) -> Option<PathBuf> {
        match self {
            Self::DockerRegistry => program("CHARTROOM_DOCKER_REGISTRY", "docker-registry"),
            Self::Distribution => program("CHARTROOM_DISTRIBUTION", "registry"),
            Self::Chartroom => program("CHARTROOM_SERVER", "chartroom-server").or_else(|| {
                let built = root().join("target/release/chartroom-server");
                built.is_file().then_some(built)
            }),
        }
    }
}

/// A running registry, stopped and removed when dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
    /// `127.0.0.1:port`.
    pub host: String,
    /// Whether it asks for [`USER`] and [`PASSWORD`].
    pub password: bool,
    _data: Scratch,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts a registry and waits until it listens; without its program, skips.
///
/// # Panics
/// Where it does not start.
pub fn start(kind: Kind, password: bool) -> Option<Running> {
    let Some(program) = kind.program() else {
        skip(&format!("{kind:?}"), "its program is not there");
        return None;
    };
    let data = Scratch::new();
    let port = TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
        .port();
    let host = format!("127.0.0.1:{port}");
    let users = data.write("htpasswd", HTPASSWD.as_bytes());
    let mut command = Command::new(program);
    if kind == Kind::Chartroom {
        command.args(["--listen", &host, "--data"]);
        command.arg(data.path().join("data"));
        if password {
            command.arg("--htpasswd").arg(&users);
        }
    } else {
        let mut config = format!(
            "version: 0.1\nlog: {{ level: error }}\nstorage:\n  filesystem: {{ rootdirectory: {} }}\n  \
             delete: {{ enabled: true }}\nhttp: {{ addr: '{host}', secret: test }}\n",
            data.path().join("data").display()
        );
        if password {
            config.push_str(&format!(
                "auth: {{ htpasswd: {{ realm: test, path: {} }} }}\n",
                users.display()
            ));
        }
        command
            .arg("serve")
            .arg(data.write("config.yml", config.as_bytes()))
            .env("OTEL_TRACES_EXPORTER", "none");
    }
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the registry starts");
    let running = Running {
        child,
        host,
        password,
        _data: data,
    };
    // A minute: a loaded machine starts programs slowly.
    for _ in 0..2400 {
        if TcpStream::connect(&running.host).is_ok() {
            return Some(running);
        }
        thread::sleep(Duration::from_millis(25));
    }
    panic!("{kind:?} does not listen");
}
