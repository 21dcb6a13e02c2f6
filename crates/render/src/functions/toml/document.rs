//! TOML as `BurntSushi/toml` 1.6 reads it: TOML 1.1, and its own ways beside.

use chartroom_gotemplate::{Map, Value};

use super::cursor::{END, Outcome, Reader, quoted};

/// Reads a document.
///
/// # Errors
/// `toml: line 1 (last key "a"): …`, in the library's words.
pub(super) fn read(bytes: &[u8]) -> Result<Map, String> {
    let marks: [&[u8]; 3] = [b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"];
    let bare = marks.iter().find_map(|mark| bytes.strip_prefix(*mark));
    let bytes = bare.unwrap_or(bytes);
    if bytes.iter().take(6).any(|byte| *byte == 0) {
        return Err("toml: line 1: files cannot contain NULL bytes; \
                    probably using UTF-16; TOML files must be UTF-8"
            .to_owned());
    }
    let mut reader = Reader::new(bytes);
    match reader.document() {
        Ok(()) => Ok(reader.scope.finish()),
        Err(mistake) => {
            let (line, text) = (mistake.line, mistake.text);
            Err(match reader.scope.current().as_str() {
                "" => format!("toml: line {line}: {text}"),
                key => {
                    let key = crate::text::quoted(key);
                    format!("toml: line {line} (last key {key}): {text}")
                }
            })
        }
    }
}

impl Reader<'_> {
    fn document(&mut self) -> Outcome<()> {
        loop {
            match self.gap()? {
                END => return Ok(()),
                '[' => self.header()?,
                _ => {
                    self.back();
                    let outer = self.scope.context.clone();
                    self.pair(0)?;
                    self.scope.context = outer;
                    self.scope.key.clear();
                }
            }
            self.line_end()?;
        }
    }

    fn line_end(&mut self) -> Outcome<()> {
        loop {
            match self.next()? {
                ' ' | '\t' => {}
                '#' => return self.comment(),
                '\r' | '\n' | END => {
                    self.skip();
                    return Ok(());
                }
                c => {
                    let got = quoted(c);
                    return Err(self.wrong(format!(
                        "expected a top-level item to end with a newline, comment, or EOF, but got {got} instead"
                    )));
                }
            }
        }
    }

    fn header(&mut self) -> Outcome<()> {
        let list = self.accept('[')?;
        self.skip();
        let path = self.name()?;
        if list {
            let c = self.next()?;
            if c != ']' {
                let got = quoted(c);
                return Err(self.wrong(format!(
                    "expected end of table array name delimiter ']', but got {got} instead"
                )));
            }
        }
        self.skip();
        self.scope.enter(&path, list)?;
        self.scope.note_array("", false);
        Ok(())
    }

    /// `key = value` into the table of the scope. Gives the tables on the way to the key, the key
    /// and the value; whoever asks puts the scope back.
    pub(super) fn pair(&mut self, depth: usize) -> Outcome<(Vec<String>, Value)> {
        let mut path = self.key()?;
        self.scope.key = path.pop().unwrap_or_default();
        for part in &path {
            self.scope.descend(part)?;
        }
        let (value, is_array) = self.value(false, depth)?;
        let key = self.scope.key.clone();
        self.scope.set(&key, value.clone())?;
        self.scope.note_array(&key, is_array);
        path.push(key);
        Ok((path, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nesting_ends_somewhere() {
        let deep = [
            format!("a={}", "[".repeat(100_000)),
            format!("a={}", "{a=".repeat(100_000)),
            format!("{}=1", vec!["a"; 100_000].join(".")),
            format!("[{}]", vec!["a"; 100_000].join(".")),
        ];
        for text in deep {
            let error = read(text.as_bytes()).unwrap_err();
            assert!(error.ends_with("nested too deeply"), "{error}");
        }
    }
}
