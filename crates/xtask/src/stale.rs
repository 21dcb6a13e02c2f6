//! Which products have to be made again, by their sources.

use std::path::PathBuf;

use crate::failure::Outcome;
use crate::fingerprint::Fingerprint;
use crate::products::Product;
use crate::project::Project;
use crate::step;

/// Inputs of every wasm product: where none of them changed, nothing has to be compiled.
const SOURCES: [&str; 6] = [
    "Cargo.toml",
    "Cargo.lock",
    ".cargo",
    "rust-toolchain.toml",
    "tools.json",
    "crates",
];
/// What else the site is made of.
pub const SITE: [&str; 3] = ["web", "index.html", "Trunk.toml"];
/// What else the npm package is made of.
pub const NPM: [&str; 7] = [
    "web/package-lock.json",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "crates/chart/src/advice.txt",
    "crates/helm/src/advice.txt",
    "crates/oci/src/media_types.txt",
    "crates/registry/src/advice.txt",
];

/// What has to be made again, each with the inputs it will be remembered by.
#[derive(Debug)]
pub struct Stale {
    /// The template engine that the other two share.
    pub template: Option<Fingerprint>,
    /// The site, which the server has inside.
    pub site: Option<Fingerprint>,
    /// The npm package.
    pub npm: Option<Fingerprint>,
}

impl Stale {
    /// Looks at the inputs of what is wanted.
    pub fn find(project: &Project, wanted: &[Product]) -> Outcome<Self> {
        // A product with the file that shows it is whole, and what it is made from.
        let find = |name: &str, what: &str, sign: PathBuf, more: &[&str]| {
            let inputs = [&SOURCES[..], more].concat();
            let fingerprint = Fingerprint::of(project, name, &inputs, "")?;
            if fingerprint.is_current() && sign.is_file() {
                step::note(&format!("{what} is up to date"));
                return Ok(None);
            }
            Ok(Some(fingerprint))
        };
        let site = if wanted.contains(&Product::Site) || wanted.contains(&Product::Server) {
            let sign = project.path("dist/index.html");
            find("site", "the site in dist/", sign, &SITE)?
        } else {
            None
        };
        let npm = if wanted.contains(&Product::Npm) {
            let sign = project.output("npm/package.json");
            find("npm", "the npm package in target/npm/", sign, &NPM)?
        } else {
            None
        };
        let template = if site.is_some() || npm.is_some() {
            let sign = project.output("template/template.wasm");
            let what = "the template engine in target/template/";
            find("template", what, sign, &["web/package-lock.json"])?
        } else {
            None
        };
        Ok(Self {
            template,
            site,
            npm,
        })
    }

    /// Whether anything has to be compiled to wasm.
    pub fn any_wasm(&self) -> bool {
        self.template.is_some() || self.site.is_some() || self.npm.is_some()
    }

    /// Forgets what will be made again.
    pub fn forget(&self) {
        for fingerprint in [&self.template, &self.site, &self.npm]
            .into_iter()
            .flatten()
        {
            fingerprint.forget();
        }
    }
}
