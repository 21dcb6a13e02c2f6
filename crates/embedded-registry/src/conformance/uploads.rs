//! Pushing blobs.

use chartroom_oci::Digest;

use super::client::{Client, with};

pub(super) fn single_post(client: &Client<'_>) {
    let digest = Digest::sha256(b"single");
    let path = with(&client.at("blobs/uploads/"), &format!("digest={digest}"));
    let reply = client
        .send(
            "POST",
            &path,
            &[("content-type", "application/octet-stream")],
            "single",
        )
        .expect(201);
    assert!(reply.location().ends_with(&format!("/blobs/{digest}")));
    assert_eq!(
        client.get(&format!("blobs/{digest}")).expect(200).body,
        "single"
    );
    // Some clients ask with an empty POST whether one request is enough.
    let location = client.send("POST", &path, &[], "").expect(202).location();
    client
        .send(
            "PUT",
            &with(&location, &format!("digest={digest}")),
            &[],
            "single",
        )
        .expect(201);
}

pub(super) fn post_and_put(client: &Client<'_>) {
    let digest = Digest::sha256(b"two");
    let started = client
        .send("POST", &client.at("blobs/uploads/"), &[], "")
        .expect(202);
    let path = with(&started.location(), &format!("digest={digest}"));
    let reply = client
        .send(
            "PUT",
            &path,
            &[("content-type", "application/octet-stream")],
            "two",
        )
        .expect(201);
    let reply = reply.is("docker-content-digest", &digest.to_string());
    let read = client.send("GET", &reply.location(), &[], "").expect(200);
    assert_eq!(
        read.is("content-length", "3")
            .is("docker-content-digest", &digest.to_string())
            .body,
        "two"
    );
    // The upload is over.
    client
        .send("PUT", &path, &[], "two")
        .error(404, "BLOB_UPLOAD_UNKNOWN");
    client
        .send("PUT", &client.start(), &[], "two")
        .error(400, "DIGEST_INVALID");
}

pub(super) fn chunks(client: &Client<'_>) {
    let digest = Digest::sha256(b"0123456789");
    let location = client.start();
    let first = client
        .send("PATCH", &location, &[("content-range", "0-3")], "0123")
        .expect(202)
        .is("range", "0-3");
    let second = client
        .send(
            "PATCH",
            &first.location(),
            &[("content-range", "4-6")],
            "456",
        )
        .expect(202)
        .is("range", "0-6");
    let status = client
        .send("GET", &second.location(), &[], "")
        .expect(204)
        .is("range", "0-6");
    let path = with(&status.location(), &format!("digest={digest}"));
    client
        .send("PUT", &path, &[("content-range", "7-9")], "789")
        .expect(201);
    assert_eq!(
        client.get(&format!("blobs/{digest}")).expect(200).body,
        "0123456789"
    );
    // All in chunks, nothing in the PUT.
    let location = client.start();
    let all = client
        .send(
            "PATCH",
            &location,
            &[("content-range", "0-9")],
            "0123456789",
        )
        .expect(202);
    client
        .send(
            "PUT",
            &with(&all.location(), &format!("digest={digest}")),
            &[],
            "",
        )
        .expect(201);
}

pub(super) fn out_of_order(client: &Client<'_>) {
    let digest = Digest::sha256(b"abcdef");
    let location = client.start();
    client
        .send("PATCH", &location, &[("content-range", "3-5")], "def")
        .error(416, "RANGE_INVALID");
    client
        .send("PATCH", &location, &[("content-range", "0-2")], "abc")
        .expect(202);
    let again = client
        .send("PATCH", &location, &[("content-range", "0-2")], "abc")
        .expect(416)
        .is("range", "0-2");
    let status = client
        .send("GET", &again.location(), &[], "")
        .expect(204)
        .is("range", "0-2");
    client
        .send(
            "PATCH",
            &status.location(),
            &[("content-range", "3-5")],
            "def",
        )
        .expect(202);
    client
        .send(
            "PUT",
            &with(&location, &format!("digest={digest}")),
            &[],
            "",
        )
        .expect(201);
}

pub(super) fn chunk_sizes(client: &Client<'_>) {
    let location = client.start();
    client
        .send("PATCH", &location, &[("content-range", "0-9")], "abc")
        .error(400, "SIZE_INVALID");
    client
        .send("PATCH", &location, &[("content-range", "0-1")], "abc")
        .error(400, "SIZE_INVALID");
    for bad in ["bytes 0-2/3", "2-0", "x", "-"] {
        client
            .send("PATCH", &location, &[("content-range", bad)], "abc")
            .error(400, "BLOB_UPLOAD_INVALID");
    }
    client
        .send("GET", &location, &[], "")
        .expect(204)
        .is("range", "0-0");
}

pub(super) fn streamed(client: &Client<'_>) {
    let digest = Digest::sha256(b"streamed");
    let sent = client
        .send(
            "PATCH",
            &client.start(),
            &[("content-type", "application/octet-stream")],
            "streamed",
        )
        .expect(202);
    client
        .send(
            "PUT",
            &with(&sent.location(), &format!("digest={digest}")),
            &[],
            "",
        )
        .expect(201);
}

pub(super) fn cancel(client: &Client<'_>) {
    let location = client.start();
    client.send("PATCH", &location, &[], "abc").expect(202);
    client.send("DELETE", &location, &[], "").expect(204);
    client
        .send("GET", &location, &[], "")
        .error(404, "BLOB_UPLOAD_UNKNOWN");
    client
        .send("DELETE", &location, &[], "")
        .error(404, "BLOB_UPLOAD_UNKNOWN");
    client
        .send("PATCH", &location, &[], "abc")
        .error(404, "BLOB_UPLOAD_UNKNOWN");
}

pub(super) fn upload_of_another(client: &Client<'_>) {
    let location = client.start();
    let elsewhere = location.replace(&client.repository, &format!("{}-other", client.repository));
    client
        .send("PATCH", &elsewhere, &[], "abc")
        .error(404, "BLOB_UPLOAD_UNKNOWN");
    client
        .send("DELETE", &elsewhere, &[], "")
        .error(404, "BLOB_UPLOAD_UNKNOWN");
    client.send("GET", &location, &[], "").expect(204);
}

pub(super) fn wrong_digest(client: &Client<'_>) {
    let other = Digest::sha256(b"other");
    let query = format!("digest={other}");
    client
        .send(
            "POST",
            &with(&client.at("blobs/uploads/"), &query),
            &[],
            "x",
        )
        .error(400, "DIGEST_INVALID");
    let location = client.start();
    client
        .send("PUT", &with(&location, &query), &[], "x")
        .error(400, "DIGEST_INVALID");
    let location = client.start();
    client.send("PATCH", &location, &[], "x").expect(202);
    client
        .send("PUT", &with(&location, &query), &[], "")
        .error(400, "DIGEST_INVALID");
    for bad in [
        "digest=sha256:1",
        "digest=md5:d41d8cd98f00b204e9800998ecf8427e",
        "digest=",
    ] {
        client
            .send("PUT", &with(&client.start(), bad), &[], "x")
            .error(400, "DIGEST_INVALID");
    }
    client
        .get(&format!("blobs/{other}"))
        .error(404, "BLOB_UNKNOWN");
}

pub(super) fn empty_blob(client: &Client<'_>) {
    let digest = client.blob(b"");
    assert!(
        client
            .get(&format!("blobs/{digest}"))
            .expect(200)
            .is("content-length", "0")
            .body
            .is_empty()
    );
}

pub(super) fn sha512(client: &Client<'_>) {
    client
        .get(&format!("blobs/sha512:{}", "0".repeat(64)))
        .error(400, "DIGEST_INVALID");
    let empty = "sha512:cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e";
    let location = client
        .send(
            "POST",
            &with(&client.at("blobs/uploads/"), "digest-algorithm=sha512"),
            &[],
            "",
        )
        .expect(202)
        .location();
    client
        .send("PUT", &with(&location, &format!("digest={empty}")), &[], "")
        .expect(201);
    client
        .get(&format!("blobs/{empty}"))
        .expect(200)
        .is("docker-content-digest", empty);
    client
        .send(
            "POST",
            &with(&client.at("blobs/uploads/"), "digest-algorithm=md5"),
            &[],
            "",
        )
        .error(400, "DIGEST_INVALID");
    client
        .send(
            "PUT",
            &with(&client.start(), &format!("digest={empty}")),
            &[],
            "x",
        )
        .error(400, "DIGEST_INVALID");
}

pub(super) fn mount(client: &Client<'_>) {
    let digest = client.blob(b"mounted");
    let other = format!("/v2/{}-other", client.repository);
    let path = format!(
        "{other}/blobs/uploads/?mount={digest}&from={}",
        client.repository
    );
    let reply = client
        .send("POST", &path, &[], "")
        .expect(201)
        .is("docker-content-digest", &digest.to_string());
    assert_eq!(
        client
            .send("GET", &reply.location(), &[], "")
            .expect(200)
            .body,
        "mounted"
    );
    client.send("POST", &path, &[], "").expect(201);
    let third = format!("/v2/{}-third", client.repository);
    client
        .send(
            "POST",
            &format!("{third}/blobs/uploads/?mount={digest}"),
            &[],
            "",
        )
        .expect(201);
    client
        .send("HEAD", &format!("{third}/blobs/{digest}"), &[], "")
        .expect(200);
}

pub(super) fn mount_unknown(client: &Client<'_>) {
    let digest = Digest::sha256(b"not there yet");
    let path = format!(
        "{}?mount={digest}&from=nowhere/at-all",
        client.at("blobs/uploads/")
    );
    let location = client.send("POST", &path, &[], "").expect(202).location();
    client
        .send(
            "PUT",
            &with(&location, &format!("digest={digest}")),
            &[],
            "not there yet",
        )
        .expect(201);
}
