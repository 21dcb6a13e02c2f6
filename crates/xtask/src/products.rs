//! The things the repository makes: the site, the npm package, the server, and the template engine
//! that the first two share.

use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use crate::failure::{Doing, Failure, Outcome};
use crate::fingerprint::Fingerprint;
use crate::lock::Lock;
use crate::project::{Project, path_with};
use crate::step;
use crate::tools::{self, Catalogue};

/// The target of everything that runs in a browser or in Node.
pub const WASM: &str = "wasm32-unknown-unknown";
/// The modules of the template engine.
const TEMPLATE: [&str; 3] = [
    "chartroom-wasm-template",
    "chartroom-wasm-crypto",
    "chartroom-wasm-schema",
];
/// Inputs of every wasm product.
const SOURCES: [&str; 6] = [
    "Cargo.toml",
    "Cargo.lock",
    ".cargo",
    "rust-toolchain.toml",
    "tools.json",
    "crates",
];
/// Builds products, each only when its inputs changed.
#[derive(Debug)]
pub struct Workshop<'a> {
    project: &'a Project,
    catalogue: &'a Catalogue,
}

impl<'a> Workshop<'a> {
    /// A workshop in this repository.
    pub fn new(project: &'a Project, catalogue: &'a Catalogue) -> Self {
        Self { project, catalogue }
    }

    /// `dist/`: the site, by Trunk.
    pub fn site(&self) -> Outcome<PathBuf> {
        self.template()?;
        let dist = self.project.path("dist");
        let mut inputs = SOURCES.to_vec();
        inputs.extend(["web", "index.html", "Trunk.toml"]);
        let fingerprint = Fingerprint::of(self.project, "site", &inputs, "")?;
        if fingerprint.is_current() && dist.join("index.html").is_file() {
            step::note("the site in dist/ is up to date");
            return Ok(dist);
        }
        let _lock = self.lock()?;
        fingerprint.forget();
        tools::node::packages(self.project, "web")?;
        let bins = self.wasm_tools(&["chartroom-web"])?;
        step::run(
            self.project,
            "building the site (trunk)",
            self.project
                .command("trunk")
                .args(["build", "--release"])
                .env("PATH", path_with(&bins)?)
                .env("CARGO_TARGET_DIR", &self.project.cargo_target)
                .env_remove("NO_COLOR"),
        )?;
        fingerprint.remember()?;
        Ok(dist)
    }

    /// `target/template/`: the template engine, for the site and the npm package.
    pub fn template(&self) -> Outcome<PathBuf> {
        let folder = self.project.output("template");
        let mut inputs = SOURCES.to_vec();
        inputs.push("web/package-lock.json");
        let fingerprint = Fingerprint::of(self.project, "template", &inputs, "")?;
        if fingerprint.is_current() && folder.join("template.wasm").is_file() {
            step::note("the template engine in target/template/ is up to date");
            return Ok(folder);
        }
        let _lock = self.lock()?;
        fingerprint.forget();
        tools::node::packages(self.project, "web")?;
        let bins = self.wasm_tools(&TEMPLATE)?;
        step::run(
            self.project,
            "assembling the template engine",
            &mut self.assemble("build-template.mjs", &folder, &bins)?,
        )?;
        fingerprint.remember()?;
        Ok(folder)
    }

    /// `target/npm/`: the npm package, ready for `npm pack`.
    pub fn npm(&self) -> Outcome<PathBuf> {
        let template = self.template()?;
        let package = self.project.output("npm");
        let mut inputs = SOURCES.to_vec();
        inputs.extend(["web/package-lock.json", "LICENSE-APACHE", "LICENSE-MIT"]);
        let fingerprint = Fingerprint::of(self.project, "npm", &inputs, "")?;
        if fingerprint.is_current() && package.join("package.json").is_file() {
            step::note("the npm package in target/npm/ is up to date");
            return Ok(package);
        }
        let _lock = self.lock()?;
        fingerprint.forget();
        tools::node::packages(self.project, "web")?;
        let bins = self.wasm_tools(&["chartroom-wasm"])?;
        step::run(
            self.project,
            "assembling the npm package",
            self.assemble("build.mjs", &package, &bins)?
                .arg("--template")
                .arg(&template),
        )?;
        fingerprint.remember()?;
        Ok(package)
    }

    /// A script of the npm package that puts compiled modules and their JavaScript together. How
    /// that is done is the package's own business; it is given the tools and the compiled modules.
    fn assemble(&self, script: &str, to: &Path, bins: &[PathBuf]) -> Outcome<Command> {
        let mut command = self.project.command("node");
        command
            .arg(format!("crates/wasm/npm/{script}"))
            .args(["--skip-cargo", "--out"])
            .arg(to)
            .env("PATH", path_with(bins)?)
            .env("CARGO_TARGET_DIR", &self.project.cargo_target)
            .env("CHARTROOM_WASM_BINDGEN", "wasm-bindgen")
            .env("CHARTROOM_WASM_OPT", "wasm-opt")
            .env("CHARTROOM_ESBUILD", "esbuild");
        Ok(command)
    }

    /// `target/release/chartroom-server`, with the site inside.
    pub fn server(&self) -> Outcome<PathBuf> {
        self.site()?;
        let _lock = self.lock()?;
        // Its own profile: `release` is tuned for small wasm, and Cargo has no
        // per-package `lto`. The product is then put where people look for it.
        step::run(
            self.project,
            "building the server",
            self.project
                .cargo()
                .args(["build", "--locked", "--profile", "native"])
                .args(["-p", "chartroom-server"]),
        )?;
        let name = format!("chartroom-server{EXE_SUFFIX}");
        let built = self.project.cargo_target.join("native").join(&name);
        let product = self.project.output("release").join(&name);
        copy_if_newer(&built, &product)?;
        Ok(product)
    }

    /// Everything that turns a crate into wasm for the web, in parallel, because
    /// compiling Trunk is the longest step on a new machine and leaves cores idle.
    /// Returns the folders for `PATH`.
    fn wasm_tools(&self, packages: &[&str]) -> Outcome<Vec<PathBuf>> {
        tools::rust::targets(self.project, self.catalogue)?;
        // Trunk builds offline, so the crates have to be here before.
        step::run(
            self.project,
            "fetching crates",
            self.project.cargo().args(["fetch", "--locked"]),
        )?;
        let compile = || -> Outcome {
            // One after the other: together, Cargo would give each the features of all.
            for package in packages {
                step::run(
                    self.project,
                    &format!("compiling {package} to wasm"),
                    self.project
                        .cargo()
                        .args(["build", "--locked", "--release", "--target", WASM])
                        .args(["-p", package]),
                )?;
            }
            Ok(())
        };
        let tool = |name| tools::cargo::ensure(self.project, self.catalogue, name);
        let (trunk, (bindgen, split), compiled) = thread::scope(|scope| {
            let trunk = scope.spawn(|| tool("trunk"));
            let rest = scope.spawn(|| {
                let small = (tool("wasm-bindgen-cli"), tool("wasm_split_cli_support"));
                (small, compile())
            });
            let trunk = trunk.join();
            let rest = rest.join();
            match (trunk, rest) {
                (Ok(trunk), Ok((small, compiled))) => (trunk, small, compiled),
                _ => {
                    let died = || Failure::new("a step ended by a panic");
                    (Err(died()), (Err(died()), Err(died())), Err(died()))
                }
            }
        });
        compiled?;
        Ok(vec![
            trunk?,
            bindgen?,
            split?,
            self.project.path("web/node_modules/.bin"),
        ])
    }

    fn lock(&self) -> Outcome<Lock> {
        Lock::take(&self.project.output("xtask/build.lock"), "a build")
    }
}

/// Replaces a product in one rename, so that a running server keeps its own file.
fn copy_if_newer(from: &Path, to: &Path) -> Outcome {
    let modified = |path: &Path| fs::metadata(path).and_then(|data| data.modified());
    if let (Ok(source), Ok(product)) = (modified(from), modified(to))
        && product >= source
    {
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).doing(format!("make {}", folder.display()))?;
    }
    let fresh = to.with_extension("new");
    fs::copy(from, &fresh).doing(format!("copy {}", from.display()))?;
    fs::rename(&fresh, to).doing(format!("put {} in place", to.display()))
}
