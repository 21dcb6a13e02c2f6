//! What the cases send and what they ask of the answer.

use bytes::Bytes;
use chartroom_oci::{Digest, media_type};
use http::{HeaderMap, Request};
use serde_json::{Value, json};

use super::Answer;

/// What a case works with.
pub struct Client<'a> {
    pub(super) answer: Answer<'a>,
    pub(super) title: &'static str,
    pub(super) repository: String,
}

/// A response with what cases ask of it.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) title: &'static str,
}

impl Client<'_> {
    pub(super) fn send(
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
    pub(super) fn at(&self, rest: &str) -> String {
        format!("/v2/{}/{rest}", self.repository)
    }

    pub(super) fn get(&self, rest: &str) -> Reply {
        self.send("GET", &self.at(rest), &[], "")
    }

    pub(super) fn start(&self) -> String {
        self.send("POST", &self.at("blobs/uploads/"), &[], "")
            .expect(202)
            .location()
    }

    pub(super) fn blob(&self, content: &'static [u8]) -> Digest {
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

    pub(super) fn put(&self, reference: &str, kind: &str, manifest: &str) -> Reply {
        self.send(
            "PUT",
            &self.at(&format!("manifests/{reference}")),
            &[("content-type", kind)],
            manifest.to_owned(),
        )
    }

    /// Pushes a small image under a tag.
    pub(super) fn image(&self, tag: &str, extra: &Value) -> (String, Digest) {
        self.blob(b"{}");
        let manifest = image(extra);
        self.put(tag, media_type::IMAGE_MANIFEST, &manifest)
            .expect(201);
        let digest = Digest::sha256(manifest.as_bytes());
        (manifest, digest)
    }

    pub(super) fn tags(&self, query: &str) -> Vec<String> {
        let list = self.get(&format!("tags/list{query}")).expect(200).json();
        assert_eq!(list["name"], self.repository.as_str(), "{}", self.title);
        strings(&list["tags"])
    }
}

impl Reply {
    #[track_caller]
    pub(super) fn expect(self, status: u16) -> Self {
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
    pub(super) fn error(self, status: u16, code: &str) {
        let reply = self.expect(status);
        assert_eq!(reply.json()["errors"][0]["code"], code, "{}", reply.title);
    }

    #[track_caller]
    pub(super) fn header(&self, name: &str) -> &str {
        let value = self
            .headers
            .get(name)
            .unwrap_or_else(|| panic!("{}: no header {name}", self.title));
        value.to_str().expect("a text")
    }

    #[track_caller]
    pub(super) fn is(self, name: &str, value: &str) -> Self {
        assert_eq!(self.header(name), value, "{}: {name}", self.title);
        self
    }

    #[track_caller]
    pub(super) fn location(&self) -> String {
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
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

pub(super) fn with(location: &str, parameter: &str) -> String {
    let sign = if location.contains('?') { '&' } else { '?' };
    format!("{location}{sign}{parameter}")
}

pub(super) fn strings(list: &Value) -> Vec<String> {
    list.as_array()
        .expect("a list")
        .iter()
        .map(|item| item.as_str().expect("a string").to_owned())
        .collect()
}

pub(super) fn descriptor(kind: &str, content: &[u8]) -> Value {
    json!({ "mediaType": kind, "digest": Digest::sha256(content).to_string(), "size": content.len() })
}

/// A small image; its blob is `{}`.
pub(super) fn image(extra: &Value) -> String {
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
