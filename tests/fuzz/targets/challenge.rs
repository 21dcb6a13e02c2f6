//! `WWW-Authenticate` and `Link` come from strangers.
#![no_main]

use chartroom_registry::{next_link, parse_challenges};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = parse_challenges(text);
    let _ = next_link(text);
});
