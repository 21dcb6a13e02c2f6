//! Strings of TOML.

use super::cursor::{END, Mistake, Outcome, Reader};
use crate::text;

impl Reader<'_> {
    /// A string in single quotes, behind the first of them.
    pub(super) fn literal(&mut self) -> Outcome<String> {
        self.skip();
        loop {
            match self.next()? {
                END => return Err(self.wrong("unexpected EOF; expected \"'\"")),
                '\r' | '\n' => return Err(self.before("strings cannot contain newlines")),
                '\'' => break,
                _ => {}
            }
        }
        let raw = self.since(1);
        self.skip();
        Ok(raw.to_owned())
    }

    /// A string in double quotes, behind the first of them.
    pub(super) fn basic(&mut self) -> Outcome<String> {
        self.skip();
        loop {
            match self.next()? {
                END => return Err(self.wrong("unexpected EOF; expected '\"'")),
                '\r' | '\n' => return Err(self.before("strings cannot contain newlines")),
                '\\' => self.escape()?,
                '"' => break,
                _ => {}
            }
        }
        let raw = self.since(1);
        self.skip();
        self.unescaped(raw)
    }

    /// A string of several lines, behind the first three of its quotes.
    pub(super) fn long(&mut self, quote: char) -> Outcome<String> {
        self.skip();
        let escapes = quote == '"';
        loop {
            match self.next()? {
                END if escapes => return Err(self.wrong("unexpected EOF; expected '\"\"\"'")),
                END => return Err(self.wrong("unexpected EOF; expected \"'''\"")),
                '\\' if escapes => {
                    if !matches!(self.next()?, '\r' | '\n') {
                        self.back();
                        self.escape()?;
                    }
                    continue;
                }
                c if c == quote && self.accept(quote)? => {}
                _ => continue,
            }
            if !self.accept(quote)? {
                self.back();
                continue;
            }
            if self.peek()? != quote {
                break;
            }
            // Two more quotes may stand before the three that close.
            let read = self.since(0);
            if escapes && read.ends_with("\"\"\"\"\"") && !read.ends_with("\\\"\"\"\"\"") {
                return Err(self.wrong("unexpected '\"\"\"\"\"\"'"));
            }
            if !escapes && read.ends_with("'''''") {
                return Err(self.wrong("unexpected \"''''''\""));
            }
            self.back();
            self.back();
        }
        let raw = self.since(3);
        self.skip();
        let first = raw.strip_prefix('\n').or(raw.strip_prefix("\r\n"));
        let raw = first.unwrap_or(raw);
        match escapes {
            true => self.unescaped(&joined(raw)),
            false => Ok(raw.to_owned()),
        }
    }

    /// What follows a back-slash.
    fn escape(&mut self) -> Outcome<()> {
        let c = self.next()?;
        let (count, digits) = match c {
            'e' | 'b' | 't' | 'n' | 'f' | 'r' | '"' | ' ' | '\t' | '\\' => return Ok(()),
            'x' => (2, "two"),
            'u' => (4, "four"),
            'U' => (8, "eight"),
            c => return Err(self.odd(format!("invalid escape in string '\\{c}'"))),
        };
        for _ in 0..count {
            if !self.next()?.is_ascii_hexdigit() {
                let read = text::quoted(self.since(0));
                return Err(self.wrong(format!(
                    "expected {digits} hexadecimal digits after '\\{c}', but got {read} instead"
                )));
            }
        }
        Ok(())
    }

    /// A string whose escapes are known to be complete.
    fn unescaped(&self, raw: &str) -> Outcome<String> {
        let mut out = String::with_capacity(raw.len());
        let mut rest = raw;
        while let Some((before, after)) = rest.split_once('\\') {
            out.push_str(before);
            let mut escape = after.chars();
            let c = escape.next().unwrap_or_default();
            rest = escape.as_str();
            let count = match c {
                'x' => 2,
                'u' => 4,
                'U' => 8,
                c => {
                    out.push(self.control(c)?);
                    continue;
                }
            };
            let (digits, behind) = rest.split_at_checked(count).unwrap_or((rest, ""));
            let code = u32::from_str_radix(digits, 16).ok();
            let Some(decoded) = code.and_then(char::from_u32) else {
                let text = format!("Escaped character '\\u{digits}' is not valid UTF-8.");
                return Err(self.here(text));
            };
            out.push(decoded);
            rest = behind;
        }
        out.push_str(rest);
        Ok(out)
    }

    fn control(&self, letter: char) -> Result<char, Mistake> {
        Ok(match letter {
            'b' => '\u{8}',
            't' => '\t',
            'n' => '\n',
            'f' => '\u{c}',
            'r' => '\r',
            'e' => '\u{1b}',
            ' ' | '\t' => return Err(self.here(format!("invalid escape: '\\{letter}'"))),
            c => c,
        })
    }
}

/// Without the back-slashes at the ends of lines and the white space that follows them.
fn joined(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        let after = &rest[at + 1..];
        let kept = after.trim_start_matches([' ', '\t', '\r', '\n']);
        if after[..after.len() - kept.len()].contains('\n') {
            out.push_str(&rest[..at]);
            rest = kept;
            continue;
        }
        // Another escape, whose second back-slash begins none.
        let size = at + 1 + usize::from(after.starts_with('\\'));
        out.push_str(&rest[..size]);
        rest = &rest[size..];
    }
    out.push_str(rest);
    out
}
