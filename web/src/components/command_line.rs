//! A line for a terminal, with its copy button.

use leptos::prelude::*;

use super::copy_button;

/// `$ line` and a button that copies it without the `$`.
pub fn command_line(line: String) -> AnyView {
    let what = line.split(' ').take(2).collect::<Vec<_>>().join(" ");
    // A word is broken only where it is longer than the box, and then behind what divides it: `--version` shall not end
    // a line with its first hyphen, nor a name in the middle.
    let words = line
        .split_inclusive(' ')
        .map(|word| view! { <span>{pieces(word.trim_end())}</span>" " }.into_any())
        .collect_view();
    view! { <div class="line-box"><code>{words}</code>{copy_button(line, &what)}</div> }.into_any()
}

/// A word with the places where it may be broken.
fn pieces(word: &str) -> AnyView {
    cuts(word)
        .into_iter()
        .map(|piece| view! { {piece.to_owned()}<wbr /> }.into_any())
        .collect_view()
        .into_any()
}

/// A word cut behind slashes, colons, at-signs, commas and equals signs, but not between two slashes.
fn cuts(word: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for (at, c) in word.char_indices() {
        let end = at + c.len_utf8();
        let next = word[end..].chars().next();
        if matches!(c, '/' | '@' | ':' | '=' | ',') && next.is_some_and(|next| next != '/') {
            pieces.push(&word[start..end]);
            start = end;
        }
    }
    pieces.push(&word[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::cuts;

    #[test]
    fn words_are_broken_behind_what_divides_them() {
        assert_eq!(
            cuts("oci://localhost:8750/library/nginx"),
            ["oci://", "localhost:", "8750/", "library/", "nginx"]
        );
        assert_eq!(cuts("--version"), ["--version"]);
        assert_eq!(cuts("h/a@sha256:0f"), ["h/", "a@", "sha256:", "0f"]);
        assert_eq!(cuts("a:"), ["a:"]);
    }
}
