//! Escapes and bracketed classes.

use super::class::{self, Ranges};
use super::node::{Assert, Node};
use super::parse::{Mistake, Parser, check_utf8, next_rune, read};

impl<'t> Parser<'t> {
    pub(super) fn escape(&mut self, text: &'t [u8]) -> Result<&'t [u8], Mistake> {
        let tail = text.get(2..).unwrap_or_default();
        let assert = match text.get(1) {
            Some(b'A') => Some(Assert::BeginText),
            Some(b'b') => Some(Assert::WordBoundary),
            Some(b'B') => Some(Assert::NoWordBoundary),
            Some(b'z') => Some(Assert::EndText),
            Some(b'C') => return Err(("invalid escape sequence", text[..2].to_vec())),
            Some(b'Q') => return self.quoted(tail),
            _ => None,
        };
        if let Some(assert) = assert {
            self.push(Node::Assert(assert));
            return Ok(tail);
        }
        if let Some((ranges, tail)) = self.class_escape(text)? {
            self.push(Node::Class(class::tidy(ranges)));
            return Ok(tail);
        }
        let (rune, tail) = character_escape(text)?;
        self.literal(rune);
        Ok(tail)
    }

    // \Q … \E
    fn quoted(&mut self, text: &'t [u8]) -> Result<&'t [u8], Mistake> {
        let end = text.windows(2).position(|w| w == b"\\E");
        let mut literal = &text[..end.unwrap_or(text.len())];
        while !literal.is_empty() {
            let (rune, tail) = next_rune(literal)?;
            self.literal(rune);
            literal = tail;
        }
        Ok(end.map_or(&[][..], |e| &text[e + 2..]))
    }

    // \d, \pL, \p{Lu} …; None for anything else.
    fn class_escape(&self, text: &'t [u8]) -> Result<Option<(Ranges, &'t [u8])>, Mistake> {
        let [b'\\', letter, tail @ ..] = text else {
            return Ok(None);
        };
        if !matches!(letter, b'p' | b'P') {
            return Ok(class::perl(*letter).map(|group| (self.group(group), tail)));
        }
        let mut negated = *letter == b'P';
        if tail.is_empty() {
            // Go reads past the end and finds nothing there.
            return Err(("invalid character class range", text.to_vec()));
        }
        let (first, after) = next_rune(tail)?;
        let (shown, mut name, tail) = if first == u32::from(b'{') {
            let Some(end) = text.iter().position(|&b| b == b'}') else {
                check_utf8(text)?;
                return Err(("invalid character class range", text.to_vec()));
            };
            let name = &text[3..end];
            check_utf8(name)?;
            (&text[..=end], name, &text[end + 1..])
        } else {
            (read(text, after), read(tail, after), after)
        };
        if let Some(stripped) = name.strip_prefix(b"^") {
            negated = !negated;
            name = stripped;
        }
        let Some(ranges) = class::unicode(name, self.flags.fold) else {
            return Err(("invalid character class range", shown.to_vec()));
        };
        Ok(Some((signed(ranges, negated), tail)))
    }

    // Of ASCII.
    fn group(&self, (ranges, negated): (Ranges, bool)) -> Ranges {
        signed(class::folded(ranges, self.flags.fold), negated)
    }

    pub(super) fn class(&mut self, text: &'t [u8]) -> Result<&'t [u8], Mistake> {
        let mut rest = &text[1..];
        let negated = rest.first() == Some(&b'^');
        if negated {
            rest = &rest[1..];
        }
        let mut ranges = Vec::new();
        let mut first = true;
        while first || rest.first() != Some(&b']') {
            first = false;
            if rest.starts_with(b"[:")
                && rest.len() > 2
                && let Some(end) = rest[2..].windows(2).position(|w| w == b":]")
            {
                let shown = &rest[..end + 4];
                let Some(named) = class::posix(&rest[2..end + 2]) else {
                    return Err(("invalid character class range", shown.to_vec()));
                };
                ranges.extend(self.group(named));
                rest = &rest[end + 4..];
                continue;
            }
            if let Some((named, tail)) = self.class_escape(rest)? {
                ranges.extend(named);
                rest = tail;
                continue;
            }
            let from = rest;
            let (low, tail) = class_character(rest, text)?;
            rest = tail;
            let mut high = low;
            if rest.len() >= 2 && rest[0] == b'-' && rest[1] != b']' {
                let (rune, tail) = class_character(&rest[1..], text)?;
                (high, rest) = (rune, tail);
                if high < low {
                    let shown = read(from, rest).to_vec();
                    return Err(("invalid character class range", shown));
                }
            }
            ranges.extend(class::folded(vec![(low, high)], self.flags.fold));
        }
        let ranges = if negated {
            class::negate(ranges)
        } else {
            class::tidy(ranges)
        };
        self.push(Node::Class(ranges));
        Ok(&rest[1..])
    }
}

fn signed(ranges: Ranges, negated: bool) -> Ranges {
    if negated {
        class::negate(ranges)
    } else {
        ranges
    }
}

fn class_character<'t>(text: &'t [u8], whole: &[u8]) -> Result<(u32, &'t [u8]), Mistake> {
    match text.first() {
        None => Err(("missing closing ]", whole.to_vec())),
        Some(b'\\') => character_escape(text),
        Some(_) => next_rune(text),
    }
}

// An escape that stands for one code point.
fn character_escape(text: &[u8]) -> Result<(u32, &[u8]), Mistake> {
    let body = &text[1..];
    if body.is_empty() {
        return Err(("trailing backslash at end of expression", Vec::new()));
    }
    let (rune, mut rest) = next_rune(body)?;
    let letter = u8::try_from(rune).unwrap_or(0xff);
    let octal = |b: Option<&u8>| b.is_some_and(|b| (b'0'..=b'7').contains(b));
    match letter {
        b'0'..=b'7' if letter == b'0' || octal(rest.first()) => {
            let mut value = u32::from(letter - b'0');
            for _ in 0..2 {
                if !octal(rest.first()) {
                    break;
                }
                value = value * 8 + u32::from(rest[0] - b'0');
                rest = &rest[1..];
            }
            return Ok((value, rest));
        }
        b'x' if !rest.is_empty() => {
            let (first, tail) = next_rune(rest)?;
            rest = tail;
            let digit = |r: u32| char::from_u32(r).and_then(|c| c.to_digit(16));
            if first == u32::from(b'{') {
                let (mut value, mut digits) = (0, 0);
                while !rest.is_empty() {
                    let (r, tail) = next_rune(rest)?;
                    rest = tail;
                    if r == u32::from(b'}') {
                        if digits == 0 {
                            break;
                        }
                        return Ok((value, rest));
                    }
                    let Some(d) = digit(r) else { break };
                    value = value * 16 + d;
                    if value > 0x10_ffff {
                        break;
                    }
                    digits += 1;
                }
            } else {
                // At the end Go decodes an invalid code point of width 0, which is no digit.
                let (second, tail) = next_rune(rest)?;
                rest = tail;
                if let (Some(x), Some(y)) = (digit(first), digit(second)) {
                    return Ok((x * 16 + y, rest));
                }
            }
        }
        b'a' => return Ok((7, rest)),
        b'f' => return Ok((12, rest)),
        b'n' => return Ok((10, rest)),
        b'r' => return Ok((13, rest)),
        b't' => return Ok((9, rest)),
        b'v' => return Ok((11, rest)),
        _ if rune < 0x80 && !letter.is_ascii_alphanumeric() => return Ok((rune, rest)),
        _ => {}
    }
    Err(("invalid escape sequence", read(text, rest).to_vec()))
}
