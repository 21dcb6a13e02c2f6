use super::*;
use proptest::prelude::*;

#[test]
fn resolves() {
    let base = "https://h:5/v2/a/blobs/uploads/?x=1";
    for (reference, expected) in [
        ("https://o/p?q=%2F", "https://o/p?q=%2F"),
        ("//o/p", "https://o/p"),
        ("/v2/x?_state=a%3D", "https://h:5/v2/x?_state=a%3D"),
        ("abc?d=e", "https://h:5/v2/a/blobs/uploads/abc?d=e"),
        ("../abc/./d", "https://h:5/v2/a/blobs/abc/d"),
        ("?y=2", "https://h:5/v2/a/blobs/uploads/?y=2"),
        ("/x#frag", "https://h:5/x"),
        (
            "a?u=http://o/",
            "https://h:5/v2/a/blobs/uploads/a?u=http://o/",
        ),
    ] {
        assert_eq!(
            resolve_url(base, reference).as_deref(),
            Some(expected),
            "{reference}"
        );
    }
    assert_eq!(resolve_url(base, "http://"), None);
    assert_eq!(resolve_url(base, "/sp ace"), None);
    assert_eq!(
        resolve_url("https://h", "x").as_deref(),
        Some("https://h/x")
    );
    assert_eq!(resolve_url("nonsense", "x"), None);
}

/// What the `http` crate makes of an address, if it is absolute.
fn theirs(url: &str) -> Option<(String, String)> {
    let uri: http::Uri = url.parse().ok()?;
    uri.scheme()?;
    Some((uri.to_string(), uri.host()?.to_owned()))
}

fn ours(url: &str) -> Option<(String, String)> {
    let address = Address::parse(url)?;
    Some((address.to_string(), address.host().to_owned()))
}

#[test]
fn addresses_as_the_http_crate_reads_them() {
    for url in [
        "https://h",
        "HTTPS://H:5/x",
        "http://u:p@h?x",
        "ftp://[::1]:80#f",
        "://h",
        "h://@",
        "http://[::1",
        "http://a]b[",
        "http://%41@h/%",
        "http://%41/",
        "http://a:b:c/",
        "http://:80/",
        "http:///x",
        "a b://h",
        "~://h",
        "http://h/\"{}^`|",
        "http://h/?\"",
        "http://h/?`{}^",
        "http://h/ä?ö",
        "http://ä/",
        "http://[a]@[b]/",
        "http://a@[b]:1:2/",
        "http://a:1:2@b:3/",
    ] {
        assert_eq!(ours(url), theirs(url), "{url}");
    }
    for byte in 0..=0x7f_u8 {
        for url in [
            format!("http://a{}b/", byte as char),
            format!("http://a/{}b", byte as char),
            format!("http://a/?{}b", byte as char),
            format!("a{}b://c", byte as char),
        ] {
            assert_eq!(ours(&url), theirs(&url), "{url:?}");
        }
    }
}

#[test]
fn origins() {
    assert_eq!(Origin::of("https://H/x"), Origin::of("https://h:443"));
    assert_ne!(Origin::of("https://h/x"), Origin::of("http://h:443"));
    assert_ne!(Origin::of("https://h/x"), Origin::of("https://h:444/x"));
    assert_eq!(Origin::of("https://u:p@h:1/x").unwrap().port, 1);
    assert_eq!(Origin::of("http://[::1]:5000/").unwrap().host, "[::1]");
    assert_eq!(Origin::of("ftp://h/"), None);
    assert_eq!(Origin::of("/x"), None);
}

#[test]
fn private_hosts() {
    for private in [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "[::1]",
        "[fd00::1]",
        "[::ffff:10.0.0.1]",
        "localhost",
        "0.0.0.0",
    ] {
        assert!(
            Origin::of(&format!("https://{private}/"))
                .unwrap()
                .is_private_literal(),
            "{private}"
        );
    }
    for public in ["8.8.8.8", "example.com", "[2001:4860:4860::8888]"] {
        assert!(
            !Origin::of(&format!("https://{public}/"))
                .unwrap()
                .is_private_literal(),
            "{public}"
        );
    }
}

#[test]
fn queries_as_go_writes_them() {
    let mut query = Query::parse("_state=a%2Bb+c&b=&digest=old&x");
    query.add("digest", "sha256:1");
    assert_eq!(
        query.encode(),
        "_state=a%2Bb+c&b=&digest=old&digest=sha256%3A1&x="
    );
    let mut query = Query::parse("digest=old&b=1&digest=older");
    query.set("digest", "new");
    assert_eq!(query.encode(), "b=1&digest=new");
}

proptest! {
    #[test]
    fn encoding_undoes_decoding(pairs in proptest::collection::vec(("[ -~]{1,8}", "\\PC{0,8}"), 0..5)) {
        let mut sorted = pairs.clone();
        sorted.sort_by(|a, b| a.0.cmp(&b.0));
        prop_assert_eq!(Query::parse(&Query(pairs).encode()).0, sorted);
    }

    #[test]
    fn odd_addresses_as_the_http_crate_reads_them(url in "(http|HTTP|x)://[]\\[:@%a1./?#\"`~-]{0,12}") {
        prop_assert_eq!(ours(&url), theirs(&url));
    }

    #[test]
    fn never_panics(base in "\\PC{0,30}", reference in "\\PC{0,30}") {
        let _ = resolve_url(&base, &reference);
        let _ = resolve_url("https://h/p/q", &reference);
        let _ = Origin::of(&reference);
    }
}
