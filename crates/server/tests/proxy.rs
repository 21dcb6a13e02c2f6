//! The proxy against registries that behave and that do not, all on this machine.

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use support::{Folder, Http, Server, head, noise};

/// A server that answers by path and remembers what it was asked.
struct Upstream {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Upstream {
    fn start(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, answer) = (Arc::clone(&requests), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (seen, answer) = (Arc::clone(&seen), Arc::clone(&answer));
                std::thread::spawn(move || one(stream, &seen, &*answer));
            }
        });
        Self { address, requests }
    }

    fn seen(&self) -> Vec<String> {
        std::mem::take(&mut *self.requests.lock().expect("a lock"))
    }
}

fn one(mut stream: TcpStream, seen: &Mutex<Vec<String>>, answer: &dyn Fn(&str) -> String) {
    let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
    let mut request = String::new();
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
            break;
        }
        if let Some(size) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = size.trim().parse().unwrap_or(0);
        }
        request.push_str(&line);
    }
    let mut body = vec![0; length];
    let _ = reader.read_exact(&mut body);
    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
    request.push_str(&format!("[{length} bytes]"));
    seen.lock().expect("a lock").push(request);
    let text = answer(&path);
    if text == "silence" {
        std::thread::sleep(Duration::from_secs(60));
    }
    let _ = stream.write_all(
        text.replacen("\r\n", "\r\nConnection: close\r\n", 1)
            .as_bytes(),
    );
}

fn ok(headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n{headers}\r\n{body}",
        body.len()
    )
}

fn redirect(status: u16, to: &str) -> String {
    format!("HTTP/1.1 {status} Moved\r\nContent-Length: 0\r\nLocation: {to}\r\n\r\n")
}

/// A call of the app through the proxy.
fn call(
    server: &Server,
    method: &str,
    path: &str,
    more: &[(&str, &str)],
    body: &'static str,
) -> (u16, http::HeaderMap, String) {
    let http = Http::new(server.address);
    let origin = format!("http://{}", server.address);
    let mut headers = vec![("origin", origin.as_str())];
    headers.extend_from_slice(more);
    let answer = http.call(method, path, &headers, body);
    let (parts, body) = answer.into_parts();
    (
        parts.status.as_u16(),
        parts.headers,
        String::from_utf8_lossy(&body).into_owned(),
    )
}

#[test]
fn passes_what_a_registry_needs_and_nothing_else() {
    let upstream = Upstream::start(|_| {
        ok(
            "Docker-Content-Digest: sha256:x\r\nLocation: https://elsewhere.example/v2/x?_state=a+b%2F\r\nWWW-Authenticate: Bearer realm=\"https://a.example/token\"\r\nLink: </v2/_catalog?last=b>; rel=\"next\"\r\nSet-Cookie: a=b\r\nAccess-Control-Allow-Origin: *\r\nContent-Security-Policy: none\r\nStrict-Transport-Security: max-age=1\r\nContent-Type: text/html\r\n",
            "",
        )
    });
    let folder = Folder::new();
    let place = upstream.address.to_string();
    let server = Server::start(folder.path(), &["--proxy-allow", &place]);
    let path = format!("/proxy/http/{place}/v2/a%2Fb/manifests/1?x=%2F+&y=");
    let headers = [
        ("authorization", "Basic secret"),
        ("accept", "a/b"),
        ("cookie", "c=d"),
        ("referer", "http://x/"),
        ("x-forwarded-for", "1.2.3.4"),
        ("x-anything", "1"),
        ("te", "trailers"),
    ];
    let (status, headers, _) = call(&server, "PUT", &path, &headers, "body");
    assert_eq!(status, 200);
    let seen = upstream.seen().pop().expect("a request").to_lowercase();
    assert!(
        seen.starts_with("put /v2/a%2fb/manifests/1?x=%2f+&y= http/1.1\r\n"),
        "{seen}"
    );
    for part in [
        "authorization: basic secret",
        "accept: a/b",
        "content-length: 4",
        "[4 bytes]",
        &format!("host: {place}"),
        "user-agent: chartroom-server/",
        "accept-encoding: identity",
    ] {
        assert!(seen.contains(part), "{part}: {seen}");
    }
    for part in [
        "cookie",
        "origin",
        "referer",
        "forwarded",
        "x-anything",
        "te:",
        "sec-",
    ] {
        assert!(!seen.contains(part), "{part}: {seen}");
    }
    assert_eq!(
        headers["location"], "https://elsewhere.example/v2/x?_state=a+b%2F",
        "as the registry sent it"
    );
    assert_eq!(
        headers["www-authenticate"],
        "Bearer realm=\"https://a.example/token\""
    );
    assert_eq!(headers["link"], "</v2/_catalog?last=b>; rel=\"next\"");
    assert_eq!(headers["docker-content-digest"], "sha256:x");
    for name in [
        "set-cookie",
        "access-control-allow-origin",
        "strict-transport-security",
    ] {
        assert!(!headers.contains_key(name), "{name}");
    }
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(headers["cache-control"], "no-store");
    assert!(
        headers["content-security-policy"]
            .to_str()
            .is_ok_and(|policy| policy.starts_with("sandbox"))
    );
}

#[test]
fn follows_downloads_but_not_everywhere() {
    let inside = Upstream::start(|_| ok("", "secret of this machine"));
    let private = inside.address;
    let upstream = Upstream::start(move |path| match path {
        "/v2/x/blobs/own" => redirect(307, "/storage/blob?sig=1"),
        "/storage/blob?sig=1" => ok("", "content"),
        "/v2/x/blobs/loop" => redirect(302, "loop"),
        "/v2/x/blobs/private" => redirect(307, &format!("http://{private}/")),
        "/v2/x/blobs/metadata" => redirect(307, "http://169.254.169.254/latest/meta-data/"),
        "/v2/x/blobs/tls" => redirect(307, &format!("https://{private}/")),
        "/v2/x/blobs/decimal" => redirect(307, "https://2130706433/"),
        "/v2/x/blobs/name" => redirect(307, "https://localhost/"),
        "/v2/x/blobs/file" => redirect(307, "file:///etc/passwd"),
        "/v2/x/blobs/user" => redirect(307, "https://a@localhost/"),
        "/v2/x/manifests/1" => redirect(307, "/v2/y/manifests/1"),
        "/v2/x/blobs/uploads/" => redirect(307, "/v2/y/blobs/uploads/"),
        "/v2/y/blobs/uploads/" => {
            "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nLocation: /v2/y/blobs/uploads/1\r\n\r\n"
                .to_owned()
        }
        _ => ok("", "other"),
    });
    let folder = Folder::new();
    let place = upstream.address.to_string();
    let server = Server::start(folder.path(), &["--proxy-allow", &place]);
    let at = |path: &str| format!("/proxy/http/{place}/v2/x/{path}");
    let (status, _, body) = call(
        &server,
        "GET",
        &at("blobs/own"),
        &[("range", "bytes=0-")],
        "",
    );
    assert_eq!((status, body.as_str()), (200, "content"));
    for name in [
        "loop", "private", "metadata", "tls", "decimal", "name", "file", "user",
    ] {
        let (status, headers, body) = call(
            &server,
            "GET",
            &at(&format!("blobs/{name}")),
            &[("authorization", "Basic secret")],
            "",
        );
        assert!(status == 502 || status == 403, "{name}: {status} {body}");
        assert!(
            body.contains("PROXY_REDIRECT") || body.contains("PROXY_DENIED"),
            "{name}: {body}"
        );
        assert!(
            !headers.contains_key("location"),
            "{name}: the page must not go there itself"
        );
    }
    assert!(inside.seen().is_empty(), "nobody came");
    let (status, _, body) = call(&server, "PUT", &at("manifests/1"), &[], "{}");
    assert!(status == 502 && body.contains("PROXY_REDIRECT"), "{body}");
    let (status, headers, _) = call(&server, "POST", &at("blobs/uploads/"), &[], "");
    assert_eq!(
        (status, headers["location"].as_bytes()),
        (202, b"/v2/y/blobs/uploads/1".as_slice())
    );
}

#[test]
fn reaches_only_what_is_listed() {
    let upstream = Upstream::start(|_| ok("", "here"));
    let folder = Folder::new();
    let server = Server::start(folder.path(), &["--proxy-allow", "localhost:1"]);
    let place = upstream.address;
    let port = place.port();
    for (scheme, host, path) in [
        ("http", place.to_string(), "/v2/"),
        ("https", place.to_string(), "/v2/"),
        ("http", format!("localhost:{port}"), "/v2/"),
        ("http", format!("2130706433:{port}"), "/v2/"),
        ("http", format!("0x7f000001:{port}"), "/v2/"),
        ("http", format!("0177.0.0.1:{port}"), "/v2/"),
        ("http", format!("127.1:{port}"), "/v2/"),
        ("http", format!("[::1]:{port}"), "/v2/"),
        ("http", format!("[::ffff:127.0.0.1]:{port}"), "/v2/"),
        ("http", format!("0.0.0.0:{port}"), "/v2/"),
        ("http", "169.254.169.254".to_owned(), "/v2/"),
        ("https", "metadata.google.internal".to_owned(), "/v2/"),
        ("https", "ghcr.io:22".to_owned(), "/v2/"),
        ("http", "ghcr.io".to_owned(), "/v2/"),
        ("https", "ghcr.io".to_owned(), "/login"),
        ("https", "ghcr.io".to_owned(), "/v2/../login"),
        ("https", "ghcr.io".to_owned(), "/v2/%2e%2e/login"),
        ("https", "ghcr.io.".to_owned(), "/v2/"),
        ("https", "gitlab.com".to_owned(), "/api/v4/user"),
        ("https", "evil.example".to_owned(), "/v2/"),
        ("https", "ghcr.io.evil.example".to_owned(), "/v2/"),
    ] {
        let (status, _, body) = call(
            &server,
            "GET",
            &format!("/proxy/{scheme}/{host}{path}"),
            &[],
            "",
        );
        assert!(
            status == 403 && body.contains("PROXY_DENIED"),
            "{scheme}://{host}{path}: {status} {body}"
        );
    }
    for path in [
        "/proxy/",
        "/proxy/ftp/ghcr.io/v2/",
        "/proxy/https/",
        "/proxy/https/ghcr.io",
        "/proxy/https/a@ghcr.io/v2/",
        "/proxy/https/ghcr.io%00/v2/",
    ] {
        let (status, _, body) = call(&server, "GET", path, &[], "");
        assert!(
            (400..=404).contains(&status) && body.contains("\"errors\""),
            "{path}: {status} {body}"
        );
    }
    assert!(upstream.seen().is_empty(), "nobody came");
    // Listed, but nobody is there.
    let (status, _, body) = call(&server, "GET", "/proxy/http/localhost:1/v2/", &[], "");
    assert!(
        status == 502 && body.contains("PROXY_UNREACHABLE"),
        "{body}"
    );
    // Without the proxy nothing is reached.
    let other = Folder::new();
    let server = Server::start(other.path(), &["--proxy-off"]);
    let (status, _, body) = call(&server, "GET", "/proxy/https/ghcr.io/v2/", &[], "");
    assert!(status == 403 && body.contains("without a proxy"), "{body}");
}

#[test]
fn serves_pages_and_readers_that_say_so() {
    let upstream = Upstream::start(|_| ok("", "{}"));
    let folder = Folder::new();
    let place = upstream.address.to_string();
    let server = Server::start(folder.path(), &["--proxy-allow", &place]);
    let host = server.address.to_string();
    let own = format!("http://{host}");
    let path = format!("/proxy/http/{place}/v2/");
    let host = ("Host", host.as_str());
    assert_eq!(server.status("GET", &path, &[host, ("Origin", &own)]), 200);
    assert_eq!(
        server.status("GET", &path, &[host, ("Sec-Fetch-Site", "same-origin")]),
        200
    );
    assert_eq!(
        server.status("GET", &path, &[host, ("X-Requested-By", "test")]),
        200
    );
    assert_eq!(server.status("GET", &path, &[host]), 403);
    assert_eq!(
        server.status("GET", &path, &[host, ("Sec-Fetch-Site", "none")]),
        403
    );
    assert_eq!(
        server.status("POST", &path, &[host, ("X-Requested-By", "test")]),
        403
    );
    assert_eq!(
        server.status("TRACE", &path, &[host, ("Origin", &own)]),
        403
    );
}

#[test]
fn streams_through_another_registry() {
    let (near, far) = (Folder::new(), Folder::new());
    let registry = Server::start(far.path(), &[]);
    let place = registry.address.to_string();
    let server = Server::start(near.path(), &["--proxy-allow", &place]);
    let http = Http::new(server.address);
    let origin = format!("http://{}", server.address);
    let blob = noise(7, 64 << 20);
    let digest = chartroom_oci::Digest::sha256(&blob);
    let path = |rest: &str| format!("/proxy/http/{place}{rest}");
    let started = http.call(
        "POST",
        &path("/v2/far/blobs/uploads/"),
        &[("origin", &origin)],
        "",
    );
    assert_eq!(started.status(), 202);
    let location = started.headers()["location"]
        .to_str()
        .expect("a text")
        .to_owned();
    let done = http.call(
        "PUT",
        &path(&format!("{location}?digest={digest}")),
        &[("origin", &origin)],
        blob.clone(),
    );
    assert_eq!(done.status(), 201);
    let back = http.call(
        "GET",
        &path(&format!("/v2/far/blobs/{digest}")),
        &[("origin", &origin)],
        "",
    );
    assert!(back.body() == &blob);
    assert_eq!(back.headers()["content-disposition"], "attachment");
    let part = http.call(
        "GET",
        &path(&format!("/v2/far/blobs/{digest}")),
        &[("origin", &origin), ("range", "bytes=5-9")],
        "",
    );
    assert!(part.status() == 206 && part.body() == &blob.slice(5..10));
    let asked = http.call(
        "HEAD",
        &path(&format!("/v2/far/blobs/{digest}")),
        &[("origin", &origin)],
        "",
    );
    assert_eq!(
        asked.headers()["content-length"],
        blob.len().to_string().as_str()
    );
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
            "the proxy took {peak} kB for a blob of 65536 kB"
        );
    }
}

#[test]
fn stops_asking_when_the_page_leaves() {
    let upstream = Upstream::start(|_| "silence".to_owned());
    let folder = Folder::new();
    let place = upstream.address.to_string();
    let server = Server::start(folder.path(), &["--proxy-allow", &place]);
    let host = server.address.to_string();
    let origin = format!("http://{host}");
    let ask = |path: &str| {
        let mut stream = TcpStream::connect(server.address).expect("a connection");
        let text = head(
            "GET",
            &format!("/proxy/http/{place}/v2/{path}"),
            &[("Host", &host), ("Origin", &origin)],
        );
        stream.write_all(text.as_bytes()).expect("sent");
        stream
    };
    // Well before the proxy itself gives up on a silent registry.
    let end = Instant::now() + Duration::from_secs(20);
    let mut waiting: Vec<TcpStream> = (0..80).map(|_| ask("early")).collect();
    let mut reached = 0;
    while reached < 64 {
        assert!(Instant::now() < end, "only {reached} requests went on");
        std::thread::sleep(Duration::from_millis(10));
        reached += upstream.seen().len();
    }
    waiting.clear();
    // Soon all places are free again; until then a call is turned away as one too many.
    loop {
        let mut stream = ask("late");
        stream
            .set_read_timeout(Some(Duration::from_millis(500)))
            .expect("a timeout");
        let mut byte = [0];
        let answered = stream.read(&mut byte).is_ok();
        if upstream
            .seen()
            .iter()
            .any(|request| request.contains("/late"))
        {
            assert!(!answered, "it waits for the registry");
            return;
        }
        assert!(Instant::now() < end, "the places stay taken");
        std::thread::sleep(Duration::from_millis(10));
    }
}
