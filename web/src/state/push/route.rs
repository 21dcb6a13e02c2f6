//! Where a chart goes.

/// What somebody typed as `oci://host/path`, which is how Helm wants it.
pub fn remote_of(typed: &str) -> String {
    let typed = typed.trim();
    if typed.starts_with("oci://") {
        typed.to_owned()
    } else {
        ["oci://", typed].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::remote_of;

    #[test]
    fn the_scheme_may_be_left_out() {
        assert_eq!(remote_of(" localhost:5000/a "), "oci://localhost:5000/a");
        assert_eq!(remote_of("oci://localhost:5000"), "oci://localhost:5000");
    }
}
