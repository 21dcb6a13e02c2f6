//! The program itself: what it says when it cannot start, and how it stops.

mod support;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use support::{Folder, Http, Server, binary, head, noise};

#[test]
fn says_what_is_wrong() {
    let folder = Folder::new();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let listen = format!("127.0.0.1:{port}");
    let data = folder.path().to_str().expect("a text");
    let file = folder.path().join("file");
    std::fs::write(&file, "ann:plain").expect("a file");
    let file = file.to_str().expect("a text");
    for (arguments, parts) in [
        (
            vec!["--listen", &listen, "--data", data],
            vec![&*port.to_string(), "already in use", "--listen"],
        ),
        (
            vec!["--listen", "203.0.113.1:1", "--data", data],
            vec!["no address of this machine"],
        ),
        (
            vec!["--listen", "127.0.0.1:0", "--data", file],
            vec!["cannot open the data folder"],
        ),
        (
            vec![
                "--listen",
                "127.0.0.1:0",
                "--data",
                data,
                "--htpasswd",
                file,
            ],
            vec!["line 1", "htpasswd -B"],
        ),
        (
            vec![
                "--listen",
                "127.0.0.1:0",
                "--data",
                data,
                "--htpasswd",
                "/nowhere",
            ],
            vec!["/nowhere"],
        ),
        (
            vec![
                "--listen",
                "127.0.0.1:0",
                "--data",
                data,
                "--proxy-allow",
                "*",
            ],
            vec!["--proxy-allow", "pattern"],
        ),
        (vec!["--nothing"], vec!["--nothing", "--help"]),
    ] {
        let output = binary().args(&arguments).output().expect("it ran");
        let problem = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "{arguments:?}");
        assert_eq!(problem.lines().count(), 1, "one line: {problem}");
        for part in parts {
            assert!(problem.contains(part), "{arguments:?}: {problem}");
        }
    }
    let help = binary().arg("--help").output().expect("it ran");
    assert!(
        help.status.success() && String::from_utf8_lossy(&help.stdout).contains("--proxy-allow")
    );
    let version = binary().arg("--version").output().expect("it ran");
    assert!(String::from_utf8_lossy(&version.stdout).starts_with("chartroom-server "));
}

#[test]
fn one_server_per_data_folder() {
    let folder = Folder::new();
    let _server = Server::start(folder.path(), &[]);
    let output = binary()
        .args(["--listen", "127.0.0.1:0", "--data"])
        .arg(folder.path())
        .output()
        .expect("it ran");
    let problem = String::from_utf8_lossy(&output.stderr);
    assert!(
        problem.contains("another chartroom-server uses the data in"),
        "{problem}"
    );
}

#[test]
fn stops_when_the_requests_under_way_are_done() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    // A request that is not complete yet.
    let mut slow = TcpStream::connect(server.address).expect("a connection");
    let host = server.address.to_string();
    let text = head(
        "POST",
        "/v2/a/blobs/uploads/",
        &[
            ("Host", &host),
            ("Content-Length", "5"),
            ("Expect", "100-continue"),
        ],
    );
    slow.write_all(text.as_bytes()).expect("sent");
    // The server has the request in hand once it asks for the rest.
    let mut asked = [0; b"HTTP/1.1 100 Continue\r\n\r\n".len()];
    slow.read_exact(&mut asked).expect("a first answer");
    assert!(asked.starts_with(b"HTTP/1.1 100 "));
    slow.write_all(b"ab").expect("sent");
    let address = server.address;
    let finishing = std::thread::spawn(move || {
        // It is stopping once nobody can connect any more.
        while TcpStream::connect(address).is_ok() {
            std::thread::sleep(Duration::from_millis(10));
        }
        slow.write_all(b"cde").expect("sent");
        let mut answer = String::new();
        slow.read_to_string(&mut answer).expect("an answer");
        answer
    });
    let (status, errors) = server.stop();
    assert!(status.success(), "{errors}");
    assert!(
        finishing
            .join()
            .expect("a thread")
            .starts_with("HTTP/1.1 202")
    );
}

#[test]
fn serves_the_app() {
    let (data, site) = (Folder::new(), Folder::new());
    let name = "app-0123456789abcdef.js";
    std::fs::write(
        site.path().join("index.html"),
        "<!doctype html><script type=module>start()</script>",
    )
    .expect("a file");
    std::fs::write(site.path().join(name), "plain").expect("a file");
    std::fs::write(site.path().join(format!("{name}.br")), "brotli").expect("a file");
    std::fs::write(data.path().join("secret.txt"), "secret").expect("a file");
    let server = Server::start(
        data.path(),
        &["--site", site.path().to_str().expect("a text")],
    );
    let http = Http::new(server.address);
    let get = |path: &str, headers: &[(&str, &str)]| http.call("GET", path, headers, "");
    let page = get("/", &[]);
    let policy = page.headers()["content-security-policy"]
        .to_str()
        .expect("a text");
    assert!(
        policy.contains("default-src 'self'")
            && policy.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-"),
        "{policy}"
    );
    assert_eq!(page.headers()["cache-control"], "no-cache");
    for name in [
        "x-content-type-options",
        "referrer-policy",
        "cross-origin-opener-policy",
        "permissions-policy",
    ] {
        assert!(page.headers().contains_key(name), "{name}");
    }
    assert_eq!(
        get("/r/ghcr.io/some/chart:1.2.3", &[]).body(),
        page.body(),
        "deep links"
    );
    assert_eq!(get("/missing.js", &[]).status(), 404);
    let plain = get(&format!("/{name}"), &[]);
    assert_eq!(plain.body(), "plain");
    // A worker lives under the policy of its own script.
    assert!(
        plain.headers()["content-security-policy"]
            .to_str()
            .is_ok_and(|text| text.contains("'wasm-unsafe-eval'"))
    );
    assert_eq!(
        plain.headers()["content-type"],
        "text/javascript; charset=utf-8"
    );
    assert_eq!(
        plain.headers()["cache-control"],
        "public, max-age=31536000, immutable"
    );
    let small = get(&format!("/{name}"), &[("accept-encoding", "gzip, br")]);
    assert_eq!(small.body(), "brotli");
    assert_eq!(small.headers()["content-encoding"], "br");
    let tag = small.headers()["etag"].to_str().expect("a text");
    assert_eq!(
        get(
            &format!("/{name}"),
            &[("accept-encoding", "br"), ("if-none-match", tag)]
        )
        .status(),
        304
    );
    assert_ne!(plain.headers()["etag"], small.headers()["etag"]);
    assert_eq!(http.call("POST", "/", &[], "").status(), 405);
    assert_eq!(http.call("HEAD", "/", &[], "").body(), "");
    // No way out of the folder.
    let host = server.address.to_string();
    let outside = format!("{}/secret.txt", data.path().display());
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/x/../../secret.txt",
        "/..%2fsecret.txt",
        "//secret.txt",
        &format!("/{outside}"),
        "/.hidden",
        "/..\\secret.txt",
    ] {
        let answer = server.raw(&head("GET", path, &[("Host", &host)]));
        assert!(!answer.contains("\r\n\r\nsecret"), "{path}");
    }
    let info: serde_json::Value =
        serde_json::from_slice(get("/api/info", &[]).body()).expect("JSON");
    assert_eq!(info["registry"]["host"], host.as_str());
    assert_eq!(info["registry"]["auth"], "none");
    assert_eq!(info["proxy"]["path"], "/proxy");
    assert_eq!(get("/healthz", &[]).body(), "ok\n");
    assert_eq!(get("/readyz", &[]).body(), "ready\n");
}

#[test]
fn large_blobs_take_little_memory() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &[]);
    let http = Http::new(server.address);
    let blob = noise(9, 96 << 20);
    assert_eq!(http.push_blob("large", &blob), Ok(201));
    let digest = chartroom_oci::Digest::sha256(&blob);
    let path = format!("/v2/large/blobs/{digest}");
    assert!(http.call("GET", &path, &[], "").body() == &blob);
    let part = http.call("GET", &path, &[("range", "bytes=50000000-59999999")], "");
    assert!(part.status() == 206 && part.body() == &blob.slice(50_000_000..60_000_000));
    if let Ok(status) = std::fs::read_to_string(format!("/proc/{}/status", server.id())) {
        let peak = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .expect("a peak");
        let peak: u64 = peak
            .trim()
            .trim_end_matches(" kB")
            .parse()
            .expect("a number");
        assert!(
            peak < 48 << 10,
            "the server took {peak} kB for a blob of 98304 kB"
        );
    }
}
