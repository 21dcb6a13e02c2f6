//! The rules of the distribution specification as a table, to be held against a registry in
//! process or one that is reached over a network.
//!
//! The cases follow the official conformance suite (distribution-spec, `conformance/`) and what
//! clients are known to depend on. Each uses repositories of its own and panics where a rule is
//! broken.

use bytes::Bytes;
use chartroom_oci::{Digest, media_type};
use http::{HeaderMap, Request, Response};
use serde_json::{Value, json};

/// A registry: from request to response.
pub type Answer<'a> = &'a dyn Fn(Request<Bytes>) -> Response<Bytes>;

/// A rule: its name and its check.
pub type Case = (&'static str, fn(&Client<'_>));

/// All rules.
pub const CASES: &[Case] = &[
    ("ping", ping),
    ("unknown things are 404, malformed ones 400", unknown_things),
    ("methods that are not known are 405", methods),
    ("a blob in one POST", single_post),
    ("a blob in POST and PUT", post_and_put),
    ("a blob in chunks", chunks),
    (
        "a chunk out of order is 416, and the upload goes on",
        out_of_order,
    ),
    ("a chunk that is not as long as it says", chunk_sizes),
    ("an upload in one stream without Content-Range", streamed),
    ("an upload can be cancelled", cancel),
    ("an upload belongs to its repository", upload_of_another),
    (
        "content with another digest is 400 and not kept",
        wrong_digest,
    ),
    ("the empty blob", empty_blob),
    ("a blob named by sha512", sha512),
    ("mount with and without source", mount),
    ("mount of what is not there starts an upload", mount_unknown),
    ("ranges of a blob", ranges),
    ("HEAD gives the headers of GET", heads),
    ("entity tags", entity_tags),
    ("a manifest comes back byte for byte", manifest_bytes),
    ("a manifest by digest, with tags", manifest_by_digest),
    ("a manifest whose blob is missing", manifest_blob_unknown),
    ("a manifest that is none", manifest_invalid),
    ("a manifest that is too large is 413", manifest_too_large),
    ("an index of manifests", index),
    ("Accept that leaves the manifest out", accept),
    ("tags in pages", tag_pages),
    ("the catalog", catalog),
    ("a tag moves", tag_moves),
    ("delete a tag, a manifest, a blob", delete),
    ("a blob in use stays", delete_used),
    ("referrers, with filter", referrers),
    ("referrers pushed before their subject", early_referrers),
    ("a fallback tag is a tag like others", fallback_tag),
    ("odd repository names", odd_names),
];

/// Runs all cases; `name` goes before the repositories of each, so that a registry can be used
/// again.
pub fn run(answer: Answer<'_>, name: &str) {
    for (number, (title, case)) in CASES.iter().enumerate() {
        let client = Client {
            answer,
            title,
            repository: format!("{name}/case{number}"),
        };
        case(&client);
    }
}

/// What a case works with.
pub struct Client<'a> {
    answer: Answer<'a>,
    title: &'static str,
    repository: String,
}

/// A response with what cases ask of it.
struct Reply {
    status: u16,
    headers: HeaderMap,
    body: Bytes,
    title: &'static str,
}

impl Client<'_> {
    fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.into();
        if !body.is_empty() || matches!(method, "POST" | "PUT" | "PATCH") {
            request = request.header("content-length", body.len());
        }
        let response = (self.answer)(request.body(body).expect("a request"));
        let (parts, body) = response.into_parts();
        Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
            title: self.title,
        }
    }

    /// A path below the case's repository.
    fn at(&self, rest: &str) -> String {
        format!("/v2/{}/{rest}", self.repository)
    }

    fn get(&self, rest: &str) -> Reply {
        self.send("GET", &self.at(rest), &[], "")
    }

    fn start(&self) -> String {
        self.send("POST", &self.at("blobs/uploads/"), &[], "")
            .expect(202)
            .location()
    }

    fn blob(&self, content: &'static [u8]) -> Digest {
        let digest = Digest::sha256(content);
        let location = self.start();
        self.send(
            "PUT",
            &with(&location, &format!("digest={digest}")),
            &[],
            content,
        )
        .expect(201);
        digest
    }

    fn put(&self, reference: &str, kind: &str, manifest: &str) -> Reply {
        self.send(
            "PUT",
            &self.at(&format!("manifests/{reference}")),
            &[("content-type", kind)],
            manifest.to_owned(),
        )
    }

    /// Pushes a small image under a tag.
    fn image(&self, tag: &str, extra: &Value) -> (String, Digest) {
        self.blob(b"{}");
        let manifest = image(extra);
        self.put(tag, media_type::IMAGE_MANIFEST, &manifest)
            .expect(201);
        let digest = Digest::sha256(manifest.as_bytes());
        (manifest, digest)
    }

    fn tags(&self, query: &str) -> Vec<String> {
        let list = self.get(&format!("tags/list{query}")).expect(200).json();
        assert_eq!(list["name"], self.repository.as_str(), "{}", self.title);
        strings(&list["tags"])
    }
}

impl Reply {
    #[track_caller]
    fn expect(self, status: u16) -> Self {
        assert_eq!(
            self.status,
            status,
            "{}: {}",
            self.title,
            String::from_utf8_lossy(&self.body)
        );
        self
    }

    #[track_caller]
    fn error(self, status: u16, code: &str) {
        let reply = self.expect(status);
        assert_eq!(reply.json()["errors"][0]["code"], code, "{}", reply.title);
    }

    #[track_caller]
    fn header(&self, name: &str) -> &str {
        let value = self
            .headers
            .get(name)
            .unwrap_or_else(|| panic!("{}: no header {name}", self.title));
        value.to_str().expect("a text")
    }

    #[track_caller]
    fn is(self, name: &str, value: &str) -> Self {
        assert_eq!(self.header(name), value, "{}: {name}", self.title);
        self
    }

    #[track_caller]
    fn location(&self) -> String {
        let location = self.header("location");
        // Absolute locations are as good as relative ones.
        match location
            .split_once("://")
            .and_then(|(_, rest)| rest.split_once('/'))
        {
            Some((_, path)) => format!("/{path}"),
            None => location.to_owned(),
        }
    }

    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

fn with(location: &str, parameter: &str) -> String {
    let sign = if location.contains('?') { '&' } else { '?' };
    format!("{location}{sign}{parameter}")
}

fn strings(list: &Value) -> Vec<String> {
    list.as_array()
        .expect("a list")
        .iter()
        .map(|item| item.as_str().expect("a string").to_owned())
        .collect()
}

fn descriptor(kind: &str, content: &[u8]) -> Value {
    json!({ "mediaType": kind, "digest": Digest::sha256(content).to_string(), "size": content.len() })
}

/// A small image; its blob is `{}`.
fn image(extra: &Value) -> String {
    let mut manifest = json!({
        "schemaVersion": 2,
        "mediaType": media_type::IMAGE_MANIFEST,
        "config": descriptor("application/vnd.example.config+json", b"{}"),
        "layers": [],
    });
    for (key, value) in extra.as_object().into_iter().flatten() {
        manifest[key] = value.clone();
    }
    manifest.to_string()
}

fn ping(client: &Client<'_>) {
    client.send("GET", "/v2/", &[], "").expect(200);
    client.send("HEAD", "/v2/", &[], "").expect(200);
}

fn unknown_things(client: &Client<'_>) {
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

fn methods(client: &Client<'_>) {
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

fn single_post(client: &Client<'_>) {
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

fn post_and_put(client: &Client<'_>) {
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

fn chunks(client: &Client<'_>) {
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

fn out_of_order(client: &Client<'_>) {
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

fn chunk_sizes(client: &Client<'_>) {
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

fn streamed(client: &Client<'_>) {
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

fn cancel(client: &Client<'_>) {
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

fn upload_of_another(client: &Client<'_>) {
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

fn wrong_digest(client: &Client<'_>) {
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

fn empty_blob(client: &Client<'_>) {
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

fn sha512(client: &Client<'_>) {
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

fn mount(client: &Client<'_>) {
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

fn mount_unknown(client: &Client<'_>) {
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

fn ranges(client: &Client<'_>) {
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

fn heads(client: &Client<'_>) {
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

fn entity_tags(client: &Client<'_>) {
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

fn manifest_bytes(client: &Client<'_>) {
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

fn manifest_by_digest(client: &Client<'_>) {
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

fn manifest_blob_unknown(client: &Client<'_>) {
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

fn manifest_invalid(client: &Client<'_>) {
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

fn manifest_too_large(client: &Client<'_>) {
    client.blob(b"{}");
    let padded = |size: usize| image(&json!({ "annotations": { "pad": "x".repeat(size) } }));
    client
        .put("large", media_type::IMAGE_MANIFEST, &padded(3_900_000))
        .expect(201);
    client
        .put("larger", media_type::IMAGE_MANIFEST, &padded(4 << 20))
        .error(413, "SIZE_INVALID");
}

fn index(client: &Client<'_>) {
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

fn accept(client: &Client<'_>) {
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

fn tag_pages(client: &Client<'_>) {
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

fn catalog(client: &Client<'_>) {
    client.image("1", &json!({}));
    let all = client
        .send("GET", "/v2/_catalog", &[], "")
        .expect(200)
        .json();
    assert!(strings(&all["repositories"]).contains(&client.repository));
    let first = client.send("GET", "/v2/_catalog?n=1", &[], "").expect(200);
    assert_eq!(strings(&first.json()["repositories"]).len(), 1);
}

fn tag_moves(client: &Client<'_>) {
    let (_, first) = client.image("latest", &json!({ "annotations": { "n": "1" } }));
    let (_, second) = client.image("latest", &json!({ "annotations": { "n": "2" } }));
    client
        .get("manifests/latest")
        .expect(200)
        .is("docker-content-digest", &second.to_string());
    client.get(&format!("manifests/{first}")).expect(200);
}

fn delete(client: &Client<'_>) {
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

fn delete_used(client: &Client<'_>) {
    client.image("a", &json!({}));
    let blob = client.at(&format!("blobs/{}", Digest::sha256(b"{}")));
    client
        .send("DELETE", &blob, &[], "")
        .error(405, "UNSUPPORTED");
    client.send("GET", &blob, &[], "").expect(200);
}

fn referrers(client: &Client<'_>) {
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

fn early_referrers(client: &Client<'_>) {
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

fn fallback_tag(client: &Client<'_>) {
    let (manifest, subject) = client.image("1", &json!({}));
    let tag = format!("sha256-{}", subject.hex);
    let index = json!({ "schemaVersion": 2, "mediaType": media_type::IMAGE_INDEX, "manifests": [descriptor(media_type::IMAGE_MANIFEST, manifest.as_bytes())] });
    client
        .put(&tag, media_type::IMAGE_INDEX, &index.to_string())
        .expect(201);
    client.get(&format!("manifests/{tag}")).expect(200);
}

fn odd_names(client: &Client<'_>) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, MemoryStore, Registry};

    #[test]
    fn the_memory_store_conforms() {
        let registry = Registry::new(MemoryStore::new());
        run(&|request| registry.answer(request), "memory");
    }

    #[test]
    fn a_full_store_says_so_and_keeps_nothing() {
        let registry = Registry::new(MemoryStore::with_capacity(10));
        let answer = |request| registry.answer(request);
        let client = Client {
            answer: &answer,
            title: "full",
            repository: "full".into(),
        };
        let location = client.start();
        let digest = Digest::sha256(b"12345678901");
        client
            .send(
                "PUT",
                &with(&location, &format!("digest={digest}")),
                &[],
                "12345678901",
            )
            .error(507, "STORAGE_FULL");
        client
            .send("GET", &location, &[], "")
            .error(404, "BLOB_UPLOAD_UNKNOWN");
        client.blob(b"1234567890");
    }

    #[test]
    fn a_blob_over_the_limit_is_refused() {
        let registry = Registry::with_limits(
            MemoryStore::new(),
            Limits {
                blob: 3,
                ..Limits::default()
            },
        );
        let answer = |request| registry.answer(request);
        let client = Client {
            answer: &answer,
            title: "limit",
            repository: "limit".into(),
        };
        client
            .send("PATCH", &client.start(), &[], "1234")
            .error(413, "SIZE_INVALID");
        let location = client.start();
        client.send("PATCH", &location, &[], "12").expect(202);
        client
            .send("PATCH", &location, &[], "34")
            .error(413, "SIZE_INVALID");
        client.blob(b"123");
    }
}
