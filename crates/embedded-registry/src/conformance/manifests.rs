//! Pushing manifests.

use chartroom_oci::{Digest, media_type};
use serde_json::json;

use super::client::{Client, descriptor, image};

pub(super) fn manifest_bytes(client: &Client<'_>) {
    client.blob(b"{}");
    // Odd spacing, unknown fields and escapes stay as they are.
    let config = descriptor("a/b", b"{}");
    let manifest = format!(
        "{{ \"layers\" : [],\n\t\"schemaVersion\":2, \"unknown\": [1.0, \"\\u003c\"], \"config\":{config} }}\n"
    );
    let digest = Digest::sha256(manifest.as_bytes());
    let kind = format!("{}; charset=utf-8", media_type::IMAGE_MANIFEST);
    let reply = client
        .put("1", &kind, &manifest)
        .expect(201)
        .is("docker-content-digest", &digest.to_string());
    for path in [
        reply.location(),
        client.at("manifests/1"),
        client.at(&format!("manifests/{digest}")),
    ] {
        let reply = client
            .send("GET", &path, &[], "")
            .expect(200)
            .is("content-type", media_type::IMAGE_MANIFEST);
        assert_eq!(
            reply.is("docker-content-digest", &digest.to_string()).body,
            manifest
        );
    }
}

pub(super) fn manifest_by_digest(client: &Client<'_>) {
    client.blob(b"{}");
    let manifest = image(&json!({}));
    let digest = Digest::sha256(manifest.as_bytes());
    client
        .put(
            &Digest::sha256(b"x").to_string(),
            media_type::IMAGE_MANIFEST,
            &manifest,
        )
        .error(400, "DIGEST_INVALID");
    client
        .put(&digest.to_string(), media_type::IMAGE_MANIFEST, &manifest)
        .expect(201);
    assert!(client.tags("").is_empty());
    let reply = client
        .put(
            &format!("{digest}?tag=a&tag=b&tag=a"),
            media_type::IMAGE_MANIFEST,
            &manifest,
        )
        .expect(201);
    assert_eq!(reply.headers.get_all("oci-tag").iter().count(), 2);
    assert_eq!(client.tags(""), ["a", "b"]);
    client
        .put(
            &format!("{digest}?tag=-"),
            media_type::IMAGE_MANIFEST,
            &manifest,
        )
        .error(400, "TAG_INVALID");
}

pub(super) fn manifest_blob_unknown(client: &Client<'_>) {
    client
        .put("1", media_type::IMAGE_MANIFEST, &image(&json!({})))
        .error(400, "MANIFEST_BLOB_UNKNOWN");
    client.get("tags/list").expect(404);
    client.blob(b"{}");
    let layers = json!({ "layers": [descriptor("a/b", b"elsewhere")] });
    client
        .put("1", media_type::IMAGE_MANIFEST, &image(&layers))
        .error(400, "MANIFEST_BLOB_UNKNOWN");
    let mut wrong = descriptor("a/b", b"{}");
    wrong["size"] = json!(3);
    client
        .put(
            "1",
            media_type::IMAGE_MANIFEST,
            &image(&json!({ "layers": [wrong] })),
        )
        .error(400, "MANIFEST_INVALID");
    client.get("manifests/1").expect(404);
    // Layers that live elsewhere, and subjects, may be missing.
    let mut foreign = descriptor("a/b", b"elsewhere");
    foreign["urls"] = json!(["https://example.com/x"]);
    client
        .put(
            "1",
            media_type::IMAGE_MANIFEST,
            &image(&json!({ "layers": [foreign] })),
        )
        .expect(201);
}

pub(super) fn manifest_invalid(client: &Client<'_>) {
    client.blob(b"{}");
    for manifest in [
        "",
        "{",
        "[]",
        "null",
        "{}",
        r#"{"schemaVersion":2}"#,
        r#"{"schemaVersion":1,"config":{},"layers":[]}"#,
    ] {
        client
            .put("1", media_type::IMAGE_MANIFEST, manifest)
            .error(400, "MANIFEST_INVALID");
    }
    client
        .put("1", media_type::IMAGE_INDEX, &image(&json!({})))
        .error(400, "MANIFEST_INVALID");
    client
        .put(
            "1",
            media_type::IMAGE_MANIFEST,
            &image(&json!({ "manifests": [] })),
        )
        .error(400, "MANIFEST_INVALID");
}

pub(super) fn manifest_too_large(client: &Client<'_>) {
    client.blob(b"{}");
    let padded = |size: usize| image(&json!({ "annotations": { "pad": "x".repeat(size) } }));
    client
        .put("large", media_type::IMAGE_MANIFEST, &padded(3_900_000))
        .expect(201);
    client
        .put("larger", media_type::IMAGE_MANIFEST, &padded(4 << 20))
        .error(413, "SIZE_INVALID");
}

pub(super) fn index(client: &Client<'_>) {
    let (manifest, digest) = client.image("child", &json!({}));
    let of = |content: &[u8]| {
        json!({ "schemaVersion": 2, "mediaType": media_type::IMAGE_INDEX, "manifests": [descriptor(media_type::IMAGE_MANIFEST, content)] }).to_string()
    };
    client
        .put("all", media_type::IMAGE_INDEX, &of(b"unknown"))
        .error(400, "MANIFEST_BLOB_UNKNOWN");
    client
        .put("all", media_type::IMAGE_INDEX, &of(manifest.as_bytes()))
        .expect(201);
    client
        .get("manifests/all")
        .expect(200)
        .is("content-type", media_type::IMAGE_INDEX);
    client
        .send("DELETE", &client.at(&format!("blobs/{digest}")), &[], "")
        .error(405, "UNSUPPORTED");
}

pub(super) fn accept(client: &Client<'_>) {
    client.image("1", &json!({}));
    let get = |value: &str| client.send("GET", &client.at("manifests/1"), &[("accept", value)], "");
    for good in [
        "*/*",
        "application/*",
        "application/json",
        media_type::IMAGE_MANIFEST,
        &format!("a/b;q=0.5, {};q=1", media_type::IMAGE_MANIFEST),
    ] {
        get(good).expect(200);
    }
    get(media_type::IMAGE_INDEX).error(404, "MANIFEST_UNKNOWN");
}
