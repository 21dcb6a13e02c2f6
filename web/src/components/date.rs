//! A date: relative for reading, absolute on hover.

use leptos::prelude::*;

use crate::browser::time;

/// The time `milliseconds` after the beginning of 1970.
pub fn date(milliseconds: f64) -> AnyView {
    view! {
        <time datetime=time::rfc3339(milliseconds) title=time::absolute(milliseconds)>{time::relative(milliseconds)}</time>
    }
    .into_any()
}

/// A date as somebody wrote it; a text that is no date is shown as it is.
pub fn written_date(text: &str) -> AnyView {
    match time::parse(text) {
        Some(milliseconds) => date(milliseconds),
        None => text.to_owned().into_any(),
    }
}
