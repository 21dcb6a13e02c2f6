//! `cargo xtask test`: everything, on a machine that may never have seen the
//! project. The last line is `N passed, N failed`.

use std::collections::BTreeSet;
use std::env;
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::Instant;

use crate::check;
use crate::crate_list::{Crates, Platform};
use crate::failure::{Failure, Outcome};
use crate::fuzz;
use crate::products::{Product, WASM, Workshop};
use crate::project::{Project, path_with};
use crate::sizes;
use crate::step;
use crate::tally::{self, Tally};
use crate::tools::{self, Catalogue};

/// The parts of the suite, in order: cheap and telling ones first. Those in one row run side by
/// side: each keeps little more than one core busy, and neither looks at the clock.
const STAGES: [&[(&str, Stage)]; 7] = [
    &[("check", stage_check)],
    &[("products", stage_products)],
    &[("sizes", stage_sizes)],
    &[("rust", stage_rust)],
    &[("wasm", stage_wasm), ("npm", stage_npm)],
    &[("e2e", stage_e2e)],
    &[("fuzz", stage_fuzz)],
];

type Stage = fn(&Session) -> Outcome<Tally>;

/// What the stages share.
struct Session<'a> {
    project: &'a Project,
    catalogue: &'a Catalogue,
    /// Variables that name real tools for the tests, with their paths.
    means: Vec<(String, PathBuf)>,
}

impl Session<'_> {
    /// Gives a command every real tool that was found.
    fn equip<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        for (variable, path) in &self.means {
            command.env(variable, path);
        }
        command
    }
}

/// Runs the named stages, or all, and says how it went.
pub fn test(project: &Project, wanted: &[String]) -> Outcome {
    if let Some(unknown) = wanted.iter().find(|name| {
        !STAGES
            .iter()
            .copied()
            .flatten()
            .any(|(stage, _)| stage == name)
    }) {
        let names: Vec<&str> = STAGES
            .iter()
            .copied()
            .flatten()
            .map(|(name, _)| *name)
            .collect();
        return Err(Failure::new(format!("there is no stage \"{unknown}\""))
            .advise(format!("Stages: {}", names.join(" "))));
    }
    let started = Instant::now();
    let catalogue = Catalogue::read(project)?;
    let mut total = Tally::default();
    let means = gather_means(project, &catalogue, &mut total);
    let session = Session {
        project,
        catalogue: &catalogue,
        means,
    };
    for row in STAGES {
        let chosen: Vec<_> = row
            .iter()
            .filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|wanted| wanted == name))
            .collect();
        if chosen.is_empty() {
            continue;
        }
        let names: Vec<&str> = chosen.iter().map(|(name, _)| *name).collect();
        println!();
        println!("━━ {}", names.join(", "));
        thread::scope(|scope| {
            let running: Vec<_> = chosen
                .into_iter()
                .map(|(name, stage)| (name, scope.spawn(|| stage(&session))))
                .collect();
            for (name, stage) in running {
                let outcome = stage
                    .join()
                    .unwrap_or_else(|_| Err(Failure::new("the stage ended by a panic")));
                total.add(outcome.unwrap_or_else(|failure| {
                    step::note(&failure.to_string());
                    Tally::fail(format!("{name}: {failure}"))
                }));
            }
        });
    }
    conclude(&total, started)
}

/// Prints what was skipped and what failed, then the one line that counts.
pub fn conclude(total: &Tally, started: Instant) -> Outcome {
    println!();
    println!("━━ took {}", step::span(started.elapsed()));
    // Several tests may miss the same thing.
    let reasons: BTreeSet<String> = total
        .skipped
        .iter()
        .map(|reason| reason.replace('\n', " "))
        .collect();
    if !reasons.is_empty() {
        println!("skipped:");
        for reason in &reasons {
            println!("  - {reason}");
        }
    }
    if !total.failed.is_empty() {
        println!("failed:");
        for name in &total.failed {
            println!("  - {name}");
        }
    }
    println!();
    let skipped = match reasons.len() {
        0 => String::new(),
        count => format!(", {count} skipped"),
    };
    println!(
        "{} passed, {} failed{skipped}",
        total.passed,
        total.failed.len()
    );
    if total.failed.is_empty() {
        Ok(())
    } else {
        // The line above has said it; nothing may follow it.
        std::process::exit(1);
    }
}

/// Installs and finds the real clients and registries. What is absent is
/// skipped by the tests that need it, and named here once.
fn gather_means(
    project: &Project,
    catalogue: &Catalogue,
    total: &mut Tally,
) -> Vec<(String, PathBuf)> {
    println!("━━ means");
    let mut means = Vec::new();
    if let Err(failure) = tools::apt::install_missing(project, catalogue) {
        step::note(&failure.to_string());
    }
    for program in ["docker-registry", "skopeo", "chromium", "gpg"] {
        keep(
            tools::apt::variable(program),
            tools::apt::require(catalogue, program),
            &mut means,
            total,
        );
    }
    for program in ["crane", "helm", "distribution"] {
        let variable = tools::apt::variable(program);
        let found = match env::var_os(&variable).filter(|path| !path.is_empty()) {
            Some(path) => Ok(PathBuf::from(path)),
            None => tools::go::ensure(project, catalogue, program),
        };
        keep(variable, found, &mut means, total);
    }
    let charts = env::var_os("CHARTROOM_CHARTS").map_or_else(
        || project.path("../shared/charts"),
        |path| project.root.join(path),
    );
    let found = if charts.is_dir() {
        charts
            .canonicalize()
            .map_err(|error| Failure::new(format!("{}: {error}", charts.display())))
    } else {
        Err(Failure::new(format!(
            "the collection of real charts is not at {} (set CHARTROOM_CHARTS)",
            charts.display()
        )))
    };
    keep("CHARTROOM_CHARTS".to_owned(), found, &mut means, total);
    means
}

fn keep(
    variable: String,
    found: Outcome<PathBuf>,
    means: &mut Vec<(String, PathBuf)>,
    total: &mut Tally,
) {
    match found {
        Ok(path) => {
            step::note(&format!("{variable}={}", path.display()));
            means.push((variable, path));
        }
        Err(failure) => {
            step::note(&failure.to_string());
            total.add(Tally::skip(format!("what needs {variable}: {failure}")));
        }
    }
}

fn stage_check(session: &Session) -> Outcome<Tally> {
    check::check(session.project)
}

/// Unit, golden, property, layering and interop tests, natively.
fn stage_rust(session: &Session) -> Outcome<Tally> {
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
        session.equip(&mut command),
        tally::of_cargo,
    )
}

/// The same unit and golden tests of the pure crates as wasm in Node: the
/// standard test harness compiled for WASI, so no test knows about it.
fn stage_wasm(session: &Session) -> Outcome<Tally> {
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
        session.equip(&mut command),
        tally::of_cargo,
    )
}

/// The site, the package and the server can be built.
fn stage_products(session: &Session) -> Outcome<Tally> {
    tools::node::require(session.project, session.catalogue)?;
    let workshop = Workshop::new(session.project, session.catalogue);
    let mut tally = Tally::default();
    let names = [
        "the site builds",
        "the npm package builds",
        "the server builds",
    ];
    let made = workshop.make_all(&[Product::Site, Product::Npm, Product::Server])?;
    for (name, product) in names.into_iter().zip(made) {
        tally.add(match product {
            Ok(_) => Tally::pass(),
            Err(failure) => Tally::fail(format!("{name}: {failure}")),
        });
    }
    Ok(tally)
}

fn stage_sizes(session: &Session) -> Outcome<Tally> {
    let started = step::begin("sizes");
    let measured = sizes::measure(session.project)?;
    sizes::print(&measured);
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
fn stage_npm(session: &Session) -> Outcome<Tally> {
    node_suite(session, "tests/npm", "tests, npm package")
}

/// Chromium against the server, by role and name.
fn stage_e2e(session: &Session) -> Outcome<Tally> {
    node_suite(session, "tests/e2e", "tests, end to end")
}

fn node_suite(session: &Session, folder: &str, title: &str) -> Outcome<Tally> {
    let project = session.project;
    if !project.path(folder).join("package.json").is_file() {
        return Err(Failure::new(format!("{folder}/package.json is missing")));
    }
    tools::node::packages(project, folder)?;
    let workshop = Workshop::new(project, session.catalogue);
    let package = workshop.make(Product::Npm)?;
    let server = workshop.make(Product::Server)?;
    let mut command = project.command("node");
    command
        .current_dir(project.path(folder))
        .args(["--test", "--test-reporter=spec", "--test-concurrency=1"])
        .env("CHARTROOM_SERVER", server)
        .env("CHARTROOM_NPM", package)
        .env(
            "PATH",
            path_with(&[project.path(folder).join("node_modules/.bin")])?,
        );
    run_tests(session, title, session.equip(&mut command), tally::of_node)
}

fn stage_fuzz(session: &Session) -> Outcome<Tally> {
    fuzz::compile(session.project).map(|()| Tally::pass())
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
        step::broken(started, title);
        step::show_tail(&finished.text);
        step::note(&format!("whole output in {}", finished.log.display()));
    }
    step::note(&format!(
        "{} passed, {} failed, {} skipped",
        tally.passed,
        tally.failed.len(),
        tally.skipped.len()
    ));
    Ok(tally)
}
