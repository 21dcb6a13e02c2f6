//! `cargo xtask fuzz`: libFuzzer over the parsers, on the stable compiler.
//!
//! `cargo fuzz` wants a nightly compiler for its sanitizer flags; coverage
//! itself is an LLVM pass that stable can run, so the flags are given here.

use std::fs;

use crate::failure::{Doing, Failure, Outcome};
use crate::project::Project;
use crate::step;

/// Coverage instrumentation as `cargo fuzz` asks for, without a sanitizer, and
/// with the checks that a release build leaves out.
const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing \
    -Cdebug-assertions -Coverflow-checks -Ccodegen-units=1";

/// The targets: one file each in `tests/fuzz/targets`.
fn targets(project: &Project) -> Outcome<Vec<String>> {
    let folder = project.path("tests/fuzz/targets");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .doing(format!("list {}", folder.display()))?
        .filter_map(|entry| {
            let name = entry.ok()?.file_name().into_string().ok()?;
            name.strip_suffix(".rs").map(str::to_owned)
        })
        .collect();
    names.sort();
    Ok(names)
}

/// Type-checks every target, as part of the test suite.
pub fn compile(project: &Project) -> Outcome {
    align_versions(project)?;
    step::run(
        project,
        "fuzz targets compile",
        project
            .cargo()
            .args(["check", "--manifest-path", "tests/fuzz/Cargo.toml"])
            .env("CARGO_TARGET_DIR", project.cargo_target.join("fuzz")),
    )
    .map(drop)
}

/// Fuzzes one target, or each in turn, for some seconds.
pub fn fuzz(project: &Project, arguments: &[String]) -> Outcome {
    let all = targets(project)?;
    let (mut chosen, mut seconds) = (Vec::new(), 60_u64);
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        if argument == "--seconds" {
            seconds = arguments
                .next()
                .and_then(|value| value.parse().ok())
                .ok_or_else(|| Failure::new("--seconds wants a number"))?;
        } else if all.contains(argument) {
            chosen.push(argument.clone());
        } else {
            return Err(
                Failure::new(format!("there is no fuzz target \"{argument}\""))
                    .advise(format!("Targets: {}", all.join(" "))),
            );
        }
    }
    if chosen.is_empty() {
        chosen = all;
    }
    align_versions(project)?;
    // A target for the flags' sake: with one named, build scripts are left alone.
    let host = host(project)?;
    let target_folder = project.cargo_target.join("fuzz");
    step::run(
        project,
        "building the fuzz targets",
        project
            .cargo()
            .args(["build", "--release", "--target", &host])
            .args(["--manifest-path", "tests/fuzz/Cargo.toml"])
            .env("CARGO_TARGET_DIR", &target_folder)
            .env("RUSTFLAGS", FLAGS),
    )?;
    let mut broken = Vec::new();
    for name in chosen {
        let corpus = project.path("tests/fuzz/corpus").join(&name);
        let artifacts = project.path("tests/fuzz/artifacts").join(&name);
        for folder in [&corpus, &artifacts] {
            fs::create_dir_all(folder).doing(format!("make {}", folder.display()))?;
        }
        let seeds = project.path("tests/fuzz/seeds").join(&name);
        let mut command = project.command(target_folder.join(&host).join("release").join(&name));
        command.arg(&corpus);
        if seeds.is_dir() {
            command.arg(&seeds);
        }
        command
            .arg(format!("-max_total_time={seconds}"))
            .arg(format!("-artifact_prefix={}/", artifacts.display()))
            .args(["-print_final_stats=1", "-timeout=10", "-rss_limit_mb=2048"]);
        let title = format!("fuzzing {name} for {seconds} s");
        match step::run(project, &title, &mut command) {
            Ok(finished) => {
                for line in finished.text.lines() {
                    if line.contains("number_of_executed_units") || line.contains("DONE") {
                        step::note(line.trim());
                    }
                }
            }
            Err(failure) => {
                step::note(&failure.to_string());
                broken.push(name);
            }
        }
    }
    if broken.is_empty() {
        Ok(())
    } else {
        Err(Failure::new(format!("crashes in: {}", broken.join(", ")))
            .advise("The inputs are in tests/fuzz/artifacts/."))
    }
}

/// Fuzzes what is shipped: the fuzz workspace starts from the lock file of the
/// main one, so that only libFuzzer is added to it.
fn align_versions(project: &Project) -> Outcome {
    let (main, own) = (
        project.path("Cargo.lock"),
        project.path("tests/fuzz/Cargo.lock"),
    );
    let modified = |path| fs::metadata(path).and_then(|data| data.modified());
    let current = matches!((modified(&main), modified(&own)), (Ok(main), Ok(own)) if own >= main);
    if !current {
        fs::copy(&main, &own).doing("copy Cargo.lock for the fuzz targets")?;
    }
    Ok(())
}

fn host(project: &Project) -> Outcome<String> {
    let output = project
        .command("rustc")
        .arg("-vV")
        .output()
        .doing("ask rustc for its host")?;
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .find_map(|line| line.strip_prefix("host: ").map(str::to_owned))
        .ok_or_else(|| Failure::new("rustc -vV names no host"))
}
