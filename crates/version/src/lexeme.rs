//! The version shapes inside constraints: a hand-written reading of the library's expressions.
//!
//! Each of those expressions is greedy, and what may follow a part can never be inside one, so
//! a single left-to-right pass finds what the original's backtracking would.

/// White space as Go's `\s` means it.
pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\x0c' | b'\r' | b' ')
}

pub(crate) fn skip_space(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    while at < bytes.len() && is_space(bytes[at]) {
        at += 1;
    }
    at
}

/// A version as it may stand in a constraint: `v1.2.x-rc.1+meta`. The parts are slices of the text.
#[derive(Clone, Copy)]
pub(crate) struct Lexeme<'a> {
    /// The whole, with `v` and metadata.
    pub text: &'a str,
    /// First number or wildcard.
    pub major: &'a str,
    /// Second, without the dot; empty when absent.
    pub minor: &'a str,
    /// Third, without the dot; empty when absent.
    pub patch: &'a str,
    /// Pre-release *with* its dash; empty when absent.
    pub pre: &'a str,
    /// Metadata without the plus; empty when absent.
    pub metadata: &'a str,
    /// Index behind the version.
    pub end: usize,
}

impl<'a> Lexeme<'a> {
    /// Reads a version of a constraint at `at`: wildcards (and, as in the original, `|`) count as digits.
    pub(crate) fn constraint(text: &'a str, at: usize) -> Option<Self> {
        Self::read(text, at, |b| {
            matches!(b, b'0'..=b'9' | b'x' | b'X' | b'*' | b'|')
        })
    }

    /// Reads a plain version at `at`.
    pub(crate) fn version(text: &'a str, at: usize) -> Option<Self> {
        Self::read(text, at, |b| b.is_ascii_digit())
    }

    fn read(text: &'a str, start: usize, digit: fn(u8) -> bool) -> Option<Self> {
        let bytes = text.as_bytes();
        let mut at = start;
        if bytes.get(at) == Some(&b'v') {
            at += 1;
        }
        let major_end = run(bytes, at, digit);
        if major_end == at {
            return None;
        }
        let major = &text[at..major_end];
        let (minor, after_minor) = dotted(text, major_end, digit);
        let (patch, after_patch) = if minor.is_empty() {
            (minor, after_minor)
        } else {
            dotted(text, after_minor, digit)
        };
        let after_pre = tail(bytes, after_patch, b'-');
        let end = tail(bytes, after_pre, b'+');
        Some(Self {
            text: &text[start..end],
            major,
            minor,
            patch,
            pre: &text[after_patch..after_pre],
            metadata: text[after_pre..end].trim_start_matches('+'),
            end,
        })
    }
}

fn run(bytes: &[u8], mut at: usize, accepts: fn(u8) -> bool) -> usize {
    while at < bytes.len() && accepts(bytes[at]) {
        at += 1;
    }
    at
}

/// `.` and digits, or nothing at all.
fn dotted(text: &str, at: usize, digit: fn(u8) -> bool) -> (&str, usize) {
    let bytes = text.as_bytes();
    if bytes.get(at) == Some(&b'.') {
        let end = run(bytes, at + 1, digit);
        if end > at + 1 {
            return (&text[at + 1..end], end);
        }
    }
    ("", at)
}

/// A lead character and dot-separated identifiers, as far as they go; `at` when there are none.
fn tail(bytes: &[u8], at: usize, lead: u8) -> usize {
    let identifier: fn(u8) -> bool = |b| b.is_ascii_alphanumeric() || b == b'-';
    if bytes.get(at) != Some(&lead) {
        return at;
    }
    let mut end = run(bytes, at + 1, identifier);
    if end == at + 1 {
        return at;
    }
    while bytes.get(end) == Some(&b'.') {
        let next = run(bytes, end + 1, identifier);
        if next == end + 1 {
            break;
        }
        end = next;
    }
    end
}
