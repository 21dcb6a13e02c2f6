//! The stages of `cargo xtask test`: what each runs, and how it counts.

use std::env;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use crate::crate_list::{Crates, Platform};
use crate::failure::{Failure, Outcome};
use crate::means::Means;
use crate::products::{Product, WASM, Workshop};
use crate::project::{Project, path_with};
use crate::step;
use crate::tally::{self, Tally};
use crate::tools::{self, Catalogue};

/// How many files of a Node suite run at once. Most of their time they wait for programs and pages.
const AT_ONCE: &str = "--test-concurrency=2";

/// What the stages share.
pub struct Session<'a> {
    project: &'a Project,
    catalogue: &'a Catalogue,
    means: Means,
    made: Mutex<Vec<(Product, Outcome<PathBuf>)>>,
}

impl<'a> Session<'a> {
    /// One run of the tests.
    pub fn new(project: &'a Project, catalogue: &'a Catalogue, means: Means) -> Self {
        Self {
            project,
            catalogue,
            means,
            made: Mutex::default(),
        }
    }

    /// Products in the order asked for, each made once in a run: whoever asks for what another stage is making waits.
    fn products(&self, wanted: &[Product]) -> Outcome<Vec<Outcome<PathBuf>>> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let of = |made: &[(Product, Outcome<PathBuf>)], product| {
            let known = made.iter().find(|(known, _)| *known == product);
            known.map(|(_, outcome)| outcome.clone())
        };
        let missing: Vec<Product> = wanted
            .iter()
            .copied()
            .filter(|product| of(&made, *product).is_none())
            .collect();
        if !missing.is_empty() {
            let outcomes = Workshop::new(self.project, self.catalogue).make_all(&missing)?;
            made.extend(missing.into_iter().zip(outcomes));
        }
        Ok(wanted
            .iter()
            .filter_map(|product| of(&made, *product))
            .collect())
    }

    fn product(&self, product: Product) -> Outcome<PathBuf> {
        let mut made = self.products(&[product])?;
        made.pop()
            .unwrap_or_else(|| Err(Failure::new("nothing was built")))
    }
}

/// Formatting, lints, documentation.
pub fn check(session: &Session) -> Outcome<Tally> {
    crate::check::check(session.project)
}

/// Unit, golden, property, layering and interop tests, natively.
pub fn rust(session: &Session) -> Outcome<Tally> {
    let crates = Crates::read(session.project)?;
    let mut command = session.project.cargo();
    // The interop tests start the server that people get.
    let server = session.project.output(format!(
        "release/chartroom-server{}",
        env::consts::EXE_SUFFIX
    ));
    if server.is_file() {
        command.env("CHARTROOM_SERVER", server);
    }
    command
        .args(["test", "--locked", "--no-fail-fast"])
        .args(crates.packages(&[Platform::Pure, Platform::Native]))
        .args(["--", "--show-output"]);
    run_tests(
        session,
        "tests, native",
        session.means.equip(&mut command),
        tally::of_cargo,
    )
}

/// The same unit and golden tests of the pure crates as wasm in Node: the
/// standard test harness compiled for WASI, so no test knows about it.
pub fn wasm(session: &Session) -> Outcome<Tally> {
    tools::node::require(session.project, session.catalogue)?;
    tools::rust::targets(session.project, session.catalogue)?;
    let crates = Crates::read(session.project)?;
    let runner = session.project.path("tests/wasi.mjs");
    let mut command = session.project.cargo();
    command
        .args([
            "test",
            "--locked",
            "--no-fail-fast",
            "--target",
            "wasm32-wasip1",
        ])
        // Doc tests have run natively; compiling each to a wasm of its own takes minutes.
        .args(["--lib", "--bins", "--tests"])
        .args(crates.packages(&[Platform::Pure]))
        .args(["--", "--show-output"])
        // Without any optimization the real charts take minutes, most of it in keys and YAML.
        .env("CARGO_PROFILE_DEV_OPT_LEVEL", "1")
        .env(
            "CARGO_TARGET_WASM32_WASIP1_RUNNER",
            format!("node --no-warnings {}", runner.display()),
        );
    run_tests(
        session,
        "tests, wasm in Node",
        session.means.equip(&mut command),
        tally::of_cargo,
    )
}

/// What is compiled for pages only: the page's units, none of which needs a browser, and the transport in Node.
pub fn page(session: &Session) -> Outcome<Tally> {
    let project = session.project;
    let mut units = project.cargo();
    units.args(["test", "--locked", "-p", "chartroom-web"]);
    let mut tally = run_tests(session, "tests, page", &mut units, tally::of_cargo)?;

    tools::node::require(project, session.catalogue)?;
    tools::rust::targets(project, session.catalogue)?;
    let runner = tools::cargo::ensure(project, session.catalogue, "wasm-bindgen")?;
    let mut transport = project.cargo();
    transport
        .args([
            "test",
            "--locked",
            "-p",
            "chartroom-fetch",
            "--test",
            "node",
        ])
        .args(["--target", WASM])
        .env("PATH", path_with(&[runner])?);
    tally.add(run_tests(
        session,
        "tests, transport in Node",
        &mut transport,
        tally::of_cargo,
    )?);
    Ok(tally)
}

/// The site, the package and the server can be built.
pub fn products(session: &Session) -> Outcome<Tally> {
    tools::node::require(session.project, session.catalogue)?;
    let mut tally = Tally::default();
    let names = [
        "the site builds",
        "the npm package builds",
        "the server builds",
    ];
    let made = session.products(&[Product::Site, Product::Npm, Product::Server])?;
    for (name, product) in names.into_iter().zip(made) {
        tally.add(match product {
            Ok(_) => Tally::pass(),
            Err(failure) => Tally::fail(format!("{name}: {failure}")),
        });
    }
    Ok(tally)
}

/// Every file of the products is as small as it should be.
pub fn sizes(session: &Session) -> Outcome<Tally> {
    let started = step::begin("sizes");
    let measured = crate::sizes::measure(session.project)?;
    crate::sizes::print(&measured);
    step::end(started, "sizes");
    if measured.iter().any(|row| !row.fits()) {
        for module in ["chartroom-web", "chartroom_wasm"] {
            attribute(session.project, module);
        }
    }
    let mut tally = Tally::default();
    for row in &measured {
        tally.add(if row.fits() {
            Tally::pass()
        } else {
            Tally::fail(format!(
                "size of {}: {} bytes of brotli, the limit is {}",
                row.name, row.bytes, row.limit
            ))
        });
    }
    Ok(tally)
}

/// Says which crates fill a module, for whoever has to make it smaller.
fn attribute(project: &Project, module: &str) {
    let raw = project
        .cargo_target
        .join(WASM)
        .join(format!("release/{module}.wasm"));
    let title = format!("who fills {module}");
    let mut command = project.command("node");
    command.arg("crates/xtask/attribute.mjs").arg(raw);
    if let Ok(finished) = step::capture(project, &title, &mut command, step::LIMIT) {
        step::note(&title);
        step::show_tail(&finished.text);
    }
}

/// The packed package, used from Node and from a plain page.
pub fn npm(session: &Session) -> Outcome<Tally> {
    let project = session.project;
    tools::node::packages(project, "tests/npm")?;
    let package = session.product(Product::Npm)?;
    // Packed and installed once for all files of the suite.
    let installed = project.output("npm-installed");
    step::run(
        project,
        "packing and installing the npm package",
        project
            .command("node")
            .arg("tests/npm/support/install.mjs")
            .args([&package, &installed]),
    )?;
    let mut command = project.command("node");
    command.env("CHARTROOM_NPM_INSTALLED", installed);
    node_suite(session, "tests/npm", "tests, npm package", &mut command)
}

/// Chromium against the server, by role and name.
pub fn e2e(session: &Session) -> Outcome<Tally> {
    let mut command = session.project.command("node");
    node_suite(session, "tests/e2e", "tests, end to end", &mut command)
}

fn node_suite(
    session: &Session,
    folder: &str,
    title: &str,
    command: &mut Command,
) -> Outcome<Tally> {
    let project = session.project;
    if !project.path(folder).join("package.json").is_file() {
        return Err(Failure::new(format!("{folder}/package.json is missing")));
    }
    tools::node::packages(project, folder)?;
    let package = session.product(Product::Npm)?;
    let server = session.product(Product::Server)?;
    command
        .current_dir(project.path(folder))
        .args(["--test", "--test-reporter=spec", AT_ONCE])
        .env("CHARTROOM_SERVER", server)
        .env("CHARTROOM_NPM", package)
        .env(
            "PATH",
            path_with(&[project.path(folder).join("node_modules/.bin")])?,
        );
    run_tests(session, title, session.means.equip(command), tally::of_node)
}

/// The fuzz targets compile.
pub fn fuzz(session: &Session) -> Outcome<Tally> {
    crate::fuzz::compile(session.project).map(|()| Tally::pass())
}

/// Runs a test runner and counts; a runner that fails without naming a test
/// (it did not compile, it crashed) is one failure with the end of its output.
fn run_tests(
    session: &Session,
    title: &str,
    command: &mut Command,
    count: fn(&str) -> Tally,
) -> Outcome<Tally> {
    let started = step::begin(title);
    let finished = step::capture(session.project, title, command, step::LIMIT)?;
    let mut tally = count(&finished.text);
    if !finished.success && tally.failed.is_empty() {
        tally.add(Tally::fail(format!("{title}: ended with an error")));
    }
    if tally.failed.is_empty() {
        step::end(started, title);
    } else {
        step::broken(started, title, &finished.text);
        step::note(&format!("whole output in {}", finished.log.display()));
    }
    Ok(tally)
}
