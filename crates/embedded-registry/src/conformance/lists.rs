//! Tags, the catalog, deletion, referrers, names.

use chartroom_oci::{Digest, media_type};
use serde_json::{Value, json};

use super::client::{Client, descriptor, image, strings};

pub(super) fn tag_pages(client: &Client<'_>) {
    for tag in ["b", "A", "c", "1.10.0", "1.9.0"] {
        client.image(tag, &json!({}));
    }
    assert_eq!(
        client.tags(""),
        ["1.10.0", "1.9.0", "A", "b", "c"],
        "in ASCII order"
    );
    assert!(client.tags("?n=0").is_empty());
    assert_eq!(client.tags("?n=2&last=1.9.0"), ["A", "b"]);
    assert_eq!(client.tags("?last=B"), ["b", "c"], "last need not exist");
    let mut seen = Vec::new();
    let mut path = client.at("tags/list?n=2");
    for _ in 0..3 {
        let reply = client.send("GET", &path, &[], "").expect(200);
        seen.extend(strings(&reply.json()["tags"]));
        let Some(link) = reply.headers.get("link") else {
            break;
        };
        let link = link.to_str().expect("a text");
        assert!(link.ends_with("rel=\"next\""), "{link}");
        path = link[1..link.find('>').expect("an end")].to_owned();
    }
    assert_eq!(seen.len(), 5);
    assert!(
        client
            .get("tags/list?n=5")
            .expect(200)
            .headers
            .get("link")
            .is_none(),
        "a full last page has no link"
    );
    for bad in ["-1", "x", ""] {
        client
            .get(&format!("tags/list?n={bad}"))
            .error(400, "PAGINATION_NUMBER_INVALID");
    }
}

pub(super) fn catalog(client: &Client<'_>) {
    client.image("1", &json!({}));
    let all = client
        .send("GET", "/v2/_catalog", &[], "")
        .expect(200)
        .json();
    assert!(strings(&all["repositories"]).contains(&client.repository));
    let first = client.send("GET", "/v2/_catalog?n=1", &[], "").expect(200);
    assert_eq!(strings(&first.json()["repositories"]).len(), 1);
}

pub(super) fn tag_moves(client: &Client<'_>) {
    let (_, first) = client.image("latest", &json!({ "annotations": { "n": "1" } }));
    let (_, second) = client.image("latest", &json!({ "annotations": { "n": "2" } }));
    client
        .get("manifests/latest")
        .expect(200)
        .is("docker-content-digest", &second.to_string());
    client.get(&format!("manifests/{first}")).expect(200);
}

pub(super) fn delete(client: &Client<'_>) {
    let (_, digest) = client.image("a", &json!({}));
    client.image("b", &json!({}));
    client
        .send("DELETE", &client.at("manifests/a"), &[], "")
        .expect(202);
    client
        .send("DELETE", &client.at("manifests/a"), &[], "")
        .error(404, "MANIFEST_UNKNOWN");
    client.get("manifests/b").expect(200);
    client
        .send(
            "DELETE",
            &client.at(&format!("manifests/{digest}")),
            &[],
            "",
        )
        .expect(202);
    client.get("manifests/b").error(404, "MANIFEST_UNKNOWN");
    client
        .get(&format!("manifests/{digest}"))
        .error(404, "MANIFEST_UNKNOWN");
    assert!(client.tags("").is_empty());
    let blob = client.at(&format!("blobs/{}", Digest::sha256(b"{}")));
    client.send("DELETE", &blob, &[], "").expect(202);
    client
        .send("GET", &blob, &[], "")
        .error(404, "BLOB_UNKNOWN");
    client.image("a", &json!({}));
    client.get("manifests/a").expect(200);
}

pub(super) fn delete_used(client: &Client<'_>) {
    client.image("a", &json!({}));
    let blob = client.at(&format!("blobs/{}", Digest::sha256(b"{}")));
    client
        .send("DELETE", &blob, &[], "")
        .error(405, "UNSUPPORTED");
    client.send("GET", &blob, &[], "").expect(200);
}

pub(super) fn referrers(client: &Client<'_>) {
    let (manifest, subject) = client.image("1", &json!({}));
    let empty = client
        .get(&format!("referrers/{subject}"))
        .expect(200)
        .is("content-type", media_type::IMAGE_INDEX);
    assert_eq!(empty.json()["manifests"], json!([]));
    let target = descriptor(media_type::IMAGE_MANIFEST, manifest.as_bytes());
    let push = |extra: Value| {
        let manifest = image(&extra);
        let reply = client.put(
            &Digest::sha256(manifest.as_bytes()).to_string(),
            media_type::IMAGE_MANIFEST,
            &manifest,
        );
        reply.expect(201).is("oci-subject", &subject.to_string());
        Digest::sha256(manifest.as_bytes())
    };
    let signature = push(
        json!({ "subject": target, "artifactType": "a/signature", "annotations": { "z": "1", "a": "<2>" } }),
    );
    push(json!({ "subject": target }));
    let all = client.get(&format!("referrers/{subject}")).expect(200);
    assert!(all.headers.get("oci-filters-applied").is_none());
    assert_eq!(all.json()["manifests"].as_array().map(Vec::len), Some(2));
    let path = format!("referrers/{subject}?artifactType=a/signature");
    let some = client
        .get(&path)
        .expect(200)
        .is("oci-filters-applied", "artifactType")
        .json();
    assert_eq!(some["schemaVersion"], 2);
    assert_eq!(some["manifests"][0]["digest"], signature.to_string());
    assert_eq!(some["manifests"][0]["artifactType"], "a/signature");
    assert_eq!(
        some["manifests"][0]["annotations"],
        json!({ "z": "1", "a": "<2>" })
    );
    let config = client
        .get(&format!(
            "referrers/{subject}?artifactType=application%2Fvnd.example.config%2Bjson"
        ))
        .expect(200)
        .json();
    assert_eq!(
        config["manifests"].as_array().map(Vec::len),
        Some(1),
        "the config's type stands in"
    );
    client
        .send(
            "DELETE",
            &client.at(&format!("manifests/{signature}")),
            &[],
            "",
        )
        .expect(202);
    assert_eq!(client.get(&path).expect(200).json()["manifests"], json!([]));
}

pub(super) fn early_referrers(client: &Client<'_>) {
    client.blob(b"{}");
    let later = image(&json!({ "annotations": { "later": "1" } }));
    let target = descriptor(media_type::IMAGE_MANIFEST, later.as_bytes());
    let digest = Digest::sha256(later.as_bytes());
    client
        .put(
            "early",
            media_type::IMAGE_MANIFEST,
            &image(&json!({ "subject": target })),
        )
        .expect(201)
        .is("oci-subject", &digest.to_string());
    let list = client
        .get(&format!("referrers/{digest}"))
        .expect(200)
        .json();
    assert_eq!(list["manifests"].as_array().map(Vec::len), Some(1));
}

pub(super) fn fallback_tag(client: &Client<'_>) {
    let (manifest, subject) = client.image("1", &json!({}));
    let tag = format!("sha256-{}", subject.hex);
    let index = json!({ "schemaVersion": 2, "mediaType": media_type::IMAGE_INDEX, "manifests": [descriptor(media_type::IMAGE_MANIFEST, manifest.as_bytes())] });
    client
        .put(&tag, media_type::IMAGE_INDEX, &index.to_string())
        .expect(201);
    client.get(&format!("manifests/{tag}")).expect(200);
}

pub(super) fn odd_names(client: &Client<'_>) {
    for part in [
        "blobs",
        "blobs/sha256",
        "manifests/tags",
        "uploads",
        "index.json",
        "oci-layout",
        "a__b",
        "a---b",
        "blobs/uploads",
    ] {
        let inner = Client {
            answer: client.answer,
            title: client.title,
            repository: format!("{}/{part}", client.repository),
        };
        let (manifest, _) = inner.image("1", &json!({ "annotations": { "part": part } }));
        assert_eq!(
            inner.get("manifests/1").expect(200).body,
            manifest,
            "{part}"
        );
    }
}
