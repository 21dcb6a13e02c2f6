//! Reading blobs and manifests.

use chartroom_oci::media_type;
use serde_json::json;

use super::client::Client;

pub(super) fn ranges(client: &Client<'_>) {
    let digest = client.blob(b"0123456789");
    let path = client.at(&format!("blobs/{digest}"));
    for (range, content, body) in [
        ("bytes=0-3", "bytes 0-3/10", "0123"),
        ("bytes=4-", "bytes 4-9/10", "456789"),
        ("bytes=-2", "bytes 8-9/10", "89"),
        ("bytes=8-99", "bytes 8-9/10", "89"),
    ] {
        let reply = client
            .send("GET", &path, &[("range", range)], "")
            .expect(206)
            .is("content-range", content);
        assert_eq!(
            reply.is("content-length", &body.len().to_string()).body,
            body
        );
    }
    for range in ["bytes=10-", "bytes=99-100", "bytes=5-2"] {
        client
            .send("GET", &path, &[("range", range)], "")
            .expect(416)
            .is("content-range", "bytes */10");
    }
    for range in ["bytes=0-1,3-4", "lines=1-2", "nonsense"] {
        assert_eq!(
            client
                .send("GET", &path, &[("range", range)], "")
                .expect(200)
                .body
                .len(),
            10
        );
    }
    let bound = [("range", "bytes=0-3"), ("if-range", "\"other\"")];
    client.send("GET", &path, &bound, "").expect(200);
}

pub(super) fn heads(client: &Client<'_>) {
    let digest = client.blob(b"head");
    let reply = client
        .send("HEAD", &client.at(&format!("blobs/{digest}")), &[], "")
        .expect(200);
    assert!(
        reply
            .is("content-length", "4")
            .is("accept-ranges", "bytes")
            .body
            .is_empty()
    );
    let (manifest, digest) = client.image("1", &json!({}));
    let reply = client
        .send("HEAD", &client.at("manifests/1"), &[], "")
        .expect(200)
        .is("docker-content-digest", &digest.to_string());
    let reply = reply
        .is("content-length", &manifest.len().to_string())
        .is("content-type", media_type::IMAGE_MANIFEST);
    assert!(reply.body.is_empty());
    assert!(
        client
            .send("HEAD", &client.at("manifests/2"), &[], "")
            .expect(404)
            .body
            .is_empty()
    );
}

pub(super) fn entity_tags(client: &Client<'_>) {
    let digest = client.blob(b"tagged");
    let tag = client
        .get(&format!("blobs/{digest}"))
        .expect(200)
        .header("etag")
        .to_owned();
    client
        .send(
            "GET",
            &client.at(&format!("blobs/{digest}")),
            &[("if-none-match", &tag)],
            "",
        )
        .expect(304);
    client.image("1", &json!({}));
    let tag = client
        .get("manifests/1")
        .expect(200)
        .header("etag")
        .to_owned();
    client
        .send(
            "GET",
            &client.at("manifests/1"),
            &[("if-none-match", &tag)],
            "",
        )
        .expect(304);
    client
        .send(
            "GET",
            &client.at("manifests/1"),
            &[("if-none-match", "\"other\"")],
            "",
        )
        .expect(200);
}
