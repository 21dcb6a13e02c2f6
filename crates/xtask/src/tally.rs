//! Counting what other programs' test runners say.

/// What a run of tests came to.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Tests and checks that held.
    pub passed: usize,
    /// Names of those that did not.
    pub failed: Vec<String>,
    /// What did not run, each with its reason.
    pub skipped: Vec<String>,
}

impl Tally {
    /// One check that held.
    pub fn pass() -> Self {
        Self {
            passed: 1,
            ..Self::default()
        }
    }

    /// One check that did not.
    pub fn fail(name: impl Into<String>) -> Self {
        Self {
            failed: vec![name.into()],
            ..Self::default()
        }
    }

    /// One thing that did not run.
    pub fn skip(reason: impl Into<String>) -> Self {
        Self {
            skipped: vec![reason.into()],
            ..Self::default()
        }
    }

    /// Adds another run.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed.extend(other.failed);
        self.skipped.extend(other.skipped);
    }
}

/// Reads the output of `cargo test -- --show-output`. A line starting with
/// `skipped:` names something that did not run; in the output of one test it
/// means that this test did not run, and it is not counted as passed.
pub fn of_cargo(text: &str) -> Tally {
    let mut tally = Tally::default();
    // Inside of `---- name stdout ----`: whether that test has said so yet.
    let mut section: Option<bool> = None;
    let mut not_run = 0;
    for line in text.lines() {
        let line = line.trim();
        if line.starts_with("---- ") && line.ends_with(" stdout ----") {
            section = Some(false);
        } else if matches!(line, "successes:" | "failures:") {
            section = None;
        } else if let Some(rest) = line.strip_prefix("test result: ") {
            section = None;
            tally.passed += number_before(rest, " passed");
        } else if is_skip_line(line) {
            if section == Some(false) {
                section = Some(true);
                not_run += 1;
            }
            tally.skipped.push(line.to_owned());
        } else if let Some(test) = line.strip_prefix("test ") {
            if let Some(name) = test.strip_suffix(" ... FAILED") {
                tally.failed.push(name.to_owned());
            } else if test.contains(" ... ignored") {
                // Left out by its author: named, so that it is not forgotten.
                tally
                    .skipped
                    .push(test.replace(" ... ignored", ": ignored"));
            }
        } else if let Some(program) = line.strip_prefix("aborted: ") {
            // The WASI runner's line for a test program that ended by a trap.
            tally.failed.push(format!("{program} (as wasm)"));
        }
    }
    tally.passed = tally.passed.saturating_sub(not_run);
    tally
}

/// Reads the summary of `node --test` (spec or tap reporter).
pub fn of_node(text: &str) -> Tally {
    let mut tally = Tally::default();
    let mut counted_failures = 0;
    for line in text.lines() {
        let trimmed = line.trim();
        let summary = trimmed
            .strip_prefix("ℹ ")
            .or_else(|| trimmed.strip_prefix("# "));
        if let Some((what, count)) = summary.and_then(|rest| rest.split_once(' ')) {
            let count = count.parse::<usize>();
            match (what, count) {
                ("pass", Ok(count)) => tally.passed += count,
                ("fail" | "cancelled", Ok(count)) => counted_failures += count,
                _ => {}
            }
        } else if let Some(name) = trimmed.strip_prefix("﹣ ") {
            tally.skipped.push(name.to_owned());
        } else if trimmed.starts_with("✖ ") && line.starts_with("✖ ") {
            let name = trimmed.trim_start_matches("✖ ");
            if name != "failing tests:" && !tally.failed.iter().any(|known| known == name) {
                tally.failed.push(name.to_owned());
            }
        }
    }
    // Names are for people; the count is the runner's.
    tally.failed.truncate(counted_failures);
    while tally.failed.len() < counted_failures {
        tally.failed.push("a test (see the log)".to_owned());
    }
    tally
}

fn is_skip_line(line: &str) -> bool {
    let line = line.to_ascii_lowercase();
    ["skipped", "skipping", "skip"].iter().any(|word| {
        line.strip_prefix(word)
            .is_some_and(|rest| rest.starts_with(':') || rest.starts_with(' '))
    })
}

fn number_before(text: &str, word: &str) -> usize {
    text.split(word)
        .next()
        .and_then(|before| before.rsplit(' ').next())
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_results_add_up() {
        let tally = of_cargo(
            "running 3 tests\n\
             test a ... ok\n\
             test b::c ... FAILED\n\
             test d ... ignored, needs a network\n\
             successes:\n\
             ---- a stdout ----\n\
             skipped: no charts at ../shared/charts\n\
             skipped: no helm either\n\
             successes:\n    a\n\
             test result: FAILED. 4 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out\n\
             test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n",
        );
        assert_eq!(tally.passed, 5, "one of the six did not run");
        assert_eq!(tally.failed, ["b::c"]);
        assert_eq!(tally.skipped.len(), 3);
    }

    #[test]
    fn a_part_that_did_not_run_takes_nothing_away() {
        let tally = of_cargo("SKIPPED registry: not there\ntest result: ok. 2 passed; 0 failed\n");
        assert_eq!((tally.passed, tally.skipped.len()), (2, 1));
    }

    #[test]
    fn node_results_are_the_runners() {
        let tally = of_node(
            "✔ opens (3ms)\n✖ pushes (5ms)\n﹣ pulls (0.1ms) # no helm\n\
             ℹ tests 3\nℹ pass 1\nℹ fail 1\nℹ cancelled 0\nℹ skipped 1\n\
             ✖ failing tests:\n✖ pushes (5ms)\n",
        );
        assert_eq!(tally.passed, 1);
        assert_eq!(tally.failed, ["pushes (5ms)"]);
        assert_eq!(tally.skipped, ["pulls (0.1ms) # no helm"]);
    }
}
