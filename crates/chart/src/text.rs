//! Text as Helm cleans it: with Go's `unicode.IsSpace` and `unicode.IsPrint`.

use chartroom_gotext::is_print;

/// Whether Go's `unicode.IsSpace` holds.
pub fn is_space(c: char) -> bool {
    matches!(c,
        '\t'..='\r' | ' ' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}'
        | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// Helm's `sanitizeString`: every space becomes U+0020, whatever else does not print is dropped.
/// Nothing is trimmed or collapsed.
pub fn sanitize(text: &mut String) {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return;
    }
    *text = text
        .chars()
        .filter_map(|c| {
            if is_space(c) {
                Some(' ')
            } else {
                is_print(c).then_some(c)
            }
        })
        .collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sanitizing_turns_spaces_and_drops_the_rest() {
        let mut text = "a\tb\u{a0}c\u{200b}d\u{ad}\u{7}\ne \u{2028}😀".to_owned();
        sanitize(&mut text);
        assert_eq!(text, "a b cd e  😀");
    }
}
