//! A text of TOML, and how far it is read.

use chartroom_gotemplate::strconv;

/// What was read, or what is wrong with it, in the library's words.
pub(super) type Outcome<T> = Result<T, String>;

/// The document, and how far it is read.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) last_key: String,
}

impl<'a> Reader<'a> {
    pub(super) fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(super) fn take(&mut self, wanted: &str) -> bool {
        let found = self.rest().starts_with(wanted);
        if found {
            self.at += wanted.len();
        }
        found
    }

    pub(super) fn blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start_matches([' ', '\t']).len();
    }

    /// Skips white space, line ends and comments.
    pub(super) fn gap(&mut self) -> Outcome<()> {
        loop {
            self.blanks();
            if self.take("\n") || self.take("\r\n") {
                continue;
            }
            if self.peek() != Some('#') {
                return Ok(());
            }
            self.comment()?;
        }
    }

    pub(super) fn comment(&mut self) -> Outcome<()> {
        while let Some(c) = self.peek().filter(|c| *c != '\n') {
            if !self.rest().starts_with("\r\n") {
                self.refuse_control(c)?;
            }
            self.at += c.len_utf8();
        }
        Ok(())
    }

    pub(super) fn refuse_control(&self, c: char) -> Outcome<()> {
        if c != '\t' && c.is_ascii_control() {
            let code = u32::from(c);
            return Err(format!(
                "TOML files cannot contain control characters: '0x{code:02x}'"
            ));
        }
        Ok(())
    }

    /// A part of the text in quotes, for a message.
    pub(super) fn since(&self, start: usize, end: usize) -> String {
        crate::text::quoted(&self.text[start..end])
    }

    /// What stands here, for a message.
    pub(super) fn got(&self, end: &str) -> String {
        match self.peek() {
            None => end.to_owned(),
            Some(c) => {
                let mut quoted = Vec::new();
                strconv::quote_rune(&mut quoted, u32::from(c), false);
                String::from_utf8_lossy(&quoted).into_owned()
            }
        }
    }
}
