//! Go's `regexp`: its syntax, its error texts, its choice of matches.
//!
//! Matching takes time in proportion to the text, whatever the pattern.

mod class;
mod escape;
mod fold;
mod matcher;
mod node;
mod parse;
mod program;

use crate::error::Error;
use crate::strconv;
use crate::unicode;
use crate::value::Str;

use program::Program;

/// A compiled regular expression.
pub struct Regexp {
    text: Str,
    program: Program,
    names: Vec<Str>,
}

/// Where the groups of a match are: 0 is the whole match.
pub type Groups = Vec<Option<(usize, usize)>>;

impl Regexp {
    /// Compiles an expression.
    ///
    /// # Errors
    /// Go's text, such as ``error parsing regexp: missing closing ): `(` ``.
    pub fn new(text: &[u8]) -> Result<Regexp, Error> {
        let parsed = parse::parse(text).map_err(|(code, at)| {
            let mut message = b"error parsing regexp: ".to_vec();
            message.extend_from_slice(code.as_bytes());
            message.extend_from_slice(b": `");
            message.extend_from_slice(&at);
            message.push(b'`');
            Error::new(message)
        })?;
        Ok(Regexp {
            text: Str::new(text),
            program: Program::compile(&parsed.node, parsed.names.len()),
            names: parsed.names,
        })
    }

    /// Compiles an expression; the error is the text of the panic of Go's `MustCompile`.
    ///
    /// # Errors
    /// As [`new`](Regexp::new), with ``regexp: Compile(`…`): `` in front.
    pub fn must(text: &[u8]) -> Result<Regexp, Error> {
        Regexp::new(text).map_err(|error| {
            let mut before = b"regexp: Compile(".to_vec();
            if strconv::can_backquote(text) {
                before.push(b'`');
                before.extend_from_slice(text);
                before.push(b'`');
            } else {
                strconv::append_quote(&mut before, text);
            }
            before.extend_from_slice(b"): ");
            error.context(before)
        })
    }

    /// The expression as written.
    pub fn as_str(&self) -> &Str {
        &self.text
    }

    /// Names of the groups, empty for those without; the first is the whole match.
    pub fn names(&self) -> &[Str] {
        &self.names
    }

    /// Whether there is a match.
    pub fn is_match(&self, text: &[u8]) -> bool {
        matcher::search(&self.program, text, 0, false).is_some()
    }

    /// The first match.
    pub fn find(&self, text: &[u8]) -> Option<(usize, usize)> {
        self.groups_at(text, 0)?[0]
    }

    /// The groups of the first match.
    pub fn groups(&self, text: &[u8]) -> Option<Groups> {
        self.groups_at(text, 0)
    }

    fn groups_at(&self, text: &[u8], at: usize) -> Option<Groups> {
        matcher::search(&self.program, text, at, true)
    }

    /// The groups of up to `limit` matches that do not overlap; all without limit.
    pub fn find_all(&self, text: &[u8], limit: Option<usize>) -> Vec<Groups> {
        let mut found = Vec::new();
        let mut at = 0;
        let mut previous = None;
        while at <= text.len() && limit.is_none_or(|n| found.len() < n) {
            let Some(groups) = self.groups_at(text, at) else {
                break;
            };
            let (start, end) = groups[0].unwrap_or((at, at));
            let mut accept = true;
            if end == at {
                // An empty match right behind the last match does not count.
                accept = previous != Some(start);
                at += unicode::decode(&text[at..]).1.max(1);
            } else {
                at = end;
            }
            previous = Some(end);
            if accept {
                found.push(groups);
            }
        }
        found
    }

    /// `ReplaceAllString`: `$1`, `${1}`, `$name` and `$$` are expanded.
    pub fn replace_all(&self, text: &[u8], replacement: &[u8]) -> Vec<u8> {
        self.replace(text, |out, groups| {
            self.expand(out, replacement, text, groups)
        })
    }

    /// `ReplaceAllLiteralString`: the replacement is taken as it is.
    pub fn replace_all_literal(&self, text: &[u8], replacement: &[u8]) -> Vec<u8> {
        self.replace(text, |out, _| out.extend_from_slice(replacement))
    }

    fn replace(&self, text: &[u8], mut put: impl FnMut(&mut Vec<u8>, &Groups)) -> Vec<u8> {
        let mut out = Vec::with_capacity(text.len());
        let (mut last, mut at) = (0, 0);
        while at <= text.len() {
            let Some(groups) = self.groups_at(text, at) else {
                break;
            };
            let (start, end) = groups[0].unwrap_or((at, at));
            out.extend_from_slice(&text[last..start]);
            // No replacement for an empty match right behind another match.
            if end > last || start == 0 {
                put(&mut out, &groups);
            }
            last = end;
            let width = unicode::decode(&text[at..]).1.max(1);
            at = if at + width > end { at + width } else { end };
        }
        out.extend_from_slice(&text[last..]);
        out
    }

    fn expand(&self, out: &mut Vec<u8>, template: &[u8], text: &[u8], groups: &Groups) {
        let mut rest = template;
        while let Some(dollar) = rest.iter().position(|&b| b == b'$') {
            out.extend_from_slice(&rest[..dollar]);
            rest = &rest[dollar + 1..];
            if rest.first() == Some(&b'$') {
                out.push(b'$');
                rest = &rest[1..];
                continue;
            }
            let Some((name, tail)) = group_name(rest) else {
                out.push(b'$');
                continue;
            };
            rest = tail;
            let group = match group_number(name) {
                Some(n) => groups.get(n).copied().flatten(),
                None => (0..groups.len())
                    .filter(|&i| &*self.names[i] == name)
                    .find_map(|i| groups[i]),
            };
            if let Some((start, end)) = group {
                out.extend_from_slice(&text[start..end]);
            }
        }
        out.extend_from_slice(rest);
    }

    /// `Split`: the parts between up to `limit - 1` matches; all without limit. A limit of 0 gives
    /// nothing.
    pub fn split<'t>(&self, text: &'t [u8], limit: Option<usize>) -> Vec<&'t [u8]> {
        if limit == Some(0) {
            return Vec::new();
        }
        if !self.text.is_empty() && text.is_empty() {
            return vec![text];
        }
        let mut parts = Vec::new();
        let (mut begin, mut end) = (0, 0);
        for groups in self.find_all(text, limit) {
            if limit.is_some_and(|n| parts.len() == n - 1) {
                break;
            }
            let (start, stop) = groups[0].unwrap_or((0, 0));
            end = start;
            if stop != 0 {
                parts.push(&text[begin..end]);
            }
            begin = stop;
        }
        if end != text.len() {
            parts.push(&text[begin..]);
        }
        parts
    }
}

/// `QuoteMeta`: an expression that matches the text literally.
pub fn quote_meta(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for &b in text {
        if br"\.+*?()|[]{}^$".contains(&b) {
            out.push(b'\\');
        }
        out.push(b);
    }
    out
}

// `name`, `{name}` or a number, and what follows.
fn group_name(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let body = text.strip_prefix(b"{");
    let name = body.unwrap_or(text);
    let mut len = 0;
    while len < name.len() {
        let (rune, width) = unicode::decode(&name[len..]);
        if !unicode::is_letter(rune) && !unicode::is_digit(rune) && rune != u32::from(b'_') {
            break;
        }
        len += width;
    }
    if len == 0 {
        return None;
    }
    let tail = match body {
        Some(_) => name[len..].strip_prefix(b"}")?,
        None => &name[len..],
    };
    Some((&name[..len], tail))
}

fn group_number(name: &[u8]) -> Option<usize> {
    if name.len() > 1 && name[0] == b'0' || !name.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(name)
        .ok()?
        .parse()
        .ok()
        .filter(|&n: &usize| n < 1_000_000_000)
}
