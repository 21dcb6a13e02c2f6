//! What is there, and what is not.

use chartroom_oci::{Digest, media_type};

use super::client::Client;

pub(super) fn ping(client: &Client<'_>) {
    client.send("GET", "/v2/", &[], "").expect(200);
    client.send("HEAD", "/v2/", &[], "").expect(200);
}

pub(super) fn unknown_things(client: &Client<'_>) {
    let digest = Digest::sha256(b"nowhere");
    client
        .get(&format!("blobs/{digest}"))
        .error(404, "BLOB_UNKNOWN");
    client
        .get(&format!("manifests/{digest}"))
        .error(404, "MANIFEST_UNKNOWN");
    client
        .get("manifests/nowhere")
        .error(404, "MANIFEST_UNKNOWN");
    client
        .get("manifests/.INVALID")
        .error(404, "MANIFEST_UNKNOWN");
    client.get("tags/list").error(404, "NAME_UNKNOWN");
    client
        .get("blobs/uploads/nowhere")
        .error(404, "BLOB_UPLOAD_UNKNOWN");
    client.get("blobs/sha256:abc").error(400, "DIGEST_INVALID");
    client
        .get("manifests/sha256:abc")
        .error(400, "DIGEST_INVALID");
    client
        .get("referrers/sha256:abc")
        .error(400, "DIGEST_INVALID");
    client
        .send("GET", "/v2/UPPER/tags/list", &[], "")
        .error(400, "NAME_INVALID");
    client
        .send("GET", "/v2/a%2F..%2Fb/tags/list", &[], "")
        .expect(404);
    client.send("GET", "/v2/nothing", &[], "").expect(404);
    client
        .send(
            "DELETE",
            &client.at(&format!("manifests/{digest}")),
            &[],
            "",
        )
        .error(404, "MANIFEST_UNKNOWN");
    client
        .send("DELETE", &client.at(&format!("blobs/{digest}")), &[], "")
        .error(404, "BLOB_UNKNOWN");
    client
        .put("-bad-", media_type::IMAGE_MANIFEST, "{}")
        .error(400, "TAG_INVALID");
}

pub(super) fn methods(client: &Client<'_>) {
    client
        .send("POST", "/v2/", &[], "")
        .error(405, "UNSUPPORTED");
    client
        .send("PUT", &client.at("tags/list"), &[], "")
        .error(405, "UNSUPPORTED");
    let digest = Digest::sha256(b"");
    assert!(
        client
            .send("PATCH", &client.at(&format!("blobs/{digest}")), &[], "")
            .expect(405)
            .header("allow")
            .contains("GET")
    );
}
