//! Go's `filepath.Match`: stars and question marks stop at slashes.

/// A pattern that cannot be read: `syntax error in pattern`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadPattern;

impl std::fmt::Display for BadPattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("syntax error in pattern")
    }
}

impl std::error::Error for BadPattern {}

/// Whether all of `name` fits the pattern.
///
/// # Errors
/// For unfinished classes and escapes, in what is read before the answer is clear.
pub fn matches(pattern: &str, name: &str) -> Result<bool, BadPattern> {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut pattern, mut name) = (&pattern[..], &name[..]);
    while !pattern.is_empty() {
        let stars = pattern.iter().take_while(|c| **c == '*').count();
        let rest = &pattern[stars..];
        let end = chunk_end(rest);
        let (chunk, after) = rest.split_at(end);
        if stars > 0 && chunk.is_empty() {
            return Ok(!name.contains(&'/'));
        }
        pattern = after;
        if let Some(left) = match_chunk(chunk, name)?
            && (left.is_empty() || !pattern.is_empty())
        {
            name = left;
            continue;
        }
        let mut found = None;
        if stars > 0 {
            for skip in 0..name.len() {
                if name[skip] == '/' {
                    break;
                }
                if let Some(left) = match_chunk(chunk, &name[skip + 1..])? {
                    if pattern.is_empty() && !left.is_empty() {
                        continue;
                    }
                    found = Some(left);
                    break;
                }
            }
        }
        match found {
            Some(left) => name = left,
            None => return Ok(false),
        }
    }
    Ok(name.is_empty())
}

/// Where the next star outside a class begins.
fn chunk_end(pattern: &[char]) -> usize {
    let (mut at, mut in_class) = (0, false);
    while at < pattern.len() {
        match pattern[at] {
            '\\' => at += 1,
            '[' => in_class = true,
            ']' => in_class = false,
            '*' if !in_class => break,
            _ => {}
        }
        at += 1;
    }
    at.min(pattern.len())
}

/// What is left of the name behind a chunk without stars; `None` if it does not fit.
fn match_chunk<'n>(chunk: &[char], name: &'n [char]) -> Result<Option<&'n [char]>, BadPattern> {
    let (mut chunk, mut name) = (chunk, name);
    let mut failed = false;
    while let Some((first, rest)) = chunk.split_first() {
        failed |= name.is_empty();
        match first {
            '[' => {
                let c = name.first().copied();
                let negated = rest.first() == Some(&'^');
                let mut class = if negated { &rest[1..] } else { rest };
                let (mut found, mut ranges) = (false, 0);
                loop {
                    if class.first() == Some(&']') && ranges > 0 {
                        class = &class[1..];
                        break;
                    }
                    let low = escaped(&mut class)?;
                    let mut high = low;
                    if class.first() == Some(&'-') {
                        class = &class[1..];
                        high = escaped(&mut class)?;
                    }
                    found |= c.is_some_and(|c| (low..=high).contains(&c));
                    ranges += 1;
                }
                failed |= found == negated;
                name = name.get(1..).unwrap_or_default();
                chunk = class;
                continue;
            }
            '?' => failed |= name.first() == Some(&'/'),
            '\\' => {
                let Some(literal) = rest.first() else {
                    return Err(BadPattern);
                };
                failed |= name.first() != Some(literal);
                name = name.get(1..).unwrap_or_default();
                chunk = &rest[1..];
                continue;
            }
            literal => failed |= name.first() != Some(literal),
        }
        name = name.get(1..).unwrap_or_default();
        chunk = rest;
    }
    Ok((!failed).then_some(name))
}

/// A character of a class.
fn escaped(class: &mut &[char]) -> Result<char, BadPattern> {
    let (mut c, mut rest) = match class.split_first() {
        None | Some(('-' | ']', _)) => return Err(BadPattern),
        Some((c, rest)) => (*c, rest),
    };
    if c == '\\' {
        (c, rest) = match rest.split_first() {
            None => return Err(BadPattern),
            Some((c, rest)) => (*c, rest),
        };
    }
    // A class cannot end here: its bracket is still to come.
    if rest.is_empty() {
        return Err(BadPattern);
    }
    *class = rest;
    Ok(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn go_s_own_cases() {
        for (pattern, name, wanted) in [
            ("abc", "abc", Ok(true)),
            ("*", "abc", Ok(true)),
            ("*c", "abc", Ok(true)),
            ("a*", "ab/c", Ok(false)),
            ("a*/b", "abc/b", Ok(true)),
            ("a*b*c*d*e*/f", "axbxcxdxe/f", Ok(true)),
            ("a*b?c*x", "abxbbxdbxebxczzy", Ok(false)),
            ("ab[c]", "abc", Ok(true)),
            ("ab[^c]", "abc", Ok(false)),
            ("ab[e-g]", "abc", Ok(false)),
            ("a\\*b", "a*b", Ok(true)),
            ("[\\]a]", "]", Ok(true)),
            ("[]a]", "]", Err(BadPattern)),
            ("[-]", "-", Err(BadPattern)),
            ("[a-]", "a", Err(BadPattern)),
            ("[", "a", Err(BadPattern)),
            ("a[", "ab", Err(BadPattern)),
            ("b*[", "ab", Ok(false)),
            ("*x", "xxx", Ok(true)),
            ("a?b", "a/b", Ok(false)),
            ("", "", Ok(true)),
        ] {
            assert_eq!(matches(pattern, name), wanted, "{pattern} {name}");
        }
    }
}
