//! The real Helm, with a home of its own.

use std::path::PathBuf;
use std::process::{Command, Output};

use crate::registries::{PASSWORD, Running, USER};
use crate::scratch::Scratch;
use crate::{program, skip_test};

/// Real Helm 4.2.4; its settings and sign-ins live in a temporary folder.
#[derive(Debug)]
pub struct Helm {
    program: PathBuf,
    home: Scratch,
}

impl Helm {
    /// Finds it, or skips.
    pub fn find() -> Option<Self> {
        let found = program("CHARTROOM_HELM", "helm");
        if found.is_none() {
            skip_test("real helm", "no helm in PATH and CHARTROOM_HELM is not set");
        }
        found.map(|program| Self {
            program,
            home: Scratch::new(),
        })
    }

    /// Runs it and returns what it wrote.
    ///
    /// # Panics
    /// Where it fails, with both its streams.
    pub fn run(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(
            output.status.success(),
            "helm {arguments:?}\n{}{}",
            text(&output.stdout),
            text(&output.stderr)
        );
        text(&output.stdout) + &text(&output.stderr)
    }

    /// Runs it, whatever comes of it.
    ///
    /// # Panics
    /// Where it cannot be started.
    pub fn output(&self, arguments: &[&str]) -> Output {
        Command::new(&self.program)
            .args(arguments)
            .env("HOME", self.home.path())
            .env("HELM_CACHE_HOME", self.home.path())
            .env("HELM_CONFIG_HOME", self.home.path())
            .env("HELM_DATA_HOME", self.home.path())
            .env(
                "HELM_REGISTRY_CONFIG",
                self.home.path().join("registry.json"),
            )
            .env("DOCKER_CONFIG", self.home.path())
            .env("TZ", "UTC")
            .output()
            .expect("helm starts")
    }

    /// Signs in where the registry asks.
    pub fn login(&self, registry: &Running) {
        if registry.password {
            self.run(&[
                "registry",
                "login",
                &registry.host,
                "--plain-http",
                "--username",
                USER,
                "--password",
                PASSWORD,
            ]);
        }
    }
}
