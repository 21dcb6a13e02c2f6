//! Descriptors: what a blob is, how long, and under which digest.
//!
//! Source: image-spec `descriptor.md`.

use crate::go_decode::{Decode, DecodeError, Place};
use crate::go_json::{GoJson, Object};
use crate::{Annotations, Digest};

/// A reference to content: media type, digest and size, plus what may be said about it.
///
/// Members are written in the order of the Go type, empty ones are left out, so that
/// [`go_json::to_vec`](crate::go_json::to_vec) gives the bytes Helm's tools give.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Descriptor {
    /// What the content is.
    pub media_type: String,
    /// The digest of the content.
    pub digest: Digest,
    /// The size of the content in bytes. It comes from the server: never allocate by it unchecked.
    pub size: u64,
    /// Other places the content may be had from. Helm ignores them, and so does the client.
    pub urls: Vec<String>,
    /// What is said about the content.
    pub annotations: Annotations,
    /// The content itself in base64, when it is small. Helm ignores it, and so does the client.
    pub data: Option<String>,
    /// What the content runs on (in indexes of container images).
    pub platform: Option<Platform>,
    /// What kind of artifact a manifest describes.
    pub artifact_type: Option<String>,
}

impl Descriptor {
    /// The descriptor of `bytes` as content of type `media_type`.
    pub fn of(media_type: impl Into<String>, bytes: &[u8]) -> Descriptor {
        Descriptor::new(media_type, Digest::sha256(bytes), bytes.len() as u64)
    }

    /// A descriptor with the three members that are always there.
    pub fn new(media_type: impl Into<String>, digest: Digest, size: u64) -> Descriptor {
        Descriptor {
            media_type: media_type.into(),
            digest,
            size,
            urls: Vec::new(),
            annotations: Annotations::new(),
            data: None,
            platform: None,
            artifact_type: None,
        }
    }
}

/// What a manifest in an index runs on.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Platform {
    /// The CPU architecture, `amd64`.
    pub architecture: String,
    /// The operating system, `linux`.
    pub os: String,
    /// The version of the operating system.
    pub os_version: Option<String>,
    /// Features of the operating system.
    pub os_features: Vec<String>,
    /// The variant of the CPU, `v8`.
    pub variant: Option<String>,
}

impl GoJson for Descriptor {
    fn write(&self, out: &mut String) {
        let mut object = Object::open(out);
        object.text("mediaType", &self.media_type);
        object.text("digest", &self.digest.to_string());
        self.size.write(object.key("size"));
        object.some_items("urls", &self.urls);
        object.annotations(&self.annotations);
        object.some_text("data", self.data.as_ref());
        if let Some(platform) = &self.platform {
            platform.write(object.key("platform"));
        }
        object.some_text("artifactType", self.artifact_type.as_ref());
        object.close();
    }
}

impl Decode for Descriptor {
    const GO: &'static str = "v1.Descriptor";

    fn decode(place: &Place<'_>) -> Result<Descriptor, DecodeError> {
        let fields = place.object::<Descriptor>()?;
        // A digest is a text to Go; nobody can do anything with one that is none.
        let digest = fields.get("digest").text("digest.Digest")?;
        let mut read = Descriptor::new(
            fields.get("mediaType").text("string")?,
            digest.parse().map_err(DecodeError::new)?,
            fields.get("size").number("int64")?,
        );
        read.urls = fields.get("urls").texts()?;
        read.annotations = Annotations::decode(&fields.get("annotations"))?;
        read.data = fields.get("data").some_text("[]uint8")?;
        read.platform = fields.get("platform").some()?;
        read.artifact_type = fields.get("artifactType").some_text("string")?;
        Ok(read)
    }
}

impl GoJson for Platform {
    fn write(&self, out: &mut String) {
        let mut object = Object::open(out);
        object.text("architecture", &self.architecture);
        object.text("os", &self.os);
        object.some_text("os.version", self.os_version.as_ref());
        object.some_items("os.features", &self.os_features);
        object.some_text("variant", self.variant.as_ref());
        object.close();
    }
}

impl Decode for Platform {
    const GO: &'static str = "v1.Platform";

    fn decode(place: &Place<'_>) -> Result<Platform, DecodeError> {
        let fields = place.object::<Platform>()?;
        Ok(Platform {
            architecture: fields.get("architecture").text("string")?,
            os: fields.get("os").text("string")?,
            os_version: fields.get("os.version").some_text("string")?,
            os_features: fields.get("os.features").texts()?,
            variant: fields.get("variant").some_text("string")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::go_decode;

    #[test]
    fn writes_only_what_is_there_in_go_order() {
        let mut descriptor = Descriptor::of("a/b", b"{}");
        let digest = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
        assert_eq!(
            crate::go_json::to_string(&descriptor),
            format!(r#"{{"mediaType":"a/b","digest":"{digest}","size":2}}"#)
        );
        descriptor.artifact_type = Some("x/y".into());
        descriptor.annotations.insert("k", "v");
        descriptor.urls.push("https://h/p".into());
        let text = crate::go_json::to_string(&descriptor);
        assert_eq!(
            text,
            format!(
                r#"{{"mediaType":"a/b","digest":"{digest}","size":2,"urls":["https://h/p"],"annotations":{{"k":"v"}},"artifactType":"x/y"}}"#
            )
        );
        assert_eq!(
            go_decode::from_slice::<Descriptor>(text.as_bytes()).unwrap(),
            descriptor
        );
    }

    #[test]
    fn a_negative_size_is_no_size() {
        let digest = Digest::sha256(b"");
        let read = |text: &str| go_decode::from_slice::<Descriptor>(text.as_bytes());
        assert!(read(&format!(r#"{{"digest":"{digest}","size":-1}}"#)).is_err());
        assert!(read(&format!(r#"{{"digest":"{digest}","size":1}}"#)).is_ok());
        assert!(read(r#"{"digest":"sha256:x","size":1}"#).is_err());
    }
}
