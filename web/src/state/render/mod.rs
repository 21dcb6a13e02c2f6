//! A chart being rendered: what is wished, what came of it.

mod engine;
mod place;
mod reason;
mod suspect;

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::AbortController;

use crate::browser::settle;
use crate::components::code::{CodeText, Language};
use crate::text::{Key, t};

use super::{App, Opened};

pub use engine::lint;
pub use reason::reason;
pub use suspect::{Suspect, suspects};

/// What `helm template` would be told.
#[derive(Clone, PartialEq, Eq)]
pub struct Wish {
    /// YAML laid over the chart's values; it may be long, and is handed around at every key.
    pub values: Arc<str>,
    /// What `--set` says, once for each.
    pub set: Vec<String>,
    /// The release's name; empty for Helm's `release-name`.
    pub name: String,
    /// Its namespace; empty for `default`.
    pub namespace: String,
    /// The Kubernetes version assumed; empty for Helm's.
    pub kube_version: String,
    /// `--include-crds`.
    pub crds: bool,
    /// `--is-upgrade`.
    pub upgrade: bool,
    /// Not `--no-hooks`.
    pub hooks: bool,
    /// Not `--skip-tests`.
    pub tests: bool,
    /// Not `--skip-schema-validation`.
    pub schema: bool,
}

impl Wish {
    /// Every `--set` that says something.
    pub fn sets(&self) -> impl Iterator<Item = &str> {
        self.set
            .iter()
            .map(|line| line.trim())
            .filter(|line| !line.is_empty())
    }
}

impl Default for Wish {
    fn default() -> Wish {
        Wish {
            values: Arc::from(""),
            set: Vec::new(),
            name: String::new(),
            namespace: String::new(),
            kube_version: String::new(),
            crds: false,
            upgrade: false,
            hooks: true,
            tests: true,
            schema: true,
        }
    }
}

/// One document of a rendered chart.
pub struct Document {
    /// `Deployment`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The template it comes from, the chart's name in front.
    pub template: String,
    /// Its first line in the text, counted from one.
    pub line: usize,
}

/// A rendered chart.
pub struct Rendered {
    /// What `helm template` prints; [`Sheets`] has it by lines.
    pub text: String,
    /// Its documents.
    pub documents: Vec<Document>,
    /// What Helm writes to its log.
    pub warnings: Vec<String>,
    /// How long it took, in milliseconds.
    pub took: f64,
}

/// A call that led to a fault.
#[derive(Clone, PartialEq, Eq)]
pub struct Call {
    /// The template with the call.
    pub template: String,
    /// Its line.
    pub line: u32,
    /// Its column in that line, in characters from 1; 0 where it is not known.
    pub column: u32,
    /// The call.
    pub action: String,
}

/// Why nothing was rendered.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Fault {
    /// A stable word.
    pub code: String,
    /// Helm's own text.
    pub message: String,
    /// What to do.
    pub advice: String,
    /// The template, or the file of values, that is at fault.
    pub file: Option<String>,
    /// The line of it, counted from one.
    pub line: Option<u32>,
    /// The column in that line, in bytes from one, as Go counts.
    pub column: Option<u32>,
    /// The line on which what cannot be read begins, where that is another one: a list in brackets, a text in quotes.
    pub began: Option<u32>,
    /// The line that Helm's text names, where the mistake stands on another one.
    pub named: Option<u32>,
    /// What to do about it, where that is known better than the advice.
    pub hint: Option<Key>,
    /// The chart's own words, given to `fail` or `required`.
    pub said: Option<String>,
    /// The document that a template rendered to, where that is no YAML.
    pub rendered: Option<String>,
    /// The line of it on which that shows.
    pub met: Option<u32>,
    /// The action that failed.
    pub action: String,
    /// The calls that led there, outermost first.
    pub includes: Vec<Call>,
}

impl Fault {
    /// Whether it is the YAML somebody typed that cannot be read.
    pub fn is_of_values(&self) -> bool {
        self.code == "VALUES_INVALID"
            && match &self.file {
                Some(file) => !file.contains('/'),
                None => self.message.starts_with("failed to parse values.yaml:"),
            }
    }

    /// The engine could not be loaded.
    fn missing() -> Fault {
        Fault {
            code: "PART_MISSING".to_owned(),
            message: t(Key::problem_part).to_owned(),
            advice: t(Key::problem_part_why).to_owned(),
            ..Fault::default()
        }
    }
}

/// A finding of `helm lint`.
#[derive(Clone, PartialEq, Eq)]
pub struct Finding {
    /// `error`, `warning` or `info`.
    pub severity: String,
    /// The file it is about.
    pub path: String,
    /// Helm's text.
    pub message: String,
}

/// A rendered text, ready to be shown.
#[derive(Clone)]
pub struct Sheets {
    /// The text by lines.
    pub text: Arc<CodeText>,
    /// What it came from.
    pub rendered: Arc<Rendered>,
}

/// The render of one chart. Cheap to copy; it lives as long as the page, so what was typed stays.
#[derive(Clone, Copy)]
pub struct Render {
    /// What is wished.
    pub wish: RwSignal<Wish>,
    /// The last text that came out.
    pub sheets: RwSignal<Option<Sheets>>,
    /// Why the wish of this moment gives no text.
    pub fault: RwSignal<Option<Fault>>,
    /// Whether the engine is at work.
    pub busy: RwSignal<bool>,
    chart: StoredValue<Arc<Opened>>,
    stop: StoredValue<Option<AbortController>, LocalStorage>,
    /// What the text on the screen was made from.
    made: StoredValue<Option<Wish>>,
}

/// A render that takes longer than this is ended when something else is wished.
const PATIENCE: Duration = Duration::from_secs(2);
/// Nobody types any more.
const REST: Duration = Duration::from_millis(400);

impl Render {
    /// Nothing rendered yet.
    pub fn new(chart: Arc<Opened>) -> Render {
        Render {
            wish: RwSignal::new(Wish::default()),
            sheets: RwSignal::new(None),
            fault: RwSignal::new(None),
            busy: RwSignal::new(false),
            chart: StoredValue::new(chart),
            stop: StoredValue::new_local(None),
            made: StoredValue::new(None),
        }
    }

    /// The render of a chart, the same one every time.
    pub fn of(app: App, chart: Arc<Opened>) -> Render {
        let key = chart.digest.to_string();
        if let Some(known) = app.caches.render(&key) {
            return known;
        }
        let render = app.rooted(|| Render::new(chart));
        app.caches.keep_render(&key, render);
        render
    }

    /// The chart.
    pub fn chart(self) -> Arc<Opened> {
        self.chart.get_value()
    }

    /// Changes the wish and renders it.
    pub fn change(self, change: impl FnOnce(&mut Wish)) {
        self.wish.update(change);
        self.go();
    }

    /// Stops what is under way.
    pub fn cancel(self) {
        self.stop.with_value(|stop| {
            if let Some(stop) = stop {
                stop.abort();
            }
        });
    }

    /// Renders what is wished. One render at a time: a wish that changes meanwhile is next, and the ones between are
    /// passed over.
    pub fn go(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            loop {
                let wish = self.wish.get_untracked();
                if !self.once(&wish).await {
                    break;
                }
                if self.wish.with_untracked(|now| *now == wish) {
                    break;
                }
            }
            self.busy.set(false);
        });
    }

    /// Renders one wish; `false` when it was cancelled.
    async fn once(self, wish: &Wish) -> bool {
        if self.made.with_value(|made| made.as_ref() == Some(wish)) {
            self.fault.set(None);
            return true;
        }
        let Ok(stop) = AbortController::new() else {
            return false;
        };
        self.stop.set_value(Some(stop.clone()));
        self.watch(wish.clone(), stop.clone());
        let came = engine::render(&self.chart(), wish, &stop).await;
        self.stop.set_value(None);
        match came {
            Ok(rendered) => {
                self.made.set_value(Some(wish.clone()));
                let mut rendered = rendered;
                let text = std::mem::take(&mut rendered.text);
                let before = self.sheets.with_untracked(|shown| {
                    let shown = shown.as_ref();
                    shown.map(|shown| shown.text.clone())
                });
                let text = match before {
                    Some(before) => CodeText::following(&before, text, Language::Yaml),
                    None => CodeText::new(text, Language::Yaml),
                };
                self.sheets.set(Some(Sheets {
                    text: Arc::new(text),
                    rendered: Arc::new(rendered),
                }));
                self.fault.set(None);
                true
            }
            Err(fault) if fault.code == "ABORTED" => {
                let passed_over = self.wish.with_untracked(|now| now != wish);
                if !passed_over {
                    self.fault.set(Some(fault));
                }
                passed_over
            }
            Err(mut fault) => {
                place::find(&mut fault, &wish.values);
                self.tell(fault, wish.clone());
                true
            }
        }
    }

    /// Shows a fault. The first one waits until the typing rests: half a key is no mistake, and what stands there
    /// shall not jump away and back.
    fn tell(self, fault: Fault, wish: Wish) {
        let first = self.fault.with_untracked(Option::is_none);
        if !first || self.sheets.with_untracked(Option::is_none) {
            self.fault.set(Some(fault));
            return;
        }
        spawn_local(async move {
            settle::sleep(REST).await;
            if self.wish.with_untracked(|now| *now == wish) {
                self.fault.set(Some(fault));
            }
        });
    }

    /// Ends a long render as soon as something else is wished.
    fn watch(self, wish: Wish, stop: AbortController) {
        spawn_local(async move {
            settle::sleep(PATIENCE).await;
            loop {
                let same = self
                    .stop
                    .with_value(|now| now.as_ref().is_some_and(|now| *now == stop));
                if !same {
                    return;
                }
                if self.wish.with_untracked(|now| *now != wish) {
                    stop.abort();
                    return;
                }
                settle::sleep(Duration::from_millis(200)).await;
            }
        });
    }
}
