//! Spans for showing YAML: keys, strings, numbers, comments and so on, line by line.

use crate::resolve::Scalar;

/// What a span of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// White space and anything without a meaning of its own.
    Plain,
    /// A mapping key.
    Key,
    /// A quoted or plain string, or a line of a block scalar.
    String,
    /// A number.
    Number,
    /// A boolean or null.
    Literal,
    /// A comment with its `#`.
    Comment,
    /// An anchor, `&name`.
    Anchor,
    /// An alias, `*name`.
    Alias,
    /// A tag, `!!str`.
    Tag,
    /// Indicators: `-`, `:`, `{`, `|` and the like.
    Punctuation,
    /// `---`, `...` and `%` directives.
    Directive,
}

/// A stretch of text of one kind; offsets are bytes from the start of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// Behind the last byte.
    pub end: usize,
    /// What it is.
    pub kind: Kind,
}

/// One line: its spans cover it from start to end without gaps; the line end belongs to none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// First byte.
    pub start: usize,
    /// Behind the last byte before the line end.
    pub end: usize,
    /// The spans in order; none if the line is empty.
    pub spans: Vec<Span>,
}

/// Cuts a text into highlighted lines. Never fails; takes time linear in the length, and no more
/// than is asked for.
#[must_use]
pub fn lines(text: &str) -> Lines<'_> {
    Lines {
        text,
        at: 0,
        state: State::default(),
    }
}

/// Iterator over the lines of a text; see [`lines`].
#[derive(Clone, Debug)]
pub struct Lines<'a> {
    text: &'a str,
    at: usize,
    state: State,
}

/// A key found by [`outline`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Line of the key, from 0.
    pub line: usize,
    /// Column of the key in bytes, which shows how deep it is nested.
    pub column: usize,
    /// The key as it is written, quotes included.
    pub key: String,
}

/// The keys of block mappings with their places: enough for a table of contents.
#[must_use]
pub fn outline(text: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (number, line) in lines(text).enumerate() {
        for span in &line.spans {
            if span.kind == Kind::Key {
                entries.push(Entry {
                    line: number,
                    column: span.start - line.start,
                    key: text[span.start..span.end].to_owned(),
                });
            }
        }
    }
    entries
}

/// What a line inherits from the ones before it.
#[derive(Clone, Copy, Debug, Default)]
struct State {
    /// Inside a quoted scalar that began on an earlier line.
    quote: Option<u8>,
    /// Open flow collections.
    flow: u32,
    /// Inside a block scalar whose lines are indented more than this.
    block: Option<usize>,
}

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        if self.at >= self.text.len() {
            return None;
        }
        let rest = &self.text[self.at..];
        let length = rest.find('\n').unwrap_or(rest.len());
        let start = self.at;
        self.at += length + 1;
        let content = rest[..length].trim_end_matches('\r');
        let mut painter = Painter {
            bytes: content.as_bytes(),
            base: start,
            at: 0,
            spans: Vec::new(),
            state: self.state,
            indent: 0,
        };
        painter.line();
        self.state = painter.state;
        Some(Line {
            start,
            end: start + content.len(),
            spans: painter.spans,
        })
    }
}

struct Painter<'a> {
    bytes: &'a [u8],
    base: usize,
    at: usize,
    spans: Vec<Span>,
    state: State,
    /// Column of the innermost key or item indicator on this line; a block scalar stands deeper.
    indent: usize,
}

fn is_blank(byte: Option<&u8>) -> bool {
    matches!(byte, None | Some(b' ' | b'\t'))
}

impl Painter<'_> {
    fn paint(&mut self, end: usize, kind: Kind) {
        if end > self.at {
            if kind == Kind::Key {
                self.indent = self.at;
            }
            self.spans.push(Span {
                start: self.base + self.at,
                end: self.base + end,
                kind,
            });
            self.at = end;
        }
    }

    fn run(&self, from: usize, accepts: impl Fn(u8) -> bool) -> usize {
        let rest = &self.bytes[from..];
        from + rest
            .iter()
            .position(|byte| !accepts(*byte))
            .unwrap_or(rest.len())
    }

    fn line(&mut self) {
        if let Some(quote) = self.state.quote {
            let end = self.quoted_end(0, quote);
            self.paint(end, Kind::String);
        } else {
            let indent = self.run(0, |byte| byte == b' ');
            if let Some(block) = self.state.block {
                if indent == self.bytes.len() || indent > block {
                    self.paint(indent, Kind::Plain);
                    self.paint(self.bytes.len(), Kind::String);
                    return;
                }
                self.state.block = None;
            }
            if indent == 0 && self.state.flow == 0 && self.directive() {
                return;
            }
            self.indent = indent;
        }
        while self.at < self.bytes.len() {
            self.token();
        }
    }

    fn directive(&mut self) -> bool {
        let marker = matches!(self.bytes, [b'-', b'-', b'-', ..] | [b'.', b'.', b'.', ..])
            && is_blank(self.bytes.get(3));
        if marker {
            self.paint(3, Kind::Directive);
            false
        } else if self.bytes.first() == Some(&b'%') {
            self.paint(self.bytes.len(), Kind::Directive);
            true
        } else {
            false
        }
    }

    fn token(&mut self) {
        let at = self.at;
        let byte = self.bytes[at];
        let next = self.bytes.get(at + 1);
        let in_flow = self.state.flow > 0;
        match byte {
            b' ' | b'\t' => {
                let end = self.run(at, |byte| matches!(byte, b' ' | b'\t'));
                self.paint(end, Kind::Plain);
            }
            b'#' if at == 0 || is_blank(self.bytes.get(at - 1)) => {
                self.paint(self.bytes.len(), Kind::Comment);
            }
            b'-' | b'?' | b':' if is_blank(next) => {
                self.paint(at + 1, Kind::Punctuation);
                if byte != b':' && !in_flow {
                    self.indent = at;
                }
            }
            b':' | b',' if in_flow => self.paint(at + 1, Kind::Punctuation),
            b'[' | b'{' => {
                self.state.flow += 1;
                self.paint(at + 1, Kind::Punctuation);
            }
            b']' | b'}' if in_flow => {
                self.state.flow -= 1;
                self.paint(at + 1, Kind::Punctuation);
            }
            b'&' | b'*' | b'!' => {
                let end = self.run(at + 1, |byte| {
                    !matches!(byte, b' ' | b'\t' | b',' | b'[' | b']' | b'{' | b'}')
                });
                self.paint(
                    end,
                    match byte {
                        b'&' => Kind::Anchor,
                        b'*' => Kind::Alias,
                        _ => Kind::Tag,
                    },
                );
            }
            b'|' | b'>' if !in_flow => self.block_header(),
            b'"' | b'\'' => {
                let end = self.quoted_end(at + 1, byte);
                let kind = if self.state.quote.is_none() && self.is_key(end) {
                    Kind::Key
                } else {
                    Kind::String
                };
                self.paint(end, kind);
            }
            _ => self.plain(in_flow),
        }
    }

    fn block_header(&mut self) {
        let end = self.run(self.at + 1, |byte| {
            matches!(byte, b'+' | b'-' | b'0'..=b'9')
        });
        if !is_blank(self.bytes.get(end)) {
            return self.plain(false);
        }
        self.paint(end, Kind::Punctuation);
        self.state.block = Some(self.indent);
    }

    /// Whether a mapping's colon follows.
    fn is_key(&self, end: usize) -> bool {
        let colon = self.run(end, |byte| byte == b' ');
        self.bytes.get(colon) == Some(&b':')
            && (is_blank(self.bytes.get(colon + 1)) || self.state.flow > 0)
    }

    /// Behind the closing quote, or the end of the line with the quote noted as open.
    fn quoted_end(&mut self, from: usize, quote: u8) -> usize {
        let mut at = from;
        self.state.quote = None;
        while let Some(&byte) = self.bytes.get(at) {
            at += 1;
            if byte == quote {
                if quote == b'\'' && self.bytes.get(at) == Some(&b'\'') {
                    at += 1;
                    continue;
                }
                return at;
            }
            if byte == b'\\' && quote == b'"' {
                at += 1;
            }
        }
        self.state.quote = Some(quote);
        self.bytes.len()
    }

    fn plain(&mut self, in_flow: bool) {
        let mut end = self.at + 1;
        while let Some(&byte) = self.bytes.get(end) {
            match byte {
                b':' if is_blank(self.bytes.get(end + 1)) => break,
                b':' if in_flow
                    && matches!(self.bytes[end + 1], b',' | b'[' | b']' | b'{' | b'}') =>
                {
                    break;
                }
                b'#' if is_blank(self.bytes.get(end - 1)) => break,
                b',' | b'[' | b']' | b'{' | b'}' if in_flow => break,
                _ => end += 1,
            }
        }
        while end > self.at + 1 && matches!(self.bytes[end - 1], b' ' | b'\t') {
            end -= 1;
        }
        let kind = if self.is_key(end) {
            Kind::Key
        } else {
            let text = std::str::from_utf8(&self.bytes[self.at..end]).unwrap_or_default();
            match crate::resolve::plain(text) {
                Scalar::Null | Scalar::Bool(_) => Kind::Literal,
                Scalar::Int(_) | Scalar::Uint(_) | Scalar::Float(_) => Kind::Number,
                Scalar::Timestamp | Scalar::Str => Kind::String,
            }
        };
        self.paint(end, kind);
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, lines, outline};

    fn kinds(text: &str) -> Vec<(Kind, &str)> {
        lines(text)
            .flat_map(|line| line.spans)
            .filter(|span| span.kind != Kind::Plain)
            .map(|span| (span.kind, &text[span.start..span.end]))
            .collect()
    }

    #[test]
    fn kinds_of_a_values_file() {
        use Kind::*;
        assert_eq!(
            kinds(
                "# top\na: &x 1.5 # why\n'b c': [yes, *x]\nd: |-\n  # text\n\n  more\ne: \"x\n  y\"\n"
            ),
            [
                (Comment, "# top"),
                (Key, "a"),
                (Punctuation, ":"),
                (Anchor, "&x"),
                (Number, "1.5"),
                (Comment, "# why"),
                (Key, "'b c'"),
                (Punctuation, ":"),
                (Punctuation, "["),
                (Literal, "yes"),
                (Punctuation, ","),
                (Alias, "*x"),
                (Punctuation, "]"),
                (Key, "d"),
                (Punctuation, ":"),
                (Punctuation, "|-"),
                (String, "# text"),
                (String, "more"),
                (Key, "e"),
                (Punctuation, ":"),
                (String, "\"x"),
                (String, "  y\""),
            ]
        );
    }

    #[test]
    fn block_scalars_in_lists_end_where_they_end() {
        let text = "a:\n- b: |\n    x: 1\n  c: 2\n- |\n  y: 1\nd: 3\n";
        let keys: Vec<_> = outline(text).into_iter().map(|e| (e.line, e.key)).collect();
        let expected = [(0, "a"), (1, "b"), (3, "c"), (6, "d")];
        assert_eq!(keys, expected.map(|(line, key)| (line, key.to_owned())));
    }
}
