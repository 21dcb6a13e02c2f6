use super::*;
use proptest::prelude::*;

#[test]
fn paths_stay_as_written() {
    let hop = parse(
        &"/proxy/https/ghcr.io/v2/a%2Fb/blobs/uploads/x?_state=a+b%2F&digest="
            .parse()
            .expect("a uri"),
    )
    .expect("a hop");
    assert_eq!(hop.target.authority(), "ghcr.io");
    assert_eq!(
        hop.path_and_query,
        "/v2/a%2Fb/blobs/uploads/x?_state=a+b%2F&digest="
    );
    for bad in [
        "/proxy/",
        "/proxy/https/",
        "/proxy/https/ghcr.io",
        "/proxy/ftp/x/v2/",
        "/proxy/https//v2/",
        "/proxy/https/a@b/v2/",
        "/proxy/https/ghcr.io?x",
        "/proxy/https/a%2eb/v2/",
    ] {
        assert_eq!(parse(&bad.parse().expect("a uri")), None, "{bad}");
    }
}

proptest! {
    #[test]
    fn never_panics(path in "/proxy/[a-z/:.%\\[\\]@?0-9]{0,60}") {
        if let Ok(uri) = path.parse() {
            let _ = parse(&uri);
        }
    }
}
