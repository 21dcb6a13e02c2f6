//! What is under way: the neat line under the header shows it, the live region says it by quarters.

use leptos::prelude::*;

/// How far the work of this moment is.
#[derive(Clone, Copy)]
pub struct Activity {
    running: RwSignal<u32>,
    done: RwSignal<f64>,
}

impl Activity {
    /// Nothing under way.
    pub fn new() -> Activity {
        Activity {
            running: RwSignal::new(0),
            done: RwSignal::new(0.0),
        }
    }

    /// Begins a piece of work; it ends when the guard is dropped.
    pub fn begin(&self) -> Running {
        if self.running.get_untracked() == 0 {
            self.done.set(0.04);
        }
        self.running.update(|running| *running += 1);
        Running(*self)
    }

    /// Says how far the work is, 0 to 1; never goes back.
    pub fn advance(&self, done: f64) {
        if done > self.done.get_untracked() {
            self.done.set(done.min(1.0));
        }
    }

    /// Whether something is under way.
    pub fn is_running(&self) -> bool {
        self.running.get() > 0
    }

    /// How far it is, 0 to 1.
    pub fn done(&self) -> f64 {
        self.done.get()
    }
}

/// A piece of work under way.
pub struct Running(Activity);

impl Drop for Running {
    fn drop(&mut self) {
        // The page may be gone by the time a request ends.
        let _ = self
            .0
            .running
            .try_update(|running| *running = running.saturating_sub(1));
    }
}

/// Turns a fraction into the quarter it passed, so that a listener hears four steps and not four hundred.
#[derive(Clone, Copy, Default)]
pub struct Quarters(u8);

impl Quarters {
    /// The percentage to announce, when `fraction` has passed another quarter.
    pub fn pass(&mut self, fraction: f64) -> Option<u8> {
        let quarter = (fraction.clamp(0.0, 1.0) * 4.0).floor() as u8;
        (quarter > self.0).then(|| {
            self.0 = quarter;
            quarter * 25
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Quarters;

    #[test]
    fn progress_is_announced_by_quarters() {
        let mut quarters = Quarters::default();
        let said: Vec<u8> = (0..=100)
            .filter_map(|percent| quarters.pass(f64::from(percent) / 100.0))
            .collect();
        assert_eq!(said, [25, 50, 75, 100]);
        let mut quarters = Quarters::default();
        assert_eq!(quarters.pass(0.9), Some(75));
        assert_eq!(quarters.pass(0.8), None);
    }
}
