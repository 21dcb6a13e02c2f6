//! The lexer and the parser: any bytes are templates or an error; what was parsed can be executed
//! without any function but Go's own, within limits.
#![no_main]

use chartroom_gotemplate::{FunctionSet, Limits, Options, Template, Value};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut set = Template::new("root", FunctionSet::new());
    if set.parse("main", data).is_err() {
        return;
    }
    let dot = Value::map([
        ("a", Value::from("text")),
        ("b", Value::list(vec![Value::int(1), Value::float(1.5), Value::Nil])),
        ("c", Value::map([("d", Value::Bool(true))])),
    ]);
    let options = Options {
        limits: Limits {
            steps: 20_000,
            bytes: 1 << 20,
            nesting: 300,
            ..Limits::default()
        },
        ..Options::default()
    };
    let mut out = Vec::new();
    let _ = set.execute("main", &dot, &mut out, &options);
    assert!(out.len() <= 2 << 20);
});
