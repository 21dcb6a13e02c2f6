//! Go's `fmt`: text of values.

use crate::value::Value;

/// Appends what `fmt.Sprintf(format, args...)` gives.
pub fn sprintf(out: &mut Vec<u8>, format: &[u8], args: &[Value]) {
    let _ = (out, format, args);
}

/// Appends what `fmt.Sprint(args...)` gives: a space between two operands that are both not
/// strings.
pub fn sprint(out: &mut Vec<u8>, args: &[Value]) {
    let _ = (out, args);
}

/// Appends what `fmt.Sprintln(args...)` gives.
pub fn sprintln(out: &mut Vec<u8>, args: &[Value]) {
    let _ = (out, args);
}

/// Appends the value as `%v` prints it.
pub fn print_value(out: &mut Vec<u8>, value: &Value) {
    let _ = (out, value);
}
