//! Looking into texts, and putting them together.

/// What stands before and after the first `separator`, like `str::split_once`.
///
/// The standard library's search for a text is a good one for long texts, and 4 KB of wasm.
#[inline(never)]
pub fn cut<'a>(text: &'a str, separator: &str) -> Option<(&'a str, &'a str)> {
    let mut places = text.as_bytes().windows(separator.len().max(1));
    let at = places.position(|piece| piece == separator.as_bytes())?;
    Some((&text[..at], &text[at + separator.len()..]))
}

/// Whether a character is in a text, like `str::contains`, which links the search for texts even where
/// it looks for a character.
#[inline(never)]
pub fn has(text: &str, c: char) -> bool {
    text.find(c).is_some()
}

/// Texts with a separator between them, like `[T]::join`, which is compiled for every separator's length
/// and six times as long.
#[inline(never)]
pub fn join<T: AsRef<str>>(texts: &[T], separator: &str) -> String {
    let mut out = String::new();
    for (index, text) in texts.iter().enumerate() {
        if index > 0 {
            out.push_str(separator);
        }
        out.push_str(text.as_ref());
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{cut, has, join};

    proptest! {
        #[test]
        fn as_the_standard_library(text in "[ab:ü/]{0,12}", separator in "[ab:ü/]{1,3}") {
            prop_assert_eq!(cut(&text, &separator), text.split_once(separator.as_str()));
        }

        #[test]
        fn joins_as_the_standard_library(
            texts in proptest::collection::vec("[ab]{0,3}", 0..5),
            separator in "[,; ]{0,2}",
        ) {
            prop_assert_eq!(join(&texts, &separator), texts.join(&separator));
        }

        #[test]
        fn finds_as_the_standard_library(text in "[ab:ü/]{0,3}", c in "[ab:ü/]") {
            let c = c.chars().next().unwrap_or_default();
            prop_assert_eq!(has(&text, c), text.contains(c));
        }
    }
}
