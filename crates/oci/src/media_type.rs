//! Media types that charts, images and their companions use, and what they mean.

/// OCI image manifest: what a pushed chart is.
pub const IMAGE_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// OCI image index: several manifests under one name.
pub const IMAGE_INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// OCI image configuration.
pub const IMAGE_CONFIG: &str = "application/vnd.oci.image.config.v1+json";
/// OCI image layer, plain tar.
pub const IMAGE_LAYER_TAR: &str = "application/vnd.oci.image.layer.v1.tar";
/// OCI image layer, gzip.
pub const IMAGE_LAYER_GZIP: &str = "application/vnd.oci.image.layer.v1.tar+gzip";
/// OCI image layer, zstd.
pub const IMAGE_LAYER_ZSTD: &str = "application/vnd.oci.image.layer.v1.tar+zstd";
/// OCI layout marker of a content descriptor.
pub const CONTENT_DESCRIPTOR: &str = "application/vnd.oci.descriptor.v1+json";
/// OCI artifact manifest, withdrawn before 1.1 but still met.
pub const ARTIFACT_MANIFEST: &str = "application/vnd.oci.artifact.manifest.v1+json";
/// Docker image manifest, schema 2.
pub const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";
/// Docker manifest list.
pub const DOCKER_MANIFEST_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
/// Docker image configuration.
pub const DOCKER_CONFIG: &str = "application/vnd.docker.container.image.v1+json";
/// Docker image layer, gzip.
pub const DOCKER_LAYER_GZIP: &str = "application/vnd.docker.image.rootfs.diff.tar.gzip";
/// Docker layer that may not be distributed.
pub const DOCKER_FOREIGN_LAYER: &str = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";
/// The empty JSON object as content (`{}`).
pub const EMPTY_JSON: &str = "application/vnd.oci.empty.v1+json";
/// Helm: Chart.yaml as JSON.
pub const HELM_CONFIG: &str = "application/vnd.cncf.helm.config.v1+json";
/// Helm: the chart archive.
pub const HELM_CHART: &str = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
/// Helm: the chart archive as very old versions named it; read, never written.
pub const HELM_CHART_LEGACY: &str = "application/tar+gzip";
/// Helm: the provenance file (`.prov`).
pub const HELM_PROVENANCE: &str = "application/vnd.cncf.helm.chart.provenance.v1.prov";
/// Helm 4: a plugin (artifact type).
pub const HELM_PLUGIN: &str = "application/vnd.helm.plugin.v1+json";
/// Cosign: a simple-signing payload.
pub const COSIGN_SIMPLE_SIGNING: &str = "application/vnd.dev.cosign.simplesigning.v1+json";
/// Sigstore: a bundle, version 0.3.
pub const SIGSTORE_BUNDLE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
/// in-toto: a statement.
pub const IN_TOTO: &str = "application/vnd.in-toto+json";
/// Notary Project: a signature.
pub const NOTATION_SIGNATURE: &str = "application/vnd.cncf.notary.signature";
/// Software bill of materials, SPDX.
pub const SPDX_JSON: &str = "application/spdx+json";
/// Software bill of materials, CycloneDX.
pub const CYCLONEDX_JSON: &str = "application/vnd.cyclonedx+json";
/// Artifact Hub: repository metadata.
pub const ARTIFACT_HUB_CONFIG: &str = "application/vnd.cncf.artifacthub.config.v1+yaml";
/// Artifact Hub: the layer with the repository metadata file.
pub const ARTIFACT_HUB_LAYER: &str =
    "application/vnd.cncf.artifacthub.repository-metadata.layer.v1.yaml";
/// Bytes nobody says anything about.
pub const OCTET_STREAM: &str = "application/octet-stream";

/// The `Accept` header of Helm for manifests: five types, exactly this text (`helm.md` 1.8).
pub const HELM_ACCEPT: &str = "application/vnd.docker.distribution.manifest.v2+json, application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, application/vnd.oci.artifact.manifest.v1+json";

/// The `Accept` header that stays under 128 bytes, above which a browser asks for permission with a
/// preflight (`registries.md` B.3). Charts need no more.
pub const SHORT_ACCEPT: &str =
    "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json";

/// What a media type means, for people.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Explanation {
    /// A few words: what it is.
    pub title: &'static str,
    /// One or two sentences: what it holds and who writes it.
    pub text: &'static str,
    /// Where it is specified.
    pub url: &'static str,
}

/// The media types that are explained.
const EXPLAINED: [&str; 28] = [
    IMAGE_MANIFEST,
    IMAGE_INDEX,
    IMAGE_CONFIG,
    IMAGE_LAYER_TAR,
    IMAGE_LAYER_GZIP,
    IMAGE_LAYER_ZSTD,
    CONTENT_DESCRIPTOR,
    ARTIFACT_MANIFEST,
    DOCKER_MANIFEST,
    DOCKER_MANIFEST_LIST,
    DOCKER_CONFIG,
    DOCKER_LAYER_GZIP,
    DOCKER_FOREIGN_LAYER,
    EMPTY_JSON,
    HELM_CONFIG,
    HELM_CHART,
    HELM_CHART_LEGACY,
    HELM_PROVENANCE,
    HELM_PLUGIN,
    COSIGN_SIMPLE_SIGNING,
    SIGSTORE_BUNDLE,
    IN_TOTO,
    NOTATION_SIGNATURE,
    SPDX_JSON,
    CYCLONEDX_JSON,
    ARTIFACT_HUB_CONFIG,
    ARTIFACT_HUB_LAYER,
    OCTET_STREAM,
];

/// Whether a media type is one met around charts, which [`explain`] explains.
pub fn is_explained(media_type: &str) -> bool {
    EXPLAINED.contains(&media_type)
}

/// Explains a media type, if it is one met around charts.
pub fn explain(media_type: &str) -> Option<Explanation> {
    include_str!("media_types.txt")
        .split("\n\n")
        .find_map(|entry| {
            let mut lines = entry.lines();
            (lines.next()? == media_type).then_some(Explanation {
                title: lines.next()?,
                text: lines.next()?,
                url: lines.next()?,
            })
        })
}

/// The media type of a `Content-Type` header: without parameters and surrounding space, lower case.
pub fn essence(content_type: &str) -> String {
    content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// Whether content of this type is a manifest (and lives under `manifests/`, not `blobs/`).
pub fn is_manifest(media_type: &str) -> bool {
    matches!(
        media_type,
        IMAGE_MANIFEST | IMAGE_INDEX | DOCKER_MANIFEST | DOCKER_MANIFEST_LIST | ARTIFACT_MANIFEST
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_accept_needs_no_preflight() {
        assert!(SHORT_ACCEPT.len() <= 128);
    }

    #[test]
    fn explains_what_a_chart_is_made_of() {
        for known in EXPLAINED {
            let explanation = explain(known).expect(known);
            assert!(explanation.url.starts_with("https://"));
            assert!(explanation.text.ends_with('.'));
        }
        assert_eq!(explain("application/x-unknown"), None);
    }

    #[test]
    fn parameters_do_not_count() {
        assert_eq!(
            essence("Application/JSON; charset=utf-8"),
            "application/json"
        );
        assert_eq!(essence(""), "");
    }
}
