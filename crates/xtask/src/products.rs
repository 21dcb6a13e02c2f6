//! The things the repository makes: the site, the npm package, the server, and the template engine
//! that the first two share.

use std::env::consts::EXE_SUFFIX;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::failure::{Doing, Failure, Outcome};
use crate::fingerprint::Fingerprint;
use crate::jobs::{Job, Jobs};
use crate::lock::Lock;
use crate::project::{Project, path_with};
use crate::stale::{NPM, SITE, Stale};
use crate::step;
use crate::tools::{self, Catalogue};

/// The target of everything that runs in a browser or in Node.
pub const WASM: &str = "wasm32-unknown-unknown";
/// The profile of the server, and the folder that Cargo gives it.
const SERVER: &str = "server";
/// The modules of the template engine.
const TEMPLATE: [&str; 4] = [
    "chartroom-wasm-template",
    "chartroom-wasm-crypto",
    "chartroom-wasm-schema",
    "chartroom-wasm-zones",
];
/// The modules of the page and of the npm package.
const PAGE: &str = "chartroom-web";
const CORE: &str = "chartroom-wasm";
/// What can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Product {
    /// `dist/`: the site, by Trunk.
    Site,
    /// `target/npm/`: the npm package, ready for `npm pack`.
    Npm,
    /// `target/release/chartroom-server`, with the site inside.
    Server,
}

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

    /// One product, brought up to date.
    pub fn make(&self, product: Product) -> Outcome<PathBuf> {
        let mut made = self.make_all(&[product])?;
        made.pop()
            .unwrap_or_else(|| Err(Failure::new("nothing was built")))
    }

    /// Several products, in the order asked for, each with how it went. An error of the whole
    /// means that nothing could be tried.
    pub fn make_all(&self, wanted: &[Product]) -> Outcome<Vec<Outcome<PathBuf>>> {
        let _lock = Lock::take(&self.project.output("xtask/build.lock"), "a build")?;
        let stale = Stale::find(self.project, wanted)?;
        stale.forget();
        if stale.any_wasm() {
            tools::node::packages(self.project, "web")?;
            tools::rust::targets(self.project, self.catalogue)?;
            // Trunk builds offline, so the crates have to be here before.
            step::run(
                self.project,
                "fetching crates",
                self.project.cargo().args(["fetch", "--locked"]),
            )?;
        }
        let bins = Bins::default();
        let mut jobs = Jobs::default();
        let last = self.plan(&mut jobs, &stale, &bins, wanted);
        let ends = jobs.run();
        Ok(wanted
            .iter()
            .map(|product| {
                let job = match product {
                    Product::Site => last.site,
                    Product::Npm => last.npm,
                    Product::Server => last.server,
                };
                match job.and_then(|job| ends.failure(job)) {
                    Some(failure) => Err(failure.clone()),
                    None => Ok(self.path(*product)),
                }
            })
            .collect())
    }

    /// What has to happen and what waits for what. Tools are installed while crates compile; wasm is
    /// compiled by one Cargo after the other (together, Cargo would give each crate the features of
    /// all), and assembled while the next one compiles.
    fn plan<'j>(
        &'j self,
        jobs: &mut Jobs<'j>,
        stale: &'j Stale,
        bins: &'j Bins,
        wanted: &[Product],
    ) -> Last {
        let mut last = Last::default();
        let tool = |jobs: &mut Jobs<'j>, name, slot: &'j OnceLock<PathBuf>, needs: &[Job]| {
            jobs.add(needs, move || {
                let folder = tools::cargo::ensure(self.project, self.catalogue, name)?;
                let _ = slot.set(folder);
                Ok(())
            })
        };
        let (mut glue, mut page_tools, mut trunk) = (Vec::new(), Vec::new(), None);
        if stale.any_wasm() {
            if stale.site.is_some() {
                // The longest step on a new machine, and nothing but the page waits for it.
                let job = tool(jobs, "trunk", &bins.trunk, &[]);
                page_tools.push(job);
                trunk = Some(job);
            }
            let bindgen = tool(jobs, "wasm-bindgen", &bins.bindgen, &[]);
            glue.push(bindgen);
            if stale.site.is_some() {
                let split = tool(jobs, "wasm-split", &bins.split, &[bindgen]);
                page_tools.extend([bindgen, split]);
            }
        }

        // Compilers, one after the other: engine, page, package. On a new machine they start after
        // the small tools, so that at most two of the long steps run at once.
        let mut compiled = page_tools.last().or(glue.last()).copied();
        let mut compile = |jobs: &mut Jobs<'j>, packages: &'static [&'static str]| {
            let job = jobs.add(compiled.as_slice(), move || self.compile(packages));
            compiled = Some(job);
            job
        };
        let engine = stale.template.as_ref().map(|fingerprint| {
            let mut needs = glue.clone();
            needs.push(compile(jobs, &TEMPLATE));
            jobs.add(&needs, move || {
                let folder = self.project.output("template");
                let parts = self.parts(&TEMPLATE, &["crates/wasm/npm", "web/package-lock.json"]);
                self.once("template", &folder.join("template.wasm"), &parts, || {
                    step::run(
                        self.project,
                        "assembling the template engine",
                        &mut self.assemble("build-template.mjs", &folder, bins)?,
                    )
                    .map(drop)
                })?;
                fingerprint.remember()
            })
        });
        let page = stale.site.as_ref().map(|_| compile(jobs, &[PAGE]));
        last.npm = stale.npm.as_ref().map(|fingerprint| {
            let mut needs = glue.clone();
            needs.push(compile(jobs, &[CORE]));
            needs.extend(engine);
            jobs.add(&needs, move || {
                let package = self.project.output("npm");
                let more = [&["target/template", "crates/wasm/npm"], &NPM[..]].concat();
                let parts = self.parts(&[CORE], &more);
                self.once("npm", &package.join("package.json"), &parts, || {
                    let mut command = self.assemble("build.mjs", &package, bins)?;
                    command
                        .arg("--template")
                        .arg(self.project.output("template"));
                    step::run(self.project, "assembling the npm package", &mut command).map(drop)
                })?;
                fingerprint.remember()
            })
        });
        last.site = stale.site.as_ref().map(|fingerprint| {
            let mut needs = page_tools.clone();
            needs.extend(page);
            needs.extend(engine);
            jobs.add(&needs, move || {
                let more = [&["target/template", "crates/wasm/npm/build"], &SITE[..]].concat();
                let parts = self.parts(&[PAGE], &more);
                let sign = self.project.path("dist/index.html");
                self.once("site", &sign, &parts, || self.trunk(bins))?;
                fingerprint.remember()
            })
        });
        if wanted.contains(&Product::Server) {
            let mut needs = Vec::new();
            needs.extend(last.site);
            if last.site.is_some() && !self.project.cargo_target.join(SERVER).is_dir() {
                // The first time, what the server needs is compiled before the site is there, and
                // beside the page: its compiler ends with half a minute that one core works alone.
                let first: Vec<Job> = [engine, trunk].into_iter().flatten().collect();
                needs.push(jobs.add(&first, move || {
                    self.cargo_server("compiling what the server is made of", &["--lib"])
                }));
            }
            last.server = Some(jobs.add(&needs, move || self.server()));
        }
        last
    }

    /// Compiles crates to wasm, one after the other.
    fn compile(&self, packages: &[&str]) -> Outcome {
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
    }

    /// What a product is put together from: compiled modules and files.
    fn parts(&self, packages: &[&str], files: &[&str]) -> Vec<String> {
        let folder = self.project.cargo_target.join(WASM).join("release");
        let module = |package: &&str| folder.join(format!("{}.wasm", package.replace('-', "_")));
        let modules = packages.iter().map(module);
        let modules = modules.map(|path| path.to_string_lossy().into_owned());
        let files = files.iter().map(|file| (*file).to_owned());
        modules.chain(files).collect()
    }

    /// Puts a product together, unless it is there (`sign` shows it is whole) and made of these very parts: sources
    /// may change, or a tool's version, without another byte in what is compiled from them.
    fn once(
        &self,
        name: &str,
        sign: &Path,
        parts: &[String],
        work: impl FnOnce() -> Outcome,
    ) -> Outcome {
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let tools = ["trunk", "wasm-bindgen", "wasm-split"]
            .map(|tool| self.catalogue.entry("cargo", tool).map(ToString::to_string))
            .into_iter()
            .collect::<Outcome<Vec<_>>>()?;
        let fingerprint = Fingerprint::of(
            self.project,
            &format!("{name}-parts"),
            &parts,
            &tools.concat(),
        )?;
        if fingerprint.is_current() && sign.is_file() {
            step::note(&format!("{name}: made of the same parts"));
            return Ok(());
        }
        fingerprint.forget();
        work()?;
        fingerprint.remember()
    }

    /// A script of the npm package that puts compiled modules and their JavaScript together. How
    /// that is done is the package's own business; it is given the tools and the compiled modules.
    fn assemble(&self, script: &str, to: &Path, bins: &Bins) -> Outcome<Command> {
        let mut command = self.project.command("node");
        command
            .arg(format!("crates/wasm/npm/{script}"))
            .args(["--skip-cargo", "--out"])
            .arg(to)
            .env("PATH", bins.path(self.project)?)
            .env("CARGO_TARGET_DIR", &self.project.cargo_target)
            .env("CHARTROOM_WASM_BINDGEN", "wasm-bindgen")
            .env("CHARTROOM_WASM_OPT", "wasm-opt")
            .env("CHARTROOM_ESBUILD", "esbuild");
        Ok(command)
    }

    /// The site, of what is compiled.
    fn trunk(&self, bins: &Bins) -> Outcome {
        step::run(
            self.project,
            "building the site (trunk)",
            self.project
                .command("trunk")
                .args(["build", "--release"])
                .env("PATH", bins.path(self.project)?)
                .env("CARGO_TARGET_DIR", &self.project.cargo_target)
                .env_remove("NO_COLOR"),
        )
        .map(drop)
    }

    /// The server, around the site.
    fn server(&self) -> Outcome {
        self.cargo_server("building the server", &[])?;
        let built = self.project.cargo_target.join(SERVER).join(server_name());
        copy_if_newer(&built, &self.path(Product::Server))
    }

    /// Its own profile: `release` is tuned for small wasm, and Cargo has no per-package `lto`. The
    /// product is then put where people look for it.
    fn cargo_server(&self, title: &str, what: &[&str]) -> Outcome {
        step::run(
            self.project,
            title,
            self.project
                .cargo()
                .args(["build", "--locked", "--profile", SERVER])
                .args(["-p", "chartroom-server"])
                .args(what),
        )
        .map(drop)
    }

    /// Where a product lies.
    fn path(&self, product: Product) -> PathBuf {
        match product {
            Product::Site => self.project.path("dist"),
            Product::Npm => self.project.output("npm"),
            Product::Server => self.project.output("release").join(server_name()),
        }
    }
}

/// The jobs that finish the products; `None` where there is nothing to do.
#[derive(Debug, Default)]
struct Last {
    site: Option<Job>,
    npm: Option<Job>,
    server: Option<Job>,
}

/// The folders of the tools, once they are installed.
#[derive(Debug, Default)]
struct Bins {
    trunk: OnceLock<PathBuf>,
    bindgen: OnceLock<PathBuf>,
    split: OnceLock<PathBuf>,
}

impl Bins {
    /// `PATH` with what there is so far.
    fn path(&self, project: &Project) -> Outcome<OsString> {
        let mut folders: Vec<PathBuf> = [&self.trunk, &self.bindgen, &self.split]
            .into_iter()
            .filter_map(|slot| slot.get().cloned())
            .collect();
        folders.push(project.path("web/node_modules/.bin"));
        path_with(&folders)
    }
}

fn server_name() -> String {
    format!("chartroom-server{EXE_SUFFIX}")
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
