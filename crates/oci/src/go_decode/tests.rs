use proptest::prelude::*;

use super::*;
use crate::{Descriptor, ImageIndex, ImageManifest, go_json};

const DIGEST: &str = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

#[test]
fn names_in_any_case() {
    let text = format!(
        r#"{{"SchemaVersion":2,"CONFIG":{{"mediatype":"a/b","DIGEST":"{DIGEST}","\u017fize":2}},
        "Layers":[{{"MediaType":"c/d","digest":"{DIGEST}","Size":3,"PLATFORM":{{"OS.Version":"1"}}}}],
        "annotations":{{"B":"1","a":"2","b":"3"}},"subject":null,"other":[{{}}]}}"#
    );
    let manifest: ImageManifest = from_slice(text.as_bytes()).unwrap();
    assert_eq!(manifest.schema_version, 2);
    assert_eq!(manifest.config.media_type, "a/b");
    assert_eq!((manifest.config.size, manifest.layers[0].size), (2, 3));
    let platform = manifest.layers[0].platform.as_ref().unwrap();
    assert_eq!(platform.os_version.as_deref(), Some("1"));
    // Maps are not structs: their names are what they are.
    assert_eq!(
        manifest.annotations.iter().collect::<Vec<_>>(),
        [("B", "1"), ("a", "2"), ("b", "3")]
    );
    assert_eq!(manifest.subject, None);
    let index: ImageIndex = from_slice(br#"{"MANIFESTS":null}"#).unwrap();
    assert_eq!(index.manifests, []);
}

#[test]
fn the_last_counts() {
    let read = |text: &str| {
        let text = text.replace("DIGEST", DIGEST);
        from_slice::<Descriptor>(text.as_bytes()).unwrap().size
    };
    assert_eq!(read(r#"{"digest":"DIGEST","size":1,"size":2}"#), 2);
    assert_eq!(read(r#"{"digest":"DIGEST","size":1,"SIZE":2}"#), 2);
    assert_eq!(read(r#"{"digest":"DIGEST","SIZE":2,"size":1}"#), 1);
    assert_eq!(read(r#"{"digest":"x","Digest":"DIGEST","size":1}"#), 1);
}

#[test]
fn what_is_no_object_is_refused() {
    for text in ["", "[]", "{", "null", "1", r#"["a/b"]"#, "{}x", "<html>"] {
        assert!(from_slice::<Descriptor>(text.as_bytes()).is_err(), "{text}");
    }
    let text = format!(r#"{{"digest":"{DIGEST}","size":1,"mediaType":"a/"#);
    let bytes = [text.as_bytes(), b"\xff\"}"].concat();
    let read: Descriptor = from_slice(&bytes).unwrap();
    assert_eq!(read.media_type, "a/\u{fffd}");
}

#[test]
fn the_words_of_go() {
    // From encoding/json of Go 1.26, with the types of image-spec.
    let own = format!(r#""config":{{"digest":"{DIGEST}"}}"#);
    for (text, said) in [
        ("<", "invalid character '<' looking for beginning of value"),
        (
            "[]",
            "json: cannot unmarshal array into Go value of type v1.Manifest",
        ),
        (
            r#"{"config":1}"#,
            "json: cannot unmarshal number into Go struct field Manifest.config of type v1.Descriptor",
        ),
        (
            r#"{OWN,"layers":{}}"#,
            "json: cannot unmarshal object into Go struct field Manifest.layers of type []v1.Descriptor",
        ),
        (
            r#"{OWN,"layers":[{"digest":1}]}"#,
            "json: cannot unmarshal number into Go struct field Descriptor.layers.digest of type digest.Digest",
        ),
        (
            r#"{"config":{"digest":"DIGEST","size":1.5}}"#,
            "json: cannot unmarshal number 1.5 into Go struct field Descriptor.config.size of type int64",
        ),
        (
            r#"{OWN,"annotations":{"a":1}}"#,
            "json: cannot unmarshal number into Go struct field Manifest.annotations of type string",
        ),
        (
            r#"{OWN,"layers":[{"digest":"DIGEST","platform":{"architecture":1}}]}"#,
            "json: cannot unmarshal number into Go struct field Platform.layers.platform.architecture of type string",
        ),
    ] {
        let text = text.replace("OWN", &own).replace("DIGEST", DIGEST);
        let error = from_slice::<ImageManifest>(text.as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), said, "{text}");
    }
}

proptest! {
    #[test]
    fn reads_what_was_written(media_type in "\\PC{0,12}", size: u64, key in "\\PC{0,9}") {
        let mut descriptor = Descriptor::new(media_type, DIGEST.parse().unwrap(), size);
        descriptor.annotations.insert(key, "x");
        let read: Descriptor = from_slice(&go_json::to_vec(&descriptor)).unwrap();
        prop_assert_eq!(read, descriptor);
    }

    #[test]
    fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        let _ = from_slice::<ImageManifest>(&bytes);
    }
}
