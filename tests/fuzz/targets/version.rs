//! Versions: what is printed parses to the same, and equals itself.
#![no_main]

use std::cmp::Ordering;

use chartroom_version::{MAX_VERSION_LEN, Version};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = Version::parse_strict(text);
    if let Ok(version) = Version::parse(text) {
        let printed = version.to_string();
        if printed.len() > MAX_VERSION_LEN {
            // Printing fills in `.0.0`, which may push a long one over Masterminds' limit.
            return;
        }
        let again = Version::parse(&printed).expect("a printed version parses");
        assert_eq!(version.cmp_precedence(&again), Ordering::Equal, "{printed}");
        assert_eq!(again.to_string(), printed);
    }
});
