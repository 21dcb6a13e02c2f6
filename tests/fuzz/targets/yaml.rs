//! YAML: any bytes give a value or an error; what we write reads back as what is
//! written the same (a float without a fraction is written, and read again, as an
//! integer, and a key `<<` is written plain, as go-yaml does, and read again as a merge); the short
//! way to JSON gives what the long one gives.
#![no_main]

use chartroom_yaml::{GoType, emit, parse, scan, to_json, value_to_json, yaml_to_json};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    assert_eq!(yaml_to_json(data), parse(data).and_then(value_to_json));
    if let Ok(text) = std::str::from_utf8(data) {
        // The viewers' scanner never fails, whatever is on the screen.
        let _ = scan::outline(text);
    }
    if let Ok(json) = to_json(data, &GoType::Any) {
        let text = emit(&json);
        let again = to_json(text.as_bytes(), &GoType::Any);
        if !text.contains("<<:") {
            assert_eq!(again.as_ref().map(emit).ok(), Some(text));
        }
    }
});
