use super::*;

fn target(url: &str) -> Target {
    let (scheme, authority) = url.split_once("://").expect("a url");
    Target::parse(scheme, authority).expect(url)
}

fn get(list: &AllowList, url: &str, path: &str) -> bool {
    list.permits(&target(url), &Method::GET, path)
}

#[test]
fn public_registries() {
    let list = AllowList::new(&[]).expect("a list");
    for (url, path) in [
        ("https://ghcr.io", "/v2/"),
        ("https://ghcr.io:443", "/token"),
        ("https://auth.docker.io", "/token"),
        ("https://me.azurecr.io", "/oauth2/exchange"),
        (
            "https://123.dkr.ecr.eu-west-1.amazonaws.com",
            "/v2/x/tags/list",
        ),
        ("https://europe-docker.pkg.dev", "/v2/token"),
        (
            "https://acme.jfrog.io",
            "/artifactory/api/docker/helm/v2/token",
        ),
        ("https://gitlab.com", "/jwt/auth"),
    ] {
        assert!(get(&list, url, path), "{url}{path}");
    }
    for (url, path) in [
        ("http://ghcr.io", "/v2/"),
        ("https://ghcr.io:8443", "/v2/"),
        ("https://ghcr.io", "/"),
        ("https://ghcr.io", "/v2x"),
        ("https://ghcr.io", "/v2/../admin"),
        ("https://ghcr.io", "/v2/%2e%2E/admin"),
        ("https://ghcr.io", "/v2/%252e%252e/admin"),
        ("https://acme.jfrog.io", "/v2/..;/artifactory/api/system"),
        ("https://acme.jfrog.io", "/v2/x%2f..%2f..%2fy"),
        ("https://acme.jfrog.io", "/artifactory/api/security/users"),
        ("https://acme.jfrog.io", "/artifactory/api/docker/x/y"),
        ("https://gitlab.com", "/v2/"),
        ("https://gitlab.com", "/api/v4/user"),
        ("https://auth.docker.io", "/v2/"),
        ("https://azurecr.io", "/v2/"),
        ("https://evil.example", "/v2/"),
        ("https://ghcr.io.evil.example", "/v2/"),
        ("https://xghcr.io", "/v2/"),
        ("https://a.dkr.ecr.amazonaws.com", "/v2/"),
        ("https://localhost", "/v2/"),
        ("https://127.0.0.1", "/v2/"),
        ("https://2130706433", "/v2/"),
        ("https://[::1]", "/v2/"),
    ] {
        assert!(!get(&list, url, path), "{url}{path}");
    }
    assert!(!list.permits(&target("https://ghcr.io"), &Method::CONNECT, "/v2/"));
    assert!(!list.permits(&target("https://ghcr.io"), &Method::PUT, "/token"));
}

#[test]
fn listed_registries() {
    let entries = [
        "localhost:5000",
        "http://registry.corp:5000",
        "*.corp.example",
        "10.0.0.7",
    ]
    .map(String::from);
    let list = AllowList::new(&entries).expect("a list");
    assert!(
        get(&list, "http://localhost:5000", "/v2/")
            && get(&list, "https://localhost:5000", "/auth")
    );
    assert!(!get(&list, "http://localhost:5001", "/v2/"));
    assert!(
        get(&list, "http://registry.corp:5000", "/v2/")
            && !get(&list, "https://registry.corp:5000", "/v2/")
    );
    assert!(
        get(&list, "https://a.corp.example", "/v2/")
            && !get(&list, "http://a.corp.example", "/v2/")
    );
    assert!(!get(&list, "https://a.corp.example:8080", "/v2/"));
    assert!(list.may_be_private("localhost", 5000) && list.may_be_private("10.0.0.7", 443));
    assert!(!list.may_be_private("a.corp.example", 443) && !list.may_be_private("localhost", 5001));
    for bad in [
        "", "*", "*.io", "ftp://x", "x/y", "x:y", "a@b", "x:0", "a*.b.c", "*.*.io",
    ] {
        assert!(AllowList::new(&[bad.to_owned()]).is_err(), "{bad}");
    }
}

#[test]
fn numeric_hosts() {
    for host in [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "[::1]",
        "1.2.3.4.",
    ] {
        assert!(target(&format!("https://{host}")).is_numeric(), "{host}");
    }
    assert!(!target("https://ghcr.io").is_numeric());
    assert_eq!(Target::parse("https", "a@b"), None);
    assert_eq!(Target::parse("https", ""), None);
    assert_eq!(Target::parse("https", "a b"), None);
    assert_eq!(Target::parse("gopher", "a"), None);
}
