//! Strings of TOML.

use super::cursor::Reader;

impl Reader<'_> {
    /// A string without escapes, up to its closing quotes.
    pub(super) fn literal(&mut self, close: &str) -> Result<String, String> {
        let mut text = String::new();
        loop {
            if let Some(more) = self.closed(close) {
                text.push_str(more);
                return Ok(text);
            }
            text.push(self.character(close)?);
        }
    }

    /// A string with escapes, up to its closing quotes.
    pub(super) fn basic(&mut self, close: &str) -> Result<String, String> {
        let start = self.at;
        let mut text = String::new();
        loop {
            if let Some(more) = self.closed(close) {
                text.push_str(more);
                return Ok(text);
            }
            match self.character(close)? {
                '\\' => self.escape(&mut text, close, start)?,
                c => text.push(c),
            }
        }
    }

    /// The quotes in front of closing quotes that belong to the text, if the text ends here.
    fn closed(&mut self, close: &str) -> Option<&'static str> {
        if !self.take(close) {
            return None;
        }
        // Up to two quotes may stand in front of the three that close.
        let quote = &close[..1];
        let mut more = 0;
        while close.len() == 3 && more < 2 && self.take(quote) {
            more += 1;
        }
        let both = if quote == "'" { "''" } else { "\"\"" };
        Some(&both[..more])
    }

    fn character(&mut self, close: &str) -> Result<char, String> {
        let Some(c) = self.peek() else {
            return Err(match close {
                "'" => "unexpected EOF; expected \"'\"".to_owned(),
                _ => format!("unexpected EOF; expected '{close}'"),
            });
        };
        if c == '\n' || self.rest().starts_with("\r\n") {
            if close.len() == 1 {
                return Err("strings cannot contain newlines".to_owned());
            }
        } else {
            self.refuse_control(c)?;
        }
        self.at += c.len_utf8();
        Ok(c)
    }

    /// What follows a back-slash; `start` is where the string begins.
    fn escape(&mut self, text: &mut String, close: &str, start: usize) -> Result<(), String> {
        let rest = self.rest();
        if close.len() == 3 {
            // A back-slash at the end of a line swallows the white space that follows.
            let line = rest.trim_start_matches([' ', '\t']);
            if line.starts_with(['\n', '\r']) {
                let kept = rest.trim_start_matches([' ', '\t', '\n', '\r']);
                self.at += rest.len() - kept.len();
                return Ok(());
            }
        }
        let c = rest.chars().next().unwrap_or('\0');
        self.at += c.len_utf8().min(rest.len());
        let digits = match c {
            'b' | 't' | 'n' | 'f' | 'r' | 'e' | '"' | '\\' => {
                text.push(match c {
                    'b' => '\u{8}',
                    't' => '\t',
                    'n' => '\n',
                    'f' => '\u{c}',
                    'r' => '\r',
                    'e' => '\u{1b}',
                    c => c,
                });
                return Ok(());
            }
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => return Err(format!("invalid escape in string '\\{c}'")),
        };
        let rest = self.rest();
        let hex = rest
            .get(..digits)
            .filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(hex) = hex else {
            let good = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
            let bad = rest[good..].chars().next().map_or(0, char::len_utf8);
            let read = self.since(start, self.at + good + bad);
            let digits = match digits {
                2 => "two",
                4 => "four",
                _ => "eight",
            };
            return Err(format!(
                "expected {digits} hexadecimal digits after '\\{c}', but got {read} instead"
            ));
        };
        let Some(decoded) = u32::from_str_radix(hex, 16).ok().and_then(char::from_u32) else {
            return Err(format!(
                "Escaped character '\\{c}{hex}' is not valid UTF-8."
            ));
        };
        self.at += digits;
        text.push(decoded);
        Ok(())
    }
}
