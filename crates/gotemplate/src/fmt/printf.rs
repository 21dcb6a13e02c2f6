//! The format string of `Sprintf`.

use super::Printer;
use crate::unicode;
use crate::value::Value;

/// Widths and precisions beyond this are refused, as in Go.
const LARGEST: i64 = 1_000_000;

/// Appends what `fmt.Sprintf(format, args...)` gives.
pub fn sprintf(out: &mut Vec<u8>, format: &[u8], args: &[Value]) {
    let mut reader = Reader {
        format,
        at: 0,
        args,
        next: 0,
        reordered: false,
        good: true,
    };
    let mut p = Printer::new(out);
    while reader.at < format.len() {
        let rest = &format[reader.at..];
        let text = rest.iter().position(|&b| b == b'%').unwrap_or(rest.len());
        p.out.extend_from_slice(&rest[..text]);
        reader.at += text;
        if reader.at >= format.len() {
            break;
        }
        reader.at += 1;
        if !reader.verb(&mut p) {
            break;
        }
    }
    if !reader.reordered && reader.next < args.len() {
        p.clear_flags();
        p.out.extend_from_slice(b"%!(EXTRA ");
        for (i, arg) in args[reader.next..].iter().enumerate() {
            if i > 0 {
                p.out.extend_from_slice(b", ");
            }
            match arg.ty() {
                None => p.out.extend_from_slice(b"<nil>"),
                Some(ty) => {
                    p.out.extend_from_slice(ty.to_string().as_bytes());
                    p.out.push(b'=');
                    p.print_arg(arg, 'v');
                }
            }
        }
        p.out.push(b')');
    }
}

struct Reader<'a> {
    format: &'a [u8],
    at: usize,
    args: &'a [Value],
    next: usize,
    // Whether an explicit index was used: then unused operands are no mistake.
    reordered: bool,
    // Whether the indexes of the current verb made sense.
    good: bool,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.format.get(self.at).copied()
    }

    // One verb, the percent sign being read. False at the end of a format without verb.
    fn verb(&mut self, p: &mut Printer<'_>) -> bool {
        self.good = true;
        p.clear_flags();
        while let Some(c) = self.peek() {
            match c {
                b'#' => p.sharp = true,
                b'0' => p.zero = true,
                b'+' => p.plus = true,
                b'-' => p.minus = true,
                b' ' => p.space = true,
                _ => break,
            }
            self.at += 1;
        }
        let mut indexed = self.index();
        if self.peek() == Some(b'*') {
            self.at += 1;
            match self.star() {
                Some(n) => {
                    if n < 0 {
                        p.minus = true;
                        p.zero = false;
                    }
                    p.width = Some(n.unsigned_abs() as usize);
                }
                None => p.out.extend_from_slice(b"%!(BADWIDTH)"),
            }
            indexed = false;
        } else {
            p.width = self.number(self.format.len());
            if indexed && p.width.is_some() {
                self.good = false;
            }
        }
        if self.peek() == Some(b'.') && self.at + 1 < self.format.len() {
            self.at += 1;
            if indexed {
                self.good = false;
            }
            indexed = self.index();
            if self.peek() == Some(b'*') {
                self.at += 1;
                p.precision = match self.star() {
                    Some(n) if n >= 0 => Some(n as usize),
                    _ => {
                        p.out.extend_from_slice(b"%!(BADPREC)");
                        None
                    }
                };
                indexed = false;
            } else {
                p.precision = Some(self.number(self.format.len()).unwrap_or(0));
            }
        }
        if !indexed {
            self.index();
        }
        if self.at >= self.format.len() {
            p.out.extend_from_slice(b"%!(NOVERB)");
            return false;
        }
        let (rune, size) = unicode::decode(&self.format[self.at..]);
        self.at += size;
        let verb = char::from_u32(rune).unwrap_or('\u{fffd}');
        if verb == '%' {
            p.out.push(b'%');
        } else if !self.good {
            self.complain(p, verb, b"(BADINDEX)");
        } else if self.next >= self.args.len() {
            self.complain(p, verb, b"(MISSING)");
        } else {
            if matches!(verb, 'v' | 'w') {
                p.sharp_v = std::mem::take(&mut p.sharp);
                p.plus_v = std::mem::take(&mut p.plus);
            }
            p.print_arg(&self.args[self.next], verb);
            self.next += 1;
        }
        true
    }

    fn complain(&self, p: &mut Printer<'_>, verb: char, what: &[u8]) {
        p.out.extend_from_slice(b"%!");
        unicode::encode(p.out, u32::from(verb));
        p.out.extend_from_slice(what);
    }

    // `[3]` in front of a star or a verb: the operand to use. True if there was a number.
    fn index(&mut self) -> bool {
        if self.peek() != Some(b'[') {
            return false;
        }
        self.reordered = true;
        let rest = &self.format[self.at..];
        let close = rest
            .iter()
            .position(|&b| b == b']')
            .filter(|_| rest.len() >= 3);
        let Some(close) = close else {
            self.good = false;
            self.at += 1;
            return false;
        };
        let end = self.at + close;
        self.at += 1;
        let number = self.number(end).filter(|_| self.at == end);
        self.at = end + 1;
        match number {
            Some(n) if (1..=self.args.len()).contains(&n) => {
                self.next = n - 1;
                true
            }
            other => {
                self.good = false;
                other.is_some()
            }
        }
    }

    // The operand for a star: `None` if it is no integer, or too large a one.
    fn star(&mut self) -> Option<i64> {
        let arg = self.args.get(self.next)?;
        self.next += 1;
        let n = match arg.basic() {
            Value::Int(_, n) => *n,
            Value::Uint(_, n) => i64::try_from(*n).ok()?,
            _ => return None,
        };
        (-LARGEST..=LARGEST).contains(&n).then_some(n)
    }

    // Digits before `end`; a number that is too large swallows everything up to there.
    fn number(&mut self, end: usize) -> Option<usize> {
        let mut value = None;
        while self.at < end && self.format[self.at].is_ascii_digit() {
            let n = value.unwrap_or(0);
            if n > LARGEST {
                self.at = end;
                return None;
            }
            value = Some(n * 10 + i64::from(self.format[self.at] - b'0'));
            self.at += 1;
        }
        value.map(|n| n as usize)
    }
}
