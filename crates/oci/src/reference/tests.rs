use super::*;
use proptest::prelude::*;

const HEX: &str = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

#[track_caller]
fn parts(text: &str) -> (String, String, Option<String>, Option<String>) {
    let r = Reference::parse(text).unwrap();
    (
        r.registry,
        r.repository,
        r.tag,
        r.digest.map(|d| d.to_string()),
    )
}

#[track_caller]
fn error(text: &str) -> String {
    Reference::parse(text).unwrap_err().to_string()
}

#[test]
fn the_four_forms() {
    let own = |s: &str| Some(s.to_owned());
    assert_eq!(parts("h/a/b"), ("h".into(), "a/b".into(), None, None));
    assert_eq!(
        parts("oci://h:5000/a:1.0.0"),
        ("h:5000".into(), "a".into(), own("1.0.0"), None)
    );
    let digest = format!("sha256:{HEX}");
    assert_eq!(
        parts(&format!("h/a@{digest}")),
        ("h".into(), "a".into(), None, own(&digest))
    );
    assert_eq!(
        parts(&format!("h/a:t@{digest}")),
        ("h".into(), "a".into(), own("t"), own(&digest))
    );
    assert_eq!(parts(&format!("h/a:bad/tag@{digest}")).2, None);
    assert_eq!(parts("h/a:").2, None);
    assert_eq!(parts("[::1]:5000/a").0, "[::1]:5000");
}

#[test]
fn errors_in_the_words_of_oras() {
    assert_eq!(
        error("localhost"),
        "invalid reference: missing registry or repository"
    );
    assert_eq!(error("/a"), r#"invalid reference: invalid registry """#);
    assert_eq!(
        error("h:x/a"),
        r#"invalid reference: invalid registry "h:x""#
    );
    assert_eq!(
        error("u@h/a"),
        r#"invalid reference: invalid registry "u@h""#
    );
    assert_eq!(
        error("h?x/a"),
        r#"invalid reference: invalid registry "h?x""#
    );
    assert_eq!(
        error("h%41/a"),
        r#"invalid reference: invalid registry "h%41""#
    );
    assert_eq!(
        error("[::1/a"),
        r#"invalid reference: invalid registry "[::1""#
    );
    assert_eq!(
        error("[1.2.3.4]/a"),
        r#"invalid reference: invalid registry "[1.2.3.4]""#
    );
    assert_eq!(
        error("h/a/Up"),
        r#"invalid reference: invalid repository "a/Up""#
    );
    assert_eq!(error("h/"), r#"invalid reference: invalid repository """#);
    assert_eq!(
        error("h/a:tag/w:1.0.0"),
        r#"invalid reference: invalid tag "tag/w:1.0.0""#
    );
    assert_eq!(
        error("h/a:1.0.0+b"),
        r#"invalid reference: invalid tag "1.0.0+b""#
    );
    assert_eq!(
        error("h/a@sha256:abc"),
        r#"invalid reference: invalid digest "sha256:abc": invalid checksum digest length"#
    );
    assert_eq!(
        error("h/a@blake3:abc"),
        r#"invalid reference: invalid digest "blake3:abc": unsupported digest algorithm"#
    );
    assert_eq!(
        error("h/a@x"),
        r#"invalid reference: invalid digest "x": invalid checksum digest format"#
    );
}

#[test]
fn repository_names() {
    for good in [
        "a",
        "a/b",
        "a.b",
        "a_b",
        "a__b",
        "a-b",
        "a---b",
        "0/1",
        "library/nginx-1.2_3__4",
    ] {
        assert!(is_valid_repository(good), "{good}");
    }
    for bad in [
        "", "/", "a/", "/a", "a//b", "A", "a..b", "a___b", "a._b", "a-.b", "-a", "a-", "a+b",
        "a b", "ü",
    ] {
        assert!(!is_valid_repository(bad), "{bad}");
    }
}

#[test]
fn tags() {
    assert!(is_valid_tag(&"a".repeat(128)));
    assert!(!is_valid_tag(&"a".repeat(129)));
    assert!(is_valid_tag("_A.b-c"));
    assert!(!is_valid_tag(".a"));
    assert!(!is_valid_tag(""));
    assert!(!is_valid_tag("ä"));
}

#[test]
fn helm_turns_plus_into_underscore() {
    let reference = Reference::parse_helm("oci://h:1/a:1.2.3+b.1+c").unwrap();
    assert_eq!(reference.to_string(), "h:1/a:1.2.3_b.1_c");
    let reference = Reference::parse_helm(&format!("h/a:1+b@sha256:{HEX}")).unwrap();
    assert_eq!(reference.tag.as_deref(), Some("1_b"));
    assert_eq!(reference.target().unwrap(), format!("sha256:{HEX}"));
    assert_eq!(Reference::parse_helm("h:5000/a").unwrap().tag, None);
}

#[test]
fn docker_io_lives_elsewhere() {
    assert_eq!(
        Reference::parse("docker.io/library/a").unwrap().host(),
        "registry-1.docker.io"
    );
    assert_eq!(
        Reference::parse("ghcr.io/library/a").unwrap().host(),
        "ghcr.io"
    );
}

proptest! {
    #[test]
    fn printing_undoes_parsing(
        registry in "[a-z]{1,8}(\\.[a-z]{1,5}){0,2}(:[0-9]{1,5})?",
        repository in "[a-z0-9]{1,4}((\\.|_|__|-{1,3})[a-z0-9]{1,3}){0,2}(/[a-z0-9]{1,4}){0,3}",
        tag in proptest::option::of("[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}"),
        hex in proptest::option::of("[0-9a-f]{64}"),
    ) {
        let mut text = format!("{registry}/{repository}");
        if let Some(tag) = &tag { text.push_str(&format!(":{tag}")); }
        if let Some(hex) = &hex { text.push_str(&format!("@sha256:{hex}")); }
        let reference = Reference::parse(&text).unwrap();
        prop_assert_eq!(reference.to_string(), text.clone());
        prop_assert_eq!(Reference::parse_helm(&text).unwrap(), reference);
    }

    #[test]
    fn never_panics_and_is_stable(text in "\\PC{0,60}") {
        if let Ok(reference) = Reference::parse(&text) {
            prop_assert_eq!(Reference::parse(&reference.to_string()).unwrap(), reference);
        }
        let _ = Reference::parse_helm(&text);
    }
}
