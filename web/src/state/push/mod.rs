//! A push: the plan of one dropped chart, what the registry says about it, and its way there.

mod route;
mod run;

pub use route::remote_of;
pub use run::{ParcelState, Stage, go};

use std::sync::Arc;

use chartroom_helm::{HelmError, PlanOptions, PushPlan, TagState, tag_state};
use chartroom_registry::Cancel;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::storage::{self, Shelf};
use crate::browser::time;

use super::{App, Opened, registries};

/// Where the last chart went: the next one is likely to go there too.
const LAST: &str = "chartroom.push-to";

/// What the registry says about the tag.
#[derive(Clone, PartialEq)]
pub enum Tag {
    /// It is being asked.
    Asking,
    /// It answered.
    Known(TagState),
    /// It could not be asked, and why.
    Unknown(String),
}

/// How far one item of the push is.
#[derive(Clone, Copy, PartialEq)]
pub struct Parcel {
    /// What is known about it.
    pub state: ParcelState,
    /// Bytes sent.
    pub sent: u64,
}

/// Everything about the push of one chart. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Push {
    /// The chart.
    pub chart: StoredValue<Arc<Opened>>,
    /// `host/path` the chart is put below.
    pub to: RwSignal<String>,
    /// The creation time, RFC 3339.
    pub created: RwSignal<String>,
    /// Tags beside the version's own.
    pub tags: RwSignal<Vec<String>>,
    /// The plan, or Helm's refusal.
    pub plan: Memo<Result<Arc<PushPlan>, Refusal>>,
    /// What the registry says about the version's tag.
    pub tag: RwSignal<Tag>,
    /// How far the push is.
    pub stage: RwSignal<Stage>,
    /// Config, chart, provenance and manifest, each by its place.
    pub parcels: RwSignal<[Parcel; 4]>,
    /// Stops the push.
    pub cancel: StoredValue<Cancel>,
}

/// Why Helm would not push.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// Helm's own text.
    pub text: String,
    /// What to do about it.
    pub advice: String,
}

impl From<HelmError> for Refusal {
    fn from(error: HelmError) -> Refusal {
        Refusal {
            text: error.to_string(),
            advice: error.advice().to_owned(),
        }
    }
}

impl Push {
    /// The push of a chart, planned for where the last one went.
    pub fn new(app: App, chart: Arc<Opened>) -> Push {
        let to = storage::get(Shelf::Browser, LAST).unwrap_or_else(|| {
            app.server
                .with_untracked(|server| server.as_ref().map(|server| server.registry.clone()))
                .unwrap_or_default()
        });
        let to = RwSignal::new(to);
        let created = RwSignal::new(chart.modified.map(time::rfc3339).unwrap_or_default());
        let planned = chart.clone();
        let plan = Memo::new_with_compare(
            move |_| {
                let options = PlanOptions {
                    created: created.get().trim().to_owned(),
                    provenance: planned.provenance.clone(),
                };
                PushPlan::new(
                    &planned.chart,
                    planned.bytes.clone(),
                    &remote_of(&to.get()),
                    options,
                )
                .map(Arc::new)
                .map_err(Refusal::from)
            },
            |_, _| true,
        );
        let push = Push {
            chart: StoredValue::new(chart),
            to,
            created,
            tags: RwSignal::new(Vec::new()),
            plan,
            tag: RwSignal::new(Tag::Asking),
            stage: RwSignal::new(Stage::Planned),
            parcels: RwSignal::new(
                [Parcel {
                    state: ParcelState::Unknown,
                    sent: 0,
                }; 4],
            ),
            cancel: StoredValue::new(Cancel::new()),
        };
        push.watch_tag(app);
        push
    }

    /// Asks about the tag whenever the plan changes, a little after the typing stops.
    fn watch_tag(self, app: App) {
        Effect::new(move |round: Option<u32>| {
            let round = round.unwrap_or(0) + 1;
            app.caches.signed.track();
            let Ok(plan) = self.plan.get() else {
                return round;
            };
            self.tag.set(Tag::Asking);
            let digest = plan.manifest_digest.clone();
            spawn_local(async move {
                registries::ready(app).await;
                crate::browser::settle::sleep(std::time::Duration::from_millis(350)).await;
                // Somebody typed on: that plan asks for itself.
                let current = self.plan.try_get_untracked().and_then(Result::ok);
                let same = current.is_some_and(|now| {
                    now.manifest_digest == digest && now.reference == plan.reference
                });
                if !same {
                    return;
                }
                let client = registries::client(app, &plan.reference.registry);
                let answer = match tag_state(&client, &plan).await {
                    Ok(state) => Tag::Known(state),
                    Err(error) => Tag::Unknown(error.to_string()),
                };
                let _ = self.tag.try_set(answer);
            });
            round
        });
    }

    /// Remembers where this chart went.
    pub fn remember_place(self) {
        storage::set(Shelf::Browser, LAST, self.to.get_untracked().trim());
    }
}
