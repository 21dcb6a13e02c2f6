//! Keys of TOML.

use super::cursor::{Outcome, Reader};

impl<'a> Reader<'a> {
    pub(super) fn first_key(&mut self) -> Outcome<String> {
        match self.peek() {
            None | Some('=') => Err("unexpected '=': key name appears blank".to_owned()),
            Some('.') => Err("unexpected '.': keys cannot start with a '.'".to_owned()),
            Some(_) => self.key(),
        }
    }

    pub(super) fn key(&mut self) -> Outcome<String> {
        match self.peek() {
            Some('"') => {
                self.at += 1;
                return self.basic("\"");
            }
            Some('\'') => {
                self.at += 1;
                return self.literal("'");
            }
            _ => {}
        }
        let name = self.bare();
        if name.is_empty() {
            let got = self.got("end of file");
            return Err(format!("expected '.' or '=', but got {got} instead"));
        }
        Ok(name.to_owned())
    }

    /// A name without quotes, which may have no letters at all.
    pub(super) fn bare(&mut self) -> &'a str {
        let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let rest = self.rest();
        let length = rest.find(|c| !bare(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }
}
