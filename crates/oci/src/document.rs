//! JSON text pretty-printed for reading, annotated, and never altered.
//!
//! The manifest viewer shows the document a registry holds. So keys keep their order, duplicates
//! stay, and strings and numbers are shown with exactly the characters of the source; only the
//! white space between them is ours. Every object with `mediaType`, `digest` and `size` is a
//! descriptor wherever it stands, also in documents this crate has no type for.

use crate::json::{self, Node, NodeKind};
use crate::media_type::is_explained;
use crate::{Descriptor, Digest, Json, go_decode};

pub use crate::json::{JsonError, MAX_DEPTH};

/// Longer objects are not read as whole descriptors, only their three members.
const MAX_DESCRIPTOR: usize = 64 * 1024;

/// A parsed document.
#[derive(Clone, Debug)]
pub struct Document {
    source: String,
    root: Node,
}

/// One line of the printed document.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// How deep the line is nested; two spaces each in [`Document::text`].
    pub indent: usize,
    /// What is on the line, in order. Joined they are the line's text.
    pub tokens: Vec<Token>,
    /// The JSON pointer (RFC 6901) of the value that starts, or ends, on this line.
    pub path: String,
    /// For a line that opens an object or array: the index of the line that closes it.
    pub closes: Option<usize>,
}

/// A piece of a line.
#[derive(Clone, PartialEq, Debug)]
pub struct Token {
    /// The characters, as in the source (strings with their quotes and escapes).
    pub text: String,
    /// What it is.
    pub kind: TokenKind,
}

/// What a piece of a line is, and what it leads to.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub enum TokenKind {
    /// Braces, brackets, commas, colons with their space.
    Punctuation,
    /// The key of a member.
    Key,
    /// Any other string.
    String,
    /// A number.
    Number,
    /// `true`, `false` or `null`.
    Literal,
    /// The digest of a descriptor: a link to the content it names.
    DigestLink(Box<Descriptor>),
    /// A digest that stands alone (in an annotation, say): nothing is known about what it names.
    Digest(Digest),
    /// A media type; the text without quotes, to be looked up with
    /// [`explain`](crate::media_type::explain).
    MediaType(String),
    /// An address that can be opened, unescaped.
    Url(String),
    /// The size of a descriptor in bytes.
    Size(u64),
}

impl Document {
    /// Parses JSON text (RFC 8259, UTF-8).
    ///
    /// # Errors
    ///
    /// Anything that is not one JSON value with nothing but white space around it, and nesting
    /// deeper than [`MAX_DEPTH`].
    pub fn parse(bytes: &[u8]) -> Result<Document, JsonError> {
        let source =
            std::str::from_utf8(bytes).map_err(|error| JsonError::not_utf8(error.valid_up_to()))?;
        let root = json::parse(source)?;
        Ok(Document {
            source: source.to_owned(),
            root,
        })
    }

    /// The text as it came.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The lines of the printed document.
    pub fn lines(&self) -> Vec<Line> {
        let mut printer = Printer {
            source: &self.source,
            lines: Vec::new(),
            path: String::new(),
        };
        printer.value(&self.root, Vec::new(), 0, Role::None, "");
        printer.lines
    }

    /// The printed document as text, without a newline at its end.
    pub fn text(&self) -> String {
        let mut out = String::with_capacity(self.source.len() * 2);
        for (i, line) in self.lines().iter().enumerate() {
            if i > 0 {
                out.push('\n');
            }
            (0..line.indent).for_each(|_| out.push_str("  "));
            line.tokens
                .iter()
                .for_each(|token| out.push_str(&token.text));
        }
        out
    }

    /// Every descriptor in the document with the JSON pointer to it, from top to bottom.
    pub fn descriptors(&self) -> Vec<(String, Descriptor)> {
        let mut found = Vec::new();
        self.root.walk(&mut String::new(), &mut |path, node| {
            if let Some(descriptor) = descriptor_of(node, &self.source) {
                found.push((path.to_owned(), descriptor));
            }
        });
        found
    }
}

/// What a value is because of where it stands.
enum Role<'a> {
    None,
    /// The value of the key.
    Member(&'a str),
    /// The value of the key in this descriptor.
    InDescriptor(&'a str, &'a Descriptor),
}

/// The descriptor an object is, if it is one.
fn descriptor_of(node: &Node, source: &str) -> Option<Descriptor> {
    let NodeKind::Object(members) = &node.kind else {
        return None;
    };
    let find = |name: &str| {
        members
            .iter()
            .rev()
            .find(|member| member.key == name)
            .map(|m| &m.value)
    };
    find("mediaType")?;
    find("digest")?;
    find("size")?;
    // Descriptors nested in descriptors would be read again at every level; a real one is small.
    let whole = Some(node).filter(|node| node.end - node.start <= MAX_DESCRIPTOR);
    whole
        .and_then(|node| go_decode::exact(&Json::of(node, source)).ok())
        .or_else(|| {
            // Odd optional members must not hide the link.
            let text = |node: &Node| node.string(source);
            let size = find("size").map(|node| &source[node.start..node.end])?;
            Some(Descriptor::new(
                find("mediaType").and_then(text)?,
                find("digest").and_then(text)?.parse().ok()?,
                size.parse().ok()?,
            ))
        })
}

struct Printer<'a> {
    source: &'a str,
    lines: Vec<Line>,
    path: String,
}

impl Printer<'_> {
    /// Prints `node` after `before` (its key), followed by `after` (a comma or nothing).
    fn value(
        &mut self,
        node: &Node,
        before: Vec<Token>,
        indent: usize,
        role: Role<'_>,
        after: &str,
    ) {
        let mut tokens = before;
        match &node.kind {
            NodeKind::Object(members) if !members.is_empty() => {
                let descriptor = descriptor_of(node, self.source);
                tokens.push(punctuation("{"));
                let opened = self.line(indent, tokens);
                for (i, member) in members.iter().enumerate() {
                    let key = &self.source[member.start..member.end];
                    let before = vec![token(key, TokenKind::Key), punctuation(": ")];
                    let role = match &descriptor {
                        Some(descriptor) => Role::InDescriptor(&member.key, descriptor),
                        None => Role::Member(&member.key),
                    };
                    let length = self.enter(&member.key);
                    self.value(
                        &member.value,
                        before,
                        indent + 1,
                        role,
                        comma(i, members.len()),
                    );
                    self.path.truncate(length);
                }
                self.close(opened, indent, &format!("}}{after}"));
            }
            NodeKind::Array(items) if !items.is_empty() => {
                tokens.push(punctuation("["));
                let opened = self.line(indent, tokens);
                for (i, item) in items.iter().enumerate() {
                    let length = self.enter(&i.to_string());
                    self.value(
                        item,
                        Vec::new(),
                        indent + 1,
                        Role::None,
                        comma(i, items.len()),
                    );
                    self.path.truncate(length);
                }
                self.close(opened, indent, &format!("]{after}"));
            }
            kind => {
                match kind {
                    NodeKind::Object(_) => tokens.push(punctuation("{}")),
                    NodeKind::Array(_) => tokens.push(punctuation("[]")),
                    _ => tokens.push(self.leaf(node, role)),
                }
                if !after.is_empty() {
                    tokens.push(punctuation(after));
                }
                self.line(indent, tokens);
            }
        }
    }

    /// A value without members.
    fn leaf(&self, node: &Node, role: Role<'_>) -> Token {
        let text = &self.source[node.start..node.end];
        let kind = match node.kind {
            NodeKind::String => self.string(node, role),
            NodeKind::Number => match role {
                Role::InDescriptor("size", descriptor) => TokenKind::Size(descriptor.size),
                _ => TokenKind::Number,
            },
            _ => TokenKind::Literal,
        };
        token(text, kind)
    }

    fn string(&self, node: &Node, role: Role<'_>) -> TokenKind {
        let Some(value) = node.string(self.source) else {
            return TokenKind::String;
        };
        match role {
            Role::InDescriptor("digest", descriptor) => {
                return TokenKind::DigestLink(Box::new(descriptor.clone()));
            }
            Role::InDescriptor("mediaType" | "artifactType", _)
            | Role::Member("mediaType" | "artifactType") => {
                return TokenKind::MediaType(value);
            }
            _ => {}
        }
        if is_explained(&value) {
            return TokenKind::MediaType(value);
        }
        if is_url(&value) {
            return TokenKind::Url(value);
        }
        match value.parse::<Digest>() {
            // `a:b` has the form of a digest; only known algorithms are shown as one.
            Ok(digest) if digest.algorithm.is_supported() => TokenKind::Digest(digest),
            _ => TokenKind::String,
        }
    }

    fn line(&mut self, indent: usize, tokens: Vec<Token>) -> usize {
        self.lines.push(Line {
            indent,
            tokens,
            path: self.path.clone(),
            closes: None,
        });
        self.lines.len() - 1
    }

    fn close(&mut self, opened: usize, indent: usize, text: &str) {
        let closed = self.line(indent, vec![punctuation(text)]);
        self.lines[opened].closes = Some(closed);
    }

    /// Goes one step deeper; returns the length to come back to.
    fn enter(&mut self, step: &str) -> usize {
        json::push_step(&mut self.path, step)
    }
}

fn comma(i: usize, length: usize) -> &'static str {
    if i + 1 < length { "," } else { "" }
}

fn token(text: &str, kind: TokenKind) -> Token {
    Token {
        text: text.to_owned(),
        kind,
    }
}

fn punctuation(text: &str) -> Token {
    token(text, TokenKind::Punctuation)
}

/// Whether a string is an address that a link may open: nothing but http(s), without white space
/// or control characters, so that it is never a script.
fn is_url(text: &str) -> bool {
    text.strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .is_some_and(|rest| {
            !rest.is_empty() && !rest.contains(|c: char| c.is_whitespace() || c.is_control())
        })
}

#[cfg(test)]
mod tests;
