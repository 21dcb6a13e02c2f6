//! Pulling a chart: resolve once, then fetch everything by digest.
//!
//! A tag that moves while a pull is under way can therefore not mix two charts. Where several
//! charts hang on one reference (an index, a subject) Helm takes whichever arrives last; here it is
//! the first in manifest order, subjects after everything else.
//!
//! Sources: Helm 4.2.4, `processChartPull` in `pkg/registry/client.go`, `generic.go`; `helm.md` 2.4.

use bytes::Bytes;
use chartroom_oci::{Descriptor, Digest, RawManifest, media_type};
use chartroom_registry::{
    Cancel, Client, ProgressSink, RegistryError, RepositoryClient, TransferOptions, Transport,
};

use crate::config;
use crate::error::{HelmError, HelmErrorKind};
use crate::output;
use crate::resolve::{ChartReference, Resolved, Target, resolve};
use crate::walk::Walk;

/// Whether the provenance file is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Provenance {
    /// Not at all.
    #[default]
    No,
    /// If there is one; without one there is a warning (`helm pull --prov`).
    IfPresent,
    /// Without one the pull fails (`helm pull --verify`). Helm has saved the archive by then; who
    /// wants it even so pulls with [`Provenance::IfPresent`].
    Required,
}

/// How to pull.
#[derive(Debug, Clone, Default)]
pub struct PullOptions {
    /// A version or constraint, like `--version`.
    pub version: Option<String>,
    /// Whether the provenance file is wanted.
    pub provenance: Provenance,
    /// Told about the bytes of the archive as they arrive.
    pub progress: Option<ProgressSink>,
    /// Stops the pull.
    pub cancel: Cancel,
}

/// A chart that was pulled. All bytes have the digests that the manifest states.
#[derive(Debug, Clone)]
pub struct Pulled {
    /// What was asked for.
    pub resolved: Resolved,
    /// The manifest the reference stands for, which may be an index.
    pub root: RawManifest,
    /// The manifest of the chart; the same as `root` unless that is an index.
    pub manifest: RawManifest,
    /// The config blob.
    pub config: Bytes,
    /// The archive's layer.
    pub layer: Descriptor,
    /// The archive. Helm does not look into it when it pulls, and neither does this.
    pub archive: Bytes,
    /// The provenance file.
    pub provenance: Option<Bytes>,
    /// The name Helm saves the archive under; the provenance gets `.prov` after it.
    pub file_name: String,
    /// What Helm prints as warnings.
    pub warnings: Vec<String>,
}

impl Pulled {
    /// The digest of the reference, as Helm prints it.
    pub fn digest(&self) -> &Digest {
        &self.root.digest
    }

    /// What `helm pull` prints, warnings included. A provenance file is a second pull to Helm, so
    /// it says everything twice then.
    pub fn output(&self) -> String {
        let pulled = output::pulled(&self.resolved.to_text(), &self.root.digest);
        let (missing, others): (Vec<_>, Vec<_>) = self
            .warnings
            .iter()
            .partition(|warning| warning.starts_with("WARNING: "));
        let mut out = String::new();
        for warning in others {
            out.push_str(&format!("{warning}\n"));
        }
        out.push_str(&pulled);
        if self.provenance.is_some() {
            out.push_str(&pulled);
        }
        for warning in missing {
            out.push_str(&format!("{warning}\n"));
        }
        out
    }
}

/// Pulls a chart.
///
/// # Errors
/// In Helm's words, from resolving to blobs that are not what they should be.
pub async fn pull<T: Transport>(
    client: &Client<T>,
    chart: &ChartReference,
    options: PullOptions,
) -> Result<Pulled, HelmError> {
    let work = async {
        let resolved = resolve(client, chart, options.version.as_deref()).await?;
        pull_resolved(client, chart, resolved, &options).await
    };
    match options.cancel.race(work).await {
        Ok(result) => result,
        Err(_) => Err(HelmError::new(
            HelmErrorKind::Aborted,
            "the pull was cancelled",
        )),
    }
}

async fn pull_resolved<T: Transport>(
    client: &Client<T>,
    chart: &ChartReference,
    resolved: Resolved,
    options: &PullOptions,
) -> Result<Pulled, HelmError> {
    let repository = client
        .repository(resolved.repository.as_str())
        .with_cancel(options.cancel.clone());
    let root = repository.manifest(&resolved.target.to_text()).await;
    let root = root.map_err(|error| match error.is_not_found() {
        true => not_found("FetchReference", &resolved.to_text(), error),
        false => HelmError::registry("FetchReference", "source", error),
    })?;
    let found = Walk::run(&repository, &root).await?;
    found.check(media_type::HELM_CHART)?;
    let mut warnings = Vec::new();
    if found.has_legacy_layer {
        warnings.push(format!(
            "Warning: chart media type {} is deprecated",
            media_type::HELM_CHART_LEGACY
        ));
    }
    let (Some(config_layer), Some(layer)) = (&found.config, &found.chart) else {
        return Err(HelmError::new(HelmErrorKind::NotAChart, "not a chart"));
    };
    let plain = TransferOptions {
        cancel: options.cancel.clone(),
        ..TransferOptions::default()
    };
    let config = fetch(&repository, config_layer, &plain).await?;
    let watched = TransferOptions {
        progress: options.progress.clone(),
        ..plain.clone()
    };
    let archive = fetch(&repository, layer, &watched).await?;
    check_root(&root)?;
    config::check(&config)?;

    let mut provenance = None;
    if options.provenance != Provenance::No {
        match (found.check(media_type::HELM_PROVENANCE), &found.provenance) {
            (Ok(()), Some(layer)) => provenance = Some(fetch(&repository, layer, &plain).await?),
            (Err(error), _) if options.provenance == Provenance::IfPresent => {
                warnings.push(format!(
                    "WARNING: Verification not found for {}: {error}",
                    chart.text
                ))
            }
            _ => return Err(no_provenance(&resolved)),
        }
    }
    Ok(Pulled {
        file_name: resolved.file_name(),
        layer: layer.clone(),
        manifest: found.manifest.unwrap_or_else(|| root.clone()),
        resolved,
        root,
        config,
        archive,
        provenance,
        warnings,
    })
}

/// Fetches a layer.
async fn fetch<T: Transport>(
    repository: &RepositoryClient<T>,
    layer: &Descriptor,
    transfer: &TransferOptions,
) -> Result<Bytes, HelmError> {
    let blob = repository.blob(layer, transfer).await;
    blob.map_err(|error| match error.is_not_found() {
        true => not_found("Fetch", &layer.digest.to_string(), error),
        false => HelmError::registry("Fetch", "source", error),
    })
}

/// Helm keeps only what it knows how to read, and a Docker manifest is not among that.
fn check_root(root: &RawManifest) -> Result<(), HelmError> {
    let (digest, media_type) = (&root.digest, &root.media_type);
    if !matches!(
        media_type.as_str(),
        media_type::DOCKER_MANIFEST | media_type::DOCKER_MANIFEST_LIST
    ) {
        return Ok(());
    }
    Err(HelmError::new(
        HelmErrorKind::NotAChart,
        format!("unable to retrieve blob with digest {digest}: {digest}: {media_type}: not found"),
    ))
}

fn no_provenance(resolved: &Resolved) -> HelmError {
    let target = match &resolved.version {
        Some(version) => format!(":{version}"),
        None => format!("@{}", resolved.target.to_text()),
    };
    HelmError::new(
        HelmErrorKind::NoProvenance,
        format!(
            "failed to fetch provenance \"oci://{}/{}{target}.prov\"",
            resolved.registry, resolved.repository
        ),
    )
}

fn not_found(action: &str, what: &str, error: RegistryError) -> HelmError {
    let message = format!("failed to perform \"{action}\" on source: {what}: not found");
    HelmError::new(HelmErrorKind::Registry(error), message)
}

/// A pull of a digest instead of a tag, so that later requests cannot see another chart.
impl Resolved {
    /// The same reference, pinned to a digest.
    #[must_use]
    pub fn pinned(&self, digest: Digest) -> Resolved {
        Resolved {
            target: Target::Digest(digest),
            ..self.clone()
        }
    }
}
