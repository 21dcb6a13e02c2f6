//! Long lists: only the rows in sight, and a few around them, are in the document.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

/// Which rows of a scrolling box are in sight.
#[derive(Clone, Copy)]
pub struct Rows {
    /// The box that scrolls.
    pub frame: NodeRef<html::Div>,
    top: RwSignal<f64>,
    height: RwSignal<f64>,
    row: f64,
}

/// Rows kept beyond both edges, so that scrolling never shows an empty strip.
const MARGIN: usize = 24;
/// Rows are exchanged in steps of this many, so that scrolling by a pixel changes nothing.
const STEP: usize = 12;

impl Rows {
    /// Rows of `row` pixels each.
    pub fn new(row: f64) -> Rows {
        let rows = Rows {
            frame: NodeRef::new(),
            top: RwSignal::new(0.0),
            height: RwSignal::new(900.0),
            row,
        };
        Effect::new(move |_| {
            if let Some(frame) = rows.frame.get() {
                rows.height.set(f64::from(frame.client_height()).max(200.0));
            }
        });
        let resized = window_event_listener(ev::resize, move |_| rows.measure());
        on_cleanup(move || resized.remove());
        rows
    }

    /// To be called when the box has scrolled.
    pub fn measure(&self) {
        if let Some(frame) = self.frame.get_untracked() {
            self.top.set(f64::from(frame.scroll_top()));
            self.height.set(f64::from(frame.client_height()));
        }
    }

    /// The rows to have in the document, of `count`.
    pub fn range(&self, count: Signal<usize>) -> Memo<(usize, usize)> {
        let rows = *self;
        Memo::new(move |_| visible(rows.top.get(), rows.height.get(), rows.row, count.get()))
    }

    /// Scrolls so that `index` stands in the upper third.
    pub fn show(&self, index: usize) {
        if let Some(frame) = self.frame.get_untracked() {
            let third = f64::from(frame.client_height()) / 3.0;
            frame.set_scroll_top((index as f64 * self.row - third).max(0.0) as i32);
            self.measure();
        }
    }

    /// Brings a row into sight that is not: within its box, and the box within the window.
    pub fn reveal(&self, index: usize) {
        let Some(frame) = self.frame.get_untracked() else {
            return;
        };
        let at = index as f64 * self.row - f64::from(frame.scroll_top());
        if at < 0.0 || at + self.row > f64::from(frame.client_height()) {
            self.show(index);
        }
        let at = index as f64 * self.row - f64::from(frame.scroll_top());
        let bottom = window()
            .inner_height()
            .ok()
            .and_then(|height| height.as_f64());
        if bottom
            .is_some_and(|bottom| frame.get_bounding_client_rect().top() + at + self.row > bottom)
        {
            frame.scroll_into_view_with_bool(false);
        }
    }

    /// The height of `count` rows, as CSS.
    pub fn extent(&self, count: usize) -> String {
        [(count as f64 * self.row).to_string().as_str(), "px"].concat()
    }
}

fn visible(top: f64, height: f64, row: f64, count: usize) -> (usize, usize) {
    let first = ((top / row) as usize).saturating_sub(MARGIN) / STEP * STEP;
    let last = ((top + height) / row).ceil() as usize + MARGIN;
    (
        first.min(count),
        last.div_ceil(STEP).saturating_mul(STEP).min(count),
    )
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn the_rows_in_sight_are_always_there() {
        for top in (0..20_000).step_by(7) {
            let (first, last) = visible(f64::from(top), 700.0, 20.0, 1_000);
            assert!(first as f64 * 20.0 <= f64::from(top));
            assert!(last as f64 * 20.0 >= (f64::from(top) + 700.0).min(20_000.0));
            assert!(last - first < 120);
        }
        assert_eq!(visible(0.0, 700.0, 20.0, 3), (0, 3));
        assert_eq!(visible(9_000.0, 700.0, 20.0, 0), (0, 0));
    }
}
