//! Where the page is cut: what the first view does not need is loaded when it is first wanted.
//!
//! Each function below stands for a part of the module. `web/post-build.mjs` puts everything that only these functions
//! reach into files of their own; calling one loads its file first. What is reached from elsewhere too stays in the
//! first file, so a view or the opening of charts may be called from here and from nowhere else.

#![allow(
    unsafe_code,
    reason = "the seam between two files of one wasm module is a foreign function to the compiler"
)]

use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use chartroom_registry::{Request, Response, TransportError};
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

use crate::browser::rest;
use crate::components::{notice, skeleton};
use crate::state::{Opened, Problem, transport};
use crate::text::{Key, t};
use crate::views;

/// A part did not arrive: the network is gone, or the server has a newer page by now.
impl From<SplitLoaderError> for Problem {
    fn from(_: SplitLoaderError) -> Problem {
        Problem::new(
            "PART_MISSING",
            t(Key::problem_part),
            t(Key::problem_part_why),
        )
    }
}

type View = Result<AnyView, Problem>;

#[wasm_split(views, wasm_split_path = leptos::wasm_split, fallible, preload(load_views))]
fn registry_part() -> View {
    Ok(views::registry::registry())
}

#[wasm_split(views, wasm_split_path = leptos::wasm_split, fallible)]
fn remote_part() -> View {
    Ok(views::chart::remote())
}

#[wasm_split(views, wasm_split_path = leptos::wasm_split, fallible)]
fn local_part() -> View {
    Ok(views::chart::local())
}

#[wasm_split(views, wasm_split_path = leptos::wasm_split, fallible)]
fn push_part() -> View {
    Ok(views::push::push())
}

#[wasm_split(views, wasm_split_path = leptos::wasm_split, fallible)]
fn settings_part() -> View {
    Ok(views::settings::settings())
}

/// A future that may be kept in a box.
type Boxed<T> = Pin<Box<dyn Future<Output = T>>>;

#[wasm_split(views, wasm_split_path = leptos::wasm_split, fallible)]
fn open_part(
    file_name: String,
    bytes: Bytes,
    modified: Option<f64>,
    provenance: Option<Bytes>,
) -> Result<Boxed<Result<Arc<Opened>, Problem>>, SplitLoaderError> {
    Ok(Box::pin(Opened::open(
        file_name, bytes, modified, provenance,
    )))
}

#[wasm_split(registry, wasm_split_path = leptos::wasm_split, fallible)]
fn answer_part(request: Request) -> Result<Result<Response, TransportError>, SplitLoaderError> {
    Ok(transport::answer(request))
}

/// `/r/HOST`.
pub fn registry() -> AnyView {
    later(|| Box::pin(registry_part()))
}

/// `/c/REFERENCE`.
pub fn remote() -> AnyView {
    later(|| Box::pin(remote_part()))
}

/// `/local/DIGEST`.
pub fn local() -> AnyView {
    later(|| Box::pin(local_part()))
}

/// `/push`.
pub fn push() -> AnyView {
    later(|| Box::pin(push_part()))
}

/// `/settings`.
pub fn settings() -> AnyView {
    later(|| Box::pin(settings_part()))
}

/// [`Opened::open`].
pub async fn open(
    file_name: String,
    bytes: Bytes,
    modified: Option<f64>,
    provenance: Option<Bytes>,
) -> Result<Arc<Opened>, Problem> {
    open_part(file_name, bytes, modified, provenance)
        .await?
        .await
}

/// The answer of the registry in this page's memory.
///
/// # Errors
///
/// Its code could not be loaded.
pub async fn answer(
    request: Request,
) -> Result<Result<Response, TransportError>, SplitLoaderError> {
    answer_part(request).await
}

/// Loads the other views once the first one is at rest, or somebody touches the page: by the time they are wanted,
/// even without a network, they are here.
pub fn fetch_ahead() {
    rest::when_at_rest(|| {
        spawn_local(async {
            // Whoever wants them asks again, and hears then what is wrong.
            let _ = load_views().await;
        });
    });
}

/// Shows the view that `load` brings, a skeleton until then.
fn later(load: fn() -> Boxed<View>) -> AnyView {
    let came = RwSignal::new(0_u32);
    let slot = StoredValue::new_local(None::<View>);
    let fetch = move || {
        slot.set_value(None);
        came.set(0);
        // The view belongs to the place that asked for it: contexts and clean-up are that place's.
        spawn_local(ScopedFuture::new_untracked(async move {
            let view = load().await;
            if slot.try_set_value(Some(view)).is_none() {
                let _ = came.try_set(1);
            }
        }));
    };
    fetch();
    (move || {
        if came.get() == 0 {
            return skeleton(6);
        }
        match slot.try_update_value(Option::take).flatten() {
            Some(Ok(view)) => view,
            Some(Err(problem)) => notice(problem, Some(Callback::new(move |()| fetch()))),
            None => ().into_any(),
        }
    })
    .into_any()
}
