//! Constraints: any text is a constraint or an error, and `check` says yes
//! exactly where `validate` finds no reason against.
#![no_main]

use chartroom_version::{Constraint, Version};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &str)| {
    let (constraint, version) = input;
    if let (Ok(constraint), Ok(version)) = (Constraint::parse(constraint), Version::parse(version))
    {
        assert_eq!(
            constraint.check(&version),
            constraint.validate(&version).is_ok()
        );
    }
});
