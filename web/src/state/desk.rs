//! The chart table: what was dropped on the page and has not left it.

use std::sync::Arc;

use bytes::Bytes;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use crate::browser::{files, lazy, page};
use crate::parts;
use crate::text::{Key, fill, t};

use super::opened::MOST;
use super::pairs::Pairs;
use super::push::{Push, Stage};
use super::{App, Opened, Problem};

/// One dropped file.
#[derive(Clone)]
pub struct Item {
    /// Its number on this page.
    pub id: u32,
    /// The file's name.
    pub name: String,
    /// How far it is.
    pub state: ArcRwSignal<State>,
}

/// How far a dropped file is.
#[derive(Clone)]
pub enum State {
    /// Being read and opened.
    Reading,
    /// A chart.
    Open(Arc<Opened>),
    /// No chart, and why.
    Refused(Problem),
}

impl Item {
    /// The chart, when it is one.
    pub fn chart(&self) -> Option<Arc<Opened>> {
        match self.state.get() {
            State::Open(chart) => Some(chart),
            _ => None,
        }
    }
}

/// The table.
#[derive(Clone, Copy)]
pub struct Desk {
    /// What lies on it, in the order it came.
    pub items: RwSignal<Vec<Item>>,
    /// The item being looked at.
    pub chosen: RwSignal<Option<u32>>,
    next: StoredValue<u32>,
    plans: RwSignal<Vec<(u32, Push)>>,
}

impl Desk {
    /// An empty table.
    pub fn new() -> Desk {
        Desk {
            items: RwSignal::new(Vec::new()),
            chosen: RwSignal::new(None),
            next: StoredValue::new(1),
            plans: RwSignal::new(Vec::new()),
        }
    }

    /// Takes files: `.prov` files go to the archive they are named after, everything else is opened as a chart.
    pub fn take(self, app: App, list: Vec<File>) {
        let (provenances, archives): (Vec<File>, Vec<File>) = list
            .into_iter()
            .partition(|file| file.name().ends_with(".prov"));
        let mut waiting: Pairs<File> = provenances
            .into_iter()
            .map(|file| (file.name(), file))
            .collect();
        let alone = archives.is_empty();
        for (index, file) in archives.into_iter().enumerate() {
            let provenance = waiting.take(&[&file.name(), ".prov"].concat());
            let item = self.put(&file.name(), index == 0);
            spawn_local(async move {
                let opened = open(&file, provenance.as_ref()).await;
                self.finish(app, &item, opened);
            });
        }
        // A provenance file that came later than its archive joins it.
        for (index, (name, file)) in waiting.iter().enumerate() {
            // What is looked at next is the first thing that came, and a chart rather than what is missing one.
            let choose = alone && index == 0;
            let file = file.clone();
            let of = name.trim_end_matches(".prov").to_owned();
            let known = self
                .items
                .with_untracked(|items| items.iter().find(|item| item.name == of).cloned());
            let chart = known
                .as_ref()
                .and_then(|item| match item.state.get_untracked() {
                    State::Open(chart) => Some(chart),
                    _ => None,
                });
            match (known, chart) {
                (Some(item), Some(chart)) => spawn_local(async move {
                    if choose {
                        self.chosen.set(Some(item.id));
                    }
                    item.state.set(State::Reading);
                    let opened = match read(&file).await {
                        Ok(text) => {
                            parts::open(of, chart.bytes.clone(), chart.modified, Some(text)).await
                        }
                        Err(problem) => Err(problem),
                    };
                    self.finish(app, &item, opened);
                }),
                _ => {
                    let item = self.put(name, choose);
                    item.state.set(State::Refused(Problem::new(
                        "PROVENANCE_ALONE",
                        fill(Key::problem_prov_alone, &[("file", name)]),
                        fill(Key::problem_prov_alone_why, &[("archive", &of)]),
                    )));
                }
            }
        }
    }

    /// Lays the sample chart on the table.
    pub fn take_sample(self, app: App) {
        let item = self.put("soundings-1.4.2.tgz", true);
        spawn_local(async move {
            let bytes = match page::meta("chartroom-sample") {
                Some(url) => lazy::fetch(&url).await,
                None => None,
            };
            let opened = match bytes {
                Some(bytes) => {
                    parts::open(
                        item.name.clone(),
                        Bytes::from(bytes),
                        Some(SAMPLE_TIME),
                        None,
                    )
                    .await
                }
                None => Err(Problem::new(
                    "SAMPLE_MISSING",
                    t(Key::problem_sample),
                    t(Key::problem_sample_why),
                )),
            };
            self.finish(app, &item, opened);
        });
    }

    /// The push of an item's chart. It lives as long as the page: what was typed into a plan, or is on its way, stays
    /// while one looks at something else.
    pub fn push_of(self, app: App, id: u32, chart: Arc<Opened>) -> Push {
        let known = self.plans.with_untracked(|plans| {
            plans
                .iter()
                .find(|(known, _)| *known == id)
                .map(|(_, push)| *push)
        });
        if let Some(push) =
            known.filter(|push| push.chart.with_value(|known| Arc::ptr_eq(known, &chart)))
        {
            return push;
        }
        let push = app.rooted(|| Push::new(app, chart));
        self.plans.update(|plans| {
            plans.retain(|(known, _)| *known != id);
            plans.push((id, push));
        });
        push
    }

    /// Whether an item's chart was pushed.
    pub fn is_pushed(self, id: u32) -> bool {
        self.plans.with(|plans| {
            plans.iter().any(|(known, push)| {
                *known == id && push.stage.with(|stage| matches!(stage, Stage::Pushed))
            })
        })
    }

    /// Takes an item off the table.
    pub fn remove(self, id: u32) {
        self.items
            .update(|items| items.retain(|item| item.id != id));
        self.plans.update(|plans| {
            plans.retain(|(known, _)| *known != id);
        });
        if self.chosen.get_untracked() == Some(id) {
            self.chosen.set(
                self.items
                    .with_untracked(|items| items.first().map(|item| item.id)),
            );
        }
    }

    /// Looks at the chart with this digest.
    pub fn choose(self, digest: &str) {
        let id = self.items.with_untracked(|items| {
            items
                .iter()
                .find(|item| matches!(item.state.get_untracked(), State::Open(chart) if chart.digest.to_string() == digest))
                .map(|item| item.id)
        });
        if id.is_some() {
            self.chosen.set(id);
        }
    }

    /// The chart with this digest of its archive.
    pub fn find(self, digest: &str) -> Option<Arc<Opened>> {
        self.items.with(|items| {
            items
                .iter()
                .filter_map(Item::chart)
                .find(|chart| chart.digest.to_string() == digest)
        })
    }

    fn put(self, name: &str, choose: bool) -> Item {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        let item = Item {
            id,
            name: name.to_owned(),
            state: ArcRwSignal::new(State::Reading),
        };
        self.items.update(|items| {
            // The same file again takes the place of the earlier one.
            items.retain(|other| other.name != name);
            items.push(item.clone());
        });
        if choose {
            self.chosen.set(Some(id));
        }
        item
    }

    fn finish(self, app: App, item: &Item, opened: Result<Arc<Opened>, Problem>) {
        let state = match opened {
            Ok(chart) => {
                app.say(fill(
                    Key::opened_said,
                    &[("name", chart.name()), ("version", chart.version())],
                ));
                State::Open(chart)
            }
            Err(problem) => State::Refused(problem),
        };
        item.state.set(state);
    }
}

/// When the sample chart was made: its plan shall be the same everywhere.
const SAMPLE_TIME: f64 = 1_767_323_045_000.0;

async fn open(file: &File, provenance: Option<&File>) -> Result<Arc<Opened>, Problem> {
    let bytes = read(file).await?;
    let provenance = match provenance {
        Some(file) => Some(read(file).await?),
        None => None,
    };
    parts::open(file.name(), bytes, Some(file.last_modified()), provenance).await
}

async fn read(file: &File) -> Result<Bytes, Problem> {
    let size = file.size();
    if size > MOST as f64 {
        return Err(Problem::of_size(&file.name(), size as u64, MOST));
    }
    files::read(file).await.map_err(|reason| {
        Problem::new(
            "FILE_UNREADABLE",
            fill(Key::problem_unreadable, &[("file", &file.name())]),
            reason,
        )
    })
}
