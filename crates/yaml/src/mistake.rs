//! Where a text stops being YAML: go-yaml's own lines are often one off, those of another place, or missing.

use crate::events::{EventKind, Parser};

/// A place at which a text stops being YAML. Lines are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The line on which the reader cannot go on; at most one behind the last.
    pub met: u32,
    /// The line on which what is being read there begins: a text in quotes, a list in brackets, a mapping.
    pub began: u32,
    /// go-yaml's words for it, without a line.
    pub problem: &'static str,
}

/// The first place at which `text` stops being YAML, in any of its documents; nothing where all of it is.
pub fn mistake(text: &str) -> Option<Mistake> {
    let mut parser = Parser::new(text.as_bytes(), None);
    loop {
        match parser.next() {
            Ok(event) if matches!(event.kind, EventKind::StreamEnd) => return None,
            Ok(_) => {}
            Err(_) => return parser.mistake(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::mistake;

    #[test]
    fn the_line_a_person_has_to_look_at() {
        for (text, met, began, words) in [
            (
                "a: 1\nb: foo: bar\n",
                2,
                2,
                "mapping values are not allowed",
            ),
            ("image: foo: bar\n", 1, 1, "mapping values are not allowed"),
            ("a:\n  b: true\n c: x\n", 3, 1, "did not find expected key"),
            (
                "a: 1\nb: [1,\nc: 2\n",
                4,
                2,
                "did not find expected ',' or ']'",
            ),
            (
                "x: 1\na: \"unclosed\nb: 2\n",
                4,
                2,
                "found unexpected end of stream",
            ),
            (
                "a:\n\tb: true\n",
                2,
                2,
                "found character that cannot start any token",
            ),
            (
                "a: 1\nb: \u{1}\n",
                2,
                2,
                "control characters are not allowed",
            ),
            (
                "a: 1\n---\nb: 1\n  c: 2\n",
                4,
                4,
                "mapping values are not allowed",
            ),
        ] {
            let found = mistake(text).expect(text);
            assert_eq!((found.met, found.began), (met, began), "{text:?}");
            assert!(
                found.problem.starts_with(words),
                "{text:?}: {}",
                found.problem
            );
        }
        for text in [
            "",
            "a: 1\n",
            "- a\n- {b: [1, 2]}\n",
            "a: 1\n---\nb: 2\n",
            "a: *unknown\n",
        ] {
            assert_eq!(mistake(text), None, "{text:?}");
        }
    }
}
