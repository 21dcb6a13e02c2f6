//! Manifests and the document viewer: the bytes are the truth, whatever they are.
#![no_main]

use chartroom_oci::document::Document;
use chartroom_oci::{Digest, RawManifest, media_type};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let raw = RawManifest {
        bytes: data.to_vec().into(),
        media_type: media_type::IMAGE_MANIFEST.to_owned(),
        digest: Digest::sha256(data),
    };
    let _ = raw.parse();
    if let Ok(document) = Document::parse(data) {
        let _ = document.lines();
    }
});
