//! Dates: relative for reading, absolute on hover, RFC 3339 for Helm.

use js_sys::Date;
use wasm_bindgen::JsValue;

use crate::text::{Key, count, t};

/// Now, in milliseconds since 1970.
pub fn now() -> f64 {
    Date::now()
}

/// `2026-01-02T03:04:05Z`: what Helm writes under TZ=UTC. The fraction is cut, not rounded.
pub fn rfc3339(milliseconds: f64) -> String {
    let date = Date::new(&JsValue::from_f64((milliseconds / 1000.0).floor() * 1000.0));
    let text = date.to_iso_string().as_string().unwrap_or_default();
    match text.split_once('.') {
        Some((seconds, _)) => [seconds, "Z"].concat(),
        None => text,
    }
}

/// Milliseconds since 1970 of an RFC 3339 text, when it is one.
pub fn parse(text: &str) -> Option<f64> {
    let time = Date::parse(text);
    time.is_finite().then_some(time)
}

/// `2026-01-02 03:04:05 UTC`.
pub fn absolute(milliseconds: f64) -> String {
    let text = rfc3339(milliseconds);
    [&text.trim_end_matches('Z').replace('T', " "), " UTC"].concat()
}

/// `3 days ago`, `just now`, `in 2 hours`.
pub fn relative(milliseconds: f64) -> String {
    let seconds = (now() - milliseconds) / 1000.0;
    let (ago, seconds) = (seconds >= 0.0, seconds.abs());
    let (past, future, unit) = match seconds {
        s if s < 45.0 => return t(Key::time_now).to_owned(),
        s if s < 5_400.0 => (Key::time_minutes_ago, Key::time_minutes_in, 60.0),
        s if s < 129_600.0 => (Key::time_hours_ago, Key::time_hours_in, 3_600.0),
        s if s < 3_888_000.0 => (Key::time_days_ago, Key::time_days_in, 86_400.0),
        s if s < 47_304_000.0 => (Key::time_months_ago, Key::time_months_in, 2_629_746.0),
        _ => (Key::time_years_ago, Key::time_years_in, 31_556_952.0),
    };
    let n = (seconds / unit).round().max(1.0) as usize;
    count(if ago { past } else { future }, n)
}
