//! File patterns as `gobwas/glob` matches them with `/` as the separator.
//!
//! `*` and `?` stay within one path element, `**` does not; `[abc]`, `[a-z]` and `[!a]` match one
//! character, `{a,b}` one of several patterns, up to the end where no brace closes them; `\` makes
//! the next character ordinary.

/// A compiled pattern.
pub struct Glob {
    parts: Vec<Part>,
}

enum Part {
    Char(char),
    /// `?`
    One,
    /// `*`
    Run,
    /// `**`
    Deep,
    Class {
        not: bool,
        ranges: Vec<(char, char)>,
    },
    Either(Vec<Vec<Part>>),
}

/// The pattern has an unclosed or empty bracket, or a range from high to low.
#[derive(Debug, PartialEq)]
pub struct BadPattern;

impl Glob {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// [`BadPattern`].
    pub fn new(pattern: &str) -> Result<Self, BadPattern> {
        let mut chars = pattern.chars().peekable();
        let (parts, _) = sequence(&mut chars, 0)?;
        Ok(Glob { parts })
    }

    /// Whether the whole path matches.
    pub fn matches(&self, path: &str) -> bool {
        let mut budget = 100_000;
        matches(&[&self.parts], path, &mut budget)
    }
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

/// Reads up to the end, or inside braces up to the `,` or `}` it returns.
fn sequence(chars: &mut Chars<'_>, depth: usize) -> Result<(Vec<Part>, Option<char>), BadPattern> {
    let mut parts = Vec::new();
    while let Some(c) = chars.next() {
        parts.push(match c {
            '\\' => match chars.next() {
                Some(c) => Part::Char(c),
                None => break,
            },
            '?' => Part::One,
            '*' => {
                let mut deep = false;
                while chars.peek() == Some(&'*') {
                    chars.next();
                    deep = true;
                }
                if deep { Part::Deep } else { Part::Run }
            }
            '[' => class(chars)?,
            '{' if depth < 50 => {
                let mut choices = Vec::new();
                loop {
                    let (choice, stop) = sequence(chars, depth + 1)?;
                    choices.push(choice);
                    // The end of the pattern closes what is open.
                    if stop != Some(',') {
                        break;
                    }
                }
                Part::Either(choices)
            }
            ',' | '}' if depth > 0 => return Ok((parts, Some(c))),
            c => Part::Char(c),
        });
    }
    Ok((parts, None))
}

/// One range (`a-z`), or characters: a range among others stands for its three characters.
fn class(chars: &mut Chars<'_>) -> Result<Part, BadPattern> {
    let not = chars.next_if_eq(&'!').is_some();
    let mut next = chars.next().ok_or(BadPattern)?;
    if chars.next_if_eq(&'-').is_some() {
        let high = chars.next().ok_or(BadPattern)?;
        if chars.next() != Some(']') || high < next {
            return Err(BadPattern);
        }
        let ranges = vec![(next, high)];
        return Ok(Part::Class { not, ranges });
    }
    let mut ranges = Vec::new();
    while next != ']' {
        if next == '\\' {
            next = chars.next().ok_or(BadPattern)?;
        }
        ranges.push((next, next));
        next = chars.next().ok_or(BadPattern)?;
    }
    if ranges.is_empty() {
        return Err(BadPattern);
    }
    Ok(Part::Class { not, ranges })
}

/// Whether what is left of a stack of sequences (innermost last) matches the whole path.
fn matches(stack: &[&[Part]], path: &str, budget: &mut u32) -> bool {
    if *budget == 0 {
        return false;
    }
    *budget -= 1;
    let Some((parts, outer)) = stack.split_last() else {
        return path.is_empty();
    };
    let Some((part, rest)) = parts.split_first() else {
        return matches(outer, path, budget);
    };
    let mut next: Vec<&[Part]> = outer.to_vec();
    next.push(rest);
    let first = path.chars().next();
    let step = |matched: bool, budget: &mut u32| {
        matched && matches(&next, &path[first.map_or(0, char::len_utf8)..], budget)
    };
    match part {
        Part::Char(c) => step(first == Some(*c), budget),
        Part::One => step(first.is_some_and(|c| c != '/'), budget),
        Part::Class { not, ranges } => {
            let inside = |c: char| ranges.iter().any(|(low, high)| (*low..=*high).contains(&c));
            step(first.is_some_and(|c| inside(c) != *not), budget)
        }
        Part::Run | Part::Deep => {
            let reach = match part {
                Part::Run => path.find('/').unwrap_or(path.len()),
                _ => path.len(),
            };
            let ends = path.char_indices().map(|(at, _)| at).chain([path.len()]);
            ends.take_while(|at| *at <= reach)
                .any(|at| matches(&next, &path[at..], budget))
        }
        Part::Either(choices) => choices.iter().any(|choice| {
            let mut inner = next.clone();
            inner.push(choice);
            matches(&inner, path, budget)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_know_the_separator() {
        for (pattern, path, wanted) in [
            ("*", "a.yaml", true),
            ("*", "a/b", false),
            ("**", "a/b", true),
            ("files/**", "files/a/b", true),
            ("files/**.json", "files/x/a.json", true),
            ("f?o", "foo", true),
            ("f?o", "f/o", false),
            ("[a-c]x", "bx", true),
            ("[!a-c]x", "bx", false),
            ("{a,b*}.txt", "bcd.txt", true),
            ("{a,b*}.txt", "c.txt", false),
            ("a\\*", "a*", true),
            ("a\\*", "ab", false),
            ("", "", true),
            // The end closes braces, and a dash among others is a dash.
            ("{a,b", "b", true),
            ("{a,b", "{a,b", false),
            ("[ab-d]", "c", false),
            ("[ab-d]", "-", true),
            ("a\\", "a", true),
        ] {
            assert_eq!(
                Glob::new(pattern).unwrap().matches(path),
                wanted,
                "{pattern} {path}"
            );
        }
        assert!(Glob::new("[a").is_err());
        assert!(Glob::new("[]").is_err());
        assert!(Glob::new("[c-a]").is_err());
    }
}
