//! Real Helm and this crate asked the same, over charts and over cases made at random:
//!
//! * `parity charts --helm PROGRAM [FOLDER] [--seed N] [--charts N] [--only TEXT] [--column NAME] [--sets N]`
//! * `parity generated --oracle PROGRAM [--cases N] [--seed N] [--show N] [--column KIND]`
//! * `parity answer --oracle PROGRAM TABLE`, which renews `tests/data/schemas.jsonl`
//!
//! `cargo xtask parity` finds the programs and starts this one.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod charts;
mod dice;
#[path = "../support/disk.rs"]
mod disk;
mod documents;
mod expressions;
mod generated;
mod keywords;
mod mask;
mod matrix;
mod schemas;
mod table;
mod texts;
mod trees;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "\
parity charts --helm PROGRAM FOLDER [--seed N] [--charts N] [--only TEXT] [--column NAME] [--sets N]
parity generated --oracle PROGRAM [--cases N] [--seed N] [--show N] [--column KIND]
parity answer --oracle PROGRAM TABLE";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match disk::on_a_large_stack(|| run(&arguments)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("{problem}\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &[String]) -> Result<bool, String> {
    let (command, rest) = arguments.split_first().ok_or("say what to compare")?;
    let options = Options::parse(rest)?;
    match command.as_str() {
        "charts" => Ok(matrix::run(&matrix::Plan {
            helm: options.helm.ok_or("--helm is missing")?,
            folder: options.folder.ok_or("the folder is missing")?,
            seed: options.seed,
            charts: options.charts,
            only: options.only,
            column: options.column,
            sets: options.sets,
        })),
        "generated" => Ok(generated::run(&generated::Plan {
            oracle: options.oracle.ok_or("--oracle is missing")?,
            cases: options.cases,
            seed: options.seed,
            show: options.show,
            column: options.column,
        })),
        "answer" => table::answer(
            &options.oracle.ok_or("--oracle is missing")?,
            &options.folder.ok_or("the table is missing")?,
        ),
        other => Err(format!("there is no \"{other}\"")),
    }
}

struct Options {
    helm: Option<PathBuf>,
    oracle: Option<PathBuf>,
    cases: usize,
    show: usize,
    folder: Option<PathBuf>,
    seed: u64,
    charts: usize,
    only: String,
    column: String,
    sets: usize,
}

impl Options {
    fn parse(words: &[String]) -> Result<Options, String> {
        let mut options = Options {
            helm: None,
            oracle: None,
            cases: 10_000,
            show: 20,
            folder: None,
            seed: 1,
            charts: usize::MAX,
            only: String::new(),
            column: String::new(),
            sets: 3,
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if !word.starts_with("--") {
                options.folder = Some(PathBuf::from(word));
                continue;
            }
            let value = words.next().ok_or(format!("{word} wants a value"))?;
            let number = || {
                value
                    .parse::<u64>()
                    .map_err(|_| format!("{word} wants a number"))
            };
            let count = || {
                value
                    .parse::<usize>()
                    .map_err(|_| format!("{word} wants a number"))
            };
            match word.as_str() {
                "--helm" => options.helm = Some(PathBuf::from(value)),
                "--oracle" => options.oracle = Some(PathBuf::from(value)),
                "--cases" => options.cases = count()?,
                "--show" => options.show = count()?,
                "--seed" => options.seed = number()?,
                "--charts" => options.charts = count()?,
                "--only" => options.only.clone_from(value),
                "--column" => options.column.clone_from(value),
                "--sets" => options.sets = count()?,
                _ => return Err(format!("there is no {word}")),
            }
        }
        Ok(options)
    }
}
