//! Go's syntax of regular expressions (RE2 with Perl's extensions).

use super::class;
use super::fold;
use super::node::{Assert, Node, repeat_is_valid, size};
use crate::unicode;
use crate::value::Str;

/// What went wrong and the part of the expression Go shows with it.
pub(super) type Mistake = (&'static str, Vec<u8>);

/// Groups inside groups.
const DEEPEST: usize = 1_000;
/// Instructions of a program, as Go counts them.
const LARGEST: u64 = (128 << 20) / 40;

pub(super) struct Parsed {
    pub node: Node,
    pub names: Vec<Str>,
}

#[derive(Clone, Copy)]
pub(super) struct Flags {
    pub(super) fold: bool,
    one_line: bool,
    dot_newline: bool,
    lazy: bool,
}

// An open group.
struct Frame {
    done: Vec<Node>,
    current: Vec<Node>,
    capture: Option<usize>,
    // The flags to go back to.
    flags: Flags,
}

impl Frame {
    fn close(self) -> Node {
        let Frame {
            mut done, current, ..
        } = self;
        let last = concat(current);
        if done.is_empty() {
            return last;
        }
        done.push(last);
        Node::Alternate(done)
    }
}

fn concat(mut nodes: Vec<Node>) -> Node {
    match nodes.len() {
        0 => Node::Empty,
        1 => nodes.remove(0),
        _ => Node::Concat(nodes),
    }
}

pub(super) struct Parser<'t> {
    whole: &'t [u8],
    pub(super) flags: Flags,
    frames: Vec<Frame>,
    names: Vec<Str>,
}

pub(super) fn parse(text: &[u8]) -> Result<Parsed, Mistake> {
    let mut p = Parser {
        whole: text,
        flags: Flags {
            fold: false,
            one_line: true,
            dot_newline: false,
            lazy: false,
        },
        frames: Vec::new(),
        names: vec![Str::default()],
    };
    p.open(None)?;
    p.run(text)?;
    let frame = p.frames.pop().filter(|_| p.frames.is_empty());
    let Some(frame) = frame else {
        return Err(("missing closing )", text.to_vec()));
    };
    let node = frame.close();
    if size(&node) > LARGEST {
        return Err(("expression too large", text.to_vec()));
    }
    Ok(Parsed {
        node,
        names: p.names,
    })
}

pub(super) fn next_rune(text: &[u8]) -> Result<(u32, &[u8]), Mistake> {
    let (rune, width) = unicode::decode(text);
    if rune == unicode::INVALID && width == 1 {
        return Err(("invalid UTF-8", text.to_vec()));
    }
    Ok((rune, &text[width..]))
}

pub(super) fn check_utf8(text: &[u8]) -> Result<(), Mistake> {
    let mut rest = text;
    while !rest.is_empty() {
        rest = next_rune(rest)?.1;
    }
    Ok(())
}

// The part of `from` that was read when `rest` is what remains.
pub(super) fn read<'t>(from: &'t [u8], rest: &[u8]) -> &'t [u8] {
    &from[..from.len() - rest.len()]
}

impl<'t> Parser<'t> {
    fn run(&mut self, text: &'t [u8]) -> Result<(), Mistake> {
        let mut rest = text;
        // Where the last repetition operator began, if it was the last thing.
        let mut last_repeat: Option<&[u8]> = None;
        while let Some(&b) = rest.first() {
            let mut repeat = None;
            let tail = &rest[1..];
            rest = match b {
                b'(' if tail.first() == Some(&b'?') => self.perl_group(rest)?,
                b'(' => {
                    self.names.push(Str::default());
                    self.open(Some(self.names.len() - 1))?;
                    tail
                }
                b'|' => {
                    let frame = self.top();
                    let nodes = std::mem::take(&mut frame.current);
                    frame.done.push(concat(nodes));
                    tail
                }
                b')' => {
                    self.close()?;
                    tail
                }
                b'^' => self.assert(Assert::BeginText, Assert::BeginLine, tail),
                b'$' => self.assert(Assert::EndText, Assert::EndLine, tail),
                b'.' => {
                    let class = if self.flags.dot_newline {
                        vec![(0, 0x10_ffff)]
                    } else {
                        vec![(0, 9), (11, 0x10_ffff)]
                    };
                    self.push(Node::Class(class));
                    tail
                }
                b'[' => self.class(rest)?,
                b'*' | b'+' | b'?' => {
                    let (min, max) = match b {
                        b'*' => (0, None),
                        b'+' => (1, None),
                        _ => (0, Some(1)),
                    };
                    repeat = Some(rest);
                    self.repeat(min, max, rest, tail, last_repeat, false)?
                }
                b'{' => match repeat_count(rest) {
                    None => {
                        self.literal(u32::from(b'{'));
                        tail
                    }
                    Some((min, max, after)) => {
                        let bad = min.is_none_or(|n| n > 1000)
                            || max.is_some_and(|m| m > 1000 || min.is_some_and(|n| n > m));
                        if bad {
                            return Err(("invalid repeat count", read(rest, after).to_vec()));
                        }
                        repeat = Some(rest);
                        self.repeat(min.unwrap_or(0), max, rest, after, last_repeat, true)?
                    }
                },
                b'\\' => self.escape(rest)?,
                _ => {
                    let (rune, tail) = next_rune(rest)?;
                    self.literal(rune);
                    tail
                }
            };
            last_repeat = repeat;
        }
        Ok(())
    }

    fn top(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("the outermost frame stays")
    }

    pub(super) fn push(&mut self, node: Node) {
        self.top().current.push(node);
    }

    fn open(&mut self, capture: Option<usize>) -> Result<(), Mistake> {
        if self.frames.len() > DEEPEST {
            return Err(("expression nests too deeply", self.whole.to_vec()));
        }
        self.frames.push(Frame {
            done: Vec::new(),
            current: Vec::new(),
            capture,
            flags: self.flags,
        });
        Ok(())
    }

    fn close(&mut self) -> Result<(), Mistake> {
        if self.frames.len() < 2 {
            return Err(("unexpected )", self.whole.to_vec()));
        }
        let Some(frame) = self.frames.pop() else {
            return Ok(());
        };
        self.flags = frame.flags;
        let capture = frame.capture;
        let node = frame.close();
        self.push(match capture {
            Some(n) => Node::Capture(n, Box::new(node)),
            None => node,
        });
        Ok(())
    }

    fn assert(&mut self, text: Assert, line: Assert, tail: &'t [u8]) -> &'t [u8] {
        let kind = if self.flags.one_line { text } else { line };
        self.push(Node::Assert(kind));
        tail
    }

    pub(super) fn literal(&mut self, rune: u32) {
        let mut class = vec![(rune, rune)];
        if self.flags.fold {
            class.clear();
            fold::add_range(&mut class, rune, rune);
            class = class::tidy(class);
        }
        self.push(Node::Class(class));
    }

    fn repeat(
        &mut self,
        min: u32,
        max: Option<u32>,
        before: &[u8],
        after: &'t [u8],
        last_repeat: Option<&[u8]>,
        counted: bool,
    ) -> Result<&'t [u8], Mistake> {
        let mut after = after;
        let mut greedy = !self.flags.lazy;
        if let Some(tail) = after.strip_prefix(b"?") {
            after = tail;
            greedy = !greedy;
        }
        if let Some(last) = last_repeat {
            let shown = read(last, after).to_vec();
            return Err(("invalid nested repetition operator", shown));
        }
        let shown = read(before, after).to_vec();
        let Some(node) = self.top().current.pop() else {
            return Err(("missing argument to repetition operator", shown));
        };
        let node = Node::Repeat {
            node: Box::new(node),
            min,
            max,
            greedy,
        };
        if counted && (min >= 2 || max.is_some_and(|m| m >= 2)) && !repeat_is_valid(&node, 1000) {
            return Err(("invalid repeat count", shown));
        }
        self.push(node);
        Ok(after)
    }

    // (?P<name>…), (?<name>…), (?flags) and (?flags:…).
    fn perl_group(&mut self, text: &'t [u8]) -> Result<&'t [u8], Mistake> {
        let named = if text.len() > 4 && text.starts_with(b"(?P<") {
            Some(4)
        } else if text.len() > 3 && text.starts_with(b"(?<") {
            Some(3)
        } else {
            None
        };
        if let Some(start) = named {
            let Some(end) = text.iter().position(|&b| b == b'>') else {
                check_utf8(text)?;
                return Err(("invalid named capture", text.to_vec()));
            };
            let name = &text[start..end];
            check_utf8(name)?;
            let word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
            if name.is_empty() || !name.iter().all(word) {
                return Err(("invalid named capture", text[..=end].to_vec()));
            }
            self.names.push(Str::new(name));
            self.open(Some(self.names.len() - 1))?;
            return Ok(&text[end + 1..]);
        }
        let mut rest = &text[2..];
        let mut flags = self.flags;
        let (mut on, mut seen) = (true, false);
        while !rest.is_empty() {
            let (rune, tail) = next_rune(rest)?;
            rest = tail;
            match u8::try_from(rune).unwrap_or(0) {
                b'i' => flags.fold = on,
                b'm' => flags.one_line = !on,
                b's' => flags.dot_newline = on,
                b'U' => flags.lazy = on,
                b'-' if on => {
                    on = false;
                    seen = false;
                    continue;
                }
                c @ (b':' | b')') => {
                    if !on && !seen {
                        break;
                    }
                    if c == b':' {
                        self.open(None)?;
                    }
                    self.flags = flags;
                    return Ok(rest);
                }
                _ => break,
            }
            seen = true;
        }
        let shown = read(text, rest).to_vec();
        Err(("invalid or unsupported Perl syntax", shown))
    }
}

// `{n}`, `{n,}` or `{n,m}`. A number that is too large comes out as None for the minimum.
#[allow(clippy::type_complexity)]
fn repeat_count(text: &[u8]) -> Option<(Option<u32>, Option<u32>, &[u8])> {
    let (mut min, rest) = number(text.strip_prefix(b"{")?)?;
    let (max, rest) = match rest.strip_prefix(b",") {
        None => (min, rest),
        Some(rest) if rest.first() == Some(&b'}') => (None, rest),
        Some(rest) => {
            let (max, rest) = number(rest)?;
            if max.is_none() {
                min = None;
            }
            (max, rest)
        }
    };
    Some((min, max, rest.strip_prefix(b"}")?))
}

fn number(text: &[u8]) -> Option<(Option<u32>, &[u8])> {
    let len = text.iter().take_while(|b| b.is_ascii_digit()).count();
    if len == 0 || len > 1 && text[0] == b'0' {
        return None;
    }
    let digits = std::str::from_utf8(&text[..len]).ok()?;
    Some((
        digits.parse().ok().filter(|&n: &u32| n < 1_000_000_000),
        &text[len..],
    ))
}
