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

const IMAGE_SPEC: &str = "https://github.com/opencontainers/image-spec/blob/main/manifest.md";
const INDEX_SPEC: &str = "https://github.com/opencontainers/image-spec/blob/main/image-index.md";
const LAYER_SPEC: &str = "https://github.com/opencontainers/image-spec/blob/main/layer.md";
const CONFIG_SPEC: &str = "https://github.com/opencontainers/image-spec/blob/main/config.md";
const DOCKER_SPEC: &str = "https://distribution.github.io/distribution/spec/manifest-v2-2/";
const HELM_SPEC: &str = "https://helm.sh/docs/topics/registries/";

/// Explains a media type, if it is one met around charts.
pub fn explain(media_type: &str) -> Option<Explanation> {
    let (title, text, url) = match media_type {
        IMAGE_MANIFEST => (
            "OCI image manifest",
            "Names one config and the layers that belong to it. A chart in a registry is one of these.",
            IMAGE_SPEC,
        ),
        IMAGE_INDEX => (
            "OCI image index",
            "Lists several manifests under one name, for example one per platform, or the signatures of another manifest.",
            INDEX_SPEC,
        ),
        IMAGE_CONFIG => (
            "OCI image config",
            "Says how to run a container image. Charts do not have it.",
            CONFIG_SPEC,
        ),
        IMAGE_LAYER_TAR => (
            "Image layer",
            "One layer of a container image's file system, as a tar archive.",
            LAYER_SPEC,
        ),
        IMAGE_LAYER_GZIP => (
            "Image layer (gzip)",
            "One layer of a container image's file system, as a gzipped tar archive.",
            LAYER_SPEC,
        ),
        IMAGE_LAYER_ZSTD => (
            "Image layer (zstd)",
            "One layer of a container image's file system, as a tar archive compressed with zstd.",
            LAYER_SPEC,
        ),
        CONTENT_DESCRIPTOR => (
            "OCI descriptor",
            "Media type, digest and size of some content.",
            "https://github.com/opencontainers/image-spec/blob/main/descriptor.md",
        ),
        ARTIFACT_MANIFEST => (
            "OCI artifact manifest",
            "A manifest without config, withdrawn before OCI 1.1 was finished. Some registries still keep old ones.",
            "https://github.com/opencontainers/image-spec/releases/tag/v1.1.0",
        ),
        DOCKER_MANIFEST => (
            "Docker image manifest",
            "Docker's own form of an image manifest (schema 2). Helm refuses charts in it.",
            DOCKER_SPEC,
        ),
        DOCKER_MANIFEST_LIST => (
            "Docker manifest list",
            "Docker's own form of an index: one image per platform.",
            DOCKER_SPEC,
        ),
        DOCKER_CONFIG => (
            "Docker image config",
            "Says how to run a container image, in Docker's own form.",
            DOCKER_SPEC,
        ),
        DOCKER_LAYER_GZIP => (
            "Docker image layer",
            "One layer of a container image's file system, as a gzipped tar archive.",
            DOCKER_SPEC,
        ),
        DOCKER_FOREIGN_LAYER => (
            "Docker foreign layer",
            "A layer that may not be copied and is fetched from the addresses beside it.",
            DOCKER_SPEC,
        ),
        EMPTY_JSON => (
            "Empty",
            "The two bytes {}: a place holder where a manifest must name some content but has none.",
            "https://github.com/opencontainers/image-spec/blob/main/manifest.md#guidance-for-an-empty-descriptor",
        ),
        HELM_CONFIG => (
            "Chart metadata",
            "Chart.yaml as JSON, written by helm push. It is what marks the manifest as a chart.",
            HELM_SPEC,
        ),
        HELM_CHART => (
            "Chart archive",
            "The packaged chart (.tgz), byte for byte as it was pushed.",
            HELM_SPEC,
        ),
        HELM_CHART_LEGACY => (
            "Chart archive (old name)",
            "The packaged chart as versions before Helm 3.7 named it. Helm still pulls it and warns.",
            HELM_SPEC,
        ),
        HELM_PROVENANCE => (
            "Provenance file",
            "The .prov file: a clear-signed statement of the chart's metadata and its SHA-256.",
            "https://helm.sh/docs/topics/provenance/",
        ),
        HELM_PLUGIN => (
            "Helm plugin",
            "A plugin for Helm 4, not a chart.",
            "https://helm.sh/docs/topics/plugins/",
        ),
        COSIGN_SIMPLE_SIGNING => (
            "Cosign signature payload",
            "What cosign signs: the digest of a manifest. The signature stands in the annotations of the layer.",
            "https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md",
        ),
        SIGSTORE_BUNDLE => (
            "Sigstore bundle",
            "A signature with everything needed to check it: certificate, transparency log entry, timestamps.",
            "https://docs.sigstore.dev/about/bundle/",
        ),
        IN_TOTO => (
            "in-toto statement",
            "An attestation: a signed claim about how something was built or what it holds.",
            "https://github.com/in-toto/attestation",
        ),
        NOTATION_SIGNATURE => (
            "Notation signature",
            "A signature in the format of the Notary Project.",
            "https://github.com/notaryproject/specifications",
        ),
        SPDX_JSON => (
            "SBOM (SPDX)",
            "A software bill of materials in SPDX's JSON form.",
            "https://spdx.dev",
        ),
        CYCLONEDX_JSON => (
            "SBOM (CycloneDX)",
            "A software bill of materials in CycloneDX's JSON form.",
            "https://cyclonedx.org",
        ),
        ARTIFACT_HUB_CONFIG | ARTIFACT_HUB_LAYER => (
            "Artifact Hub metadata",
            "artifacthub-repo.yml, kept in the registry under the tag artifacthub.io.",
            "https://artifacthub.io/docs/topics/repositories/helm-charts/",
        ),
        OCTET_STREAM => (
            "Bytes",
            "Content nobody says anything about.",
            "https://www.rfc-editor.org/rfc/rfc2046#section-4.5.1",
        ),
        _ => return None,
    };
    Some(Explanation { title, text, url })
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
        for known in [
            IMAGE_MANIFEST,
            HELM_CONFIG,
            HELM_CHART,
            HELM_PROVENANCE,
            EMPTY_JSON,
        ] {
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
