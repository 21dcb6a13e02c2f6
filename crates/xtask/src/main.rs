//! `cargo xtask`: the one tool of this repository. It installs what it needs
//! into a per-user cache, never globally, and says what it does.

// A program for the terminal: printing is its job.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod bench;
mod check;
mod crate_list;
mod failure;
mod fingerprint;
mod fuzz;
mod jobs;
mod lock;
mod means;
mod parity;
mod products;
mod project;
mod serve;
// The server reads its own command line; here it is read with the same words, before minutes of building.
#[allow(dead_code)] // most of what the server is told is its own business
#[path = "../../server/src/options.rs"]
mod server_options;
mod shots;
mod sizes;
mod stages;
mod stale;
mod step;
mod tally;
mod test;
mod tools;

use std::env;
use std::process::ExitCode;
use std::time::Instant;

use failure::{Failure, Outcome};
use products::{Product, Workshop};
use project::Project;
use tools::Catalogue;

const USAGE: &str = "\
cargo xtask <command>

  serve [options of chartroom-server]   build what changed, run at http://127.0.0.1:8750
  test [stage …]                        every check and test; stages: check products wasm fuzz
                                        sizes rust npm e2e
  build                                 dist/, target/npm/, target/release/chartroom-server
  check                                 formatting, lints and documentation, warnings are errors
  bench [open|registry|render]          ours beside the others, as ratios
  parity [folder] [--generated N] …      templates and lint beside real helm: every chart of a folder,
                                        or N cases made at random; --seed N, --charts N, --only TEXT
  shots [view …]                        screenshots of every view and state into target/shots/
  fuzz [target …] [--seconds N]         libFuzzer over the parsers

Tools are kept in CHARTROOM_CACHE, else XDG_CACHE_HOME/chartroom, else ~/.cache/chartroom;
their versions stand in tools.json. Real charts for the tests are looked for in
CHARTROOM_CHARTS, else ../shared/charts.";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nerror: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Outcome {
    let Some((command, rest)) = arguments.split_first() else {
        println!("{USAGE}");
        return Ok(());
    };
    // `cargo xtask serve -- --listen …` and without the dashes mean the same.
    let rest: Vec<String> = rest
        .iter()
        .enumerate()
        .filter(|(index, argument)| *index != 0 || *argument != "--")
        .map(|(_, argument)| argument.clone())
        .collect();
    let project = Project::find()?;
    match command.as_str() {
        "serve" => serve::serve(&project, &rest),
        "test" => test::test(&project, &rest),
        "build" => build(&project),
        "check" => {
            let started = Instant::now();
            test::conclude(&check::check(&project)?, started)
        }
        "bench" => bench::bench(&project, &rest),
        "shots" => shots::shots(&project, &rest),
        "parity" => parity::parity(&project, &rest),
        "fuzz" => fuzz::fuzz(&project, &rest),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        other => {
            Err(Failure::new(format!("there is no command \"{other}\"")).advise(USAGE.to_owned()))
        }
    }
}

/// `cargo xtask build`: the three products and nothing else.
fn build(project: &Project) -> Outcome {
    let started = Instant::now();
    let catalogue = Catalogue::read(project)?;
    tools::node::require(project, &catalogue)?;
    let workshop = Workshop::new(project, &catalogue);
    let made = workshop.make_all(&[Product::Site, Product::Npm, Product::Server])?;
    let products = made.into_iter().collect::<Outcome<Vec<_>>>()?;
    println!();
    println!("built in {}", step::span(started.elapsed()));
    for product in products {
        println!("  {}", product.display());
    }
    Ok(())
}
