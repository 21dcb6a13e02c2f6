//! `--set` and its kind: any line changes the values or is an error.
#![no_main]

use chartroom_render::values::{Dialect, Object, apply};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    let Ok(line) = std::str::from_utf8(rest) else {
        return;
    };
    let read = |path: &str| Ok::<String, String>(path.to_owned());
    let dialect = match first % 5 {
        0 => Dialect::Typed,
        1 => Dialect::Text,
        2 => Dialect::Json,
        3 => Dialect::Literal,
        _ => Dialect::File(&read),
    };
    let mut values = Object::new();
    for part in line.split('\n') {
        let _ = apply(part, dialect, &mut values);
    }
});
