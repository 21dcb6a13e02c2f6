//! Descriptors: what a blob is, how long, and under which digest.
//!
//! Source: image-spec `descriptor.md`.

use serde::{Deserialize, Deserializer, Serialize};

use crate::{Annotations, Digest};

/// A reference to content: media type, digest and size, plus what may be said about it.
///
/// Members are written in the order of the Go type, empty ones are left out, so that
/// [`go_json::to_vec`](crate::go_json::to_vec) gives the bytes Helm's tools give.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    /// What the content is.
    #[serde(default, deserialize_with = "null_default")]
    pub media_type: String,
    /// The digest of the content.
    pub digest: Digest,
    /// The size of the content in bytes. It comes from the server: never allocate by it unchecked.
    #[serde(default, deserialize_with = "null_default")]
    pub size: u64,
    /// Other places the content may be had from. Helm ignores them, and so does the client.
    #[serde(
        default,
        deserialize_with = "null_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub urls: Vec<String>,
    /// What is said about the content.
    #[serde(default, skip_serializing_if = "Annotations::is_empty")]
    pub annotations: Annotations,
    /// The content itself in base64, when it is small. Helm ignores it, and so does the client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    /// What the content runs on (in indexes of container images).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// What kind of artifact a manifest describes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
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
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Platform {
    /// The CPU architecture, `amd64`.
    #[serde(default, deserialize_with = "null_default")]
    pub architecture: String,
    /// The operating system, `linux`.
    #[serde(default, deserialize_with = "null_default")]
    pub os: String,
    /// The version of the operating system.
    #[serde(
        rename = "os.version",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub os_version: Option<String>,
    /// Features of the operating system.
    #[serde(
        rename = "os.features",
        default,
        deserialize_with = "null_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub os_features: Vec<String>,
    /// The variant of the CPU, `v8`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
}

/// Reads null as the default, as Go does.
pub(crate) fn null_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

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
            serde_json::from_str::<Descriptor>(&text).unwrap(),
            descriptor
        );
    }

    #[test]
    fn a_negative_size_is_no_size() {
        let digest = Digest::sha256(b"");
        assert!(
            serde_json::from_str::<Descriptor>(&format!(r#"{{"digest":"{digest}","size":-1}}"#))
                .is_err()
        );
        assert!(serde_json::from_str::<Descriptor>(r#"{"digest":"sha256:x","size":1}"#).is_err());
    }
}
