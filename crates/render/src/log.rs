//! Lines of Helm's log, as it writes them to standard error.
//!
//! Facts: `helm/helm:internal/logging/logging.go`, Go's `log/slog` text handler.

use chartroom_gotemplate::unicode;

use crate::text::quoted;

/// What only `--debug` shows.
pub fn debug(message: &str, attributes: &[(&str, &str)]) -> String {
    line("DEBUG", message, attributes)
}

/// A note.
pub fn info(message: &str, attributes: &[(&str, &str)]) -> String {
    line("INFO", message, attributes)
}

/// Something doubtful.
pub fn warn(message: &str, attributes: &[(&str, &str)]) -> String {
    line("WARN", message, attributes)
}

/// Something wrong.
pub fn error(message: &str, attributes: &[(&str, &str)]) -> String {
    line("ERROR", message, attributes)
}

fn line(level: &str, message: &str, attributes: &[(&str, &str)]) -> String {
    let mut text = format!("level={level} msg={}", value(message));
    for (key, attribute) in attributes {
        text.push_str(&format!(" {}={}", value(key), value(attribute)));
    }
    text
}

/// A value as it is, or quoted where it could be misread.
fn value(text: &str) -> String {
    let plain = |c: char| match c {
        ' ' | '=' | '"' => false,
        '\\' => true,
        c if c.is_ascii() => !c.is_ascii_control(),
        c => c != '\u{fffd}' && !c.is_whitespace() && unicode::is_print(u32::from(c)),
    };
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_quoted_when_they_must() {
        assert_eq!(
            info("skipping unknown hooks", &[("hookTypes", "crd-install")]),
            "level=INFO msg=\"skipping unknown hooks\" hookTypes=crd-install"
        );
        assert_eq!(warn("a", &[("b", "")]), "level=WARN msg=a b=\"\"");
        assert_eq!(warn("a\\b", &[("b", "é")]), "level=WARN msg=a\\b b=é");
    }
}
