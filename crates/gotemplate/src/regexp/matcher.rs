//! Two matchers that agree: backtracking that never tries the same thing twice for small inputs,
//! all ways at once for large ones.

use super::Groups;
use super::class;
use super::node::Assert;
use super::program::{Program, Step};
use crate::unicode;

/// Steps times positions up to which backtracking notes what it has tried.
const SMALL: usize = 256 * 1024;

const NOWHERE: usize = usize::MAX;

/// The leftmost match from `at` on, and of those at one place the preferred one.
pub(super) fn search(program: &Program, text: &[u8], at: usize, groups: bool) -> Option<Groups> {
    let slots = if groups { 2 * program.groups } else { 2 };
    let places = text.len() + 1 - at;
    let found = if program.steps.len() * places <= SMALL {
        backtrack(program, text, at, slots)
    } else {
        simulate(program, text, at, slots)
    }?;
    Some(
        found
            .chunks(2)
            .map(|p| (p[0] != NOWHERE && p[1] != NOWHERE).then_some((p[0], p[1])))
            .collect(),
    )
}

fn holds(assert: Assert, text: &[u8], at: usize) -> bool {
    let word = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    let before = at.checked_sub(1).and_then(|i| text.get(i));
    match assert {
        Assert::BeginText => at == 0,
        Assert::EndText => at == text.len(),
        Assert::BeginLine => at == 0 || before == Some(&b'\n'),
        Assert::EndLine => at == text.len() || text[at] == b'\n',
        Assert::WordBoundary => word(before) != word(text.get(at)),
        Assert::NoWordBoundary => word(before) == word(text.get(at)),
    }
}

enum Job {
    Try(u32, usize),
    // Put a slot back to what it was.
    Restore(usize, usize),
}

fn backtrack(program: &Program, text: &[u8], at: usize, slots: usize) -> Option<Vec<usize>> {
    let places = text.len() + 1 - at;
    let mut tried = vec![0u64; (program.steps.len() * places).div_ceil(64)];
    let mut saved = vec![NOWHERE; slots];
    let mut jobs = Vec::new();
    let mut start = at;
    while start <= text.len() {
        // What was tried from an earlier start failed, and would again.
        jobs.push(Job::Try(program.start, start));
        while let Some(job) = jobs.pop() {
            let (mut pc, mut pos) = match job {
                Job::Restore(slot, value) => {
                    saved[slot] = value;
                    continue;
                }
                Job::Try(pc, pos) => (pc, pos),
            };
            loop {
                let bit = pc as usize * places + (pos - at);
                if tried[bit / 64] >> (bit % 64) & 1 == 1 {
                    break;
                }
                tried[bit / 64] |= 1 << (bit % 64);
                match program.steps[pc as usize] {
                    Step::Fail => break,
                    Step::Match => {
                        saved[0] = start;
                        saved[1] = pos;
                        return Some(saved);
                    }
                    Step::Rune(want, next) => {
                        let (rune, width) = unicode::decode(&text[pos..]);
                        if width == 0 || rune != want {
                            break;
                        }
                        (pc, pos) = (next, pos + width);
                    }
                    Step::Class(class, next) => {
                        let (rune, width) = unicode::decode(&text[pos..]);
                        if width == 0 || !class::contains(&program.classes[class as usize], rune) {
                            break;
                        }
                        (pc, pos) = (next, pos + width);
                    }
                    Step::Split(first, second) => {
                        jobs.push(Job::Try(second, pos));
                        pc = first;
                    }
                    Step::Save(slot, next) => {
                        let slot = slot as usize;
                        if slot < slots {
                            jobs.push(Job::Restore(slot, saved[slot]));
                            saved[slot] = pos;
                        }
                        pc = next;
                    }
                    Step::Assert(assert, next) => {
                        if !holds(assert, text, pos) {
                            break;
                        }
                        pc = next;
                    }
                }
            }
        }
        start += unicode::decode(&text[start..]).1.max(1);
    }
    None
}

// The ways that are still open at one position, the preferred first.
struct Ways {
    // Where a step stands in `list`, valid if it is there.
    place: Vec<u32>,
    list: Vec<(u32, Vec<usize>)>,
}

impl Ways {
    fn new(steps: usize) -> Self {
        Ways {
            place: vec![0; steps],
            list: Vec::new(),
        }
    }

    fn note(&mut self, pc: u32, saved: Vec<usize>) -> bool {
        let at = self.place[pc as usize] as usize;
        if self.list.get(at).is_some_and(|w| w.0 == pc) {
            return false;
        }
        self.place[pc as usize] = self.list.len() as u32;
        self.list.push((pc, saved));
        true
    }
}

fn simulate(program: &Program, text: &[u8], at: usize, slots: usize) -> Option<Vec<usize>> {
    let mut now = Ways::new(program.steps.len());
    let mut then = Ways::new(program.steps.len());
    let mut found: Option<Vec<usize>> = None;
    let mut pos = at;
    loop {
        if found.is_none() {
            let mut saved = vec![NOWHERE; slots];
            saved[0] = pos;
            follow(program, text, &mut now, program.start, pos, saved);
        }
        if now.list.is_empty() {
            return found;
        }
        let (rune, width) = unicode::decode(&text[pos..]);
        for (pc, mut saved) in std::mem::take(&mut now.list) {
            let next = match program.steps[pc as usize] {
                Step::Match => {
                    saved[1] = pos;
                    found = Some(saved);
                    // What comes after is less preferred.
                    break;
                }
                Step::Rune(want, next) if width > 0 && rune == want => next,
                Step::Class(class, next)
                    if width > 0 && class::contains(&program.classes[class as usize], rune) =>
                {
                    next
                }
                _ => continue,
            };
            follow(program, text, &mut then, next, pos + width, saved);
        }
        if width == 0 {
            return found;
        }
        pos += width;
        std::mem::swap(&mut now, &mut then);
    }
}

// Adds a step and all it leads to without reading.
fn follow(program: &Program, text: &[u8], ways: &mut Ways, pc: u32, pos: usize, saved: Vec<usize>) {
    let mut stack = vec![(pc, saved)];
    while let Some((pc, mut saved)) = stack.pop() {
        if !ways.note(pc, Vec::new()) {
            continue;
        }
        match program.steps[pc as usize] {
            Step::Split(first, second) => {
                stack.push((second, saved.clone()));
                stack.push((first, saved));
            }
            Step::Save(slot, next) => {
                if let Some(place) = saved.get_mut(slot as usize) {
                    *place = pos;
                }
                stack.push((next, saved));
            }
            Step::Assert(assert, next) => {
                if holds(assert, text, pos) {
                    stack.push((next, saved));
                }
            }
            _ => {
                if let Some(last) = ways.list.last_mut() {
                    last.1 = saved;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regexp::Regexp;

    #[test]
    fn both_matchers_agree() {
        let patterns = [
            "a*",
            "(a|ab)(c|bcd)(d*)",
            "(a+)(b+)?",
            "(?:a|b)*?c",
            "x*|b",
            "(a*)*",
            "(a*)+",
            "(|a)+",
            r"\b\w+\b",
            "(?m)^l.*$",
            "(?i)k[^a]",
            "a{2,3}?",
            "((a)|b)*",
            r"(\d+)-(\w*)",
            "é|世",
            ".",
        ];
        let texts = [
            "",
            "aaa",
            "abcd",
            "abcdabcd",
            "line1\nline2",
            "Kelvin K\u{212a}x",
            "12-ab é世",
            "aabbab c",
        ];
        for pattern in patterns {
            let re = Regexp::new(pattern.as_bytes()).expect("a valid pattern");
            let slots = 2 * re.program.groups;
            for text in texts {
                for at in (0..=text.len()).filter(|&i| text.is_char_boundary(i)) {
                    let text = text.as_bytes();
                    assert_eq!(
                        backtrack(&re.program, text, at, slots),
                        simulate(&re.program, text, at, slots),
                        "{pattern} on {text:?} from {at}"
                    );
                }
            }
        }
    }

    #[test]
    fn long_texts_take_time_in_proportion() {
        let re = Regexp::new(b"(a*)*b").expect("a valid pattern");
        assert!(!re.is_match(&vec![b'a'; 200_000]));
    }
}
