//! References: what is printed parses to the same.
#![no_main]

use chartroom_oci::Reference;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(reference) = Reference::parse(text) {
        let printed = reference.to_string();
        assert_eq!(
            Reference::parse(&printed).ok(),
            Some(reference),
            "{printed}"
        );
    }
    let _ = Reference::parse_helm(text);
});
