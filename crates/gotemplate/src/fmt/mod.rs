//! Go's `fmt`: text of values, with every verb, flag and complaint of `Sprintf`.

mod number;
mod printf;
mod text;
mod value;

use crate::value::{FloatKind, Kind, Value};

pub use printf::sprintf;

/// Flags, width and precision of one verb, and where the text goes.
pub(crate) struct Printer<'o> {
    out: &'o mut Vec<u8>,
    width: Option<usize>,
    precision: Option<usize>,
    minus: bool,
    plus: bool,
    sharp: bool,
    space: bool,
    zero: bool,
    // `%+v` and `%#v` are forms of their own: the flags plus and sharp are off in them.
    plus_v: bool,
    sharp_v: bool,
    // While a complaint is being printed, methods are not called.
    erroring: bool,
}

impl<'o> Printer<'o> {
    fn new(out: &'o mut Vec<u8>) -> Self {
        Printer {
            out,
            width: None,
            precision: None,
            minus: false,
            plus: false,
            sharp: false,
            space: false,
            zero: false,
            plus_v: false,
            sharp_v: false,
            erroring: false,
        }
    }

    fn clear_flags(&mut self) {
        self.width = None;
        self.precision = None;
        self.minus = false;
        self.plus = false;
        self.sharp = false;
        self.space = false;
        self.zero = false;
        self.plus_v = false;
        self.sharp_v = false;
    }
}

/// Appends what `fmt.Sprint(args...)` gives: a space between two operands that are both not
/// strings.
pub fn sprint(out: &mut Vec<u8>, args: &[Value]) {
    let mut previous = false;
    for (i, arg) in args.iter().enumerate() {
        let string = arg.kind() == Kind::String;
        if i > 0 && !string && !previous {
            out.push(b' ');
        }
        print_value(out, arg);
        previous = string;
    }
}

/// Appends what `fmt.Sprintln(args...)` gives: spaces between all operands, and a newline.
pub fn sprintln(out: &mut Vec<u8>, args: &[Value]) {
    for (i, arg) in args.iter().enumerate() {
        if i > 0 {
            out.push(b' ');
        }
        print_value(out, arg);
    }
    out.push(b'\n');
}

/// Appends the value as `%v` prints it.
pub fn print_value(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::String(s) => out.extend_from_slice(s),
        Value::Int(_, n) => number::append_int(out, *n),
        Value::Uint(_, n) => number::append_uint(out, *n),
        Value::Bool(b) => out.extend_from_slice(if *b { b"true" } else { b"false" }),
        // Numbers of values files are floats, and mostly whole and small.
        Value::Float(FloatKind::Float64, f)
            if f.abs() < 1e6 && f.trunc() == *f && (*f != 0.0 || f.is_sign_positive()) =>
        {
            number::append_int(out, *f as i64);
        }
        _ => Printer::new(out).print_arg(value, 'v'),
    }
}

/// The value as `%v` prints it.
pub fn to_bytes(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    print_value(&mut out, value);
    out
}
