//! `cargo xtask test`: everything, on a machine that may never have seen the
//! project. The last line is `N passed, N failed`.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::failure::{Failure, Outcome};
use crate::jobs::{Job, Jobs};
use crate::means;
use crate::project::Project;
use crate::stages::{self, Session};
use crate::step;
use crate::tally::Tally;
use crate::tools::Catalogue;

/// A part of the suite.
struct Stage {
    name: &'static str,
    /// Those it waits for, where they are wanted too. How they end does not matter to it.
    after: &'static [&'static str],
    run: fn(&Session) -> Outcome<Tally>,
}

/// The parts of the suite. What needs the products waits for them; until they are there, one core assembles and the
/// others check and run the tests that are compiled to wasm. No test measures time as such: what waits is patient, so
/// that the rest may run side by side.
const STAGES: [Stage; 9] = [
    Stage {
        name: "check",
        after: &[],
        run: stages::check,
    },
    Stage {
        name: "products",
        after: &[],
        run: stages::products,
    },
    Stage {
        name: "wasm",
        after: &["check"],
        run: stages::wasm,
    },
    Stage {
        name: "fuzz",
        after: &["check"],
        run: stages::fuzz,
    },
    Stage {
        name: "page",
        after: &["check", "wasm"],
        run: stages::page,
    },
    Stage {
        name: "sizes",
        after: &["products"],
        run: stages::sizes,
    },
    // The server has the site inside, also when it is compiled for its tests.
    Stage {
        name: "rust",
        after: &["check", "products"],
        run: stages::rust,
    },
    Stage {
        name: "npm",
        after: &["products"],
        run: stages::npm,
    },
    Stage {
        name: "e2e",
        after: &["products"],
        run: stages::e2e,
    },
];

/// Runs the named stages, or all, and says how it went.
pub fn test(project: &Project, wanted: &[String]) -> Outcome {
    if let Some(unknown) = wanted
        .iter()
        .find(|name| !STAGES.iter().any(|stage| stage.name == *name))
    {
        let names = STAGES.map(|stage| stage.name);
        return Err(Failure::new(format!("there is no stage \"{unknown}\""))
            .advise(format!("Stages: {}", names.join(" "))));
    }
    let started = Instant::now();
    let catalogue = Catalogue::read(project)?;
    let mut total = Tally::default();
    let means = means::gather(project, &catalogue, &mut total);
    let session = Session::new(project, &catalogue, means);
    for tally in run(&session, wanted) {
        total.add(tally);
    }
    conclude(&total, started)
}

/// Runs the wanted stages side by side; what they came to, in the order of `STAGES`.
fn run(session: &Session, wanted: &[String]) -> Vec<Tally> {
    let chosen: Vec<&Stage> = STAGES
        .iter()
        .filter(|stage| wanted.is_empty() || wanted.iter().any(|name| name == stage.name))
        .collect();
    let names: Vec<&str> = chosen.iter().map(|stage| stage.name).collect();
    println!();
    println!("━━ {}", names.join(", "));
    let tallies: Vec<Mutex<Tally>> = chosen.iter().map(|_| Mutex::default()).collect();
    let mut jobs = Jobs::default();
    let mut added: Vec<(&str, Job)> = Vec::new();
    for (stage, slot) in chosen.iter().zip(&tallies) {
        let needs: Vec<Job> = added
            .iter()
            .filter(|(name, _)| stage.after.contains(name))
            .map(|(_, job)| *job)
            .collect();
        let job = jobs.add(&needs, move || {
            let tally = step::labelled(Some(stage.name), || attempt(stage, session));
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = tally;
            Ok(())
        });
        added.push((stage.name, job));
    }
    let ends = jobs.run();
    tallies
        .into_iter()
        .zip(added)
        .map(|(tally, (name, job))| match ends.failure(job) {
            Some(failure) => Tally::fail(format!("{name}: {failure}")),
            None => tally.into_inner().unwrap_or_else(PoisonError::into_inner),
        })
        .collect()
}

/// Runs one stage and says what it came to.
fn attempt(stage: &Stage, session: &Session) -> Tally {
    let started = Instant::now();
    let tally = (stage.run)(session).unwrap_or_else(|failure| {
        step::note(&failure.to_string());
        Tally::fail(format!("{}: {failure}", stage.name))
    });
    step::say(&format!(
        "━━ {} passed, {} failed, {} skipped  {}",
        tally.passed,
        tally.failed.len(),
        tally.skipped.len(),
        step::span(started.elapsed())
    ));
    tally
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
