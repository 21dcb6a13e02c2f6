//! Whatever a request says, the registry answers.

use bytes::Bytes;
use chartroom_embedded_registry::{MemoryStore, Registry};
use http::Request;
use proptest::prelude::*;

proptest! {
    #[test]
    fn answers_any_request(
        method in "(GET|HEAD|PUT|POST|PATCH|DELETE|OPTIONS|X)",
        path in "(/v2)?(/[a-z]{0,3}|/blobs|/uploads|/manifests|/tags|/list|/referrers|/_catalog|/sha256:[0-9a-f]{0,64}|/%[0-9a-f]{2}|/\\.\\.){0,6}/?",
        query in "(\\?(n|last|digest|mount|from|tag|artifactType)=[a-z0-9:%&=]{0,20})?",
        header in "(range|content-range|accept|content-type|if-none-match|content-length)",
        value in "[ -~]{0,30}",
        body in proptest::collection::vec(any::<u8>(), 0..40),
    ) {
        let registry = Registry::new(MemoryStore::new());
        let start = Request::post("/v2/a/blobs/uploads/").body(Bytes::new()).unwrap();
        prop_assert_eq!(registry.answer(start).status(), 202);
        if let Ok(request) = Request::builder().method(method.as_str()).uri(format!("{path}{query}")).header(header, value).body(Bytes::from(body)) {
            let response = registry.answer(request);
            prop_assert!(response.status().as_u16() >= 200);
            if response.status().is_client_error() && !response.body().is_empty() {
                let parsed: serde_json::Value = serde_json::from_slice(response.body()).unwrap();
                prop_assert!(parsed["errors"][0]["code"].is_string());
            }
        }
    }
}
