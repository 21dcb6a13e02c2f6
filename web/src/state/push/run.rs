//! The push itself.

use std::sync::{Arc, Mutex, PoisonError};

use chartroom_helm::{
    BlobRole, HelmErrorKind, PushEvent, PushEvents, PushItem, PushOptions, PushPlan, PushStep,
    TagState, push,
};
use chartroom_registry::Cancel;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::state::activity::Quarters;
use crate::state::problem::Step;
use crate::state::{App, Problem, recents, registries};
use crate::text::{Key, fill};

use super::{Parcel, Push, Tag};

/// How far a push is.
#[derive(Clone, PartialEq)]
pub enum Stage {
    /// Nothing was sent.
    Planned,
    /// Under way.
    Pushing,
    /// There.
    Pushed,
    /// Not there, and why.
    Failed(Problem),
}

/// What is known about one item.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ParcelState {
    /// The registry was not asked.
    Unknown,
    /// The registry is being asked.
    Asking,
    /// The registry has it.
    There,
    /// Taken over from another repository.
    Mounted,
    /// On its way.
    Sending,
    /// It arrived.
    Sent,
}

/// The place of an item in [`Push::parcels`].
fn place(item: &PushItem) -> usize {
    match item {
        PushItem::Blob(BlobRole::Config) => 0,
        PushItem::Blob(BlobRole::Chart) => 1,
        PushItem::Blob(BlobRole::Provenance) => 2,
        PushItem::Manifest(_) => 3,
    }
}

/// Sends the plan.
pub fn go(app: App, this: Push) {
    let Ok(plan) = this.plan.get_untracked() else {
        return;
    };
    let cancel = Cancel::new();
    this.cancel.set_value(cancel.clone());
    this.stage.set(Stage::Pushing);
    this.parcels.set(
        [Parcel {
            state: ParcelState::Unknown,
            sent: 0,
        }; 4],
    );
    let what = [&plan.name, " ", &plan.version].concat();
    app.say(fill(Key::push_started_said, &[("what", &what)]));
    let total = plan.total_size().max(1) as f64;
    let quarters = Arc::new(Mutex::new(Quarters::default()));
    let activity = app.activity;
    let events = PushEvents::new(move |event: PushEvent| {
        let at = place(&event.item);
        this.parcels.update(|parcels| {
            let parcel = &mut parcels[at];
            match event.step {
                PushStep::Asking => parcel.state = ParcelState::Asking,
                PushStep::Exists => parcel.state = ParcelState::There,
                PushStep::Mounted => parcel.state = ParcelState::Mounted,
                PushStep::Uploading { sent, .. } => {
                    parcel.state = ParcelState::Sending;
                    parcel.sent = sent;
                }
                PushStep::Done => parcel.state = ParcelState::Sent,
            }
        });
        let sent: u64 = this
            .parcels
            .with_untracked(|parcels| parcels.iter().map(|parcel| parcel.sent).sum());
        let done = sent as f64 / total;
        activity.advance(done);
        if let Some(percent) = quarters
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pass(done)
        {
            app.say(fill(
                Key::pushing_said,
                &[("percent", &percent.to_string())],
            ));
        }
    });
    let tags = this.tags.get_untracked();
    spawn_local(async move {
        let running = app.activity.begin();
        let client = registries::client(app, &plan.reference.registry);
        let options = PushOptions {
            tags,
            events: Some(events),
            cancel,
            ..PushOptions::default()
        };
        let stage = match push(&client, &plan, options).await {
            Ok(_) => {
                arrived(app, this, &plan);
                let _ = this.tag.try_set(Tag::Known(TagState::Same));
                app.say(fill(
                    Key::pushed_said,
                    &[("what", &plan.reference.to_string())],
                ));
                Stage::Pushed
            }
            Err(error) => Stage::Failed(match error.kind() {
                HelmErrorKind::Registry(cause) => {
                    let mut problem = Problem::of_registry(
                        app,
                        cause,
                        &plan.reference.registry,
                        &plan.reference.to_string(),
                    );
                    // The line that pulls it helps nobody before it is there; the plan has the one that pushes.
                    problem.next.retain(|step| !matches!(step, Step::Line(_)));
                    problem
                }
                _ => Problem::new(error.code(), error.to_string(), error.advice()),
            }),
        };
        drop(running);
        let _ = this.stage.try_set(stage);
    });
}

fn arrived(app: App, this: Push, plan: &PushPlan) {
    let place = [&plan.reference.registry, "/", &plan.reference.repository].concat();
    app.caches.forget_tags(&place);
    this.remember_place();
    recents::remember(app, &place, &plan.name, &plan.version, &plan.tag);
}
