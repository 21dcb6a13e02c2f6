//! The rules of the distribution specification as a table, to be held against a registry in
//! process or one that is reached over a network.
//!
//! The cases follow the official conformance suite (distribution-spec, `conformance/`) and what
//! clients are known to depend on. Each uses repositories of its own and panics where a rule is
//! broken.

mod basics;
mod client;
mod lists;
mod manifests;
mod reading;
mod uploads;

use bytes::Bytes;
use http::{Request, Response};

pub use client::Client;

/// A registry: from request to response.
pub type Answer<'a> = &'a dyn Fn(Request<Bytes>) -> Response<Bytes>;

/// A rule: its name and its check.
pub type Case = (&'static str, fn(&Client<'_>));

/// All rules.
pub const CASES: &[Case] = &[
    ("ping", basics::ping),
    (
        "unknown things are 404, malformed ones 400",
        basics::unknown_things,
    ),
    ("methods that are not known are 405", basics::methods),
    ("a blob in one POST", uploads::single_post),
    ("a blob in POST and PUT", uploads::post_and_put),
    ("a blob in chunks", uploads::chunks),
    (
        "a chunk out of order is 416, and the upload goes on",
        uploads::out_of_order,
    ),
    (
        "a chunk that is not as long as it says",
        uploads::chunk_sizes,
    ),
    (
        "an upload in one stream without Content-Range",
        uploads::streamed,
    ),
    ("an upload can be cancelled", uploads::cancel),
    (
        "an upload belongs to its repository",
        uploads::upload_of_another,
    ),
    (
        "content with another digest is 400 and not kept",
        uploads::wrong_digest,
    ),
    ("the empty blob", uploads::empty_blob),
    ("a blob named by sha512", uploads::sha512),
    ("mount with and without source", uploads::mount),
    (
        "mount of what is not there starts an upload",
        uploads::mount_unknown,
    ),
    ("ranges of a blob", reading::ranges),
    ("HEAD gives the headers of GET", reading::heads),
    ("entity tags", reading::entity_tags),
    (
        "a manifest comes back byte for byte",
        manifests::manifest_bytes,
    ),
    (
        "a manifest by digest, with tags",
        manifests::manifest_by_digest,
    ),
    (
        "a manifest whose blob is missing",
        manifests::manifest_blob_unknown,
    ),
    ("a manifest that is none", manifests::manifest_invalid),
    (
        "a manifest that is too large is 413",
        manifests::manifest_too_large,
    ),
    ("an index of manifests", manifests::index),
    ("Accept that leaves the manifest out", manifests::accept),
    ("tags in pages", lists::tag_pages),
    ("the catalog", lists::catalog),
    ("a tag moves", lists::tag_moves),
    ("delete a tag, a manifest, a blob", lists::delete),
    ("a blob in use stays", lists::delete_used),
    ("referrers, with filter", lists::referrers),
    (
        "referrers pushed before their subject",
        lists::early_referrers,
    ),
    ("a fallback tag is a tag like others", lists::fallback_tag),
    ("odd repository names", lists::odd_names),
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

#[cfg(test)]
mod tests {
    use chartroom_oci::Digest;

    use super::client::with;
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
