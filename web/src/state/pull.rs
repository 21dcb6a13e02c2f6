//! From a reference to a manifest, and from a manifest to the chart it names. Every byte is checked on the way.

use std::sync::Arc;

use bytes::Bytes;
use chartroom_oci::{Descriptor, Digest, Manifest, RawManifest, Reference, media_type};
use chartroom_registry::{Cancel, ProgressSink, TransferOptions};

use crate::text::{Key, fill, t};

use super::problem::Step;
use super::transport::shown;
use super::{App, Opened, Problem, opened, registries, versions};

/// What a reference led to.
#[derive(Clone)]
pub struct Found {
    /// The host and repository, with the tag it was found under.
    pub reference: Reference,
    /// The manifest, exactly as it came.
    pub manifest: RawManifest,
    /// The headers of the answer.
    pub headers: Vec<(String, String)>,
}

impl Found {
    /// The descriptors of the chart layer, if the manifest has one. The last wins, as with Helm.
    pub fn chart_layer(&self) -> Option<Descriptor> {
        self.layer(&[media_type::HELM_CHART, media_type::HELM_CHART_LEGACY])
    }

    /// The descriptor of the provenance layer.
    pub fn provenance_layer(&self) -> Option<Descriptor> {
        self.layer(&[media_type::HELM_PROVENANCE])
    }

    fn layer(&self, types: &[&str]) -> Option<Descriptor> {
        match self.manifest.parse().ok()? {
            Manifest::Image(image) => image
                .layers
                .into_iter()
                .rev()
                .find(|layer| types.contains(&layer.media_type.as_str())),
            _ => None,
        }
    }

    /// `host/repository`.
    pub fn place(&self) -> String {
        [&self.reference.registry, "/", &self.reference.repository].concat()
    }

    /// `host/repository@digest`, which never changes.
    pub fn pinned(&self) -> String {
        [&self.place(), "@", &self.manifest.digest.to_string()].concat()
    }
}

/// Finds the manifest of `reference`: by digest, by tag, or the version that `range` chooses.
pub async fn find(app: App, reference: &Reference, range: Option<&str>) -> Result<Found, Problem> {
    registries::ready(app).await;
    let _running = app.activity.begin();
    let mut reference = reference.clone();
    if let Some(digest) = &reference.digest
        && let Some(manifest) = app.caches.manifest(&digest.to_string())
    {
        return Ok(Found {
            headers: headers_of(app, &manifest.digest),
            reference,
            manifest,
        });
    }
    if reference.digest.is_none() && reference.tag.is_none() {
        let tags = versions::of(app, &reference.registry, &reference.repository).await?;
        app.activity.advance(0.2);
        match versions::choose(&tags, range) {
            Some(tag) => reference.tag = Some(tag),
            None => return Err(no_version(&reference, &tags, range)),
        }
    }
    let target = reference.target().unwrap_or_default();
    let answer = registries::client(app, &reference.registry)
        .repository(reference.repository.as_str())
        .manifest_response(&target)
        .await
        .map_err(|error| {
            Problem::of_registry(app, &error, &reference.registry, &reference.to_string())
        })?;
    app.activity.advance(0.4);
    app.caches.keep_manifest(&answer.manifest);
    let headers = answer
        .headers
        .iter()
        .map(|(name, value)| (name.to_owned(), shown(value)))
        .collect();
    Ok(Found {
        reference,
        manifest: answer.manifest,
        headers,
    })
}

fn headers_of(app: App, digest: &Digest) -> Vec<(String, String)> {
    let end = ["/manifests/", &digest.to_string()].concat();
    app.caches
        .log()
        .find("GET", &end)
        .map(|exchange| exchange.headers)
        .unwrap_or_default()
}

fn no_version(reference: &Reference, tags: &[String], range: Option<&str>) -> Problem {
    let place = [&reference.registry, "/", &reference.repository].concat();
    let what = match range {
        Some(range) => [&place, " (", range, ")"].concat(),
        None => place.clone(),
    };
    let some = tags
        .iter()
        .take(12)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    Problem::new(
        "NO_VERSION",
        fill(Key::chart_no_versions, &[("what", &what)]),
        fill(
            Key::chart_no_versions_why,
            &[("tags", if some.is_empty() { "–" } else { &some })],
        ),
    )
    .or(Step::Go(
        ["/c/", &place, "?tab=versions"].concat(),
        t(Key::show_versions).to_owned(),
    ))
}

/// Fetches a blob of the artifact and checks it; what was fetched once is kept.
pub async fn blob(
    app: App,
    reference: &Reference,
    descriptor: &Descriptor,
    progress: Option<ProgressSink>,
    cancel: &Cancel,
) -> Result<Bytes, Problem> {
    let digest = descriptor.digest.to_string();
    if let Some(bytes) = app.caches.blob(&digest) {
        return Ok(bytes);
    }
    let options = TransferOptions {
        progress,
        cancel: cancel.clone(),
        max_size: opened::MOST,
    };
    let bytes = registries::client(app, &reference.registry)
        .repository(reference.repository.as_str())
        .blob(descriptor, &options)
        .await
        .map_err(|error| {
            Problem::of_registry(app, &error, &reference.registry, &reference.to_string())
        })?;
    app.caches.keep_blob(&descriptor.digest, &bytes);
    Ok(bytes)
}

/// Fetches and opens the chart of a manifest.
pub async fn chart(app: App, found: &Found, cancel: &Cancel) -> Result<Arc<Opened>, Problem> {
    let Some(layer) = found.chart_layer() else {
        return Err(Problem::new(
            "NOT_A_CHART",
            t(Key::chart_not),
            fill(Key::chart_not_why, &[("type", media_type::HELM_CHART)]),
        ));
    };
    if let Some(chart) = app.caches.chart(&layer.digest.to_string()) {
        return Ok(chart);
    }
    let _running = app.activity.begin();
    let activity = app.activity;
    let sink = ProgressSink::new(move |progress| {
        if let Some(total) = progress.total.filter(|total| *total > 0) {
            activity.advance(0.4 + 0.5 * progress.received as f64 / total as f64);
        }
    });
    let bytes = blob(app, &found.reference, &layer, Some(sink), cancel).await?;
    let provenance = match found.provenance_layer() {
        // Reading a chart does not depend on its signature being readable.
        Some(layer) => blob(app, &found.reference, &layer, None, cancel).await.ok(),
        None => None,
    };
    app.activity.advance(0.92);
    let chart = Opened::open(file_name(&found.reference), bytes, None, provenance).await?;
    app.caches.keep_chart(&chart);
    Ok(chart)
}

/// Where the tag points by now, when that is another manifest than the one that was read. Blobs are asked for by digest,
/// so what is shown stays whole either way.
pub async fn moved(app: App, found: &Found) -> Option<Digest> {
    let tag = found
        .reference
        .tag
        .as_ref()
        .filter(|_| found.reference.digest.is_none())?;
    let repository = registries::client(app, &found.reference.registry)
        .repository(found.reference.repository.as_str());
    let now = repository.head_manifest(tag).await.ok()?.digest?;
    (now != found.manifest.digest).then_some(now)
}

/// The name `helm pull` gives the file: `nginx-18.2.4.tgz`, with the `+` that the tag writes as `_`.
pub fn file_name(reference: &Reference) -> String {
    let version = match &reference.tag {
        Some(tag) => ["-", &tag.replace('_', "+")].concat(),
        None => reference
            .digest
            .as_ref()
            .map(|digest| ["@", digest.algorithm.as_str(), "-", &digest.hex].concat())
            .unwrap_or_default(),
    };
    [reference.name(), &version, ".tgz"].concat()
}

#[cfg(test)]
mod tests {
    use chartroom_oci::Reference;

    #[test]
    fn files_are_named_as_helm_names_them() {
        let name = |text: &str| super::file_name(&Reference::parse(text).unwrap());
        assert_eq!(
            name("localhost:5000/a/demo:1.2.3-rc.1_build.5"),
            "demo-1.2.3-rc.1+build.5.tgz"
        );
        assert_eq!(name("h.io/w:v4.0.0"), "w-v4.0.0.tgz");
    }
}
