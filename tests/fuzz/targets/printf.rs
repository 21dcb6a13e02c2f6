//! `printf`: any format with operands of every kind ends, and writes no more than its widths ask.
#![no_main]

use chartroom_gotemplate::{Value, fmt};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if data.len() > 200 {
        return;
    }
    let operands = [
        Value::int(-42),
        Value::from("a\u{e9}\u{ff}"),
        Value::float(-1234.5e-7),
        Value::list(vec![Value::Nil, Value::Bool(true), Value::bytes(vec![1, 255])]),
        Value::map([("k", Value::list(vec![Value::float(f64::NAN)]))]),
        Value::Nil,
    ];
    let count = usize::from(data.first().copied().unwrap_or(0)) % (operands.len() + 1);
    let mut out = Vec::new();
    fmt::sprintf(&mut out, data.get(1..).unwrap_or_default(), &operands[..count]);
});
