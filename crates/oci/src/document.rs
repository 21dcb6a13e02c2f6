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
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DIGEST: &str = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    fn document(text: &str) -> Document {
        Document::parse(text.as_bytes()).unwrap()
    }

    fn kinds(text: &str) -> Vec<(String, TokenKind)> {
        let lines = document(text).lines();
        lines
            .into_iter()
            .flat_map(|line| line.tokens)
            .filter(|token| token.kind != TokenKind::Punctuation && token.kind != TokenKind::Key)
            .map(|token| (token.text, token.kind))
            .collect()
    }

    #[test]
    fn prints_without_altering() {
        let text = r#"{"z":1.50,"a":"\u003cb\u003e","z":[],"e":{},"l":[1e5,{"x":null}]}"#;
        let expected = "{\n  \"z\": 1.50,\n  \"a\": \"\\u003cb\\u003e\",\n  \"z\": [],\n  \"e\": {},\n  \"l\": [\n    1e5,\n    {\n      \"x\": null\n    }\n  ]\n}";
        assert_eq!(document(text).text(), expected);
        assert_eq!(document(text).source(), text);
        assert_eq!(document(" \"x\" ").text(), "\"x\"");
    }

    #[test]
    fn finds_descriptors_anywhere() {
        let inner = format!(r#"{{"mediaType":"a/b","digest":"{DIGEST}","size":2}}"#);
        let text = format!(r#"{{"deep/er":[0,{{"x~y":{inner}}}],"config":{inner}}}"#);
        let found = document(&text).descriptors();
        let paths: Vec<_> = found.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["/deep~1er/1/x~0y", "/config"]);
        assert_eq!(found[0].1.size, 2);
        let kinds = kinds(&inner);
        assert_eq!(kinds[0].1, TokenKind::MediaType("a/b".into()));
        assert!(matches!(&kinds[1].1, TokenKind::DigestLink(d) if d.digest.to_string() == DIGEST));
        assert_eq!(kinds[2].1, TokenKind::Size(2));
        // An odd optional member does not hide it.
        let odd = format!(r#"{{"mediaType":"a/b","digest":"{DIGEST}","size":2,"urls":7}}"#);
        assert_eq!(document(&odd).descriptors().len(), 1);
        // Without a real digest it is none.
        assert_eq!(
            document(r#"{"mediaType":"a/b","digest":"x","size":2}"#).descriptors(),
            []
        );
    }

    #[test]
    fn knows_what_strings_are() {
        let text = format!(
            r#"["https:\/\/h/p","javascript:alert(1)","https://a b","{DIGEST}","a:b","application\/vnd.cncf.helm.config.v1+json"]"#
        );
        let found: Vec<_> = kinds(&text).into_iter().map(|(_, kind)| kind).collect();
        assert_eq!(found[0], TokenKind::Url("https://h/p".into()));
        assert_eq!(found[1], TokenKind::String);
        assert_eq!(found[2], TokenKind::String);
        assert!(matches!(found[3], TokenKind::Digest(_)));
        assert_eq!(found[4], TokenKind::String);
        assert_eq!(
            found[5],
            TokenKind::MediaType(crate::media_type::HELM_CONFIG.into())
        );
    }

    #[test]
    fn lines_know_where_they_are_and_end() {
        let lines = document(r#"{"a":[1,2],"b":{}}"#).lines();
        let paths: Vec<_> = lines.iter().map(|line| line.path.as_str()).collect();
        assert_eq!(paths, ["", "/a", "/a/0", "/a/1", "/a", "/b", ""]);
        assert_eq!(lines[0].closes, Some(6));
        assert_eq!(lines[1].closes, Some(4));
        assert_eq!(lines[5].closes, None);
    }

    #[test]
    fn refuses_what_is_not_json() {
        for (text, offset) in [
            ("", 0),
            ("{", 1),
            ("[1,]", 3),
            ("{\"a\":1,}", 7),
            ("01", 1),
            ("1.", 2),
            ("-", 1),
            ("1e", 2),
            ("\"a", 2),
            ("\"\n\"", 1),
            ("\"\\x\"", 2),
            ("\"\\u12g4\"", 5),
            ("nul", 0),
            ("1 2", 2),
            ("{a:1}", 1),
            ("[1 2]", 3),
            ("\u{feff}1", 0),
        ] {
            let error = Document::parse(text.as_bytes()).unwrap_err();
            assert_eq!(error.offset, offset, "{text:?}: {error}");
        }
        assert_eq!(
            Document::parse(b"\"\xff\"").unwrap_err().message,
            "not UTF-8"
        );
        let deep = "[".repeat(100_000);
        assert_eq!(
            Document::parse(deep.as_bytes()).unwrap_err().message,
            "nested too deeply"
        );
    }

    proptest! {
        /// Printing only changes white space between tokens: as values the texts are equal, and
        /// printing what was printed changes nothing.
        #[test]
        fn printing_is_stable(text in "[\\[\\]{}:,\"a0-9. \\\\u-]{0,12}|[\\[{]{0,4}(\"[a\\\\/é]{0,3}\"|-?[0-9]{1,2}(\\.[0-9]{1,2})?(e[0-9])?|true|null)[\\]}]{0,4}") {
            let ours = Document::parse(text.as_bytes());
            let theirs = serde_json::from_str::<serde_json::Value>(&text);
            // serde_json also refuses numbers out of range and lone surrogates; nothing else.
            if theirs.is_ok() {
                prop_assert!(ours.is_ok(), "{:?}", ours);
            }
            if let Ok(document) = ours {
                let printed = document.text();
                let again = Document::parse(printed.as_bytes()).unwrap();
                prop_assert_eq!(again.text(), printed.clone());
                if let Ok(value) = theirs {
                    prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&printed).unwrap(), value);
                }
            }
        }
    }
}
