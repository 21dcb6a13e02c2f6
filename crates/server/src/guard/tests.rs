use super::*;

fn check(guard: &Guard, method: &str, path: &str, headers: &[(&str, &str)]) -> Result<Caller, u16> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(()).expect("a request");
    guard
        .check(&request)
        .map_err(|reply| reply.status().as_u16())
}

#[test]
fn hosts() {
    let guard = Guard::new(
        &["charts.example".into(), "other.example:99".into()],
        &[],
        false,
    );
    for host in [
        "localhost",
        "localhost:8750",
        "LOCALHOST:1",
        "127.0.0.1:8750",
        "127.9.9.9",
        "[::1]:8750",
        "charts.example",
        "charts.example:443",
        "other.example:99",
    ] {
        assert!(
            check(&guard, "GET", "/", &[("host", host)]).is_ok(),
            "{host}"
        );
    }
    for host in [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        "evil.example:8750",
        "192.168.1.5:8750",
        "a@localhost",
        "other.example",
        "0.0.0.0",
        "xlocalhost",
    ] {
        assert_eq!(
            check(&guard, "GET", "/", &[("host", host)]),
            Err(403),
            "{host}"
        );
    }
    assert_eq!(check(&guard, "GET", "/", &[]), Err(400));
    assert_eq!(
        check(
            &guard,
            "GET",
            "/",
            &[("host", "localhost"), ("host", "evil.example")]
        ),
        Err(400)
    );
    assert_eq!(
        check(
            &guard,
            "GET",
            "http://evil.example/v2/",
            &[("host", "localhost")]
        ),
        Err(400)
    );
    let open = Guard::new(&[], &[], true);
    assert!(check(&open, "GET", "/", &[("host", "192.168.1.5:8750")]).is_ok());
    assert_eq!(
        check(&open, "GET", "/", &[("host", "evil.example")]),
        Err(403)
    );
}

#[test]
fn origins() {
    let guard = Guard::new(&[], &["https://charts.example".into()], false);
    let host = ("host", "127.0.0.1:8750");
    let own = check(
        &guard,
        "PUT",
        "/v2/a/manifests/1",
        &[host, ("origin", "http://127.0.0.1:8750")],
    )
    .expect("own");
    assert!(own.from_page && own.foreign.is_none());
    let listed = check(
        &guard,
        "PUT",
        "/v2/",
        &[host, ("origin", "https://charts.example")],
    )
    .expect("listed");
    assert_eq!(listed.foreign.as_deref(), Some("https://charts.example"));
    for origin in [
        "null",
        "http://127.0.0.1:9999",
        "http://localhost:8750",
        "http://127.0.0.1",
        "https://evil.example",
        "https://charts.example.evil",
        "http://charts.example",
        "",
        "file://",
    ] {
        for method in ["GET", "POST", "PUT", "DELETE", "OPTIONS"] {
            assert_eq!(
                check(&guard, method, "/v2/", &[host, ("origin", origin)]),
                Err(403),
                "{method} {origin}"
            );
        }
    }
    let two = [
        host,
        ("origin", "http://127.0.0.1:8750"),
        ("origin", "https://evil.example"),
    ];
    assert_eq!(check(&guard, "GET", "/v2/", &two), Err(403));
}

#[test]
fn requests_without_origin() {
    let guard = Guard::default();
    let host = ("host", "127.0.0.1:8750");
    assert!(
        check(&guard, "PUT", "/v2/a/manifests/1", &[host]).is_ok(),
        "registry clients"
    );
    for site in ["cross-site", "same-site", "odd"] {
        for path in [
            "/v2/",
            "/v2",
            "/proxy/https/ghcr.io/v2/",
            "/api/info",
            "/app.js",
        ] {
            assert_eq!(
                check(&guard, "GET", path, &[host, ("sec-fetch-site", site)]),
                Err(403),
                "{site} {path}"
            );
        }
        let visit = [
            host,
            ("sec-fetch-site", site),
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
        ];
        assert!(check(&guard, "GET", "/r/ghcr.io/x", &visit).is_ok());
        assert_eq!(check(&guard, "GET", "/v2/_catalog", &visit), Err(403));
        assert_eq!(check(&guard, "POST", "/", &visit), Err(403));
        let frame = [
            host,
            ("sec-fetch-site", site),
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "iframe"),
        ];
        assert_eq!(check(&guard, "GET", "/", &frame), Err(403));
    }
    assert!(
        check(
            &guard,
            "GET",
            "/v2/",
            &[host, ("sec-fetch-site", "same-origin")]
        )
        .expect("own")
        .from_page
    );
}
