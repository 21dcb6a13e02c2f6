//! Advice by the codes of errors.

/// What a list says under a code: one line each, the code and a space before its text. Nothing where
/// the list does not have the code.
///
/// The lists are texts beside the code, so that a package whose JavaScript shows them need not
/// have them in its wasm as well.
pub fn advice(list: &'static str, code: &str) -> Option<&'static str> {
    let mut lines = list.lines();
    lines.find_map(|line| line.strip_prefix(code)?.strip_prefix(' '))
}

#[cfg(test)]
mod tests {
    use super::advice;

    #[test]
    fn a_code_is_the_whole_first_word() {
        let list = "TLS_OLD Take a newer one.\nTLS Look at the certificate.\n";
        assert_eq!(advice(list, "TLS"), Some("Look at the certificate."));
        assert_eq!(advice(list, "TLS_OLD"), Some("Take a newer one."));
        assert_eq!(advice(list, "TL"), None);
    }
}
