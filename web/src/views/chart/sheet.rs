//! What a chart's page knows: where the chart is, its manifest, its content, each when it has come.

use std::sync::Arc;

use chartroom_oci::{Digest, Reference};
use chartroom_registry::Cancel;
use leptos::prelude::*;

use crate::state::pull::Found;
use crate::state::{Opened, Problem};

/// Something that is on its way, here, or not to be had.
#[derive(Clone)]
pub enum Phase<T> {
    /// On its way.
    Waiting,
    /// Here.
    There(T),
    /// Not to be had.
    Failed(Problem),
}

impl<T: Clone> Phase<T> {
    /// What is here.
    pub fn here(&self) -> Option<T> {
        match self {
            Phase::There(it) => Some(it.clone()),
            _ => None,
        }
    }
}

/// The state of one chart page.
#[derive(Clone, Copy)]
pub struct Sheet {
    /// What was asked for; nothing for a dropped chart.
    pub reference: StoredValue<Option<Reference>>,
    /// The manifest.
    pub found: RwSignal<Phase<Found>>,
    /// The chart.
    pub chart: RwSignal<Phase<Arc<Opened>>>,
    /// Where the tag points now, when that is no longer what is shown.
    pub moved: RwSignal<Option<Digest>>,
    /// Stops the fetching.
    pub cancel: StoredValue<Cancel>,
}

impl Sheet {
    /// The page of a chart in a registry.
    pub fn remote(reference: Reference) -> Sheet {
        Sheet {
            reference: StoredValue::new(Some(reference)),
            found: RwSignal::new(Phase::Waiting),
            chart: RwSignal::new(Phase::Waiting),
            moved: RwSignal::new(None),
            cancel: StoredValue::new(Cancel::new()),
        }
    }

    /// The page of a dropped chart.
    pub fn local(chart: Arc<Opened>) -> Sheet {
        Sheet {
            reference: StoredValue::new(None),
            found: RwSignal::new(Phase::Waiting),
            chart: RwSignal::new(Phase::There(chart)),
            moved: RwSignal::new(None),
            cancel: StoredValue::new(Cancel::new()),
        }
    }

    /// Whether the chart lies on this machine only.
    pub fn is_local(&self) -> bool {
        self.reference.with_value(Option::is_none)
    }

    /// What was asked for, with the tag that answered once it has.
    pub fn reference(&self) -> Option<Reference> {
        self.found
            .with(Phase::here)
            .map(|found| found.reference)
            .or_else(|| self.reference.get_value())
    }
}
