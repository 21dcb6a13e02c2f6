//! Work that waits for other work: each job starts as soon as everything it needs is done, so that
//! a compiler's last, single-threaded minute does not keep the other cores idle.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread;

use crate::failure::{Failure, Outcome};
use crate::step;

/// A job among others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Job(usize);

/// How a job ended.
#[derive(Debug)]
pub enum End {
    /// It did what it should.
    Done,
    /// It failed.
    Failed(Failure),
    /// It was not tried, because this one, which it needs, did not end well.
    Untried(Job),
}

struct Entry<'a> {
    needs: Vec<Job>,
    work: Option<Box<dyn FnOnce() -> Outcome + Send + 'a>>,
    end: Option<End>,
}

/// Jobs to run. A job can only need one that was added before, so there are no circles.
#[derive(Default)]
pub struct Jobs<'a> {
    entries: Vec<Entry<'a>>,
}

impl<'a> Jobs<'a> {
    /// Adds a job that starts when all it needs are done.
    pub fn add(&mut self, needs: &[Job], work: impl FnOnce() -> Outcome + Send + 'a) -> Job {
        self.entries.push(Entry {
            needs: needs.to_vec(),
            work: Some(Box::new(work)),
            end: None,
        });
        Job(self.entries.len() - 1)
    }

    /// Runs all of them, under the label of the caller; a failure stops only what needs it.
    pub fn run(mut self) -> Ends {
        let label = step::label();
        let (sender, receiver) = mpsc::channel();
        thread::scope(|scope| {
            let mut running = 0;
            loop {
                for job in self.settle() {
                    let Some(work) = self.entries[job.0].work.take() else {
                        continue;
                    };
                    let sender = sender.clone();
                    running += 1;
                    scope.spawn(move || {
                        let work = AssertUnwindSafe(|| step::labelled(label, work));
                        let outcome = catch_unwind(work)
                            .unwrap_or_else(|_| Err(Failure::new("a step ended by a panic")));
                        // Nobody hangs up before the last job has reported.
                        let _ = sender.send((job, outcome));
                    });
                }
                if running == 0 {
                    break;
                }
                let Ok((job, outcome)) = receiver.recv() else {
                    break;
                };
                running -= 1;
                self.entries[job.0].end = Some(match outcome {
                    Ok(()) => End::Done,
                    Err(failure) => End::Failed(failure),
                });
            }
        });
        let end = |entry: Entry<'_>| entry.end.unwrap_or(End::Done);
        Ends(self.entries.into_iter().map(end).collect())
    }

    /// Gives up those that need what has failed, and names those that can start.
    fn settle(&mut self) -> Vec<Job> {
        let mut ready = Vec::new();
        for index in 0..self.entries.len() {
            let entry = &self.entries[index];
            if entry.end.is_some() || entry.work.is_none() {
                continue;
            }
            let ended = |job: &Job| self.entries[job.0].end.as_ref();
            let broken = entry
                .needs
                .iter()
                .find(|job| ended(job).is_some_and(|end| !matches!(end, End::Done)));
            if let Some(job) = broken {
                self.entries[index].end = Some(End::Untried(*job));
            } else if entry.needs.iter().all(|job| ended(job).is_some()) {
                ready.push(Job(index));
            }
        }
        ready
    }
}

/// How all jobs ended.
#[derive(Debug)]
pub struct Ends(Vec<End>);

impl Ends {
    /// Why a job is not done: its own failure, or that of the job it needed.
    pub fn failure(&self, job: Job) -> Option<&Failure> {
        match &self.0[job.0] {
            End::Done => None,
            End::Failed(failure) => Some(failure),
            End::Untried(needed) => self.failure(*needed),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::mpsc::sync_channel;

    use super::*;

    #[test]
    fn a_job_starts_after_what_it_needs() {
        let order = Mutex::new(Vec::new());
        let note = |name: &'static str| {
            order.lock().expect("no job panics").push(name);
            Ok(())
        };
        let mut jobs = Jobs::default();
        let first = jobs.add(&[], || note("first"));
        let second = jobs.add(&[first], || note("second"));
        let third = jobs.add(&[first, second], || note("third"));
        let ends = jobs.run();
        assert!(ends.failure(third).is_none());
        assert_eq!(
            *order.lock().expect("no job panics"),
            ["first", "second", "third"]
        );
    }

    #[test]
    fn jobs_that_need_nothing_run_side_by_side() {
        // Each waits for the other: one after the other they would never end.
        let (to_right, from_left) = sync_channel(0);
        let (to_left, from_right) = sync_channel(0);
        let mut jobs = Jobs::default();
        let left = jobs.add(&[], move || {
            let _ = to_right.send(());
            from_right
                .recv()
                .map_err(|error| Failure::new(error.to_string()))
        });
        jobs.add(&[], move || {
            let _ = from_left.recv();
            let _ = to_left.send(());
            Ok(())
        });
        assert!(jobs.run().failure(left).is_none());
    }

    #[test]
    fn what_needs_a_failed_job_is_not_tried_and_the_rest_is() {
        let mut jobs = Jobs::default();
        let broken = jobs.add(&[], || Err(Failure::new("no compiler")));
        let after = jobs.add(&[broken], || panic!("this must not be tried"));
        let last = jobs.add(&[after], || Ok(()));
        let apart = jobs.add(&[], || Ok(()));
        let ends = jobs.run();
        for job in [broken, after, last] {
            assert_eq!(
                ends.failure(job).map(ToString::to_string).as_deref(),
                Some("no compiler")
            );
        }
        assert!(ends.failure(apart).is_none());
    }

    #[test]
    fn a_panic_is_a_failure() {
        let mut jobs = Jobs::default();
        let job = jobs.add(&[], || panic!("as a test"));
        assert!(jobs.run().failure(job).is_some());
    }
}
