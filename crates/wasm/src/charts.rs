//! Charts in registries: push, pull, versions.

use chartroom_helm::{
    BlobRole, ChartReference, Provenance, PullOptions, Pulled, PushEvent, PushEvents, PushItem,
    PushOptions, PushPlan, PushStep, pull, push, versions,
};
use chartroom_oci::{Descriptor, media_type};
use chartroom_registry::{ProgressSink, PushOutcome};
use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;

use crate::document::describe;
use crate::error::IntoThrown;
use crate::listener::Listener;
use crate::object::{Object, array, bytes, texts};
use crate::operation::{promise, stoppable};
use crate::plan::PlanHandle;
use crate::registry::RegistryHandle;

#[wasm_bindgen]
impl RegistryHandle {
    /// Pushes a plan; `tags` is a JSON array. Rejected with the errors of [`push`].
    pub fn push(&self, plan: &PlanHandle, tags: &str, on_progress: Option<Function>) -> Promise {
        let (client, plan) = (self.client.clone(), plan.0.clone());
        let options = PushOptions {
            tags: texts(tags),
            events: on_progress.map(|callback| events(&plan, &callback)),
            cancel: self.flag.clone(),
            ..PushOptions::default()
        };
        promise(async move {
            let report = push(&client, &plan, options).await;
            let report = report.map_err(IntoThrown::into_thrown)?;
            let blobs = plan.blobs().map(|blob| {
                let outcome = report.blobs.iter().find(|(role, _)| *role == blob.role);
                describe(&blob.descriptor).with("outcome", outcome_text(outcome.map(|(_, it)| *it)))
            });
            Ok(Object::new()
                .with("reference", report.reference.to_string())
                .with("manifestDigest", report.digest.to_string())
                .with("existed", report.existed)
                .with("tags", array(report.tags))
                .with("blobs", array(blobs))
                .into())
        })
    }

    /// Pulls a chart: `host/name`, with a tag, a digest or a version. Rejected with the errors of
    /// [`pull`].
    pub fn pull(
        &self,
        reference: String,
        version: Option<String>,
        provenance: bool,
        on_progress: Option<Function>,
    ) -> Promise {
        let client = self.client.clone();
        let options = PullOptions {
            version,
            provenance: if provenance {
                Provenance::IfPresent
            } else {
                Provenance::No
            },
            progress: on_progress.map(|callback| {
                let listener = Listener::new(&callback);
                ProgressSink::new(move |progress| {
                    let total = progress.total.unwrap_or(progress.received);
                    let event = event("downloading", progress.received, total)
                        .with("mediaType", media_type::HELM_CHART);
                    listener.tell(event);
                })
            }),
            cancel: self.flag.clone(),
        };
        promise(async move {
            let reference = ChartReference::parse(&reference).map_err(IntoThrown::into_thrown)?;
            let pulled = pull(&client, &reference, options).await;
            Ok(describe_pulled(&pulled.map_err(IntoThrown::into_thrown)?).into())
        })
    }

    /// Versions of a chart, newest first. Rejected with the errors of [`versions`].
    pub fn versions(&self, name: String) -> Promise {
        let client = self.client.clone();
        stoppable(&self.flag, async move {
            let found = versions(&client, &name).await;
            let found = found.map_err(IntoThrown::into_thrown)?;
            let versions = found.versions.iter().map(|version| {
                Object::new()
                    .with("version", version.version.to_string())
                    .with("tag", version.tag.as_str())
            });
            Ok(array(versions))
        })
    }
}

fn outcome_text(outcome: Option<PushOutcome>) -> &'static str {
    match outcome {
        Some(PushOutcome::Uploaded) => "uploaded",
        Some(PushOutcome::Mounted) => "mounted",
        // Where the registry had the manifest, it had its blobs.
        Some(PushOutcome::AlreadyPresent) | None => "present",
    }
}

fn describe_pulled(pulled: &Pulled) -> Object {
    let provenance = pulled.provenance.as_ref();
    Object::new()
        .with("reference", pulled.resolved.to_text())
        .with("manifestDigest", pulled.digest().to_string())
        .with("manifest", bytes(&pulled.manifest.bytes))
        .with("config", bytes(&pulled.config))
        .with("chart", bytes(&pulled.archive))
        .with(
            "provenance",
            provenance.map_or(JsValue::NULL, |it| bytes(it)),
        )
        .with("fileName", pulled.file_name.as_str())
        .with("warnings", array(pulled.warnings.clone()))
}

/// A listener of a push, told in the words of `Progress` in `index.d.ts`.
fn events(plan: &PushPlan, callback: &Function) -> PushEvents {
    let blobs: Vec<(BlobRole, Descriptor)> = plan
        .blobs()
        .map(|blob| (blob.role, blob.descriptor.clone()))
        .collect();
    let manifest = Descriptor::new(
        plan.media_type(),
        plan.manifest_digest.clone(),
        plan.manifest.len() as u64,
    );
    let listener = Listener::new(callback);
    PushEvents::new(move |PushEvent { item, step }| {
        let descriptor = match &item {
            PushItem::Blob(wanted) => blobs.iter().find(|(role, _)| role == wanted),
            PushItem::Manifest(_) => None,
        };
        let descriptor = descriptor.map_or(&manifest, |(_, descriptor)| descriptor);
        let size = descriptor.size;
        let (state, transferred) = match step {
            PushStep::Asking => ("checking", 0),
            PushStep::Exists => ("present", size),
            PushStep::Mounted => ("mounted", size),
            PushStep::Uploading { sent, .. } => ("uploading", sent),
            PushStep::Done => ("done", size),
        };
        let mut event = event(state, transferred, size)
            .with("digest", descriptor.digest.to_string())
            .with("mediaType", descriptor.media_type.as_str());
        if let PushItem::Manifest(tag) = item {
            event = event.with("tag", tag);
        }
        listener.tell(event);
    })
}

fn event(state: &str, transferred: u64, total: u64) -> Object {
    Object::new()
        .with("state", state)
        .with("transferred", transferred as f64)
        .with("total", total as f64)
}
