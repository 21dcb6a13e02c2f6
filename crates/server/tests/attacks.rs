//! What foreign pages try, over the wire.

mod support;

use support::{Folder, Http, Server, noise};

#[test]
fn foreign_pages_neither_read_nor_push() {
    let folder = Folder::new();
    let server = Server::start(
        folder.path(),
        &[
            "--allow-origin",
            "https://charts.example",
            "--allow-host",
            "charts.local",
        ],
    );
    let host = server.address.to_string();
    let own = format!("http://{host}");
    let http = Http::new(&host);
    assert_eq!(
        http.push("charts/x", "1", &noise(1, 10))
            .expect("an answer")
            .0,
        201
    );
    for (method, path) in [
        ("GET", "/v2/"),
        ("GET", "/v2/_catalog"),
        ("GET", "/v2/charts/x/manifests/1"),
        ("POST", "/v2/charts/x/blobs/uploads/"),
        ("DELETE", "/v2/charts/x/manifests/1"),
        ("OPTIONS", "/v2/charts/x/manifests/1"),
        ("GET", "/proxy/https/ghcr.io/v2/"),
        ("OPTIONS", "/proxy/https/ghcr.io/v2/"),
        ("GET", "/api/info"),
    ] {
        let status = |headers: &[(&str, &str)]| {
            let mut all = vec![("Host", host.as_str())];
            all.extend_from_slice(headers);
            server.status(method, path, &all)
        };
        // CORS requests, and what browsers send without Origin.
        for origin in [
            "https://evil.example",
            "null",
            "http://127.0.0.1:1",
            "http://localhost",
            "http://charts.example",
            "https://charts.example.evil.example",
        ] {
            assert_eq!(
                status(&[("Origin", origin)]),
                403,
                "{method} {path} {origin}"
            );
        }
        for site in ["cross-site", "same-site"] {
            assert_eq!(
                status(&[("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", "no-cors")]),
                403,
                "{method} {path} {site}"
            );
            let visit = [
                ("Sec-Fetch-Site", site),
                ("Sec-Fetch-Mode", "navigate"),
                ("Sec-Fetch-Dest", "document"),
            ];
            assert_eq!(status(&visit), 403, "{method} {path} {site}");
        }
        // DNS rebinding: the page's own name leads here.
        for name in [
            "evil.example",
            "evil.example:8750",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "10.0.0.1:8750",
        ] {
            let origin = format!("http://{name}");
            assert_eq!(
                server.status(method, path, &[("Host", name), ("Origin", &origin)]),
                403,
                "{method} {path} {name}"
            );
            assert_eq!(
                server.status(method, path, &[("Host", name)]),
                403,
                "{method} {path} {name}"
            );
        }
        assert_eq!(server.status(method, path, &[]), 400, "no Host");
        let absolute = format!("http://evil.example{path}");
        assert_eq!(
            server.status(method, &absolute, &[("Host", &host)]),
            400,
            "two hosts"
        );
    }
    // The chart is as it was, and the refusals tell a page nothing: no CORS header lets it read them.
    assert_eq!(
        http.call("GET", "/v2/charts/x/manifests/1", &[], "")
            .status(),
        200
    );
    let refused = http.call(
        "GET",
        "/v2/_catalog",
        &[("origin", "https://evil.example")],
        "",
    );
    assert!(
        !refused
            .headers()
            .contains_key("access-control-allow-origin")
    );
    assert!(!String::from_utf8_lossy(refused.body()).contains("charts/x"));
    // Who may: the app, listed origins, registry clients, other names by flag.
    assert_eq!(
        http.call("GET", "/v2/_catalog", &[("origin", &own)], "")
            .status(),
        200
    );
    assert_eq!(server.status("GET", "/v2/", &[("Host", &host)]), 200);
    assert_eq!(
        server.status("GET", "/v2/", &[("Host", "charts.local")]),
        200
    );
    let listed = http.call(
        "GET",
        "/v2/_catalog",
        &[("origin", "https://charts.example")],
        "",
    );
    assert_eq!(
        listed.headers()["access-control-allow-origin"],
        "https://charts.example"
    );
    assert!(
        listed.headers()["access-control-expose-headers"]
            .to_str()
            .is_ok_and(|names| names.contains("Docker-Content-Digest"))
    );
    assert!(
        !listed
            .headers()
            .contains_key("access-control-allow-credentials")
    );
    let preflight = [
        ("origin", "https://charts.example"),
        ("access-control-request-method", "PUT"),
    ];
    let preflight = http.call("OPTIONS", "/v2/charts/x/manifests/1", &preflight, "");
    assert_eq!(preflight.status(), 204);
    assert_eq!(
        preflight.headers()["access-control-allow-origin"],
        "https://charts.example"
    );
    assert!(
        preflight.headers()["access-control-allow-methods"]
            .to_str()
            .is_ok_and(|names| names.contains("PATCH"))
    );
    // Links to the app work; frames around it do not.
    let link = [
        ("Host", host.as_str()),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Mode", "navigate"),
        ("Sec-Fetch-Dest", "document"),
    ];
    assert_eq!(server.status("GET", "/r/ghcr.io/some/chart", &link), 200);
    let frame = [
        ("Host", host.as_str()),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Mode", "navigate"),
        ("Sec-Fetch-Dest", "iframe"),
    ];
    assert_eq!(server.status("GET", "/", &frame), 403);
}

#[test]
fn a_pushed_page_does_not_run_in_the_app() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let http = Http::new(server.address);
    let page = bytes::Bytes::from_static(b"<script>fetch('/v2/')</script>");
    assert_eq!(http.push_blob("charts/x", &page), Ok(201));
    let digest = chartroom_oci::Digest::sha256(&page);
    let answer = http.call("GET", &format!("/v2/charts/x/blobs/{digest}"), &[], "");
    assert_eq!(answer.headers()["content-type"], "application/octet-stream");
    assert_eq!(answer.headers()["content-disposition"], "attachment");
    assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    assert!(
        answer.headers()["content-security-policy"]
            .to_str()
            .is_ok_and(|policy| policy.starts_with("sandbox"))
    );
}

#[test]
fn broken_requests_do_not_end_the_server() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let host = server.address.to_string();
    for request in [
        "\r\n\r\n".to_owned(),
        "GET\r\n\r\n".to_owned(),
        "GET / HTTP/9.9\r\n\r\n".to_owned(),
        format!("GET /v2/ HTTP/1.1\r\nHost: {host}\r\nContent-Length: x\r\n\r\n"),
        format!(
            "GET /{} HTTP/1.1\r\nHost: {host}\r\n\r\n",
            "x".repeat(100_000)
        ),
        format!(
            "GET / HTTP/1.1\r\nHost: {host}\r\n{}\r\n",
            "X: y\r\n".repeat(2000)
        ),
        format!("CONNECT ghcr.io:443 HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"),
    ] {
        let mut request = request;
        if !request.contains("Connection") {
            request = request.replacen("\r\n\r\n", "\r\nConnection: close\r\n\r\n", 1);
        }
        let answer = server.raw(&request);
        assert!(
            !answer.starts_with("HTTP/1.1 2"),
            "{:?}: {answer}",
            &request[..request.len().min(60)]
        );
    }
    assert_eq!(server.status("GET", "/healthz", &[("Host", &host)]), 200);
}
