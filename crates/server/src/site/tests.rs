use super::*;

#[test]
fn hashed_names() {
    for name in [
        "app-0123456789abcdef.js",
        "app-0123456789abcdef_bg.wasm",
        "x/y-89abcdef.css",
    ] {
        assert!(is_hashed(name), "{name}");
    }
    for name in [
        "index.html",
        "index-0123456789abcdef.html",
        "app.js",
        "my-feature.js",
        "a-01234567x.js",
        "favicon.ico",
    ] {
        assert!(!is_hashed(name), "{name}");
    }
}

#[test]
fn deep_links() {
    let html = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static("text/html,*/*"))]);
    assert!(wants_page("/r/ghcr.io/x:1.2.3", &HeaderMap::new()));
    assert!(wants_page("/r/ghcr.io/a.js", &html));
    assert!(!wants_page("/app-1.js", &HeaderMap::new()));
    let script = HeaderMap::from_iter([(
        header::HeaderName::from_static("sec-fetch-dest"),
        HeaderValue::from_static("script"),
    )]);
    assert!(!wants_page("/x", &script));
}

#[test]
fn inline_code_is_named_by_hash() {
    let page = "<script src=\"/a.js\"></script><script type=module>1</script><style></style>";
    let text = policy(page);
    // printf 1 | openssl dgst -sha256 -binary | base64
    assert!(
        text.contains("'wasm-unsafe-eval' 'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='"),
        "{text}"
    );
    assert!(text.contains("style-src 'self';"));
}

#[test]
fn encodings() {
    let asset = Asset::new(
        "a.js",
        Bytes::from_static(b"plain"),
        Some(Bytes::from_static(b"b")),
        Some(Bytes::from_static(b"g")),
    );
    let chosen = |accept: &'static str| {
        choose(
            &asset,
            &HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(accept))]),
        )
        .1
    };
    assert_eq!(chosen("gzip, deflate, br"), Some("br"));
    assert_eq!(chosen("gzip;q=1.0, br;q=0"), Some("gzip"));
    assert_eq!(chosen("br;q=0.0"), None);
    assert_eq!(chosen("identity"), None);
}
