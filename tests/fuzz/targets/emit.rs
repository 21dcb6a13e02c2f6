//! Writing YAML: what was written reads back as what it was.
#![no_main]

use chartroom_yaml::{GoType, emit, to_json};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(json) = to_json(data, &GoType::Any) else {
        return;
    };
    let text = emit(&json);
    match to_json(text.as_bytes(), &GoType::Any) {
        // Key order of ties and numbers may be told apart by their spelling only.
        Ok(again) => assert_eq!(emit(&again), text, "{json:?}"),
        Err(error) => panic!("{error}: {text:?}"),
    }
});
