//! Values of any shape under a verb.

use super::Printer;
use crate::value::{Kind, Text, Type, Value};

/// Nesting beyond which printing gives up with `...`. Go would print any depth, and never
/// finish on a map that holds itself.
const DEEPEST: u32 = 250;

impl Printer<'_> {
    /// `%!d(string=x)`: the verb does not fit the operand.
    pub(super) fn bad_verb(&mut self, arg: &Value, verb: char) {
        let before = std::mem::replace(&mut self.erroring, true);
        self.out.extend_from_slice(b"%!");
        crate::unicode::encode(self.out, u32::from(verb));
        self.out.push(b'(');
        match arg.ty() {
            None => self.out.extend_from_slice(b"<nil>"),
            Some(ty) => {
                self.out.extend_from_slice(ty.to_string().as_bytes());
                self.out.push(b'=');
                self.print_arg(arg, 'v');
            }
        }
        self.out.push(b')');
        self.erroring = before;
    }

    /// An operand.
    pub(super) fn print_arg(&mut self, arg: &Value, verb: char) {
        if matches!(arg, Value::Nil) {
            return match verb {
                'T' | 'v' => self.pad(b"<nil>"),
                _ => self.bad_verb(arg, verb),
            };
        }
        match verb {
            'T' => return self.plain(arg.type_name().as_bytes()),
            'p' => return self.pointer(arg, 'p'),
            _ => {}
        }
        match arg {
            Value::Bytes(b) if *b.ty == *crate::value::BYTES => {
                self.byte_slice(arg, &b.bytes, verb)
            }
            Value::Null(ty) if **ty == *crate::value::BYTES => {
                if self.sharp_v && verb == 'v' {
                    self.out.extend_from_slice(b"[]byte(nil)");
                } else {
                    self.byte_slice(arg, b"", verb);
                }
            }
            _ => self.print(arg, verb, 0),
        }
    }

    // The text method of the value's type, unless the verb wants the parts.
    fn by_method(&mut self, value: &Value, verb: char) -> bool {
        if self.erroring || !matches!(verb, 'v' | 's' | 'x' | 'X' | 'q') {
            return false;
        }
        let Some(text) = text_of(value) else {
            return false;
        };
        if self.sharp_v {
            return self.in_go(value, text);
        }
        match value {
            Value::Null(ty) if ty.kind() == Kind::Pointer => self.out.extend_from_slice(b"<nil>"),
            Value::Pointer(p) => {
                let text = (text.call)(&p.value);
                self.string(value, &text, verb);
            }
            _ => {
                let text = (text.call)(value);
                self.string(value, &text, verb);
            }
        }
        true
    }

    // What the value's type says it is in Go.
    fn in_go(&mut self, value: &Value, text: Text) -> bool {
        let Some(call) = text.go else {
            return false;
        };
        match value {
            Value::Null(_) => return false,
            Value::Pointer(p) => self.plain(&call(&p.value)),
            _ => self.plain(&call(value)),
        }
        true
    }

    fn print(&mut self, value: &Value, verb: char, depth: u32) {
        match value {
            Value::String(s) => return self.string(value, s, verb),
            Value::Nil | Value::Bool(_) | Value::Int(..) | Value::Uint(..) | Value::Float(..) => {}
            _ => {
                // %w wraps errors in Errorf only.
                if verb == 'w' && !self.erroring {
                    return self.bad_verb(value, verb);
                }
                if self.by_method(value, verb) {
                    return;
                }
                if depth > DEEPEST {
                    return self.out.extend_from_slice(b"...");
                }
            }
        }
        match value {
            Value::Nil => match verb {
                'v' => self.out.extend_from_slice(b"<nil>"),
                _ => self.bad_verb(value, verb),
            },
            Value::Scalar(s) => self.scalar(value, &s.value, verb),
            Value::Bytes(b) => match verb {
                's' => self.plain(&b.bytes),
                'q' => self.quoted(&b.bytes),
                'x' | 'X' => self.hex_bytes(&b.bytes, verb == 'X'),
                _ if self.sharp_v => self.bytes_in_go(b.ty.to_string().as_bytes(), &b.bytes),
                _ => self.byte_elements(&b.bytes, verb),
            },
            Value::List(l) => {
                if l.elem().kind() == UINT8 && matches!(verb, 's' | 'q' | 'x' | 'X') {
                    let bytes: Vec<u8> = l.iter().map(byte_of).collect();
                    return match verb {
                        's' => self.plain(&bytes),
                        'q' => self.quoted(&bytes),
                        _ => self.hex_bytes(&bytes, verb == 'X'),
                    };
                }
                let elem = l.elem();
                self.open(l.ty(), b'[');
                for (i, item) in l.iter().enumerate() {
                    self.separator(i);
                    self.element(item, elem, verb, depth);
                }
                self.close(b']');
            }
            Value::Map(m) => {
                let (key, elem) = (m.ty().key(), m.ty().elem());
                if !self.sharp_v {
                    self.out.extend_from_slice(b"map");
                }
                self.open(m.ty(), b'[');
                for (i, (k, v)) in m.entries().iter().enumerate() {
                    self.separator(i);
                    self.element(k, key, verb, depth);
                    self.out.push(b':');
                    self.element(v, elem, verb, depth);
                }
                self.close(b']');
            }
            Value::Struct(object) => {
                let Type::Struct(fields) = object.ty().underlying() else {
                    return self.open_close(object.ty());
                };
                self.open(object.ty(), b'{');
                for (i, (name, ty)) in fields.iter().enumerate() {
                    self.separator(i);
                    if self.plus_v || self.sharp_v {
                        self.out.extend_from_slice(name.as_bytes());
                        self.out.push(b':');
                    }
                    let field = object.field(name.as_bytes()).unwrap_or_default();
                    self.element(&field, ty, verb, depth);
                }
                self.close(b'}');
            }
            Value::Pointer(p) => {
                let kind = p.value.kind();
                let inside = matches!(kind, Kind::Array | Kind::Slice | Kind::Struct | Kind::Map);
                if depth == 0 && inside {
                    self.out.push(b'&');
                    return self.print(&p.value, verb, depth + 1);
                }
                self.pointer(value, verb);
            }
            Value::Null(ty) => match ty.kind() {
                Kind::Map | Kind::Slice if self.sharp_v => {
                    self.out.extend_from_slice(ty.to_string().as_bytes());
                    self.out.extend_from_slice(b"(nil)");
                }
                Kind::Map => self.out.extend_from_slice(b"map[]"),
                Kind::Slice
                    if matches!(verb, 's' | 'q' | 'x' | 'X') && ty.elem().kind() == UINT8 =>
                {
                    self.string(value, b"", verb);
                }
                Kind::Slice => self.out.extend_from_slice(b"[]"),
                _ => self.pointer(value, verb),
            },
            Value::Func(_) => self.pointer(value, verb),
            basic => self.scalar(value, basic, verb),
        }
    }

    // A basic value; `arg` carries the type to complain about.
    fn scalar(&mut self, arg: &Value, basic: &Value, verb: char) {
        match basic {
            Value::Bool(b) => match verb {
                't' | 'v' => self.pad(if *b { b"true" } else { b"false" }),
                _ => self.bad_verb(arg, verb),
            },
            Value::Int(_, n) => self.integer(arg, n.unsigned_abs(), *n < 0, true, verb),
            Value::Uint(_, n) => self.integer(arg, *n, false, false, verb),
            Value::Float(kind, f) => self.float(arg, *f, *kind, verb),
            Value::Complex(c) => self.complex(arg, c, verb),
            Value::String(s) => self.string(arg, s, verb),
            _ => self.bad_verb(arg, verb),
        }
    }

    // A value in a place of the static type `ty`.
    fn element(&mut self, value: &Value, ty: &'static Type, verb: char, depth: u32) {
        if matches!(value, Value::Nil) {
            if self.sharp_v {
                self.out.extend_from_slice(ty.to_string().as_bytes());
                self.out.extend_from_slice(b"(nil)");
            } else {
                self.out.extend_from_slice(b"<nil>");
            }
            return;
        }
        self.print(value, verb, depth + 1);
    }

    fn open(&mut self, ty: &'static Type, bracket: u8) {
        if self.sharp_v {
            self.out.extend_from_slice(ty.to_string().as_bytes());
            self.out.push(b'{');
        } else {
            self.out.push(bracket);
        }
    }

    fn close(&mut self, bracket: u8) {
        self.out.push(if self.sharp_v { b'}' } else { bracket });
    }

    fn open_close(&mut self, ty: &'static Type) {
        self.open(ty, b'{');
        self.close(b'}');
    }

    fn separator(&mut self, i: usize) {
        if i > 0 {
            self.out
                .extend_from_slice(if self.sharp_v { b", " } else { b" " });
        }
    }

    fn pointer(&mut self, value: &Value, verb: char) {
        let address = match value {
            Value::Null(_) => 0,
            Value::Map(m) => m.address(),
            Value::List(l) => l.address(),
            Value::Bytes(b) => b.bytes.as_ptr() as usize,
            Value::Pointer(p) => std::rc::Rc::as_ptr(p) as usize,
            Value::Func(f) => std::rc::Rc::as_ptr(f) as usize,
            _ => return self.bad_verb(value, verb),
        } as u64;
        // As long as Go's addresses mostly are, wherever this runs.
        let address = match address {
            0 => 0,
            address => address | HEAP,
        };
        match verb {
            'v' if self.sharp_v => {
                self.out.push(b'(');
                self.out.extend_from_slice(value.type_name().as_bytes());
                self.out.extend_from_slice(b")(");
                if address == 0 {
                    self.out.extend_from_slice(b"nil");
                } else {
                    self.hex0x(address, true);
                }
                self.out.push(b')');
            }
            'v' if address == 0 => self.pad(b"<nil>"),
            'v' | 'p' => self.hex0x(address, !self.sharp),
            'b' | 'o' | 'd' | 'x' | 'X' => self.integer(value, address, false, false, verb),
            _ => self.bad_verb(value, verb),
        }
    }
}

/// Go's heap begins at a random address, which mostly has twelve digits.
const HEAP: u64 = 0x2000_0000_0000;

const UINT8: Kind = Kind::Uint(crate::value::UintKind::Uint8);

fn byte_of(v: &Value) -> u8 {
    match v.basic() {
        Value::Uint(_, n) => *n as u8,
        _ => 0,
    }
}

/// The `String` or `Error` method that printing the value would call.
pub(crate) fn text_of(value: &Value) -> Option<Text> {
    match value.ty()? {
        Type::Named(named) => named.text.filter(|t| !t.pointer),
        Type::Pointer(Type::Named(named)) => named.text,
        _ => None,
    }
}
