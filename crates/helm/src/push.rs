//! Pushing a plan: blobs first, the manifest under its tag last.
//!
//! Unlike Helm this puts the manifest under its tag only, not under its digest as well; registries
//! that refuse a manifest by digest are served that way, and the result is the same.

use std::future::{Future, poll_fn};
use std::task::Poll;

use chartroom_oci::{Digest, Reference, go_quote, is_valid_tag};
use chartroom_registry::{
    Cancel, Client, Listener, ProgressSink, PushOutcome, RegistryError, RepositoryClient,
    TransferOptions, Transport,
};

use crate::error::{HelmError, HelmErrorKind};
use crate::output;
use crate::plan::{Blob, BlobRole, PushPlan};

/// What a push is busy with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PushItem {
    /// A blob of the chart.
    Blob(BlobRole),
    /// The manifest, under this tag.
    Manifest(String),
}

/// How far it is with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushStep {
    /// The registry is being asked whether it has the item.
    Asking,
    /// The registry has it already.
    Exists,
    /// The registry took it over from another repository.
    Mounted,
    /// Bytes are on their way.
    Uploading {
        /// Bytes sent so far.
        sent: u64,
        /// Bytes in all.
        total: u64,
    },
    /// It arrived.
    Done,
}

/// Something happened during a push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushEvent {
    /// What the event is about.
    pub item: PushItem,
    /// What happened to it.
    pub step: PushStep,
}

/// Who is told about the events of a push.
pub type PushEvents = Listener<PushEvent>;

/// How to push.
#[derive(Debug, Clone, Default)]
pub struct PushOptions {
    /// More tags for the manifest, put after that of the version.
    pub tags: Vec<String>,
    /// Another repository of the same registry that may have the blobs already.
    pub mount_from: Option<String>,
    /// Who is told about progress.
    pub events: Option<PushEvents>,
    /// Stops the push.
    pub cancel: Cancel,
}

/// What a push did.
#[derive(Debug, Clone)]
pub struct PushReport {
    /// Where the chart is now.
    pub reference: Reference,
    /// Digest of its manifest.
    pub digest: Digest,
    /// What happened to each blob. Empty if the registry had the manifest, and so its blobs.
    pub blobs: Vec<(BlobRole, PushOutcome)>,
    /// Whether the registry had exactly this manifest before.
    pub existed: bool,
    /// The tags that were put, that of the version first.
    pub tags: Vec<String>,
}

impl PushReport {
    /// What `helm push` prints.
    pub fn output(&self) -> String {
        output::pushed(&self.reference, &self.digest)
    }
}

/// What the registry has under the tag of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagState {
    /// Nothing.
    Absent,
    /// Exactly what the plan would push.
    Same,
    /// Something else, which the push would replace.
    Other(Digest),
}

/// Asks what the registry has under the tag of a plan.
///
/// # Errors
/// When the registry cannot be asked.
pub async fn tag_state<T: Transport>(
    client: &Client<T>,
    plan: &PushPlan,
) -> Result<TagState, HelmError> {
    let repository = client.repository(plan.reference.repository.as_str());
    let info = match repository.head_manifest(&plan.tag).await {
        Ok(info) => info,
        Err(error) if error.is_not_found() => return Ok(TagState::Absent),
        Err(error) => return Err(HelmError::registry("Exists", "destination", error)),
    };
    let digest = match info.digest {
        Some(digest) => digest,
        // The header may be hidden from a page; then the manifest itself has to tell.
        None => match repository.manifest(&plan.tag).await {
            Ok(manifest) => manifest.digest,
            Err(error) if error.is_not_found() => return Ok(TagState::Absent),
            Err(error) => return Err(HelmError::registry("Fetch", "destination", error)),
        },
    };
    if digest == plan.manifest_digest {
        Ok(TagState::Same)
    } else {
        Ok(TagState::Other(digest))
    }
}

/// Pushes a plan. What the registry has already is not sent again; the manifest is put under the
/// version's tag when everything else is there, and then under each further tag.
///
/// # Errors
/// In the words Helm has for failed requests; [`HelmErrorKind::Registry`] has the details. Nothing
/// is visible in the registry unless the manifest was put.
pub async fn push<T: Transport>(
    client: &Client<T>,
    plan: &PushPlan,
    options: PushOptions,
) -> Result<PushReport, HelmError> {
    for tag in &options.tags {
        if !is_valid_tag(tag) {
            let text = format!("invalid reference: invalid tag {}", go_quote(tag));
            return Err(HelmError::new(HelmErrorKind::Address, text));
        }
    }
    let repository = client
        .repository(plan.reference.repository.as_str())
        .for_push()
        .with_cancel(options.cancel.clone());
    let pushing = Pushing {
        repository,
        plan,
        options: &options,
    };
    pushing.tell(PushItem::Manifest(plan.tag.clone()), PushStep::Asking);
    let digest = plan.manifest_digest.to_string();
    let existed = match pushing.repository.head_manifest(&digest).await {
        Ok(_) => true,
        Err(error) if error.is_not_found() => false,
        Err(error) => return Err(failed(error)),
    };
    let blobs = if existed {
        Vec::new()
    } else {
        // At most three at a time, as with Helm: a plan has a config, an archive and perhaps a
        // provenance file.
        all(plan.blobs().map(|blob| pushing.blob(blob))).await?
    };
    let mut tags = vec![plan.tag.clone()];
    tags.extend(options.tags.iter().filter(|tag| **tag != plan.tag).cloned());
    for tag in &tags {
        pushing.manifest(tag).await?;
    }
    Ok(PushReport {
        reference: plan.reference.clone(),
        digest: plan.manifest_digest.clone(),
        blobs,
        existed,
        tags,
    })
}

/// The results of all futures in their order, or the first error.
async fn all<F, O, E>(futures: impl Iterator<Item = F>) -> Result<Vec<O>, E>
where
    F: Future<Output = Result<O, E>>,
{
    let mut running: Vec<_> = futures.map(|future| (Box::pin(future), None)).collect();
    poll_fn(|cx| {
        let mut ended = Poll::Ready(Ok(()));
        for (future, output) in running.iter_mut().filter(|(_, output)| output.is_none()) {
            match future.as_mut().poll(cx) {
                Poll::Ready(Ok(value)) => *output = Some(value),
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => ended = Poll::Pending,
            }
        }
        ended
    })
    .await?;
    Ok(running
        .into_iter()
        .filter_map(|(_, output)| output)
        .collect())
}

struct Pushing<'a, T> {
    repository: RepositoryClient<T>,
    plan: &'a PushPlan,
    options: &'a PushOptions,
}

impl<T: Transport> Pushing<'_, T> {
    fn tell(&self, item: PushItem, step: PushStep) {
        if let Some(events) = &self.options.events {
            events.report(PushEvent { item, step });
        }
    }

    async fn blob(&self, blob: &Blob) -> Result<(BlobRole, PushOutcome), HelmError> {
        let item = PushItem::Blob(blob.role);
        let total = blob.descriptor.size;
        self.tell(item.clone(), PushStep::Asking);
        let progress = self.options.events.clone().map(|events| {
            let item = item.clone();
            ProgressSink::new(move |progress| {
                let sent = progress.sent.min(total);
                events.report(PushEvent {
                    item: item.clone(),
                    step: PushStep::Uploading { sent, total },
                });
            })
        });
        let transfer = TransferOptions {
            progress,
            cancel: self.options.cancel.clone(),
            ..TransferOptions::default()
        };
        let mount_from = self.options.mount_from.as_deref();
        let bytes = blob.bytes.clone();
        let pushed = self
            .repository
            .push_blob(blob.digest(), bytes, mount_from, &transfer);
        let outcome = pushed.await.map_err(failed)?;
        let step = match outcome {
            PushOutcome::AlreadyPresent => PushStep::Exists,
            PushOutcome::Mounted => PushStep::Mounted,
            PushOutcome::Uploaded => PushStep::Done,
        };
        self.tell(item, step);
        Ok((blob.role, outcome))
    }

    async fn manifest(&self, tag: &str) -> Result<(), HelmError> {
        let item = PushItem::Manifest(tag.to_owned());
        let total = self.plan.manifest.len() as u64;
        self.tell(item.clone(), PushStep::Uploading { sent: 0, total });
        let bytes = self.plan.manifest.clone();
        let put = self
            .repository
            .put_manifest(tag, bytes, self.plan.media_type());
        put.await
            .map_err(|error| HelmError::registry("Tag", "destination", error))?;
        self.tell(item, PushStep::Done);
        Ok(())
    }
}

/// oras names the step that failed by what it was about to do.
fn failed(error: RegistryError) -> HelmError {
    let action = match error.method() {
        Some("HEAD") => "Exists",
        _ => "Push",
    };
    HelmError::registry(action, "destination", error)
}
